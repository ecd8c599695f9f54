import { current } from "$store/live.svelte";
import { session } from "./session.svelte";

/** How many commands may have been lost with a damaged or emptied database; null = none. Reactive. */
export function lostCount(): number | null {
  return current.store ? current.store.lost : session.emptied;
}

export async function acknowledgeLoss(): Promise<void> {
  session.emptied = null;
  await current.store?.acknowledgeLoss();
}
