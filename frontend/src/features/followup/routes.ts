import type { Route } from "$ui/router.svelte";

const CARE = ["case_manager", "supervisor", "clinician"] as const;

/** Nobody forgotten: who is to be looked after, the first late first, and one person with everything that was. */
export const routes: Route[] = [
  { path: "/cases", density: "phone", roles: CARE, title: "followup_title", load: () => import("./Worklist.svelte") },
  { path: "/case/:id", density: "phone", roles: CARE, title: "followup_case_title", load: () => import("./page/CasePage.svelte") },
];
