import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer, ME, until } from "../../tests/server";
import { destroy, StoreFull } from "$store/db";
import { current, liveOne, openStore } from "$store/live.svelte";
import { Store } from "$store/store.svelte";
import { live } from "./link.svelte";
import { decide } from "./decide";
import { outbox, queue } from "./outbox";
import { eligible } from "./sender";
import { confirm, session } from "./session.svelte";

let server: FakeServer;

const tap = (to: string, id = "a1") =>
  queue({ action: "assignment.set_status", kind: "assignment", id, url: `/api/assignments/${id}/status`, body: { status: to }, optimistic: { kind: "assignment", id, patch: { status: to } } });
const waiting = () => current.store!.ops.filter((op) => op.state === "waiting");
const commands = () => server.seen.filter((request) => request.method !== "GET" && request.url !== "/api/devices");
const statusOf = (id = "a1") => (liveOne("assignment", id) as { status?: string } | null)?.status;

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

/** The browser was killed and opened again. */
async function killAndOpen(): Promise<void> {
  session.server = "unknown";
  server.cutAll();
  current.store!.close();
  current.store = null;
  await openStore(ME.id);
}

describe("a kept command", () => {
  it("shows at once and is on the disk before it is sent", async () => {
    session.server = "unknown";
    await tap("en_route");
    expect(statusOf()).toBe("en_route");
    expect(liveOne("assignment", "a1")!.pending).toEqual(["assignment.set_status"]);
    expect(await current.store!.db.count("outbox")).toBe(1);
    expect(commands()).toHaveLength(0);
  });

  it("goes out and is gone when the server applied it", async () => {
    await tap("en_route");
    await until(() => waiting().length === 0, "it was sent");
    expect(server.applied).toHaveLength(1);
    expect(statusOf()).toBe("en_route");
    expect(liveOne("assignment", "a1")!.pending).toEqual([]);
    expect(current.store!.sent).toHaveLength(1);
  });

  it("sends the very same bytes and key again after the answer was lost, and is applied once", async () => {
    server.after = () => {
      server.after = () => undefined;
      throw new TypeError("network");
    };
    await tap("en_route");
    await until(() => server.applied.length === 1, "the server had it");
    await until(() => waiting()[0]?.tries === 1, "the loss was noticed");
    outbox.kick(true);
    await until(() => waiting().length === 0, "the repeat was answered");
    expect(server.applied).toHaveLength(1);
    const [first, second] = commands();
    expect(second!.raw).toBe(first!.raw);
    expect(second!.headers["Idempotency-Key"]).toBe(first!.headers["Idempotency-Key"]);
    expect(second!.headers["X-Occurred-At"]).toBe(first!.headers["X-Occurred-At"]);
  });

  it("survives a browser killed between sending and the answer", async () => {
    server.after = () => new Promise(() => undefined);
    await tap("on_scene");
    await until(() => server.applied.length === 1, "the server had it");
    await killAndOpen();
    expect(statusOf()).toBe("on_scene");
    expect(waiting()).toHaveLength(1);
    server.after = () => undefined;
    await confirm();
    outbox.kick(true);
    await until(() => waiting().length === 0, "it was sent after the restart");
    expect(server.applied).toHaveLength(1);
  });

  it("keeps the order per object, and objects do not wait for each other", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    server.before = async (request) => {
      if (request.url.includes("/a1/")) await gate;
    };
    await tap("en_route");
    await tap("on_scene");
    await tap("en_route", "a2");
    await until(() => server.applied.some((request) => request.url.includes("a2")), "the other object went");
    expect(server.seen.filter((request) => request.url.includes("/a1/"))).toHaveLength(1);
    release();
    await until(() => waiting().length === 0, "all went");
    const order = server.applied.filter((request) => request.url.includes("/a1/")).map((request) => JSON.parse(request.raw).status);
    expect(order).toEqual(["en_route", "on_scene"]);
  });

  it("has at most four under way", async () => {
    let now = 0;
    let most = 0;
    server.before = async (request) => {
      if (request.method === "GET") return;
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
    };
    session.server = "unknown";
    for (let i = 0; i < 12; i += 1) await tap("en_route", `b${i}`);
    session.server = "yes";
    outbox.kick(true);
    await until(() => waiting().length === 0, "all went");
    expect(most).toBe(4);
  });

  it("carries the time of the tap, not of the sending", async () => {
    server.before = () => {
      throw new TypeError("network");
    };
    const tapped = Date.now();
    await tap("en_route");
    await until(() => waiting()[0]?.tries === 1, "the first try failed");
    await new Promise((resolve) => setTimeout(resolve, 60));
    server.before = () => undefined;
    outbox.kick(true);
    await until(() => waiting().length === 0, "it went");
    expect(Math.abs(Date.parse(server.applied[0]!.headers["X-Occurred-At"]!) - tapped)).toBeLessThan(50);
  });

  it("waits on 401 without losing anything, and goes once the person is back", async () => {
    server.me = null;
    await tap("en_route");
    await tap("on_scene");
    await until(() => session.server === "signed_out", "the end of the session was noticed");
    expect(waiting()).toHaveLength(2);
    expect(statusOf()).toBe("on_scene");
    server.me = ME;
    await confirm();
    outbox.kick(true);
    await until(() => waiting().length === 0, "all went");
    expect(server.applied).toHaveLength(2);
  });

  it("is never sent in another person's session", async () => {
    session.server = "unknown";
    await tap("en_route");
    server.me = { ...ME, id: "u-omar" };
    await confirm();
    outbox.kick(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(session.server).toBe("other");
    expect(commands()).toHaveLength(0);
    expect(waiting()).toHaveLength(1);
  });

  it.each([500, 503, 429, 502])("is tried again after a %i, for ever", async (status) => {
    let left = 3;
    server.before = (request) => {
      if (request.method !== "GET" && left-- > 0) return { status, body: { code: "busy", message: "", data: {} } };
    };
    await tap("en_route");
    for (let i = 0; i < 4; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      outbox.kick(true);
    }
    await until(() => waiting().length === 0, "it went in the end");
    expect(server.applied).toHaveLength(1);
  });

  it("treats a captive portal's friendly page as no connection", async () => {
    server.before = (request) => (request.method === "GET" ? undefined : { status: 200, body: "<html>Welcome to the hotel</html>", headers: { "Content-Type": "text/html" } });
    await tap("en_route");
    await until(() => waiting()[0]?.tries === 1, "the portal was met");
    expect(waiting()).toHaveLength(1);
    server.before = (request) => (request.method === "GET" ? undefined : { status: 200, body: "{\"ok\":true}", headers: { "Content-Type": "application/json" } });
    outbox.kick(true);
    await until(() => waiting()[0]?.tries === 2, "the cleverer portal was met");
    server.before = () => undefined;
    outbox.kick(true);
    await until(() => waiting().length === 0, "it went");
  });
});

