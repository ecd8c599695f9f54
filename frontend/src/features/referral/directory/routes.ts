import type { Route } from "$ui/router.svelte";

const READERS = ["dispatcher", "call_taker", "clinician", "officer", "peer", "case_manager", "supervisor", "administrator"] as const;

/** Where people can go: found and corrected, with or without signal. */
export const routes: Route[] = [
  { path: "/places", density: "phone", roles: READERS, title: "directory_title", load: () => import("./Browse.svelte") },
  { path: "/places/:id", density: "phone", roles: READERS, title: "directory_title", load: () => import("./Place.svelte") },
  { path: "/places/:id/desk", density: "board", roles: ["case_manager", "supervisor", "administrator"], title: "directory_title", load: () => import("./desk/Desk.svelte") },
];
