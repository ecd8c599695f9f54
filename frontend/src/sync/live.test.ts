import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer, ME, until } from "../../tests/server";
import { destroy, hasDatabase } from "$store/db";
import { codecOf } from "$store/keyring";
import { current, liveList, liveOne } from "$store/live.svelte";
import { clock } from "./clock.svelte";
import { Live } from "./live";
import { live } from "./link.svelte";
import { queue } from "./outbox";
import { confirm, session } from "./session.svelte";

let server: FakeServer;
let link: Live;

const incident = (id: string, version: number, place = "x") => ({ kind: "incident", id, version, object: { id, version, status: "open", place } });
const place = (id: string) => liveOne("incident", id)?.place;
const socket = () => server.sockets.at(-1)!;
const cursor = async () => ((await current.store!.meta<Record<string, number>>("cursors")) ?? {})[server.stream];

async function connect(): Promise<void> {
  link = new Live(current.store!);
  await link.start();
}
async function connected(): Promise<void> {
  await connect();
  await until(() => live.status === "live", "it was welcomed");
}

beforeEach(async () => {
  server = new FakeServer();
  server.install();
  session.state = "starting";
  session.server = "unknown";
  session.me = null;
  live.status = "connecting";
  live.full = false;
  vi.spyOn(Math, "random").mockReturnValue(0.01);
  await confirm();
});

afterEach(async () => {
  link.stop();
  vi.restoreAllMocks();
  session.server = "unknown";
  current.store?.close();
  current.store = null;
  await destroy(ME.id);
});

describe("the first contact", () => {
  it("takes the snapshot, then what follows", async () => {
    server.change(incident("i1", 1));
    await connected();
    await until(() => place("i1") === "x", "the snapshot is here");
    server.change(incident("i1", 2, "y"));
    await until(() => place("i1") === "y", "the frame is here");
    expect(await cursor()).toBe(2);
  });

  it("purges what has left this person's view", async () => {
    server.change(incident("i1", 1));
    server.change(incident("i2", 1));
    await connected();
    await until(() => liveList("incident").length === 2, "both are here");
    link.stop();
    server.epoch = "e2";
    server.objects.delete("i1");
    await connected();
    await until(() => liveList("incident").length === 1, "one is purged");
    expect(liveOne("incident", "i1")).toBeNull();
  });

  it("after a change of role asks for everything anew, although nothing was missed", async () => {
    server.change(incident("i1", 1));
    await connected();
    await until(() => place("i1") === "x", "it is here");
    link.stop();
    server.me = { ...ME, access_version: ME.access_version + 1 };
    server.objects.delete("i1");
    await confirm();
    await connected();
    await until(() => liveOne("incident", "i1") === null, "it is purged");
  });
});

