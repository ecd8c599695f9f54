import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer, ME, until, type Seen } from "../../tests/server";
import { destroy } from "$store/db";
import { current, liveOne } from "$store/live.svelte";
import type { Envelope } from "$api/types";
import { clashesOf, decide } from "./decide";
import { live } from "./link.svelte";
import { sendNow } from "./now";
import { outbox, queue } from "./outbox";
import { confirm, session } from "./session.svelte";

let server: FakeServer;
const commands = (): Seen[] => server.seen.filter((request) => request.method !== "GET" && request.url !== "/api/devices");
const body = (request: Seen | undefined): unknown => JSON.parse(request?.raw ?? "null");
const one = () => current.store!.ops[0]!;

/** What a server with this object says next; the same to every command until it is told otherwise. */
function says(status: number, answer: Partial<Envelope>): void {
  server.apply = () => ({ status, body: { outcome: "applied", code: "", message: "", data: {}, kind: "incident", id: "i1", version: 9, object: null, ...answer } });
}
const clash = (...fields: [string, unknown, unknown][]) => ({
  outcome: "needs_review" as const, code: "changed_meanwhile",
  data: { fields: fields.map(([field, mine, theirs]) => ({ field, mine, theirs, theirs_by_name: "Dana", theirs_at: "2026-11-27T12:00:00Z" })) },
});
const change = (fields: Record<string, unknown>) => queue({
  action: "incident.change", kind: "incident", id: "i1", method: "PATCH", url: "/api/incidents/i1", body: fields, baseVersion: 3,
  optimistic: { kind: "incident", id: "i1", patch: fields },
});
const place = () => liveOne("incident", "i1")?.place;

beforeEach(async () => {
  server = new FakeServer();
  server.install();
  session.state = "starting";
  session.server = "unknown";
  session.me = null;
  vi.spyOn(Math, "random").mockReturnValue(0.01);
  await confirm();
});
afterEach(async () => {
  vi.restoreAllMocks();
  session.server = "unknown";
  current.store?.close();
  current.store = null;
  await destroy(ME.id);
});

describe("two values that two people wrote apart", () => {
  beforeEach(async () => {
    says(202, { ...clash(["place", "12 Elm", "14 Elm"]), object: { id: "i1", version: 9, place: "14 Elm" } });
    await change({ place: "12 Elm", hazards: "dog" });
    await until(() => live.needsYou === 1, "it needs the person");
    server.apply = new FakeServer().apply.bind(server);
    says(200, {});
  });

  it("lie before the person with names, and the screens show what stands", () => {
    expect(clashesOf(one())).toEqual([{ field: "place", mine: "12 Elm", theirs: "14 Elm", theirs_by_name: "Dana", theirs_at: "2026-11-27T12:00:00Z" }]);
    expect(place()).toBe("14 Elm");
    expect(live.unsent).toBe(0);
  });

  it("kept mine: a new command on the version that was shown, which says whose place it takes", async () => {
    const old = one();
    await decide(old, { place: { keep: "mine" } });
    expect(place()).toBe("12 Elm");
    await until(() => current.store!.ops.length === 0, "it went");
    const sent = commands().at(-1)!;
    expect(body(sent)).toEqual({ place: "12 Elm", hazards: "dog" });
    expect(sent.headers).toMatchObject({ "If-Match": "9", "X-Supersedes": old.id });
    expect(sent.headers["Idempotency-Key"]).not.toBe(old.id);
  });

  it("written anew: the new words go, and what nobody contested with them", async () => {
    await decide(one(), { place: { keep: "new", value: "16 Elm" } });
    await until(() => current.store!.ops.length === 0, "it went");
    expect(body(commands().at(-1))).toEqual({ place: "16 Elm", hazards: "dog" });
    expect(current.store!.sent.find(({ decision }) => decision)?.decision).toBe("new");
  });

  it("left theirs: what nobody contested goes in all the same", async () => {
    await decide(one(), { place: { keep: "theirs" } });
    expect(place()).toBe("14 Elm");
    await until(() => current.store!.ops.length === 0, "it went");
    expect(body(commands().at(-1))).toEqual({ hazards: "dog" });
  });

  it("is decided once, also when two tabs press", async () => {
    const old = one();
    await Promise.all([decide(old, { place: { keep: "mine" } }), decide(old, { place: { keep: "theirs" } }, "theirs")]);
    await until(() => current.store!.ops.length === 0, "it went");
    expect(commands()).toHaveLength(2);
  });
});

