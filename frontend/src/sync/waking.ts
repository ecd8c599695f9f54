import { call, get } from "$api/client";
import type { PushPermission, WakeTest } from "$api/types";
import { current } from "$store/live.svelte";

export type Subscribed = "yes" | "default" | "denied" | "unsupported" | "no_key" | "refused" | "no_connection";
export type Platform = "ios" | "android" | "desk";

/** What this browser says about alerts while the app is closed. Safari on a phone has them only on the home screen. */
export function permission(): PushPermission {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis) || !("Notification" in globalThis)) return "unsupported";
  return Notification.permission;
}

/** Whether the app runs from the home screen, not in a browser's window. */
export function isInstalled(): boolean {
  const standalone = (navigator as Navigator & { standalone?: boolean }).standalone === true;
  return standalone || matchMedia("(display-mode: standalone)").matches;
}

/** Which phone's settings the help must name. An iPad says that it is a Mac, but a Mac has no touch. */
export function platform(): Platform {
  const agent = navigator.userAgent;
  if (/iPhone|iPad|iPod/.test(agent) || (agent.includes("Macintosh") && navigator.maxTouchPoints > 1)) return "ios";
  return agent.includes("Android") ? "android" : "desk";
}

/** Asks the person, once; only a touch may do this. */
export async function allow(): Promise<PushPermission> {
  if (permission() === "default") await Notification.requestPermission();
  return permission();
}

/** Sees to it that the server can wake this phone, with the key in force now. Safe to call at every start. */
export async function subscribe(): Promise<Subscribed> {
  const may = permission();
  if (may !== "granted") return may;
  const store = current.store;
  const worker = await navigator.serviceWorker.getRegistration();
  if (!store || !worker) return "refused";
  const answer = await get<{ key: string | null }>("/api/push/key");
  if (!answer.ok) return "no_connection";
  const key = answer.data.key;
  if (!key) return "no_key";
  const made = await subscriptionWith(worker.pushManager, key);
  if (!made) return "refused";
  const { endpoint, keys } = made.toJSON();
  const where = { endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], vapid_key: key };
  const taken = await said(`/api/devices/${store.device}/subscription`, where);
  return taken === null ? "no_connection" : taken.status < 300 ? "yes" : "refused";
}

/** The browser's subscription, made anew when the server's key has changed. */
async function subscriptionWith(manager: PushManager, key: string): Promise<PushSubscription | null> {
  const wanted = bytes(key);
  try {
    const there = await manager.getSubscription();
    if (there && same(there.options.applicationServerKey, wanted)) return there;
    await there?.unsubscribe();
    return await manager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
  } catch {
    return null;
  }
}

function same(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const known = new Uint8Array(one ?? new ArrayBuffer(0));
  return known.length === other.length && known.every((byte, i) => byte === other[i]);
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const raw = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

/** Has a test alert sent here. "no_channel": there is no way to wake this phone; a time: too many, until then. */
export async function beginTest(id: string): Promise<"sent" | "no_channel" | "no_connection" | { againAt: string }> {
  const device = current.store?.device;
  if (!device) return "no_connection";
  const answer = await said(`/api/devices/${device}/wake-test`, { id });
  if (answer === null || answer.status >= 500) return "no_connection";
  if (answer.status < 300) return "sent";
  const { code, data } = answer.body as { code?: string; data?: { again_at?: string } };
  return code === "too_many" && data?.again_at ? { againAt: data.again_at } : "no_channel";
}

/** How far the test has got; null without connection. */
export async function testOf(id: string): Promise<WakeTest | null> {
  const answer = await get<WakeTest>(`/api/wake-tests/${id}`, { deadline: 4_000 });
  return answer.ok ? answer.data : null;
}

/** A command of this device about itself: at once or not at all, and again at the next start. */
async function said(url: string, body: unknown): Promise<{ status: number; body: unknown } | null> {
  const answer = await call({
    method: "POST", url, raw: JSON.stringify(body), headers: { "Idempotency-Key": crypto.randomUUID(), "X-Op-Version": "1" },
  });
  return answer.kind === "answer" ? answer : null;
}
