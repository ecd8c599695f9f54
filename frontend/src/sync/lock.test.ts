import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer, ME, until } from "../../tests/server";
import { destroy, hasDatabase, open } from "$store/db";
import { readKept } from "$store/keep";
import { codecOf, forgetKey } from "$store/keyring";
import { current, liveOne } from "$store/live.svelte";
import { look } from "$store/people";
import { isNeeded, lockWhenIdle } from "./idle";
import { choose, giveUp, lockBook, lookForAlert, makePin, readPeople, showPeople, standingOf, unlock } from "./lock.svelte";
import { lostCount } from "./loss";
import { queue } from "./outbox";
import { follow } from "./running";
import { confirm, leave, lock, onConfirmed, session, start, takeOver } from "./session.svelte";
import { signIn } from "./sign-in";

const PIN = "407193";
const WRONG = "111222";
const OMAR = { ...ME, id: "u-omar", name: "Omar Reyes", short_name: "Omar", streams: ["user:u-omar"] };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let server: FakeServer;
let stopFollowing: () => void;

const offline = (): void => {
  globalThis.fetch = (() => Promise.reject(new TypeError("network"))) as typeof fetch;
};
const note = (id = "i1") => queue({ action: "incident.remark", kind: "incident", id, url: `/api/incidents/${id}/remarks`, body: { text: "words" } });

/** The device was switched off and on: nothing of the memory is left. */
async function restart(): Promise<void> {
  Object.assign(session, { state: "starting", server: "unknown" });
  session.me = session.told = session.person = session.trouble = null;
  session.proved = session.withdrawn = false;
  current.store?.close();
  current.store = null;
  follow();
  for (const user of [ME.id, OMAR.id]) forgetKey(user);
}
/** Casey has signed in here, made a PIN, and has what the server gives. */
async function settled(): Promise<void> {
  await confirm();
  await makePin(ME.id, PIN);
  await until(async () => (await current.store!.meta("epoch")) !== null, "the snapshot was there");
}

beforeEach(async () => {
  server = new FakeServer();
  server.install();
  lockBook.cost = { memory: 64, passes: 1 };
  stopFollowing = onConfirmed(follow);
  await restart();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  session.server = "unknown";
  await restart();
  stopFollowing();
  await destroy(ME.id);
  await destroy(OMAR.id);
});

