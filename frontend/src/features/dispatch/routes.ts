import type { Route } from "$ui/router.svelte";

/** The desk's screens. */
export const routes: Route[] = [];