describe("a refused command", () => {
  const refuse = (status: number, outcome: string, code: string, object: Record<string, unknown> | null = null) => {
    server.apply = () => ({ status, body: { outcome, code, message: "", data: {}, kind: "assignment", id: "a1", version: 5, object } });
  };

  it.each([
    [409, "conflict", "assignment_ended"],
    [422, "rejected", "illegal_transition"],
    [403, "rejected", "not_allowed"],
    [404, "rejected", "not_found"],
  ])("of %i stays until a person acts, and shows the server's truth", async (status, outcome, code) => {
    refuse(status, outcome, code, { id: "a1", version: 5, status: "cancelled" });
    await tap("on_scene");
    await until(() => live.needsYou === 1, "it needs the person");
    expect(statusOf()).toBe("cancelled");
    expect(current.store!.ops[0]).toMatchObject({ state: "needs_you", code, status });
    await killAndOpen();
    expect(live.needsYou).toBe(1);
    expect(statusOf()).toBe("cancelled");
  });

  it("does not hold back what comes after it", async () => {
    refuse(409, "conflict", "taken");
    await tap("en_route");
    await until(() => live.needsYou === 1, "it needs the person");
    server.apply = new FakeServer().apply.bind(server);
    server.apply = (request) => ({ status: 200, body: { outcome: "applied", code: "", message: "", data: {}, kind: "assignment", id: "a1", version: 6, object: { id: "a1", version: 6, status: JSON.parse(request.raw).status } } });
    await tap("on_scene");
    await until(() => waiting().length === 0, "the next one went");
    expect(statusOf()).toBe("on_scene");
    expect(live.needsYou).toBe(1);
  });

  it("is sent again under a new key, and can be left out", async () => {
    refuse(409, "conflict", "taken");
    await tap("en_route");
    await until(() => live.needsYou === 1, "it needs the person");
    const first = commands()[0]!.headers["Idempotency-Key"];
    await decide(current.store!.ops[0]!);
    await until(() => commands().length === 2 && live.needsYou === 1, "it was refused again");
    expect(commands()[1]!.headers["Idempotency-Key"]).not.toBe(first);
    expect(commands()[1]!.headers["X-Supersedes"]).toBe(first);
    server.apply = new FakeServer().apply;
    await decide(current.store!.ops[0]!, {}, "theirs");
    await until(() => current.store!.ops.length === 0, "the server knows the decision");
    expect(JSON.parse(commands()[2]!.raw)).toEqual({ supersedes: commands()[1]!.headers["Idempotency-Key"], decision: "theirs" });
  });
});

