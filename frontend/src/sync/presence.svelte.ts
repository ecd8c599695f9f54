import { get } from "$api/client";
import type { Presence } from "$api/types";
import { serverNow } from "./clock.svelte";

/** Who can be reached and where, last value only; never on the disk, never in the outbox. */
class PresenceBook {
  users = $state.raw<Readonly<Record<string, Presence>>>({});
  at = $state<number | null>(null);
}
export const presence = new PresenceBook();

const APART_MS = 1000;
let last = 0;
let planned: ReturnType<typeof setTimeout> | null = null;

/** Rings come in bursts: one reading a second at most, and the last ring is always followed by one. */
export function fetchPresence(): void {
  if (planned) return;
  planned = setTimeout(() => {
    planned = null;
    last = Date.now();
    void read();
  }, Math.max(0, last + APART_MS - Date.now()));
}

async function read(): Promise<void> {
  const answer = await get<{ users: Presence[] }>("/api/presence");
  if (!answer.ok) return;
  presence.users = Object.fromEntries(answer.data.users.map((user) => [user.id, user]));
  presence.at = serverNow();
}
