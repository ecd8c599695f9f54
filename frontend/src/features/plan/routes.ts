import type { Route } from "$ui/router.svelte";

const WRITERS = ["clinician", "case_manager", "supervisor"] as const;

/** The card on the phone, and the desk of those who write plans. */
export const routes: Route[] = [
  { path: "/plan/:person", density: "phone", roles: ["clinician", "officer", "peer", "case_manager", "supervisor"], title: "plan_title_none", load: () => import("./Card.svelte") },
  { path: "/plans", density: "board", roles: WRITERS, title: "plan_plans", load: () => import("./desk/Plans.svelte") },
  // "/plans/new/:person" begins the first version
  { path: "/plans/:id/:person?", density: "board", roles: WRITERS, title: "plan_plans", load: () => import("./desk/Editor.svelte") },
];