describe("leaving it as it is there", () => {
  it("is told to the server, waits without signal, and asks nobody even if the server knows of nothing", async () => {
    says(409, { outcome: "conflict", code: "assignment_ended" });
    await queue({ action: "assignment.set_status", kind: "assignment", id: "a1", url: "/api/assignments/a1/status", body: { to: "on_scene" } });
    await until(() => live.needsYou === 1, "it needs the person");
    session.server = "unknown";
    const old = one();
    await decide(old, {}, "theirs");
    expect([live.needsYou, live.unsent]).toEqual([0, 1]);
    says(404, { outcome: "rejected", code: "not_found" });
    session.server = "yes";
    outbox.kick(true);
    await until(() => current.store!.ops.length === 0, "the server has heard it");
    expect(body(commands().at(-1))).toEqual({ supersedes: old.id, decision: "theirs" });
  });
});

describe("what goes in but not as it was meant", () => {
  it.each(["kept_late", "kept_in_timeline"])("(%s) leaves the outbox and is listed under sent with its code", async (code) => {
    says(200, { outcome: "merged", code });
    await change({ place: "12 Elm" });
    await until(() => current.store!.ops.length === 0, "it went");
    expect(current.store!.sent[0]).toMatchObject({ code, outcome: "merged" });
    current.store!.close();
    current.store = null;
    await confirm();
    expect(current.store!.sent[0]).toMatchObject({ code, outcome: "merged", raw: JSON.stringify({ place: "12 Elm" }) });
  });
});

describe("an order of the board that somebody forestalled", () => {
  const level = (n: number) => sendNow({ action: "incident.override", kind: "incident", id: "i1", url: "/api/incidents/i1/level", body: { level: n, reason: "told" }, baseVersion: 3 });

  it("changes nothing, says so, and waits for its giver, who gives it again now or not at all", async () => {
    says(202, { ...clash(["level", 3, 4]), code: "level_changed" });
    expect(await level(3)).toMatchObject({ ok: false, why: "conflict", code: "level_changed" });
    await until(() => live.needsYou === 1, "it waits");
    const old = one();
    server.before = () => {
      throw new TypeError("network");
    };
    expect(await decide(old, { level: { keep: "mine" } })).toBe("no_connection");
    expect(live.needsYou).toBe(1);
    expect(live.unsent).toBe(0);
    server.before = () => undefined;
    says(200, {});
    expect(await decide(old, { level: { keep: "mine" } })).toBe("done");
    expect(commands().at(-1)!.headers).toMatchObject({ "If-Match": "9", "X-Supersedes": old.id });
    expect(live.needsYou).toBe(0);
  });

  it("given anew at the board is no question any more", async () => {
    says(202, { ...clash(["level", 3, 4]), code: "level_changed" });
    await level(3);
    const old = one();
    says(200, {});
    expect(await level(2)).toMatchObject({ ok: true });
    expect(commands().at(-1)!.headers["X-Supersedes"]).toBe(old.id);
    expect(live.needsYou).toBe(0);
  });

  it("left theirs takes its reason along", async () => {
    says(202, { ...clash(["level", 3, 4]), code: "level_changed" });
    await level(3);
    says(200, {});
    await decide(one(), { level: { keep: "theirs" } });
    await until(() => current.store!.ops.length === 0, "the server has heard it");
    expect(commands().at(-1)!.url).toBe("/api/ops/settle");
  });
});
