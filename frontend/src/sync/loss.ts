import { current } from "$store/live.svelte";

/** How many commands may have been lost with a damaged database; null = none. Reactive. */
export function lostCount(): number | null {
  return current.store?.lost ?? null;
}

export async function acknowledgeLoss(): Promise<void> {
  await current.store?.acknowledgeLoss();
}
