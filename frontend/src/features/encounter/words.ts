import { clock, liveList } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import { FORCE_WORDS, VISIT_WORDS, type Word } from "$api/generated/visit";
import type { PlanAnswer, Question } from "./flow";

const LISTS: Readonly<Record<string, readonly Word[]>> = { ...VISIT_WORDS, ...FORCE_WORDS };

export const wordsOf = (field: string): readonly Word[] => LISTS[field] ?? [];
export const wordIn = (word: { en: string; es: string }): string => word[language.current];

/** Whether a field holds codes of a list, and no words of a person. */
export const isCoded = (field: string): boolean => field === "disposition" || field in LISTS;

/** One answer as people say it; what no list knows is a person's own words. */
export function codeWord(field: string, code: string): string {
  if (field === "plan") return planWord(code as PlanAnswer);
  if (field === "disposition") {
    const now = new Date(clock.now).toISOString(); // other words of tomorrow are not said today
    const begun = liveList("disposition", (each) => each.code === code && each.effective_from <= now && each.effective_until !== each.effective_from);
    const rows = begun.sort((a, b) => b.effective_from.localeCompare(a.effective_from));
    return rows[0] ? wordIn(rows[0].text) : code.replaceAll("_", " ");
  }
  const word = wordsOf(field).find((each) => each.code === code);
  return word ? wordIn(word) : code;
}

export const PLANS: readonly Exclude<PlanAnswer, "">[] = ["made", "earlier", "declined", "not_now"];
export function planWord(plan: PlanAnswer): string {
  return { "": () => "", made: m.scene_plan_made, earlier: m.scene_plan_earlier, declined: m.scene_plan_declined, not_now: m.scene_plan_not_now }[plan]();
}

/** Who may go on, as it is promised at the door; and who it is when the ending opens a case, or none. */
export const OWNERS: readonly (() => string)[] = [m.scene_owner_case, m.scene_owner_us, m.scene_owner_care, m.scene_owner_nobody];
export const ownerWords = (opensCase: boolean): string => (opensCase ? m.scene_owner_case() : m.scene_owner_nobody());

/** Any value of a record in words: a code, several, or text. */
export function answerWords(field: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => codeWord(field, String(each))).join(", ");
  return typeof value === "string" ? codeWord(field, value) : "";
}

const ASKS: Readonly<Record<Question, () => string>> = {
  contact: m.scene_ask_contact, judgement: m.scene_ask_judgement, observed: m.scene_ask_observed, plan: m.scene_ask_plan, disposition: m.scene_ask_disposition,
  decided_by: m.scene_ask_decided_by, least_restrictive: m.scene_ask_least_restrictive, why_not: m.scene_ask_why_not, transport: m.scene_ask_transport,
  transport_mode: m.scene_ask_transport_mode, transport_place: m.scene_ask_transport_place, owner_next: m.scene_ask_owner_next, reasons: m.scene_ask_reasons,
  protective: m.scene_ask_protective, judgement_why: m.scene_ask_judgement_why, medical: m.scene_ask_medical, note: m.scene_ask_note,
};
const FIELDS: Readonly<Record<string, () => string>> = {
  contact: m.scene_field_contact, judgement: m.scene_field_judgement, observed: m.scene_field_observed, plan: m.scene_field_plan, disposition: m.scene_field_disposition,
  decided_by: m.scene_field_decided_by, least_restrictive: m.scene_field_least_restrictive, why_not: m.scene_field_why_not, transport: m.scene_field_transport,
  transport_mode: m.scene_field_transport_mode, transport_place: m.scene_field_transport_place, owner_next: m.scene_field_owner_next, reasons: m.scene_field_reasons,
  protective: m.scene_field_protective, judgement_why: m.scene_field_judgement_why, medical: m.scene_field_medical, note: m.scene_field_note,
  prompts: m.scene_field_prompts, helped: m.scene_field_helped, contact_at: m.scene_field_contact_at, officer: m.scene_field_force, force: m.scene_field_force,
  types: m.scene_force_types, reason: m.scene_force_reason, injured: m.scene_force_injured, treated: m.scene_force_treated, restraint: m.scene_force_restraint,
  weapon: m.scene_force_weapon, report_number: m.scene_field_report_number, person: m.scene_field_person,
};

/** The question in large type, and the name of its field in a list. */
export const askWords = (question: Question): string => ASKS[question]();
/** Null: no field of an encounter. */
export const fieldWords = (field: string): string | null => FIELDS[field]?.() ?? null;
