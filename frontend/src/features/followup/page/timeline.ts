import { liveList, liveOne, serverNow, session, type Case, type CaseEnd, type Lane, type TimelineLine, type TryChannel, type TryResult } from "$sync/index";
import { VISIT_WORDS, type Word } from "$api/generated/visit";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import { dayAt, dayOf, moment, timeOfDay } from "$ui/time";
import { isReached, openRungs } from "../ladder";
import { capital, channelWord, clockTime, END_CODES, endWord, resultWord, rungWord, ruleWord, span } from "../words";

export const LANES: readonly Lane[] = ["911", "met", "care", "calls"];
/** How a mark looks in its lane. */
export type Mark = "level" | "met" | "ok" | "no" | "asked" | "missed" | "due";
export interface Shown { at: string; lane: Lane; mark: Mark; level: number | null; title: string; text: string; by: string; href: string | null; due: boolean }

const said = (facts: Record<string, unknown>, name: string): string => (typeof facts[name] === "string" || typeof facts[name] === "number" ? String(facts[name]) : "");
const inWords = (value: unknown): string => (value && typeof value === "object" && "en" in value ? (value as Record<"en" | "es", string>)[language.current] : "");
const LISTS: Readonly<Record<string, readonly Word[]>> = VISIT_WORDS;
const coded = (list: string, code: string): string => LISTS[list]?.find((word) => word.code === code)?.[language.current] ?? "";
const joined = (...parts: string[]): string => parts.filter(Boolean).map(capital).join(". ");

type Facts = Record<string, unknown>;
type Say = (facts: Facts, line: TimelineLine) => Partial<Shown>;
const place = (facts: Facts): string => said(facts, "place") || m.followup_a_place();
const whom = (facts: Facts): string => (Array.isArray(facts["recipients"]) ? (facts["recipients"] as string[]).filter(Boolean).join(", ") : "") || m.followup_a_place();
/** A word of a place; the whole of it is read on the page of what was asked for. */
const care = (mark: Mark, words: (values: { place: string }) => string): Say => (facts, line) => ({ mark, title: words({ place: place(facts) }), text: said(facts, "first_action"), href: line.ref ? `/need/${line.ref}` : null });
const own = (mark: Mark, words: () => string): Say => (facts) => ({ mark, title: words(), text: said(facts, "words") });
const DECIDED: Readonly<Record<string, () => string>> = { visit: m.followup_way_visit, letter: m.followup_way_letter, again: m.followup_way_again };

const SAY: Readonly<Record<string, Say>> = {
  incident: (facts) => ({ mark: "level", level: Number(facts["level"]) || null, title: m.followup_tl_911(), text: joined(m.followup_tl_incident({ n: said(facts, "number") }), facts["status"] === "open" ? m.followup_tl_open() : "") }),
  visit: (facts, line) => ({
    mark: "met", title: said(facts, "team") ? m.followup_tl_met({ team: said(facts, "team") }) : m.followup_tl_met_no_team(),
    text: joined(inWords(facts["disposition_text"]) || coded("contact", said(facts, "contact")), coded("judgement", said(facts, "judgement"))), href: line.ref ? `/encounter/${line.ref}/read` : null,
  }),
  attempt: (facts) => {
    const [channel, result] = [said(facts, "channel") as TryChannel, said(facts, "result") as TryResult];
    return { mark: isReached(result) ? "ok" : "no", title: `${capital(channelWord(channel))}: ${resultWord(result).toLocaleLowerCase()}`, text: joined(said(facts, "words"), facts["unsafe"] ? m.followup_tl_unsafe() : "", facts["occurred_late"] ? m.followup_told_late() : "") };
  },
  asked: care("asked", m.followup_tl_asked), accepted: care("ok", m.followup_tl_accepted), attended: care("ok", m.followup_tl_attended), closed: care("ok", m.followup_tl_closed),
  scheduled: (facts, line) => ({ ...care("ok", m.followup_tl_accepted)(facts, line), title: m.followup_tl_scheduled({ place: place(facts), when: said(facts, "appointment_at") ? moment(said(facts, "appointment_at"), serverNow(), session.zone) : "" }) }),
  handed_over: (facts, line) => ({ ...care("ok", m.followup_tl_attended)(facts, line), title: m.followup_tl_handed_over({ name: line.by_name, place: place(facts) }) }),
  missed: care("missed", m.followup_tl_missed), no_contact: care("missed", m.followup_tl_no_contact), declined: care("missed", m.followup_tl_declined), no_capacity: care("missed", m.followup_tl_declined),
  cancelled: care("missed", m.followup_tl_cancelled), needs_client: care("asked", m.followup_tl_needs_client),
  consent: (facts) => ({ mark: "asked", title: m.followup_tl_consent({ who: whom(facts) }), text: said(facts, "until") ? m.followup_to_day({ day: dayOf(said(facts, "until"), serverNow()) }) : "" }),
  consent_withdrawn: (facts) => ({ mark: "missed", title: m.followup_tl_consent_back({ who: whom(facts) }), text: "" }),
  plan: (facts) => ({ mark: "met", title: m.followup_tl_plan({ n: said(facts, "number") }), text: "" }),
  safety_plan: (facts) => ({ mark: "met", title: m.followup_tl_safety_plan({ n: said(facts, "number") }), text: "" }),
  case_opened: (facts) => ({ mark: "asked", title: m.followup_tl_case(), text: ruleWord(said(facts, "rule")) }),
  case_owner: (facts) => ({ mark: "asked", title: m.followup_tl_handed({ name: said(facts, "name") }), text: said(facts, "words") }),
  case_later: own("asked", m.followup_tl_later), case_declined: own("missed", m.followup_tl_offer_declined), case_reopened: own("due", m.followup_tl_reopened), case_landed: own("ok", m.followup_tl_landed),
  case_offered: (facts) => ({ mark: "asked", title: m.followup_tl_offered({ name: said(facts, "name") || "…" }), text: said(facts, "words") }),
  case_decided: (facts) => ({ mark: "asked", title: m.followup_tl_decided({ what: (DECIDED[said(facts, "code")]?.() ?? "").toLocaleLowerCase() }), text: said(facts, "words") }),
  case_closed: (facts) => ({ mark: "ok", title: m.followup_tl_case_closed(), text: joined(endOf(said(facts, "reason")), said(facts, "words")) }),
  called_again: (facts) => ({ mark: facts["asked_by_us"] ? "asked" : "due", title: facts["asked_by_us"] ? m.followup_tl_our_visit() : m.followup_tl_again(), text: "" }),
};
const endOf = (code: string): string => (END_CODES.includes(code as CaseEnd) ? endWord(code as CaseEnd) : "");
const MARKS: Record<Lane, Mark> = { "911": "level", met: "met", care: "asked", calls: "no" };

