import { DEVICE, writeFace, faceOf } from "$store/face";
import { current, liveList } from "$store/live.svelte";
import { live } from "./link.svelte";
import { lock, session } from "./session.svelte";

const LOOK_MS = 15_000;
const NOTE_CONTACT_MS = 10 * 60_000;
let touchedAt = Date.now();
let notedAt = 0;

/** An assignment of one's own and an unread alert are never closed by the clock: the lock waits for "cleared". */
export function isNeeded(): boolean {
  const me = session.me?.id;
  return liveList("alert").length > 0 || liveList("assignment", (one) => !one.ended_at && one.responses.some((response) => response.user === me)).length > 0;
}

/** Locks when nobody has touched the device for as long as the programme says: shorter on a phone than at a desk. */
export function lockWhenIdle(now = Date.now()): boolean {
  if (session.state !== "open" || isNeeded()) return false;
  const minutes = (session.me?.device ?? DEVICE).lock_minutes;
  const phone = globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;
  if (now - touchedAt < (phone ? minutes.phone : minutes.desk) * 60_000) return false;
  lock();
  return true;
}

/** The lease runs from the last time the server was heard; a link that stands for hours counts. */
async function noteContact(now: number): Promise<void> {
  const { store } = current;
  if (!store || !session.me || live.status !== "live" || now - notedAt < NOTE_CONTACT_MS) return;
  notedAt = now;
  await writeFace(store.db, faceOf(session.me, now)).catch(() => undefined);
}

/** Watches hands and clock; returns how to stop. */
export function watchIdle(): () => void {
  const touch = (): void => void (touchedAt = Date.now());
  const look = (): void => {
    if (!lockWhenIdle()) void noteContact(Date.now());
  };
  touch();
  const kinds = ["pointerdown", "keydown", "wheel"] as const;
  for (const kind of kinds) addEventListener(kind, touch, { passive: true, capture: true });
  // a phone that slept in a pocket has no timers: it is looked at before anything is shown
  document.addEventListener("visibilitychange", look);
  const timer = setInterval(look, LOOK_MS);
  return () => {
    for (const kind of kinds) removeEventListener(kind, touch, { capture: true });
    document.removeEventListener("visibilitychange", look);
    clearInterval(timer);
  };
}