describe("the first sign-in on a device", () => {
  it("asks for a new PIN before anything is kept, and asks to be kept when the disk gets full", async () => {
    const persist = vi.fn(async () => true);
    vi.stubGlobal("navigator", { ...globalThis.navigator, storage: { persist } });
    await confirm();
    expect([session.state, session.person, await look(ME.id)]).toEqual(["new_pin", ME.id, null]);
    await makePin(ME.id, PIN);
    expect([session.state, session.server, session.me?.id]).toEqual(["open", "yes", ME.id]);
    expect(persist).toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  it("is opened by its PIN after a restart, also without a network, and by no other", async () => {
    await settled();
    await restart();
    offline();
    await start();
    expect([session.state, session.me, current.store]).toEqual(["locked", null, null]);
    expect(await unlock(ME.id, WRONG)).toBe("wrong");
    expect(await unlock(ME.id, PIN)).toBe("ok");
    expect([session.state, session.me?.name]).toEqual(["open", ME.name]);
  });

  it("of an older release's store makes the PIN offline, and nothing unsent is lost", async () => {
    await settled();
    session.server = "signed_out";
    await note();
    const db = await open(ME.id);
    const codec = codecOf(ME.id)!;
    for (const op of await db.getAll("outbox")) await db.put("outbox", { ...op, body: { v: 0, data: await codec.unseal(`op:${op.id}`, op.body) } });
    await db.put("meta", ME, "me");
    for (const key of ["vault", "face", "sealed"]) await db.delete("meta", key);
    db.close();
    await restart();
    offline();
    await start();
    expect([session.state, session.person]).toEqual(["new_pin", ME.id]);
    await makePin(ME.id, PIN);
    expect([session.state, current.store!.ops.length, session.me?.name]).toEqual(["open", 1, ME.name]);
  });
});

describe("wrong PINs", () => {
  const wrong = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await unlock(ME.id, WRONG);
  };

  it("cost 30 s after the third and 2 min after the fourth, and the fifth ends at the unlock desk", async () => {
    await settled();
    await restart();
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    await wrong(3);
    expect(await standingOf(ME.id)).toMatchObject({ wrong: 3, desk: false });
    expect((await standingOf(ME.id)).wait).toBeGreaterThan(29_000);
    expect(await unlock(ME.id, PIN)).toBe("wait");
    vi.advanceTimersByTime(31_000);
    await wrong(1);
    expect((await standingOf(ME.id)).wait).toBeGreaterThan(119_000);
    vi.advanceTimersByTime(121_000);
    expect(await unlock(ME.id, WRONG)).toBe("desk");
    vi.advanceTimersByTime(HOUR);
    expect(await unlock(ME.id, PIN)).toBe("desk");
  });

  it("are counted before the PIN is looked at, and a clock set forward or back does not shorten the wait", async () => {
    await settled();
    await restart();
    await wrong(3);
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now + HOUR);
    expect((await standingOf(ME.id)).wait).toBeGreaterThan(29_000);
    vi.spyOn(Date, "now").mockReturnValue(now - HOUR);
    expect((await standingOf(ME.id)).wait).toBeGreaterThan(29_000);
  });

  it("are forgiven by the right one", async () => {
    await settled();
    await restart();
    await wrong(2);
    await unlock(ME.id, PIN);
    expect(await standingOf(ME.id)).toMatchObject({ wrong: 0 });
  });

  it("are forgiven by the password, and the unsent work is still there behind the old PIN", async () => {
    await settled();
    session.server = "signed_out";
    await note();
    await restart();
    await start();
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    for (let i = 0; i < 5; i += 1) {
      await unlock(ME.id, WRONG);
      vi.advanceTimersByTime(3 * MINUTE);
    }
    expect(await unlock(ME.id, PIN)).toBe("desk");
    server.before = (request) => (request.url.includes("/auth/login") ? { status: 200, body: {} } : undefined);
    expect(await signIn("casey@example.org", "x")).toBe("ok");
    expect([session.state, session.proved]).toEqual(["locked", true]);
    expect(await unlock(ME.id, PIN)).toBe("ok");
    expect(current.store!.ops.length + server.applied.length).toBe(1);
  });

  it("are not forgiven by a sign-in in which no password was looked at", async () => {
    await settled();
    await restart();
    await start();
    await wrong(2);
    server.before = (request) => (request.url.includes("/auth/login") ? { status: 409, body: {} } : undefined);
    await signIn("riley@example.org", "x");
    expect([session.proved, (await standingOf(ME.id)).wrong]).toEqual([false, 2]);
  });

  it("end in a new PIN when a person gives up what the old one sealed, and that is no damage afterwards", async () => {
    await settled();
    session.server = "signed_out";
    await note();
    const { device } = current.store!;
    await restart();
    await confirm();
    await giveUp(ME.id);
    expect([session.state, await hasDatabase(ME.id)]).toEqual(["new_pin", false]);
    await makePin(ME.id, "918273");
    expect([current.store!.ops.length, current.store!.device, lostCount()]).toEqual([0, device, null]);
    expect(current.store!.highest).toBe(1);
  });
});

