import { compare } from "./numbers";
import { current } from "$store/live.svelte";

/** How many commands may have been lost with a damaged database; null = none, 0 = how many is not known. Reactive. */
export function lostCount(): number | null {
  return current.store?.lost ?? null;
}

export async function acknowledgeLoss(): Promise<void> {
  await current.store?.acknowledgeLoss();
}

/** The server said how far this device had come. */
export async function compareNumbers(atServer: number | undefined): Promise<void> {
  const store = current.store;
  if (store && typeof atServer === "number") await compare(store, atServer);
}
