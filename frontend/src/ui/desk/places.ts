import { m } from "$messages";

/** A screen of the desk, as the head of all of them names it. */
export interface DeskPlace { href: string; words: () => string }

const CARE = ["clinician", "case_manager", "supervisor"];
/** In this order on every screen; who may not open one is not shown it. */
const PLACES: readonly (DeskPlace & { roles: readonly string[] })[] = [
  { href: "/today", words: m.outcomes_today, roles: ["supervisor"] },
  { href: "/board", words: m.nav_board, roles: ["dispatcher", "call_taker", "supervisor"] },
  { href: "/intake/new", words: m.intake_title, roles: ["dispatcher", "call_taker"] },
  { href: "/home", words: m.nav_home, roles: ["clinician", "officer", "peer"] },
  { href: "/cases", words: m.followup_title, roles: CARE },
  { href: "/referrals", words: m.referral_desk_title, roles: CARE },
  { href: "/plans", words: m.nav_plans, roles: CARE },
  { href: "/places", words: m.directory_title, roles: ["dispatcher", "call_taker", "clinician", "officer", "peer", "case_manager", "supervisor", "administrator"] },
  { href: "/outcomes", words: m.outcomes_title, roles: ["supervisor", "police_supervisor", "administrator"] },
  { href: "/devices", words: m.waking_devices, roles: ["dispatcher", "supervisor"] },
  { href: "/admin/", words: m.nav_admin, roles: ["administrator"] },
];

/** The screens of somebody with these roles: the same ones wherever they are. */
export function placesOf(roles: readonly string[]): DeskPlace[] {
  return PLACES.filter((one) => one.roles.some((role) => roles.includes(role)));
}
