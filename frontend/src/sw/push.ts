/// <reference lib="webworker" />
import { waking_push_alert, waking_push_open, waking_push_test } from "$messages";

declare const self: ServiceWorkerGlobalScope;

/** What the server's message holds (apps/notifications/payload.py): nothing of anybody. */
export interface Said { v: number; id: string; token: string; kind: "alert" | "test"; lang: "en" | "es" }

const ACKS = "/api/push/acks";
const TRIES_MS = [0, 1_000, 4_000];

self.addEventListener("push", (event) => event.waitUntil(woken(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data as Said | null));
});

self.addEventListener("pushsubscriptionchange", (event) => (event as ExtendableEvent).waitUntil(moved()));

function read(data: PushMessageData | null): Said | null {
  try {
    return (data?.json() ?? null) as Said | null;
  } catch {
    return null;
  }
}

/**
 * Shows it, whatever it holds: a browser that gets a push and shows nothing is taken the right to be woken. The word to
 * the server does not wait for that: the two are told apart on the board.
 */
async function woken(said: Said | null): Promise<void> {
  await Promise.allSettled([show(said), tell(said, "received")]);
}

function show(said: Said | null): Promise<void> {
  const isTest = said?.kind === "test";
  const locale = said?.lang === "es" ? "es" : "en";
  const title = isTest ? waking_push_test({}, { locale }) : waking_push_alert({}, { locale });
  const options = {
    body: isTest ? "" : waking_push_open({}, { locale }),
    // one at a time: a repeat, or an alert that overtakes another, takes its place and rings again
    tag: isTest ? "alongside-test" : "alongside-alert",
    renotify: true,
    requireInteraction: true,
    vibrate: [400, 200, 400, 200, 400],
    icon: "/icon-192.png",
    badge: "/icon-192.png",
    lang: locale,
    data: said,
  };
  return self.registration.showNotification(title, options);
}

/** The app finds by itself what is waiting: the order takes the screen as soon as it is open. */
async function opened(said: Said | null): Promise<void> {
  const word = tell(said, "opened");
  const path = said?.kind === "test" ? "/woken" : "/";
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const here = windows.find((each) => each.visibilityState === "visible") ?? windows[0];
  if (here) await here.focus().catch(() => undefined);
  else await self.clients.openWindow(path).catch(() => undefined);
  await word;
}

/** Says how far the message came. The token stands for the sign-in: that may have ended while the phone slept. */
async function tell(said: Said | null, state: "received" | "opened"): Promise<void> {
  if (!said?.id || !said.token) return;
  const body = JSON.stringify({ id: said.id, token: said.token, state });
  for (const wait of TRIES_MS) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = await fetch(ACKS, { method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit" }).catch(() => null);
    // anything but a busy server or a captive portal is an answer for good
    if (answer?.headers.has("x-alongside") && answer.status < 500 && answer.status !== 429) return;
  }
}

/**
 * The browser has changed its subscription while the app may be closed: subscribe anew and say so, by the sign-in that
 * is there. Where it has ended, the server learns by "gone", the desk is told, and the app mends it when it is opened.
 */
async function moved(): Promise<void> {
  const here = await ask<{ key: string | null; device: string | null }>("/api/push/key");
  const csrf = await ask<{ token: string }>("/api/csrf");
  if (!here?.key || !here.device || !csrf) return;
  const made = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: here.key });
  const { endpoint, keys } = made.toJSON();
  const body = JSON.stringify({ endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"], vapid_key: here.key });
  const headers = {
    "Content-Type": "application/json", "X-CSRFToken": csrf.token, "Idempotency-Key": crypto.randomUUID(), "X-Op-Version": "1", "X-Device": here.device,
  };
  await fetch(`/api/devices/${here.device}/subscription`, { method: "POST", body, headers });
}

async function ask<T>(url: string): Promise<T | null> {
  const answer = await fetch(url, { cache: "no-store" });
  return answer.ok && answer.headers.has("x-alongside") ? ((await answer.json()) as T) : null;
}
