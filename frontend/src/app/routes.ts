import { parse } from "regexparam";
import { routes as assignment } from "$features/assignment/routes";
import { routes as dispatch } from "$features/dispatch/routes";
import { routes as encounter } from "$features/encounter/routes";
import { routes as followup } from "$features/followup/routes";
import { routes as people } from "$features/people/routes";
import { routes as referral } from "$features/referral/routes";
import { routes as consent } from "$features/referral/consent/routes";
import { routes as visit } from "$features/visit/routes";
import { routes as instrument } from "$features/instrument/routes";
import { routes as safetyplan } from "$features/safetyplan/routes";
import { routes as plan } from "$features/plan/routes";
import { routes as outcomes } from "$features/outcomes/routes";
import { routes as directory } from "$features/referral/directory/routes";
import type { Me } from "$sync/index";
import { here, type Route } from "$ui/router.svelte";

export const DESK = ["dispatcher", "call_taker", "supervisor", "police_supervisor"] as const;
export const FIELD = ["clinician", "officer", "peer"] as const;

const own: Route[] = [
  { path: "/needs-you", density: "phone", title: "needs_you_title", load: () => import("./NeedsYou.svelte") },
];

/** Screens with what other features say of the same person or visit: a feature knows nothing of another. */
const WITH: Record<string, Route["load"]> = {
  "/home": () => import("./HomeWith.svelte"), "/assignment/:id": () => import("./AssignmentWith.svelte"), "/encounter/:id": () => import("./EncounterWith.svelte"), "/person/:id": () => import("./PersonWith.svelte"),
};

const table = [...own, ...dispatch, ...assignment, ...encounter, ...people, ...visit, ...followup, ...instrument, ...safetyplan, ...plan, ...consent, ...directory, ...referral, ...outcomes].map((route) => ({ route: { ...route, load: WITH[route.path] ?? route.load }, ...parse(route.path) }));

export interface Match { route: Route; params: Record<string, string> }

/** The route of a path; null is "nothing here". */
export function match(path: string): Match | null {
  for (const { route, keys, pattern } of table) {
    const found = pattern.exec(path);
    if (!found) continue;
    const params = Object.fromEntries(keys.map((key, i) => [key, decodeURIComponent(found[i + 1] ?? "")]));
    return { route, params };
  }
  return null;
}

/** The screen that the address names and the home of the field, before they are shown; a failure is told when they are. */
export function preload(): void {
  for (const path of new Set([here.path, "/home"])) void match(path)?.route.load().catch(() => undefined);
}

/** Where a person begins: the desk's board, the field's home, the supervisor's day, or the administration. */
export function homeOf(me: Me): string {
  const has = (roles: readonly string[]): boolean => me.roles.some((role) => roles.includes(role));
  if (has(FIELD) && !has(["dispatcher", "call_taker"])) return "/home";
  if (has(["dispatcher", "call_taker"])) return "/board";
  if (has(["supervisor"])) return "/today";
  if (has(["police_supervisor"])) return "/outcomes";
  if (me.roles.includes("administrator")) return "/admin/";
  if (me.roles.includes("case_manager")) return "/cases";
  return "/home";
}