describe("the lease", () => {
  it("keeps the key closed without contact for too long, until the server was asked", async () => {
    await settled();
    await restart();
    offline();
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.advanceTimersByTime(23 * HOUR);
    await start();
    expect(await unlock(ME.id, PIN)).toBe("ok");
    await restart();
    vi.advanceTimersByTime(2 * HOUR);
    await start();
    expect(await unlock(ME.id, PIN)).toBe("lease");
    expect(codecOf(ME.id)).toBeNull();
    server.install();
    expect(await unlock(ME.id, PIN)).toBe("ok");
  });

  it("is not lengthened by a clock that is set back", async () => {
    await settled();
    await restart();
    offline();
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() - 2 * HOUR);
    await start();
    expect(await unlock(ME.id, PIN)).toBe("lease");
  });

  it("does not open for a session that has ended: first the password", async () => {
    await settled();
    await restart();
    server.me = null;
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.advanceTimersByTime(25 * HOUR);
    await start();
    expect(await unlock(ME.id, PIN)).toBe("lease");
  });
});

describe("a device that was taken away", () => {
  const revoke = (...devices: string[]): void => {
    const fake = globalThis.fetch;
    globalThis.fetch = (async (url: string, init: RequestInit) => {
      const device = (init.headers as Record<string, string>)["X-Device"];
      const gone = { code: "device_revoked", message: "", data: {} };
      if (devices.includes(device ?? "")) return new Response(JSON.stringify(gone), { status: 401, headers: { "Content-Type": "application/json", "X-Alongside": "1" } });
      return fake(url, init);
    }) as typeof fetch;
  };

  it("while it was off destroys the key at its next contact, before any PIN", async () => {
    await settled();
    session.server = "signed_out";
    await note();
    revoke(current.store!.device);
    await restart();
    await start();
    await until(() => session.withdrawn, "the server said so");
    await until(async () => !(await hasDatabase(ME.id)), "it is destroyed");
    expect([session.state, (await readKept(ME.id))?.unsent]).toEqual(["signed_out", 0]);
  });

  it("while it is open goes dark, and its store is gone", async () => {
    await settled();
    revoke(current.store!.device);
    await confirm();
    expect([session.state, session.withdrawn, current.store, await hasDatabase(ME.id)]).toEqual(["signed_out", true, null, false]);
  });

  it("takes nothing from a colleague on the same phone", async () => {
    await settled();
    const casey = current.store!.device;
    server.me = OMAR;
    lock();
    await takeOver();
    await makePin(OMAR.id, "918273");
    revoke(casey);
    await restart();
    await start();
    choose(ME.id);
    await confirm();
    await until(async () => !(await hasDatabase(ME.id)), "it is destroyed");
    expect((await look(OMAR.id))?.sealed).toBe(true);
  });
});

describe("several people on one phone", () => {
  it("each have their own store and PIN, their unsent work is counted, and changing wipes nothing", async () => {
    await settled();
    session.server = "signed_out";
    await note("i1");
    await note("i2");
    server.me = OMAR;
    await confirm();
    expect(session.server).toBe("other");
    await takeOver();
    expect([session.state, session.person]).toEqual(["new_pin", OMAR.id]);
    await makePin(OMAR.id, "918273");
    expect([session.me?.id, current.store!.ops.length]).toEqual([OMAR.id, 0]);
    lock();
    await readPeople();
    expect(lockBook.people.map((one) => [one.face?.short, one.unsent])).toEqual([["Casey", 2], ["Omar", 0]]);
    expect(await unlock(ME.id, "918273")).toBe("wrong");
    choose(ME.id);
    expect(await unlock(ME.id, PIN)).toBe("ok");
    expect([session.me?.id, current.store!.ops.length]).toEqual([ME.id, 2]);
    await until(() => session.server === "other", "it was asked whose session it is");
    expect(server.applied).toHaveLength(0);
  });

  it("signed out with work unsent: the PIN alone does not open it, the password and the PIN do", async () => {
    await settled();
    session.server = "signed_out";
    await note();
    await leave();
    await restart();
    server.me = null;
    await start();
    expect([session.state, session.person]).toEqual(["locked", null]);
    choose(ME.id);
    expect(lockBook.chosen).toMatchObject({ unsent: 1, signedIn: false });
    server.me = ME;
    session.person = null;
    await confirm();
    expect(await unlock(ME.id, PIN)).toBe("ok");
    await until(() => server.applied.length === 1 || current.store!.ops.length === 1, "it is there or sent");
  });

  it("signed out with nothing unsent: nothing of them is left", async () => {
    await settled();
    await leave();
    expect(await hasDatabase(ME.id)).toBe(false);
    await restart();
    await start();
    expect([session.state, session.emptied]).toEqual(["new_pin", null]);
  });
});