describe("frames", () => {
  beforeEach(async () => {
    server.change(incident("i1", 1));
    await connected();
    await until(async () => (await cursor()) === 1, "the snapshot is here");
  });

  it("that were seen already change nothing", async () => {
    server.change(incident("i1", 2, "new"));
    await until(() => place("i1") === "new", "it is here");
    socket().frame({ stream: server.stream, from: 1, to: 2, items: [incident("i1", 1, "old")] });
    socket().frame({ stream: server.stream, from: 2, to: 2, items: [incident("i1", 1, "old")] });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(place("i1")).toBe("new");
    expect(await cursor()).toBe(2);
  });

  it("with a gap before them are asked for, and nothing is skipped", async () => {
    server.change(incident("i2", 1, "missed"), true);
    server.change(incident("i3", 1, "told"));
    await until(async () => (await cursor()) === 3, "it caught up");
    expect(place("i2")).toBe("missed");
    expect(place("i3")).toBe("told");
  });

  it("that overtake each other end in the same state", async () => {
    server.change(incident("i1", 2, "b"), true);
    server.change(incident("i1", 3, "c"), true);
    socket().frame(server.frame(3, 3));
    socket().frame(server.frame(2, 2));
    await until(async () => (await cursor()) === 3, "both are in");
    expect(place("i1")).toBe("c");
  });

  it("carry tombstones", async () => {
    server.change({ kind: "incident", id: "i1", version: 2, object: null });
    await until(() => liveOne("incident", "i1") === null, "it is gone");
  });

  it("carry a tombstone that takes the timeline along, also from the disk", async () => {
    const line = (id: string, of: string) => ({ kind: "entry", id, version: 1, object: { id, version: 1, kind: "remark", incident: of, text: "x" } });
    server.change(incident("i2", 1));
    server.change(line("e1", "i1"));
    server.change(line("e2", "i2"));
    await until(() => liveList("entry").length === 2, "both are here");
    server.change({ kind: "incident", id: "i1", version: 2, object: null });
    await until(() => liveList("entry").length === 1, "one is gone");
    expect((await current.store!.db.getAll("records")).filter(({ kind }) => kind === "entry").map(({ id }) => id)).toEqual(["e2"]);
  });

  it("are acknowledged only after they are on the disk", async () => {
    const order: string[] = [];
    const apply = current.store!.applyFrames.bind(current.store);
    vi.spyOn(current.store!, "applyFrames").mockImplementation(async (frames) => {
      const result = await apply(frames);
      order.push("committed");
      return result;
    });
    const send = socket().send.bind(socket());
    vi.spyOn(socket(), "send").mockImplementation((data) => {
      if (data.includes("d1")) order.push("acked");
      send(data);
    });
    server.change({ ...incident("a1", 1), kind: "assignment", alert: { delivery: "d1", event: "TeamSent" } });
    await until(() => order.includes("acked"), "it was acknowledged");
    expect(order[0]).toBe("committed");
    expect(server.acks).toContainEqual(expect.objectContaining({ received: ["d1"], seen: [], cursors: { [server.stream]: 2 } }));
  });

  it("that do not fit on the disk are not acknowledged, and said", async () => {
    const taken = () => server.acks.filter((ack) => JSON.stringify(ack).includes("d1"));
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    server.change({ ...incident("a1", 1), kind: "assignment", alert: { delivery: "d1", event: "TeamSent" } });
    await until(() => live.full, "it was said");
    expect(taken()).toEqual([]);
    vi.restoreAllMocks();
    server.change(incident("i9", 1));
    await until(async () => (await cursor()) === 3, "the gap was filled");
    await until(() => liveOne("assignment", "a1") !== null, "it is shown");
  });

  it("found missing by a heartbeat are fetched", async () => {
    server.change(incident("i5", 1, "silent"), true);
    socket().say({ type: "beat", seqs: { [server.stream]: 2 } });
    await until(() => place("i5") === "silent", "it was fetched");
  });

  it("found to be of another time by a heartbeat are asked for, and the clock of the screen goes with the server's", async () => {
    const real = clock.serverNow();
    server.ahead = 30 * 86_400_000;
    socket().say({ type: "beat", seqs: {}, server_time: new Date(real + server.ahead).toISOString() });
    await until(() => clock.now - real > 29 * 86_400_000, "the clock has followed");
    server.change({ ...incident("i1", 3), alert: { delivery: "d7", event: "Held" } });
    await until(() => liveList("alert").length === 1, "the alert is here");
    // dated by the device's own clock it were old news by now, and nobody were shown it
    expect(Math.abs(Date.parse(liveList("alert")[0]!.at) - clock.serverNow())).toBeLessThan(60_000);
    server.ahead = 0;
    socket().say({ type: "beat", seqs: {}, server_time: new Date().toISOString() });
    await until(() => Math.abs(clock.serverNow() - Date.now()) < 60_000, "and back");
  });

  it("that are no messages at all do no harm", async () => {
    for (const data of ["", "null", "{", "[]", "{\"type\":5}", "{\"type\":\"news\"}"]) socket().onmessage!({ data });
    server.change(incident("i1", 2, "still works"));
    await until(() => place("i1") === "still works", "it is here");
  });
});

