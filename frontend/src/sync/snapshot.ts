import type { Snapshot } from "$api/types";
import type { Store } from "$store/store.svelte";

/**
 * Replaces what the store holds. Another epoch than the known one means a restored server: what it had acknowledged
 * lately is offered again, and that before the new epoch is written down, or a phone that dies between the two never would.
 */
export async function takeSnapshot(store: Store, snapshot: Snapshot, known: string | null): Promise<void> {
  if (known !== null && known !== snapshot.epoch) await store.offerAgain();
  await store.applySnapshot(snapshot);
}