describe("the lock", () => {
  const later = (minutes: number): boolean => lockWhenIdle(Date.now() + minutes * MINUTE);

  it("comes after half an hour at a desk and sooner on a phone", async () => {
    await settled();
    expect(later(29)).toBe(false);
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    expect(later(4)).toBe(false);
    expect(later(6)).toBe(true);
    vi.unstubAllGlobals();
    expect([session.state, current.store, codecOf(ME.id), liveOne("incident", "i1")]).toEqual(["locked", null, null, null]);
  });

  it("waits for an own assignment to be cleared, and for an alert to be read", async () => {
    await settled();
    const mine = { id: "a1", ended_at: null as string | null, responses: [{ user: ME.id }] };
    await current.store!.putObject({ kind: "assignment", id: "a1", version: 1, object: { ...mine, version: 1 } });
    expect([isNeeded(), later(600)]).toEqual([true, false]);
    await current.store!.putObject({ kind: "assignment", id: "a1", version: 2, object: { ...mine, version: 2, ended_at: "2026-11-25T12:00:00Z" } });
    await current.store!.applyFrames([{ stream: server.stream, from: 1, to: 1, items: [{ kind: "incident", id: "i1", version: 1, object: { id: "i1", version: 1 }, alert: { delivery: "d1", event: "TeamSent" } }] }] as never);
    expect(later(600)).toBe(false);
    await current.store!.markSeen(["d1"]);
    expect(later(600)).toBe(true);
  });

  it("shows somebody who made a PIN a moment ago when it is locked at once", async () => {
    await settled();
    lock();
    await readPeople();
    lockBook.people = [];
    await unlock(ME.id, PIN);
    lock();
    await showPeople();
    expect(lockBook.people.map(({ id }) => id)).toEqual([ME.id]);
  });

  it("says of an alert only that it is waiting, and does not tell the server that it arrived", async () => {
    await settled();
    lock();
    await readPeople();
    await lookForAlert();
    expect(lockBook.waiting).toBe(false);
    const acks = server.acks.length;
    server.change({ kind: "assignment", id: "a1", version: 1, object: { id: "a1", version: 1 }, alert: { delivery: "d1", event: "TeamSent" } } as never);
    await lookForAlert();
    expect([lockBook.waiting, server.acks.length]).toEqual([true, acks]);
    await unlock(ME.id, PIN);
    await until(() => server.acks.length > acks, "it was acknowledged once it was on the disk");
    // locked before the first snapshot was on the disk: what is asked after is not known to the server
    await current.store?.setMeta("epoch", "another");
    lock();
    await readPeople();
    await lookForAlert();
    server.change({ kind: "assignment", id: "a2", version: 1, object: { id: "a2", version: 1 }, alert: { delivery: "d2", event: "TeamSent" } } as never);
    await lookForAlert();
    expect(lockBook.waiting).toBe(true);
  });
});

describe("a store that vanished", () => {
  it("is told before the new PIN with what it held, and not as all sent", async () => {
    await settled();
    session.server = "signed_out";
    await note();
    await until(async () => (await readKept(ME.id))?.unsent === 1, "the second copy was written");
    await restart();
    await destroy(ME.id);
    await start();
    expect([session.state, session.emptied, lostCount()]).toEqual(["new_pin", 1, 1]);
    await makePin(ME.id, PIN);
    expect(lostCount()).toBe(1);
  });
});
