import { describe, expect, it } from "vitest";
import { Fits, type Fit } from "./fits.svelte";
import { Sending } from "./sending.svelte";

const fit = (team: string, more: Partial<Fit> = {}): Fit => ({
  team, team_name: team, kind: "pair", ok: true, warnings: [], refusals: [], gives_way: true, reachable: [], wish: "", ...more,
});
function desk(): Sending {
  const sending = new Sending(new Fits(), () => "");
  sending.aim("i");
  return sending;
}

describe("preparing a team", () => {
  it("takes the first by name that fits and can be reached, and never one that does not fit", () => {
    const rows = [fit("Bay 6", { ok: false, refusals: ["needs_officer"] }), fit("Harbor 1", { warnings: ["nobody_reachable"] }), fit("Mesa 2")];
    expect(desk().prepared(rows)?.team).toBe("Mesa 2");
    expect(desk().prepared(rows.slice(0, 2))?.team).toBe("Harbor 1");
    expect(desk().prepared(rows.slice(0, 1))).toBeNull();
  });
  it("follows the digit, and forgets it when another incident comes into view", () => {
    const sending = desk();
    sending.chosen = "Harbor 1";
    expect(sending.prepared([fit("Bay 6"), fit("Harbor 1")])?.team).toBe("Harbor 1");
    sending.aim("another");
    expect(sending.chosen).toBeNull();
  });
});

describe("asking back before sending", () => {
  it("refuses a team that no reason can send", async () => {
    const sending = desk();
    await sending.send(fit("Mesa 2", { ok: false, gives_way: false, refusals: ["on_assignment"] }));
    expect(sending.step.kind).toBe("refused");
  });
  it("asks for a reason when the team does not fit, or another was sent already", async () => {
    const sending = desk();
    await sending.send(fit("Bay 6", { ok: false, refusals: ["needs_officer"] }));
    expect(sending.step).toMatchObject({ kind: "reason", second: false });
    sending.reset();
    await sending.send(fit("Mesa 2"), { second: true });
    expect(sending.step).toMatchObject({ kind: "reason", second: true });
  });
  it("asks about police once, after the reason, and keeps the reason", async () => {
    const sending = desk();
    const police = fit("Mesa 2", { ok: false, refusals: ["needs_clinician"], warnings: ["sends_police"] });
    await sending.send(police);
    expect(sending.step.kind).toBe("reason");
    await sending.send(police, { reason: "closest" });
    expect(sending.step).toMatchObject({ kind: "police", reason: "closest" });
  });
  it("orders nothing while no incident is in view", async () => {
    const sending = new Sending(new Fits(), () => "");
    await sending.send(fit("Mesa 2"));
    expect(sending.step.kind).toBe("idle");
  });
});
