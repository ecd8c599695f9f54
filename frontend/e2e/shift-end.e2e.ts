import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clearScene, does, free, openIncident, press, read, readOld, say, send, teamCalled } from "./acts.ts";
import { arrive, launch, origin, PATIENT, readyForOffline, shootAll, signIn, sitAt, type Seat } from "./browser.ts";

/** Airplane mode from the order to the end of the shift, and the phone is off in between. */
let browser: Browser;
let dana: Seat, casey: Seat;
let incident: string;
const folder = mkdtempSync(join(tmpdir(), "alongside-shift-"));
const CALM = { weapon_in_hand: "no", weapon_in_reach: "no", violence_now: "no", cannot_care_for_self: "yes" };
const POLICE = { sends_police: true, override_reason: "the nearest team" };
interface TeamRow { name: string; assignment: { id: string } | null; members: { name: string }[] }
interface Line { kind: string; text: string; occurred_at: string; facts: Record<string, unknown> }
const mesa = async (): Promise<TeamRow> => (await read<{ teams: TeamRow[] }>(dana, "/api/teams")).teams.find((team) => team.name === "Mesa 2")!;

beforeAll(async () => {
  const found = await launch();
  if (!found) throw new Error("No browser: set CHROMIUM= to one.");
  browser = found;
  dana = await arrive(browser, "dana", "desk");
  await free(dana);
  casey = await signIn(await sitAt(folder, "casey"));
  await readOld(casey);
  await readyForOffline(casey);
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(task.name);
});
afterAll(async () => {
  await casey?.context.close().catch(() => undefined);
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("airplane mode through the end of a shift", () => {
  it("keeps the whole scene and the end of the shift on the phone", async () => {
    incident = await openIncident(dana, { place: "7 Dock Row", place_detail: "" }, CALM);
    await send(dana, incident, "Mesa 2", POLICE);
    await casey.page.waitForURL(/\/alert\//);
    await press(casey, "phone_got_it");
    await casey.page.waitForURL(/\/assignment\//);
    await casey.page.getByText("7 Dock Row").first().waitFor();
    await casey.context.setOffline(true);
    await press(casey, "phone_status_en_route");
    await press(casey, "phone_status_on_scene");
    await clearScene(casey);
    await casey.page.getByRole("button", { name: say("phone_back_home") }).click();
    await casey.page.locator("main button.btn--quiet").click();
    await casey.page.locator("main .btn--heed").click();
    await casey.page.locator("button.btn--go", { hasText: say("phone_start_shift") }).waitFor();
  });

  it("sends all of it in order with its true times once the phone was off and has signal again", async () => {
    await casey.context.close();
    casey = await sitAt(folder, "casey");
    await casey.context.setOffline(true);
    await casey.page.goto(`${origin("casey")}/home`);
    await casey.page.locator("button.btn--go", { hasText: say("phone_start_shift") }).waitFor();
    const back = Date.now();
    await casey.context.setOffline(false);
    const riding = async (): Promise<boolean> => (await mesa()).members.some((member) => member.name.startsWith("Casey"));
    const needed = async (): Promise<boolean> => (await casey.page.getByText(say("session_ended")).count()) > 0;
    await expect.poll(async () => (await needed()) || !(await riding()), PATIENT).toBe(true);
    if (await needed()) await signIn(casey);
    await expect.poll(riding, PATIENT).toBe(false);
    const { entries } = await read<{ entries: Line[] }>(dana, `/api/incidents/${incident}/timeline`);
    const taps = entries.filter((line) => line.kind === "status").sort((a, b) => a.occurred_at.localeCompare(b.occurred_at));
    expect(taps.map((line) => line.facts["status"])).toEqual(["en_route", "on_scene", "cleared"]);
    for (const line of taps) expect(Date.parse(line.occurred_at)).toBeLessThan(back);
    await casey.page.goto(`${origin("casey")}/needs-you`);
    await casey.page.getByText(say("needs_you_empty")).waitFor();
    // the other journeys find the team as it was
    await does(casey, "POST", "/api/shifts", { id: crypto.randomUUID(), team: await teamCalled(casey, "Mesa 2") });
  });
});
