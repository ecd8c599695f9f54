import type { Route } from "$ui/router.svelte";

const READERS = ["clinician", "officer", "peer", "case_manager", "supervisor"] as const;

/** What is written already: a visit as each may read it, the sheet of a shift, the cases that wait for their owner. */
export const routes: Route[] = [
  { path: "/encounter/:id/read", density: "phone", roles: READERS, title: "visit_title", load: () => import("./Read.svelte") },
  { path: "/handover/:shift?", density: "phone", roles: ["clinician", "officer", "peer", "supervisor"], title: "visit_handover_title", load: () => import("./Handover.svelte") },
  { path: "/cases", density: "phone", roles: ["case_manager", "supervisor", "clinician"], title: "visit_cases_title", load: () => import("./Cases.svelte") },
];
