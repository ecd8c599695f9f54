import { TRANSITIONS, type Assignment, type Encounter, type Incident } from "$sync/index";
import type { Visit } from "./commands";
import type { PlanAnswer, Question } from "./flow";

export const UNDO_MS = 10_000;

/** What is begun and is no command yet: sealed on the phone while it is typed or ticked. */
export interface Begun {
  plan: PlanAnswer;
  passed: Question[];
  lists: Partial<Record<Question, string[]>>;
  texts: Partial<Record<Question, string>>;
}
export const BLANK: Begun = { plan: "", passed: [], lists: {}, texts: {} };

/** Whether words or ticks say something else than the record; nothing said is nothing written. */
export function differs(given: unknown, kept: unknown): boolean {
  if (given === undefined) return false;
  const bare = (value: unknown): string => JSON.stringify(value === undefined || value === null || (Array.isArray(value) && value.length === 0) ? "" : value);
  return bare(given) !== bare(kept);
}

/** What the bar of the finished form leads to. */
export function barOf(one: Encounter | null, assignment: Pick<Assignment, "status" | "ended_at"> | null): "clear" | "sign" | "assignment" | "home" {
  if (one?.signed_at) return "home";
  if (!assignment || assignment.ended_at || ["cleared", "cancelled", "diverted"].includes(assignment.status)) return "sign";
  return TRANSITIONS.assignment?.[assignment.status]?.["cleared"]?.includes("assignment.set_status") ? "clear" : "assignment";
}

/** The person as said, else the place: what a visit is called on the phone while its incident is there. */
export function whoIs(incident: Incident | null): string {
  const age = incident?.person_age ? String(incident.person_age) : "";
  return incident?.person_name ? [incident.person_name, age].filter(Boolean).join(", ") : (incident?.place ?? "");
}

/** Where the person's own plan is written: theirs where they are known, else the visit's. */
export const planPath = (visit: Visit): string => `/safety-plan${visit.person ? `/${visit.person}` : ""}?encounter=${visit.id}`;
