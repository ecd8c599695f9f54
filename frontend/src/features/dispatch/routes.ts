import type { Route } from "$ui/router.svelte";

const DESK = ["dispatcher", "call_taker", "supervisor"] as const;

/** The desk's screens. */
export const routes: Route[] = [
  { path: "/board/:id?", density: "board", roles: DESK, title: "board_title", load: () => import("./board/Board.svelte") },
  { path: "/intake/:id", density: "board", roles: DESK, title: "intake_title", load: () => import("./intake/Intake.svelte") },
  { path: "/devices", density: "board", roles: ["dispatcher", "supervisor"], title: "waking_devices", load: () => import("./devices/Devices.svelte") },
];
