import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { current } from "$store/live.svelte";
import type { Store } from "$store/store.svelte";
import { subscribe } from "./waking";

const KEYS = ["BAAB", "BAAC"];
let key: string | null = KEYS[0]!;
let posted: { url: string; body: Record<string, string> }[] = [];
let made: { key: number[]; ended: boolean }[] = [];
let there: object | null = null;

const ours = { "content-type": "application/json", "x-alongside": "1" };
const answer = (body: unknown): Response => new Response(JSON.stringify(body), { status: 200, headers: ours });

const manager = {
  getSubscription: () => Promise.resolve(there),
  subscribe: ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
    const one = { key: [...applicationServerKey], ended: false };
    made.push(one);
    there = {
      endpoint: `https://push.example/${made.length}`,
      options: { applicationServerKey: applicationServerKey.buffer },
      toJSON: () => ({ endpoint: `https://push.example/${made.length}`, keys: { p256dh: "p", auth: "a" } }),
      unsubscribe: () => Promise.resolve((one.ended = true)),
    };
    return Promise.resolve(there);
  },
};

beforeEach(() => {
  key = KEYS[0]!;
  posted = [];
  made = [];
  there = null;
  current.store = { device: "d1", user: "u1" } as Store;
  vi.stubGlobal("Notification", { permission: "granted" });
  vi.stubGlobal("PushManager", () => undefined);
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: () => Promise.resolve({ pushManager: manager }) }, userAgent: "" });
  vi.stubGlobal("fetch", (url: string, options: RequestInit = {}) => {
    if (url === "/api/push/key") return Promise.resolve(answer({ key }));
    if (url === "/api/csrf") return Promise.resolve(answer({ token: "t" }));
    posted.push({ url, body: JSON.parse(String(options.body)) as Record<string, string> });
    return Promise.resolve(answer({ outcome: "applied" }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  current.store = null;
});

describe("subscribing this phone", () => {
  it("tells the server where it can be woken, with the key it was made for", async () => {
    expect(await subscribe()).toBe("yes");
    expect(posted).toEqual([{ url: "/api/devices/d1/subscription", body: { endpoint: "https://push.example/1", p256dh: "p", auth: "a", vapid_key: KEYS[0] } }]);
  });

  it("keeps its subscription at the next start, and says it again in case the server has forgotten", async () => {
    await subscribe();
    await subscribe();
    expect(made).toHaveLength(1);
    expect(posted).toHaveLength(2);
  });

  it("moves to a new key when the server has one", async () => {
    await subscribe();
    key = KEYS[1]!;
    expect(await subscribe()).toBe("yes");
    expect(made.map((one) => one.ended)).toEqual([true, false]);
    expect(posted.at(-1)?.body["vapid_key"]).toBe(KEYS[1]);
  });

  it("asks nothing of the browser where the installation wakes nobody, or the person has not allowed it", async () => {
    key = null;
    expect(await subscribe()).toBe("no_key");
    vi.stubGlobal("Notification", { permission: "denied" });
    expect(await subscribe()).toBe("denied");
    expect(made).toEqual([]);
  });
});
