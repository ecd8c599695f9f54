import { FORCE_WORDS, VISIT_WORDS, type Word } from "$api/generated/visit";
import type { Amendment, Encounter, HandoverLine, PlanMade, SafetyPlan } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";

const LISTS: Readonly<Record<string, readonly Word[]>> = { ...VISIT_WORDS, ...FORCE_WORDS };

/** A value as people say it: codes by their words, a time not at all, words as they were written. */
export function valueWords(field: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => valueWords(field, one)).join(", ");
  if (typeof value !== "string") return "";
  return LISTS[field]?.find((word) => word.code === value)?.[language.current] ?? value;
}

const NAMES: Readonly<Record<string, () => string>> = {
  contact: m.scene_field_contact, contact_at: m.scene_field_contact_at, reasons: m.scene_field_reasons, observed: m.scene_field_observed, protective: m.scene_field_protective,
  judgement: m.visit_judgement, judgement_why: m.scene_field_judgement_why, prompts: m.scene_field_prompts, helped: m.scene_field_helped,
  medical: m.scene_field_medical, disposition: m.scene_field_disposition, decided_by: m.scene_field_decided_by, least_restrictive: m.scene_field_least_restrictive,
  why_not: m.scene_field_why_not, note: m.scene_field_note, owner_next: m.scene_field_owner_next, transport: m.scene_field_transport,
  transport_place: m.scene_field_transport_place, transport_mode: m.scene_field_transport_mode, force: m.scene_field_force, types: m.scene_force_types,
  reason: m.scene_force_reason, injured: m.scene_force_injured, treated: m.scene_force_treated, restraint: m.scene_force_restraint,
  weapon: m.scene_force_weapon, report_number: m.scene_field_report_number, safety_plan: m.scene_field_plan,
};
export const nameOf = (field: string): string => NAMES[field]?.() ?? field;

/** The clinician's part in the order in which it is read: how it ended first, then why, then what was seen. */
export const CARE = ["disposition", "judgement", "judgement_why", "decided_by", "least_restrictive", "why_not", "owner_next", "transport", "reasons", "observed", "protective", "prompts", "helped", "medical", "note"] as const;
export const VISIT = ["contact", "transport_place", "transport_mode"] as const;
export const FORCE = ["force", "types", "reason", "injured", "treated", "restraint", "weapon", "report_number"] as const;

/** What one field says; the outcome in the very words with which it was signed. */
export function said(one: Encounter, field: (typeof CARE)[number] | (typeof VISIT)[number]): string {
  if (field === "disposition" && one.disposition_text) return one.disposition_text[language.current];
  return valueWords(field, one[field]);
}

/** What was added after the signature has a reason; a line without one, that is not late, says what it was before. */
export const isAmendment = (one: Amendment): boolean => !one.late && one.reason !== "";

const WAYS: Readonly<Record<string, () => string>> = { read: m.visit_plan_read, print: m.visit_plan_print, link: m.visit_plan_link };
/** Whether a plan was made, and how it was given; from this device where it has the plan, for it may not be sent yet. Empty for who may not know. */
export function planWords(one: { safety_plan?: PlanMade | null; contact?: string; state?: string }, held: readonly Pick<SafetyPlan, "given">[] = []): string {
  const given = new Set([...(one.safety_plan?.given ?? []), ...held.flatMap((plan) => plan.given.map(({ how }) => how))]);
  if (one.safety_plan || held.length > 0) return [m.visit_plan_made(), ...Object.keys(WAYS).filter((how) => given.has(how)).map((how) => WAYS[how]?.() ?? ""), ...(given.size === 0 ? [m.visit_plan_not_given()] : [])].join(". ");
  return one.safety_plan === null && one.state === "signed" && (one.contact === "met" || one.contact === "by_phone") ? m.visit_plan_none() : "";
}

/** An order that was taken back, or a team that was sent elsewhere: nothing is left to do there, unless somebody was met. */
export const isTakenBack = (line: Pick<HandoverLine, "status">): boolean => line.status === "cancelled" || line.status === "diverted";
export const isOpen = (line: Pick<HandoverLine, "status" | "visit" | "owner_name" | "incident_open">): boolean =>
  isTakenBack(line) ? line.visit === "open" : line.owner_name !== "" || line.incident_open;

/** How the person is called, as far as this device may know; else that nobody knows yet. */
export function calledOf(person: Partial<Record<"called" | "given" | "family" | "second_family", string>> | null): string {
  const name = person?.called || [person?.given, person?.family, person?.second_family].filter(Boolean).join(" ");
  return name || m.visit_unknown_person();
}
