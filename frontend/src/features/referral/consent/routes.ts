import type { Route } from "$ui/router.svelte";

/** What a person lets be told, and what was told. `:id` is the person's, or of somebody unknown the visit's. */
export const routes: Route[] = [
  { path: "/consent/:id", density: "phone", roles: ["clinician", "case_manager", "supervisor"], title: "consent_title", load: () => import("./Consent.svelte") },
  { path: "/person/:id/told", density: "phone", roles: ["case_manager", "supervisor"], title: "consent_told", load: () => import("./Told.svelte") },
];
