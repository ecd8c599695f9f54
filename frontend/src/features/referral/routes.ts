import type { Route } from "$ui/router.svelte";

const CARE = ["clinician", "case_manager", "supervisor"] as const;

/** Asking places for what somebody needs, what became of it, and the hand over at their door. `/refer/:id` takes a person or a visit. */
export const routes: Route[] = [
  { path: "/refer/:id", density: "phone", roles: CARE, title: "referral_ask_title", load: () => import("./ask/Ask.svelte") },
  { path: "/need/:id", density: "phone", roles: CARE, title: "referral_need_title", load: () => import("./ask/NeedPage.svelte") },
  { path: "/handoff/:id", density: "phone", roles: CARE, title: "referral_handoff_title", load: () => import("./handoff/Handoff.svelte") },
  { path: "/referrals", density: "board", roles: CARE, title: "referral_desk_title", load: () => import("./desk/Referrals.svelte") },
];
