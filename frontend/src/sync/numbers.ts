import type { Op, Sent, Store } from "$store/store.svelte";

/** What the server knows of this device's operations: the highest number that came, and the ranges below it that did not. */
export interface Told { highest: number; gaps: readonly (readonly [number, number])[] }

/**
 * What that says about this device's memory: a higher number than it gave out means that its memory was emptied (how
 * much is not known: 0); numbers that never came, that are kept nowhere and that it has not accounted for are missing.
 * Null: all is well.
 */
export function missing(told: Told, given: number, kept: readonly Pick<Op | Sent, "number">[], accounted = 0): number | null {
  if (told.highest > given) return 0;
  let gone = 0;
  for (const [from, to] of [...told.gaps, [told.highest + 1, given] as const]) {
    const [first, last] = [Math.max(from, accounted + 1), Math.min(to, given)];
    if (first > last) continue;
    const here = new Set(kept.map(({ number }) => number).filter((number) => first <= number && number <= last));
    gone += last - first + 1 - here.size;
  }
  return gone > 0 ? gone : null;
}

/** What does not fit is told to the device's holder once, never shown as "all sent". */
export async function compare(store: Store, told: Told): Promise<void> {
  await store.reloadOps();
  const accounted = (await store.meta<number>("accounted")) ?? 0;
  const gone = missing(told, store.highest, [...store.ops, ...store.sent], accounted);
  if (gone !== null) await store.foundLoss(gone, told.highest);
}
