import type { Route } from "$ui/router.svelte";

/** Each on their own phone: the clinician's questions, or the officer's one. */
export const routes: Route[] = [
  { path: "/encounter/:id", density: "phone", roles: ["clinician", "officer", "peer"], title: "scene_title", load: () => import("./Encounter.svelte") },
];