describe("the disk", () => {
  it("says when it is full and shows nothing that was not kept", async () => {
    const { IDBObjectStore: Fake } = globalThis;
    vi.spyOn(Fake.prototype, "add").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(tap("en_route")).rejects.toThrow(StoreFull);
    expect(live.full).toBe(true);
    expect(statusOf()).toBeUndefined();
    vi.restoreAllMocks();
    await tap("en_route");
    expect(live.full).toBe(false);
  });

  it("that lost its database is told, and never shown as all sent", async () => {
    session.server = "unknown";
    await tap("en_route");
    await tap("on_scene");
    const device = current.store!.device;
    await until(async () => (await (await caches.open("x")).match(`/_keep/${ME.id}`))!.json().then((kept) => kept.unsent === 2), "the second copy was written");
    current.store!.close();
    current.store = null;
    await destroy(ME.id);
    const store = await openStore(ME.id);
    expect(store.lost).toBe(2);
    expect(store.device).toBe(device);
    expect(store.highest).toBe(2);
    await store.acknowledgeLoss();
    expect(store.lost).toBeNull();
  });

  it("keeps two people apart on one phone", async () => {
    session.server = "unknown";
    await tap("en_route");
    const omar = await openStore("u-omar");
    expect(omar.ops).toHaveLength(0);
    expect(liveOne("assignment", "a1")).toBeNull();
    await openStore(ME.id);
    expect(waiting()).toHaveLength(1);
    await destroy("u-omar");
  });
});

describe("two tabs", () => {
  it("see each other's writes and send each command once", async () => {
    session.server = "unknown";
    const other = await Store.open(ME.id);
    await tap("en_route");
    await until(() => other.ops.length === 1, "the other tab saw it");
    expect((other.memory.one("assignment", "a1") as unknown as { status: string }).status).toBe("en_route");
    session.server = "yes";
    outbox.kick(true);
    outbox.kick(true);
    await until(() => other.ops.length === 0, "both know that it went");
    expect(server.applied).toHaveLength(1);
    expect(commands()).toHaveLength(1);
    other.close();
  });

  it("cannot bring back what the other has settled", async () => {
    session.server = "unknown";
    await tap("en_route");
    const op = current.store!.ops[0]!;
    const other = await Store.open(ME.id);
    await other.settle(other.ops[0]!, null);
    await current.store!.update(op, { tries: 9 });
    expect(await other.db.count("outbox")).toBe(0);
    other.close();
  });
});

describe("base versions", () => {
  it("move along with this device's own commands", async () => {
    await current.store!.putObject({ kind: "assignment", id: "a1", version: 3, object: { id: "a1", version: 3 } });
    server.objects.set("a1", { kind: "assignment", id: "a1", version: 3, object: { id: "a1", version: 3 } });
    session.server = "unknown";
    const change = (body: object) => queue({ action: "incident.change", kind: "assignment", id: "a1", method: "PATCH", url: "/api/assignments/a1", body: body as Record<string, unknown>, baseVersion: 3 });
    await change({ place: "x" });
    await change({ area: "y" });
    session.server = "yes";
    outbox.kick(true);
    await until(() => waiting().length === 0, "both went");
    expect(server.applied.map((request) => request.headers["If-Match"])).toEqual(["3", "4"]);
  });
});

describe("a command that stands on another object's", () => {
  it("waits for it", () => {
    const op = (n: number, key: string, after: string[] = []) => ({ n, key, after, state: "waiting", nextAt: 0 }) as never;
    const ops = [op(1, "incident:1"), op(2, "assignment:2", ["incident:1"]), op(3, "entry:3")];
    expect(eligible(ops, new Set(), 1).map((free) => free.n)).toEqual([1, 3]);
    expect(eligible(ops.slice(1), new Set(), 1).map((free) => free.n)).toEqual([2, 3]);
  });
});
