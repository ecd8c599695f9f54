import type { Route } from "$ui/router.svelte";

/** The phone's screens. */
export const routes: Route[] = [];
