import type { Route } from "$ui/router.svelte";

const READERS = ["clinician", "officer", "peer", "case_manager", "supervisor"] as const;

/** What is written already: a visit as each may read it, the sheet of a shift. */
export const routes: Route[] = [
  { path: "/encounter/:id/read", density: "phone", roles: READERS, title: "visit_title", load: () => import("./Read.svelte") },
  { path: "/handover/:shift?", density: "phone", roles: ["clinician", "officer", "peer", "supervisor"], title: "visit_handover_title", load: () => import("./Handover.svelte") },
];
