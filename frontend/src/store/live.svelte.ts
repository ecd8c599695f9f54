import { identify } from "$api/client";
import type { Kind, Kinds } from "$api/types";
import { codecOf, Locked } from "./keyring";
import type { Seen } from "./memory.svelte";
import { Store } from "./store.svelte";

/** The store of the person who uses this device now; null before anybody has signed in here. */
class Current {
  store = $state.raw<Store | null>(null);
}
export const current = new Current();

let opening: { user: string; store: Promise<Store> } | null = null;

/** Once, however many ask at the same time. Throws Locked while the person's key is not held. */
export async function openStore(user: string): Promise<Store> {
  if (current.store?.user === user) return current.store;
  if (opening?.user === user) return opening.store;
  const mine = { user, store: openAnew(user) };
  opening = mine;
  try {
    return await mine.store;
  } finally {
    if (opening === mine) opening = null;
  }
}

async function openAnew(user: string): Promise<Store> {
  current.store?.close();
  const store = await Store.open(user);
  if (!codecOf(user)) {
    // signed out while it opened
    store.close();
    throw new Locked();
  }
  current.store = store;
  identify(store.device);
  return store;
}

/** All records of a kind that pass. Use it inside $derived or a template: it follows every change. */
export function liveList<K extends Kind>(kind: K, filter?: (one: Seen<Kinds[K]>) => boolean): Seen<Kinds[K]>[] {
  const all = current.store?.memory.list(kind) ?? [];
  return filter ? all.filter(filter) : [...all];
}

/** One record, or null when it is not here (never was, or left this person's view). Use it inside $derived. */
export function liveOne<K extends Kind>(kind: K, id: string | null | undefined): Seen<Kinds[K]> | null {
  return current.store?.memory.one(kind, id) ?? null;
}

/** False until the device's own copy is in memory; a screen shows its skeleton that long. */
export function storeReady(): boolean {
  return current.store?.memory.ready ?? false;
}
