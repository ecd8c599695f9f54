import { clock, fetchPresence, live, presence, type Member } from "$sync/index";

const AGAIN_MS = 20_000;
/** The server counts a minute; a phone that asks every 20 s may be that much behind. */
const LIVE_MS = 80_000;

/** Asks now and then whether the partner's phone is heard: a phone is not told of each contact. Returns how to stop. */
export function watchCrew(): () => void {
  fetchPresence();
  const timer = setInterval(() => {
    if (live.status !== "offline" && document.visibilityState === "visible") fetchPresence();
  }, AGAIN_MS);
  return () => clearInterval(timer);
}

/** When a colleague's phone was last heard, as far as this phone knows. Reactive. */
export function heardAt(member: Member): string | null {
  const times = [member.last_contact_at, presence.users[member.user]?.last_contact_at].filter((at) => typeof at === "string");
  return times.sort().at(-1) ?? null;
}

/** Whether a colleague's phone can be counted on. Reactive. */
export function isReachable(member: Member): boolean {
  const at = heardAt(member);
  return at !== null && clock.now - Date.parse(at) < LIVE_MS;
}
