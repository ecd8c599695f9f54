import type { Route } from "$ui/router.svelte";

/** Who somebody is: asked at the door, read at the desk. */
export const routes: Route[] = [
  { path: "/who/:id", density: "phone", roles: ["clinician", "officer", "peer"], title: "people_who_title", load: () => import("./Who.svelte") },
  { path: "/person/:id/same", density: "phone", roles: ["case_manager", "supervisor"], title: "people_same_title", load: () => import("./Same.svelte") },
  { path: "/person/:id", density: "phone", roles: ["clinician", "case_manager", "supervisor"], title: "people_person_title", load: () => import("./PersonPage.svelte") },
];
