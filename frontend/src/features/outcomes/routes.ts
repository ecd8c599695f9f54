import type { Route } from "$ui/router.svelte";

/** A supervisor's first view, and the month in figures. */
export const routes: Route[] = [
  { path: "/today", density: "board", roles: ["supervisor"], title: "outcomes_today", load: () => import("./today/Today.svelte") },
  { path: "/outcomes", density: "board", roles: ["supervisor", "police_supervisor", "administrator"], title: "outcomes_title", load: () => import("./month/Outcomes.svelte") },
];
