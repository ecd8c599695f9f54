import { current } from "$store/live.svelte";
import { link } from "./running";

/** The person has these alerts before their eyes. Works without signal: the receipt goes with the next contact. */
export async function markSeen(deliveries: string[]): Promise<void> {
  if (deliveries.length === 0) return;
  await current.store?.markSeen(deliveries);
  await link()?.acknowledge();
}
