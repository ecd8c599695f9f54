import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeServer, ME } from "../../tests/server";
import { hold } from "../../tests/setup";
import { destroy, openThere } from "$store/db";
import { current, liveOne } from "$store/live.svelte";
import { sendNow } from "./now";
import { queue } from "./outbox";
import { holdStill, isSafeMoment } from "./safe-moment";
import { confirm, leave, session, start, takeOver } from "./session.svelte";
import { signIn } from "./sign-in";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.install();
  session.state = "starting";
  session.server = "unknown";
  session.me = null;
  session.trouble = null;
});

afterEach(async () => {
  session.server = "unknown";
  current.store?.close();
  current.store = null;
  await destroy(ME.id);
  await destroy("u-omar");
});

/** The device was switched off and on. */
function restart(): void {
  current.store?.close();
  current.store = null;
  session.state = "starting";
  session.server = "unknown";
  session.me = null;
}

const offline = (): void => {
  globalThis.fetch = (async () => {
    throw new TypeError("network");
  }) as typeof fetch;
};

describe("the start", () => {
  it("asks for a sign-in on a device that knows nobody", async () => {
    server.me = null;
    await start();
    expect(session.state).toBe("signed_out");
  });

  it("says on a device that knows nobody that there is no connection", async () => {
    offline();
    await start();
    expect([session.state, session.trouble]).toEqual(["signed_out", "offline"]);
  });

  it("opens from the device without a network, and lets the person work", async () => {
    await start();
    expect(session.state).toBe("open");
    restart();
    offline();
    await start();
    expect([session.state, session.me?.id]).toEqual(["open", ME.id]);
    await queue({ action: "assignment.accept", kind: "assignment", id: "a1", url: "/api/assignments/a1/accept", optimistic: { kind: "assignment", id: "a1", patch: { status: "acknowledged" } } });
    expect(liveOne("assignment", "a1")?.status).toBe("acknowledged");
  });

  it("does not close what is open when the server has ended the session", async () => {
    await start();
    server.me = null;
    await confirm();
    expect([session.state, session.server]).toEqual(["open", "signed_out"]);
  });
});

describe("another person at the same device", () => {
  it("gets a store of their own, and the first one's waits untouched", async () => {
    await start();
    session.server = "signed_out";
    await queue({ action: "assignment.accept", kind: "assignment", id: "a1", url: "/api/assignments/a1/accept" });
    server.me = { ...ME, id: "u-omar", short_name: "Omar" };
    await confirm();
    expect([session.server, session.me?.id]).toEqual(["other", ME.id]);
    expect(await takeOver()).toBe(true);
    expect([session.me?.id, current.store?.ops.length]).toEqual(["u-omar", 0]);
    server.me = ME;
    session.server = "unknown";
    await hold(ME.id);
    await takeOver();
    expect(current.store?.ops.length).toBe(1);
  });
});

describe("signing in", () => {
  const answers = (status: number, body: unknown): void => {
    server.before = (request) => (request.url.includes("/auth/login") ? { status, body } : undefined);
  };

  it.each([
    [400, { errors: [{ code: "email_password_mismatch" }] }, "wrong"],
    [401, { data: { flows: [{ id: "login" }, { id: "mfa_authenticate", is_pending: true }] } }, "mfa"],
    [429, { code: "locked_out" }, "locked"],
    [503, { code: "busy" }, "server"],
  ] as const)("says of %i what it is", async (status, body, said) => {
    answers(status, body);
    expect(await signIn("casey@example.org", "x")).toBe(said);
  });

  it("opens the person's store", async () => {
    answers(200, {});
    expect(await signIn("casey@example.org", "x")).toBe("ok");
    expect(session.me?.id).toBe(ME.id);
  });

  it("out leaves unsent work in its owner's store", async () => {
    await start();
    session.server = "signed_out";
    await queue({ action: "assignment.accept", kind: "assignment", id: "a1", url: "/api/assignments/a1/accept" });
    await leave();
    expect(session.state).toBe("signed_out");
    await hold(ME.id);
    await confirm();
    expect(current.store?.ops.length).toBe(1);
  });

  it("lets no answer that was under way bring back what was taken away", async () => {
    await start();
    session.server = "signed_out";
    await queue({ action: "assignment.accept", kind: "assignment", id: "a1", url: "/api/assignments/a1/accept" });
    const store = current.store!;
    // as it is between the clearing and the closing of the store, however long that takes on a slow disk
    const leaving = store.purge();
    await expect(store.applySnapshot({ objects: [{ kind: "incident", id: "i1", version: 1, object: { id: "i1" } }], cursors: {}, epoch: "e" })).rejects.toThrow();
    await leaving;
    await expect(store.putObject({ kind: "incident", id: "i1", version: 1, object: { id: "i1" } })).rejects.toThrow();
    await leave();
    const db = (await openThere(ME.id))!;
    expect([await db.count("records"), await db.count("outbox")]).toEqual([0, 1]);
    db.close();
  });
});

describe("an order of the board", () => {
  const order = () => sendNow({ action: "assignment.send", kind: "assignment", id: "a1", url: "/api/assignments", body: {} });

  it("is never kept: without a network it fails at once", async () => {
    await start();
    offline();
    expect(await order()).toMatchObject({ ok: false, why: "no_connection" });
    expect(current.store?.ops).toHaveLength(0);
  });

  it("is answered within about two seconds when the server is silent, and says that it may have arrived", async () => {
    await start();
    const quick = globalThis.fetch;
    globalThis.fetch = ((url: string, init: RequestInit) => (init.method === "GET" ? quick(url, init) : new Promise((_resolve, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason))))) as typeof fetch;
    const begun = Date.now();
    expect(await order()).toMatchObject({ ok: false, why: "unknown" });
    expect(Date.now() - begun).toBeLessThan(2600);
  });

  it("tells who was faster", async () => {
    await start();
    server.apply = () => ({ status: 409, body: { outcome: "conflict", code: "team_taken", message: "", data: { by: "Priya" }, object: null } });
    expect(await order()).toMatchObject({ ok: false, why: "conflict", code: "team_taken", data: { by: "Priya" } });
  });
});

describe("a safe moment for a new version", () => {
  it("is not mid-form, not with unsent work, not with an own assignment open", async () => {
    await start();
    expect(isSafeMoment()).toBe(true);
    const done = holdStill();
    expect(isSafeMoment()).toBe(false);
    done();
    await current.store!.putObject({ kind: "assignment", id: "a1", version: 1, object: { id: "a1", version: 1, ended_at: null, responses: [{ user: ME.id }] } });
    expect(isSafeMoment()).toBe(false);
    await current.store!.putObject({ kind: "assignment", id: "a1", version: 2, object: { id: "a1", version: 2, ended_at: "2026-11-25T12:00:00Z", responses: [{ user: ME.id }] } });
    expect(isSafeMoment()).toBe(true);
    session.server = "signed_out";
    await queue({ action: "assignment.undo", kind: "assignment", id: "a1", url: "/api/assignments/a1/undo" });
    expect(isSafeMoment()).toBe(false);
  });
});
