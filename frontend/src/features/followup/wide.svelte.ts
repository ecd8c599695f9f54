import { tick } from "svelte";
import { MediaQuery } from "svelte/reactivity";
import { here } from "$ui/router.svelte";
import { setDensity } from "$ui/theme.svelte";

const wide = new MediaQuery("(min-width: 900px)");
/** Whether there is room for a desk. An order takes these screens as it takes a phone's: a clinician on the road reads them too. */
export const isWide = (): boolean => wide.current;

/** The desk's sizes where there is room for it, after the shell has set the route's. To be called in an effect. */
export function followDensity(): void {
  const density = wide.current ? "board" : "phone";
  void here.path;
  void tick().then(() => setDensity(density));
}
