import type { Op, Sent, Store } from "$store/store.svelte";

/**
 * What the server's highest number of this device says about this device's memory: more than it gave out means that its
 * memory was emptied (how much is not known: 0); numbers that it gave out, that the server never saw and that are kept
 * nowhere are missing. Null: all is well.
 */
export function missing(atServer: number, given: number, kept: readonly Pick<Op | Sent, "number">[]): number | null {
  if (atServer > given) return 0;
  const known = new Set(kept.map(({ number }) => number));
  let gone = 0;
  for (let number = atServer + 1; number <= given; number += 1) if (!known.has(number)) gone += 1;
  return gone > 0 ? gone : null;
}

/** What does not fit is told to the device's holder, never shown as "all sent". */
export async function compare(store: Store, atServer: number): Promise<void> {
  await store.reloadOps();
  const gone = missing(atServer, store.highest, [...store.ops, ...store.sent]);
  if (gone !== null) await store.foundLoss(gone, atServer);
}
