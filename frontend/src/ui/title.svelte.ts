import { m } from "$messages";
import type { titles } from "./titles";

/** The name of a screen's title in `titles`. */
export type Title = keyof typeof titles;

class Loaded {
  titles = $state.raw<typeof titles | null>(null);
}
const loaded = new Loaded();

/** Called once, when the first screen is on its way. Without it every screen is called by the product's name. */
export async function loadTitles(): Promise<void> {
  loaded.titles ??= (await import("./titles")).titles;
}

/** In the language chosen now; follows it and the loading by itself. */
export const titleOf = (title: Title): string => loaded.titles?.[title]() ?? m.app_name();
