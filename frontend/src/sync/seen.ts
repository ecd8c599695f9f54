import { current } from "$store/live.svelte";

/** The person has these alerts before their eyes. Works without signal: the receipt goes with the next contact. */
export async function markSeen(deliveries: string[]): Promise<void> {
  if (deliveries.length === 0) return;
  await current.store?.markSeen(deliveries);
  await (await import("./running")).link()?.acknowledge();
}
