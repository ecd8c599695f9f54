import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { current } from "$store/live.svelte";
import type { Store } from "$store/store.svelte";
import { sayRinger, startReports, type World } from "./report";

const MINUTE = 60_000;
let sent: Record<string, unknown>[] = [];
let status = 204;
let stop = (): void => undefined;
const live = { status: "live", since: 1, unsent: 0, needsYou: 0 };
const session = { server: "yes" };
const world = { live, session, onConfirmed: () => () => undefined } as unknown as World;

beforeEach(async () => {
  vi.useFakeTimers();
  sent = [];
  status = 204;
  Object.assign(live, { status: "live", since: live.since + 1, unsent: 0, needsYou: 0 });
  session.server = "yes";
  current.store = { device: "d1", user: "u1" } as Store;
  vi.stubGlobal("navigator", { userAgent: "", storage: { estimate: () => Promise.resolve({ quota: 5e9, usage: 1e9 }) } });
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  vi.stubGlobal("fetch", (url: string, options: RequestInit = {}) => {
    if (url === "/api/csrf") return Promise.resolve(new Response('{"token":"t"}', { status: 200, headers: { "content-type": "application/json", "x-alongside": "1" } }));
    sent.push(JSON.parse(String(options.body)) as Record<string, unknown>);
    return Promise.resolve(new Response(null, { status, headers: { "x-alongside": "1" } }));
  });
  stop = startReports(world);
  await vi.advanceTimersByTimeAsync(6_000);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  current.store = null;
});

describe("what a device says of itself", () => {
  it("is said at each new link, in counts", async () => {
    expect(sent).toEqual([{ unsent: 0, needs_you: 0, push: "unsupported", installed: true, free_mb: 4000, ringer_heard: false }]);
    live.since += 1;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sent).toHaveLength(2);
  });

  it("is not said again while nothing changes", async () => {
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(sent).toHaveLength(1);
  });

  it("is said once a minute at most while it changes, and ends with the truth", async () => {
    for (let i = 1; i <= 20; i += 1) {
      live.unsent = i;
      await vi.advanceTimersByTimeAsync(5_000);
    }
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(sent.length).toBeLessThanOrEqual(4);
    expect(sent.at(-1)?.["unsent"]).toBe(20);
  });

  it("waits for a link, and for the session of its own person", async () => {
    live.status = "offline";
    live.needsYou = 1;
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    session.server = "other";
    live.status = "live";
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(sent).toHaveLength(1);
    session.server = "yes";
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sent.at(-1)?.["needs_you"]).toBe(1);
  });

  it("does not press a busy server, and says it again later", async () => {
    status = 503;
    live.unsent = 3;
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    const tries = sent.length;
    expect(tries).toBeLessThanOrEqual(4);
    status = 204;
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect(sent.at(-1)?.["unsent"]).toBe(3);
    expect(sent.length).toBe(tries + 1);
  });

  it("carries the person's word that the ringer is heard", async () => {
    expect(await sayRinger()).toBe(true);
    expect(sent.at(-1)?.["ringer_heard"]).toBe(true);
  });
});