/** One thing in words. What this client does not know yet is said by its kind, never left out. */
export function shownOf(line: TimelineLine): Shown {
  const blank: Shown = { at: line.at, lane: line.lane, mark: MARKS[line.lane], level: null, title: capital(line.kind.replaceAll("_", " ")), text: said(line.facts, "words"), by: line.by_name, href: null, due: false };
  return { ...blank, ...SAY[line.kind]?.(line.facts, line) };
}

/** What is due and was not done stands on top, as a line of its own. */
export function dueLine(one: Case, now: number): Shown | null {
  const rung = openRungs(one.rungs)[0];
  if (one.status !== "open" || !rung || Date.parse(rung.due_at) >= now) return null;
  const over = span(Math.round((now - Date.parse(rung.due_at)) / 1000));
  return { at: rung.due_at, lane: "calls", mark: "due", level: null, title: m.followup_tl_due({ what: rungWord(rung.name), age: over }), text: m.followup_tl_due_note({ when: moment(rung.due_at, now, session.zone) }), by: one.owner_name, href: null, due: true };
}

/** What this device holds of it, for when nobody answers: less than the server's, and said so. */
export function heldLines(one: Case): TimelineLine[] {
  const incident = liveOne("incident", one.incident);
  const visit = liveOne("encounter", one.encounter);
  const lines: TimelineLine[] = one.attempts.map((each) => ({ at: each.at, lane: "calls", kind: "attempt", facts: { channel: each.channel, result: each.result, words: each.words ?? "", occurred_late: each.occurred_late ?? false }, by_name: each.by_name, ref: null }));
  if (incident) lines.push({ at: incident.opened_at, lane: "911", kind: "incident", facts: { number: incident.number, level: incident.level ?? null, status: incident.status }, by_name: "", ref: incident.id });
  if (visit?.began_at) lines.push({ at: visit.began_at, lane: "met", kind: "visit", facts: { contact: visit.contact ?? "", disposition_text: visit.disposition_text ?? "", judgement: visit.judgement ?? "" }, by_name: visit.signed_by_name ?? "", ref: visit.id });
  for (const [need, row] of liveList("need", (need) => need.person !== null && need.person === one.person).flatMap((need) => need.referrals.map((row) => [need, row] as const))) {
    if (row.sent_at) lines.push({ at: row.sent_at, lane: "care", kind: "asked", facts: { place: row.service_name }, by_name: "", ref: need.id });
    if (row.answered_at) lines.push({ at: row.answered_at, lane: "care", kind: row.status, facts: { place: row.service_name, appointment_at: row.appointment_at, first_action: row.first_action }, by_name: row.answered_by, ref: need.id });
  }
  return lines;
}
/** The device's own tries that the server's line does not have yet. */
export function withOwn(lines: readonly TimelineLine[], own: readonly TimelineLine[]): TimelineLine[] {
  const known = new Set(lines.filter((line) => line.kind === "attempt").map((line) => line.at));
  return [...lines, ...own.filter((line) => line.kind === "attempt" && !known.has(line.at))].sort((a, b) => b.at.localeCompare(a.at));
}

/** The day over the time where it is another day than the line above. */
export function dayTime(at: string, before: string | null, now: number): { day: string; time: string } {
  const day = dayAt(at, session.zone);
  return { day: before && dayAt(before, session.zone) === day ? "" : dayOf(day, now), time: timeOfDay(at, session.zone) };
}
export const quietWords = (one: Case): string => (one.quiet_from ? m.followup_quiet_foot({ time: clockTime(one.quiet_from) }) : "");
