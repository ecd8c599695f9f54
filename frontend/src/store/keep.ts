/**
 * A second, tiny copy outside IndexedDB: Chromium recreates a damaged database empty and without an error, so only a
 * second place can tell "nothing was written" from "what was written is gone". Counts and ids only.
 */
export interface Kept {
  device: string;
  /** Made anew with every new database of this device. */
  deviceEpoch: string;
  /** The highest operation number given out. */
  highest: number;
  /** Operations not yet answered. */
  unsent: number;
}

const CACHE = "alongside-keep";
const at = (user: string): string => `/_keep/${user}`;

export async function readKept(user: string): Promise<Kept | null> {
  if (!("caches" in globalThis)) return null;
  try {
    const found = await (await caches.open(CACHE)).match(at(user));
    return found ? ((await found.json()) as Kept) : null;
  } catch {
    return null;
  }
}

/** One after the other, so that an older count never lands on a newer one; of those that wait only the newest is written. */
let last: Promise<void> = Promise.resolve();
const newest = new Map<string, Kept>();

/** Never fails the work it follows: a missing second copy is repaired by the next write. */
export function writeKept(user: string, kept: Kept): Promise<void> {
  const isWaiting = newest.has(user);
  newest.set(user, kept);
  if (isWaiting) return last;
  last = last.then(() => {
    const now = newest.get(user);
    newest.delete(user);
    return now && put(user, now);
  });
  return last;
}

async function put(user: string, kept: Kept): Promise<void> {
  if (!("caches" in globalThis)) return;
  try {
    await (await caches.open(CACHE)).put(at(user), new Response(JSON.stringify(kept), { headers: { "Content-Type": "application/json" } }));
  } catch {
    // Cache Storage may be full or blocked; the first copy stands
  }
}
