import type { Route } from "$ui/router.svelte";

/** One question in large type, with the person; clinicians only. */
export const routes: Route[] = [
  { path: "/encounter/:id/instrument/:instrument", density: "phone", roles: ["clinician"], title: "forms_instrument", load: () => import("./Instrument.svelte") },
];
