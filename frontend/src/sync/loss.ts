import { compare, type Told } from "./numbers";
import { current } from "$store/live.svelte";
import { session } from "./session.svelte";

/** How many commands may have been lost with a damaged or emptied database; null = none, 0 = how many is not known. Reactive. */
export function lostCount(): number | null {
  return current.store ? current.store.lost : session.emptied;
}

export async function acknowledgeLoss(): Promise<void> {
  session.emptied = null;
  await current.store?.acknowledgeLoss();
}

/** The server said how far this device had come, and what it left out. */
export async function compareNumbers(highest: number | undefined, gaps: Told["gaps"] = []): Promise<void> {
  const store = current.store;
  if (store && typeof highest === "number") await compare(store, { highest, gaps });
}
