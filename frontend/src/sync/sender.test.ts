import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer, ME, until } from "../../tests/server";
import { destroy } from "$store/db";
import { current, openStore } from "$store/live.svelte";
import { Store } from "$store/store.svelte";
import { live } from "./link.svelte";
import { acknowledgeLoss, compareNumbers, lostCount } from "./loss";
import { missing } from "./numbers";
import { outbox, queue } from "./outbox";
import { confirm, session } from "./session.svelte";
import { takeSnapshot } from "./snapshot";

let server: FakeServer;
const tap = (to: string, id = "a1") => queue({ action: "assignment.set_status", kind: "assignment", id, url: `/api/assignments/${id}/status`, body: { to } });
const waiting = () => current.store!.ops.filter((op) => op.state === "waiting");
const empty = () => current.store!.ops.length === 0;
const order = (id: string) => server.applied.filter(({ url }) => url.includes(`/${id}/`)).map(({ raw }) => (JSON.parse(raw) as { to: string }).to);
const snapshot = (epoch: string) => ({ epoch, cursors: {}, objects: [] });

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
  vi.useRealTimers();
  session.server = "unknown";
  live.status = "connecting";
  current.store?.close();
  current.store = null;
  await destroy(ME.id);
});

describe("a long time without signal", () => {
  it("drains 500 commands in order per object, four at once, says how far it is, and goes on where it was killed", { timeout: 30_000 }, async () => {
    session.server = "unknown";
    for (let i = 0; i < 500; i += 1) await tap(String(Math.floor(i / 10)), `b${i % 10}`);
    let now = 0;
    let most = 0;
    server.before = async (request) => {
      if (request.method === "GET") return;
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      now -= 1;
    };
    session.server = "yes";
    live.status = "live";
    expect(live.progress).toEqual({ n: 1, of: 500 });
    outbox.kick(true);
    await until(() => (live.progress?.n ?? 0) > 120, "the first quarter went", 10_000);
    expect(live.progress!.of).toBe(500);
    session.server = "unknown";
    server.cutAll();
    current.store!.close();
    current.store = null;
    await openStore(ME.id);
    expect(live.unsent).toBeLessThan(400);
    await confirm();
    outbox.kick(true);
    await until(empty, "all went", 20_000);
    expect(live.progress).toBeNull();
    expect(server.applied).toHaveLength(500);
    expect(most).toBeLessThanOrEqual(4);
    for (let i = 0; i < 10; i += 1) expect(order(`b${i}`)).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
  });
});

describe("a server that was set back to its backup", () => {
  it("is offered what it had taken again, in its old order and before what came since", async () => {
    await tap("1");
    await tap("2");
    await until(empty, "both went");
    session.server = "unknown";
    await tap("3");
    server.applied = [];
    server.stored.clear();
    await takeSnapshot(current.store!, snapshot("e2"), "e1");
    expect(waiting().map(({ number }) => number)).toEqual([1, 2, 3]);
    session.server = "yes";
    outbox.kick(true);
    await until(empty, "all went again");
    expect(order("a1")).toEqual(["1", "2", "3"]);
  });

  it("is not offered what is older than a day", async () => {
    await tap("1");
    await until(empty, "it went");
    await current.store!.prune(Date.now() + 25 * 3_600_000);
    await takeSnapshot(current.store!, snapshot("e2"), "e1");
    expect(waiting()).toHaveLength(0);
  });
});

describe("a full disk", () => {
  const fill = () => vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });

  it("opens what it holds", async () => {
    session.server = "unknown";
    await tap("1");
    current.store!.close();
    current.store = null;
    fill();
    await openStore(ME.id);
    expect(waiting()).toHaveLength(1);
  });

  it("that cannot take an answer keeps the command, says so, and asks again with patience", async () => {
    fill();
    await tap("1").catch(() => undefined);
    vi.restoreAllMocks();
    session.server = "unknown";
    await tap("2");
    fill();
    session.server = "yes";
    outbox.kick(true);
    await until(() => live.full, "it is said");
    const asked = server.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.seen.length - asked).toBeLessThan(3);
    expect(waiting()).toHaveLength(1);
    vi.restoreAllMocks();
    outbox.kick(true);
    await until(empty, "there is room again");
    expect(live.full).toBe(false);
    expect(server.applied).toHaveLength(1);
  });
});

describe("waits", () => {
  it("from a clock that was set back are over", async () => {
    session.server = "unknown";
    await tap("1");
    await current.store!.update(waiting()[0]!, { nextAt: Date.now() + 86_400_000 });
    session.server = "yes";
    outbox.kick();
    await until(empty, "it went");
  });

  it("end for all when the link is back, not only for the first four", async () => {
    session.server = "unknown";
    for (let i = 0; i < 8; i += 1) await tap("1", `c${i}`);
    for (const op of waiting()) await current.store!.update(op, { nextAt: Date.now() + 60_000, tries: 3 });
    session.server = "yes";
    outbox.kick(true);
    await until(empty, "all went");
  });
});

describe("a colleague who signed in in another tab", () => {
  it("stops the sending, and is named as such", async () => {
    server.before = (request) => (request.method === "GET" ? undefined : { status: 401, body: { code: "other_user", message: "", data: {} } });
    await tap("1");
    await until(() => session.server === "other", "it is noticed");
    expect(waiting()).toHaveLength(1);
  });
});

describe("the numbers of a device", () => {
  const kept = (...numbers: number[]) => numbers.map((number) => ({ number }));
  it.each([
    ["all is well", 3, [], 3, [], 0, null],
    ["what waits is not missing", 1, [], 3, [2, 3], 0, null],
    ["a number that is nowhere is", 1, [], 3, [3], 0, 1],
    ["a server that knows more than the device has lost count of nothing", 5, [], 2, [], 0, 0],
    ["what was left out in the middle and waits is not missing", 6, [[2, 3]], 6, [2, 3], 0, null],
    ["what was left out in the middle and is nowhere is", 9, [[2, 4], [7, 7]], 9, [3, 8], 0, 3],
    ["what was accounted for is told once", 9, [[2, 4], [7, 7]], 9, [], 6, 1],
  ] as const)("%s", (_words, highest, gaps, given, numbers, accounted, expected) =>
    expect(missing({ highest, gaps }, given, kept(...numbers), accounted)).toBe(expected));

  it("that were left out in the middle are told once, and not again after they were read", async () => {
    for (const n of ["1", "2", "3"]) await tap(n);
    await until(empty, "they went");
    await compareNumbers(3, [[2, 2]]);
    expect(lostCount()).toBeNull();
    await current.store!.db.clear("sent");
    await compareNumbers(3, [[2, 2]]);
    expect(lostCount()).toBe(1);
    await acknowledgeLoss();
    await compareNumbers(3, [[2, 2]]);
    expect(lostCount()).toBeNull();
  });

  it("whose answers were forgotten after a day are not taken for lost", async () => {
    for (const n of ["1", "2", "3"]) await tap(n);
    await until(empty, "they went");
    await current.store!.prune(Date.now() + 2 * 86_400_000);
    await compareNumbers(3, [[2, 2]]);
    expect([current.store!.sent.length, lostCount()]).toEqual([0, null]);
  });

  it("that begin anew on an emptied phone are told, and go on after the server's", async () => {
    await compareNumbers(41);
    expect(lostCount()).toBe(0);
    await tap("1");
    expect((waiting()[0] ?? current.store!.sent[0])!.number).toBe(42);
    await until(empty, "it went");
    const again = await Store.open(ME.id);
    expect(again.lost).toBe(0);
    again.close();
  });
});