describe("alerts", () => {
  it("stay until seen, and the receipt outlives a cut and a restart", async () => {
    await connected();
    server.change({ ...incident("a1", 1), kind: "assignment", alert: { delivery: "d1", event: "TeamSent" } });
    await until(() => liveList("alert").length === 1, "the alert is here");
    expect(liveList("alert")[0]).toMatchObject({ id: "d1", event: "TeamSent", about: "assignment", aboutId: "a1" });
    link.stop();
    server.acceptSockets = false;
    await current.store!.markSeen(["d1"]);
    expect(liveList("alert")).toHaveLength(0);
    expect((await current.store!.receipts()).seen).toEqual(["d1"]);
    server.acceptSockets = true;
    await connected();
    await until(() => server.acks.some((ack) => (ack as { seen: string[] }).seen.includes("d1")), "the receipt went");
  });
});

describe("without a socket", () => {
  it("the same rows come by plain HTTP, and receipts go the same way", async () => {
    server.acceptSockets = false;
    session.checkedAt = Date.now();
    await connect();
    server.change({ ...incident("a1", 1), kind: "assignment", alert: { delivery: "d1", event: "TeamSent" } });
    vi.spyOn(globalThis, "setTimeout");
    (link as unknown as { poll(wait: number): void }).poll(10);
    await until(() => liveOne("assignment", "a1") !== null, "it was polled");
    await until(() => live.status === "polling", "it is said");
    // the first poll met an unknown epoch and took the snapshot, which carries no receipts; the next row does
    server.change({ ...incident("a2", 1), kind: "assignment", alert: { delivery: "d2", event: "TeamSent" } });
    (link as unknown as { poll(wait: number): void }).poll(10);
    await until(() => server.acks.some((ack) => (ack as { received: string[] }).received.includes("d2")), "the receipt went by HTTP");
    await until(async () => (await current.store!.receipts()).received.length === 0, "it was dropped once it was taken");
  });

  it("a portal in the way is offline, and nothing is taken from it", async () => {
    await connected();
    server.acceptSockets = false;
    socket().end(1006);
    globalThis.fetch = (async () => new Response("<html>Sign in to Wi-Fi</html>", { headers: { "Content-Type": "text/html" } })) as typeof fetch;
    (link as unknown as { poll(wait: number): void }).poll(10);
    await until(() => live.status === "offline", "it is said");
    server.install();
  });
});

describe("a restored server", () => {
  it("is offered again what it had acknowledged lately", async () => {
    await connected();
    await queue({ action: "assignment.set_status", kind: "assignment", id: "a1", url: "/api/assignments/a1/status", body: { status: "en_route" } });
    await until(() => current.store!.sent.length === 1, "it was taken");
    const key = server.applied[0]!.headers["Idempotency-Key"];
    server.epoch = "e0";
    server.stored.clear();
    server.objects.clear();
    server.rows = [];
    server.applied = [];
    socket().end(1006);
    await until(() => server.applied.length === 1, "it was offered again", 6000);
    expect(server.applied[0]!.headers["Idempotency-Key"]).toBe(key);
  }, 10_000);
});

describe("the end of a session", () => {
  it("closes nothing: the store stays readable and the work waits", async () => {
    server.change(incident("i1", 1));
    await connected();
    await until(() => place("i1") === "x", "it is here");
    server.me = null;
    socket().end(4401);
    await until(() => session.server === "signed_out", "it was noticed");
    expect(session.state).toBe("open");
    expect(place("i1")).toBe("x");
  });

  it("by a revoked device destroys the key and everything under it", async () => {
    server.change(incident("i1", 1));
    await connected();
    await until(() => place("i1") === "x", "it is here");
    socket().say({ type: "bye", reason: "revoked" });
    await until(async () => !(await hasDatabase(ME.id)), "it was obeyed");
    expect([session.state, session.withdrawn, codecOf(ME.id)]).toEqual(["signed_out", true, null]);
    expect(liveList("incident")).toHaveLength(0);
  });
});
