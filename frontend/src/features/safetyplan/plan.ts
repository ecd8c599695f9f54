import { m } from "$messages";
import type { PlanPart, SafetyPlan } from "$sync/index";

export type Tongue = "en" | "es";
export const PARTS: readonly PlanPart[] = ["signs", "alone", "places", "people", "professionals", "safer", "reasons"];
/** As the server takes them (apps/encounters/plan_text.py): more does not print on one page. */
export const LINES = 6;
export const LINE = 200;

/** What is being written: part -> its text, one thing on each line. */
export type Written = Partial<Record<PlanPart, string>>;

const TITLES: Record<PlanPart, [typeof m.safety_part_signs, typeof m.safety_hint_signs]> = {
  signs: [m.safety_part_signs, m.safety_hint_signs],
  alone: [m.safety_part_alone, m.safety_hint_alone],
  places: [m.safety_part_places, m.safety_hint_places],
  people: [m.safety_part_people, m.safety_hint_people],
  professionals: [m.safety_part_professionals, m.safety_hint_professionals],
  safer: [m.safety_part_safer, m.safety_hint_safer],
  reasons: [m.safety_part_reasons, m.safety_hint_reasons],
};
export const titleOf = (part: PlanPart, locale: Tongue): string => TITLES[part][0]({}, { locale });
export const hintOf = (part: PlanPart, locale: Tongue): string => TITLES[part][1]({}, { locale });

export const linesOf = (text: string | undefined): string[] => (text ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
export const partsOf = (written: Written): Record<PlanPart, string[]> =>
  Object.fromEntries(PARTS.map((part) => [part, linesOf(written[part])])) as Record<PlanPart, string[]>;
export const writtenOf = (plan: SafetyPlan | null): Written =>
  Object.fromEntries(PARTS.map((part) => [part, (plan?.parts[part] ?? []).join("\n")]));

/** The number of the first part that is too long; 0 when none is. */
export function tooLong(written: Written): number {
  return PARTS.findIndex((part) => linesOf(written[part]).length > LINES || linesOf(written[part]).some((line) => line.length > LINE)) + 1;
}
export const isEmpty = (written: Written): boolean => PARTS.every((part) => linesOf(written[part]).length === 0);

/** "Mamá 555-0142" -> who, and a number to call; a line without one stays words. */
export function callOf(line: string): { who: string; number: string } | null {
  const found = /^(.*?)[\s,:-]*(\+?\(?\d[\d\s().-]{5,}\d)\s*$/.exec(line);
  return found?.[2] ? { who: (found[1] ?? "").trim() || found[2], number: found[2] } : null;
}

/** The newest version of this person's plan; of somebody unknown, of the visit's. */
export function newest<P extends SafetyPlan>(plans: readonly P[]): P | null {
  return [...plans].sort((a, b) => b.number - a.number || b.written_at.localeCompare(a.written_at))[0] ?? null;
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 80 random bits in Crockford's base 32, in fours, so that they can be read aloud and typed. */
export function newCode(random: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
  return [...random].map((byte) => ALPHABET[byte % 32]).join("").replace(/(.{4})(?=.)/g, "$1-");
}
export const isWord = (word: string): boolean => word.normalize("NFKD").replace(/[\p{M}\s]/gu, "").length >= 3 && word.length <= 80;
