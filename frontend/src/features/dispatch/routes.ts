import { m } from "$messages";
import type { Route } from "$ui/router.svelte";

const DESK = ["dispatcher", "call_taker", "supervisor"] as const;

/** The desk's screens. */
export const routes: Route[] = [
  { path: "/board/:id?", density: "board", roles: DESK, title: m.board_title, load: () => import("./board/Board.svelte") },
  { path: "/intake/:id", density: "board", roles: DESK, title: m.intake_title, load: () => import("./intake/Intake.svelte") },
  { path: "/devices", density: "board", roles: ["dispatcher", "supervisor"], title: m.waking_devices, load: () => import("./devices/Devices.svelte") },
];
