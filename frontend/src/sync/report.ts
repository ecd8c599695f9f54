import { call } from "$api/client";
import { current } from "$store/live.svelte";
import type { live as Link } from "./link.svelte";
import type { onConfirmed as OnConfirmed, session as Session } from "./session.svelte";
import { isInstalled, permission, subscribe } from "./waking";

const LOOK_MS = 5_000;
const APART_MS = 60_000;

/** Handed in by running.ts: imported from here, they would be cut out of what a phone loads first, and that grows. */
export interface World { live: typeof Link; session: typeof Session; onConfirmed: typeof OnConfirmed }
interface Standing { unsent: number; needs_you: number; push: string; installed: boolean }

let world: World | null = null;
let told = "";
let toldAt = 0;
let toldLink = 0;

/** Tells the server how this device stands, in counts: at each new link, and when it changes, once a minute at most. */
export function startReports(given: World): () => void {
  world = given;
  void subscribe();
  const stop = given.onConfirmed(() => void subscribe());
  const timer = setInterval(() => void look(given), LOOK_MS);
  return () => {
    stop();
    clearInterval(timer);
  };
}

/** The person says that the ringer is heard: no app can see the switch. */
export async function sayRinger(): Promise<boolean> {
  return world !== null && send(standing(world), true);
}

function standing({ live }: World): Standing {
  return { unsent: live.unsent, needs_you: live.needsYou, push: permission(), installed: isInstalled() };
}

async function look(here: World): Promise<void> {
  const { live, session } = here;
  if (!current.store || session.server !== "yes" || (live.status !== "live" && live.status !== "polling")) return;
  const now = standing(here);
  const mark = `${current.store.device} ${JSON.stringify(now)}`;
  const isNewLink = toldLink !== live.since;
  if (!isNewLink && (mark === told || Date.now() - toldAt < APART_MS)) return;
  const link = live.since;
  // set before the answer: a busy server is not asked every five seconds
  toldAt = Date.now();
  toldLink = link;
  if (await send(now, false)) told = mark;
}

async function send(now: Standing, ringer: boolean): Promise<boolean> {
  const device = current.store?.device;
  if (!device) return false;
  const body = { ...now, free_mb: await freeMegabytes(), ringer_heard: ringer };
  const answer = await call({ method: "POST", url: `/api/devices/${device}/report`, raw: JSON.stringify(body) });
  return answer.kind === "answer" && answer.status < 300;
}

/** The browser's own guess, which is often too high; null where it gives none. */
async function freeMegabytes(): Promise<number | null> {
  const room = await navigator.storage?.estimate?.().catch(() => null);
  return room?.quota == null ? null : Math.max(0, Math.round((room.quota - (room.usage ?? 0)) / 1e6));
}
