import type { Disposition, Encounter } from "$sync/index";

/** What one screen of the encounter asks. */
export type Question =
  | "contact" | "judgement" | "observed" | "plan" | "disposition" | "decided_by" | "least_restrictive" | "why_not" | "transport" | "transport_mode"
  | "transport_place" | "owner_next" | "reasons" | "protective" | "judgement_why" | "medical" | "note";

/** About the person's own plan: it fills in the next answer, and the plan itself is a record of its own. */
export type PlanAnswer = "" | "made" | "earlier" | "declined" | "not_now";

/** What this phone knows beside the record: the plan's answer, and what was passed over with Next. */
export interface Beside { plan: PlanAnswer; passed: readonly Question[] }

/** What a phone without the row yet has of it: nothing was answered. */
export type Written = Partial<Omit<Encounter, "id" | "version">>;

const GRAVE: readonly string[] = ["high", "imminent"];
const MANY: readonly Question[] = ["observed", "reasons", "protective", "medical"];
const TEXT: readonly Question[] = ["judgement_why", "why_not", "note", "transport_place"];

/** One answer, several, or the person's own words. */
export const shapeOf = (question: Question): "one" | "many" | "text" => (MANY.includes(question) ? "many" : TEXT.includes(question) ? "text" : "one");

export const wasMet = (one: Written): boolean => one.contact === "met" || one.contact === "by_phone";

/** What may be added at any time, in the order in which it is offered. */
export const EXTRA: readonly Question[] = ["reasons", "observed", "protective", "judgement_why", "medical", "note"];

/** What is asked one after the other, given the answers so far. Who met nobody is asked nothing more. */
export function asked(one: Written, list: readonly Disposition[] = []): Question[] {
  if (one.contact && !wasMet(one)) return ["contact"];
  const way: Question[] = ["contact", "judgement"];
  if (GRAVE.includes(one.judgement ?? "")) way.push("observed");
  way.push("plan", "disposition", "decided_by", "least_restrictive");
  if (one.least_restrictive && one.least_restrictive !== "chosen") way.push("why_not");
  if (one.contact !== "by_phone") way.push("transport");
  if (one.contact === "met" && one.transport && one.transport !== "none") way.push("transport_mode", "transport_place");
  else if (list.some((each) => each.code === one.disposition && each.needs_place)) way.push("transport_place");
  return [...way, "owner_next"];
}

export function isAnswered(one: Written, question: Question, beside: Beside): boolean {
  if (question === "plan") return beside.plan !== "";
  const value = one[question];
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The one that stands open; null: all is answered or passed over. */
export function openQuestion(one: Written, beside: Beside, list: readonly Disposition[] = []): Question | null {
  return asked(one, list).find((question) => !isAnswered(one, question, beside) && !beside.passed.includes(question)) ?? null;
}

const HOME_WITH_PLAN = "home_plan";

/** Where an answer follows from the ones before, it is filled in; Next makes it one. Empty: it does not. */
export function filledIn(one: Written, question: Question, beside: Beside, list: readonly Disposition[]): string {
  const planned = beside.plan === "made" || beside.plan === "earlier";
  if (question === "disposition") return planned && list.some((each) => each.code === HOME_WITH_PLAN) ? HOME_WITH_PLAN : "";
  if (question === "transport") return list.find((each) => each.code === one.disposition)?.transport ?? "";
  return "";
}

/** One version of each outcome: the newest that has begun by `now` (ms). One that was taken back before it began is none. */
export function current(list: readonly Disposition[], now: number): Disposition[] {
  const found = new Map<string, Disposition>();
  for (const one of list) {
    const had = found.get(one.code);
    const is = Date.parse(one.effective_from) <= now && one.effective_until !== one.effective_from;
    if (is && (!had || had.effective_from < one.effective_from)) found.set(one.code, one);
  }
  return [...found.values()];
}

/** The codes in force at `now` (ms), in their order. What needs somebody to have been met is not offered to who met nobody. */
export function inForce(list: readonly Disposition[], one: Written, now: number): Disposition[] {
  const holds = (each: Disposition): boolean =>
    Date.parse(each.effective_from) <= now && (!each.effective_until || Date.parse(each.effective_until) > now) && (!each.needs_contact || wasMet(one));
  return list.filter(holds).sort((a, b) => a.position - b.position);
}

/** One of each kind before anybody looks for the rest; what was chosen is always among them. */
export function firstFew(list: readonly Disposition[], chosen: string): Disposition[] {
  const few = ["home", "care", "hold", "medical"].flatMap((group) => list.find((each) => each.group === group) ?? []);
  const other = list.find((each) => each.code === chosen && !few.includes(each));
  return other ? [...few, other] : few;
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The whole list by words in either language, accents or none; every word must be found. */
export function found(list: readonly Disposition[], words: string): Disposition[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return list.filter((each) => {
    const text = plain(`${each.text.en} ${each.text.es}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** What is still missing before it can be signed, in the order in which it is asked. The server asks for the same. */
export function missing(one: Written, list: readonly Disposition[]): Question[] {
  if (!one.contact) return ["contact"];
  const chosen = list.find((each) => each.code === one.disposition);
  const open: Question[] = wasMet(one) ? (["judgement", "disposition", "decided_by"] as const).filter((question) => !one[question]) : [];
  if (wasMet(one) && !one.least_restrictive && !one.why_not?.trim()) open.push("least_restrictive");
  return chosen?.needs_place && !one.transport_place?.trim() ? [...open, "transport_place"] : open;
}

/** A list with one more or one less; "none" and the rest exclude each other. */
export function toggled(list: readonly string[], code: string, none = "none"): string[] {
  if (list.includes(code)) return list.filter((each) => each !== code);
  return code === none ? [none] : [...list.filter((each) => each !== none), code];
}
