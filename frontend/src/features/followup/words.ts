import { serverNow, session, type Attempt, type Case, type CaseConsent, type CaseEnd, type CaseLast, type CaseReferral, type CaseRow, type ContactPoint, type DecideWay, type Risk, type Rung, type RungName, type TryChannel, type TryResult } from "$sync/index";
import { m } from "$messages";
import { person as walk, phone, speech, document as paper, tools } from "$ui/icons";
import { language } from "$ui/locale.svelte";
import { age, dayAt, dayOf, moment, timeOfDay } from "$ui/time";
import type { Foreseen } from "./ladder";
import { whoOf, type Bay } from "./rows";

type Said<K extends string> = Record<K, () => string>;
const RISKS: Said<Exclude<Risk, "">> = { high: m.followup_risk_high, moderate: m.followup_risk_moderate, low: m.followup_risk_low };
export const riskWord = (risk: Risk): string => (risk ? RISKS[risk]() : "");

const RUNGS: Said<RungName> = {
  day1: m.followup_rung_day1, day2: m.followup_rung_day2, day3: m.followup_rung_day3, day7: m.followup_rung_day7, day30: m.followup_rung_day30,
  before_visit: m.followup_rung_before_visit, did_attend: m.followup_rung_did_attend,
};
export const RUNG_NAMES = Object.keys(RUNGS) as RungName[];
export const rungWord = (name: RungName): string => RUNGS[name]();
const STEPS: Said<RungName> = {
  day1: m.followup_step_day1, day2: m.followup_step_day2, day3: m.followup_step_day3, day7: m.followup_step_day7, day30: m.followup_step_day30,
  before_visit: m.followup_step_before_visit, did_attend: m.followup_step_did_attend,
};
const DO: Said<TryChannel> = { call: m.followup_do_call, voicemail: m.followup_do_call, text: m.followup_do_text, in_person: m.followup_do_in_person, letter: m.followup_do_letter, other: m.followup_do_other };

const CHANNELS: Said<TryChannel> = { call: m.followup_by_call, text: m.followup_by_text, voicemail: m.followup_by_voicemail, in_person: m.followup_by_in_person, letter: m.followup_by_letter, other: m.followup_by_other };
export const CHANNEL_CODES = Object.keys(CHANNELS) as TryChannel[];
export const channelWord = (channel: TryChannel | "visit"): string => (channel === "visit" ? m.followup_by_visit : CHANNELS[channel])();
export const channelIcon = (channel: TryChannel): string => ({ call: phone, voicemail: phone, text: speech, in_person: walk, letter: paper, other: tools })[channel];

const RESULTS: Said<TryResult> = {
  reached: m.followup_reached, left_message: m.followup_left_message, no_answer: m.followup_no_answer, wrong_number: m.followup_wrong_number,
  someone_else: m.followup_someone_else, sent: m.followup_sent, declined: m.followup_declined,
};
export const resultWord = (result: TryResult): string => RESULTS[result]();
/** What can come of each way of trying; the first four of a call have keys of their own. */
export const RESULTS_OF: Readonly<Record<TryChannel, readonly TryResult[]>> = {
  call: ["reached", "left_message", "no_answer", "wrong_number", "someone_else", "declined"],
  voicemail: ["left_message", "wrong_number"], text: ["sent", "reached", "wrong_number", "declined"],
  in_person: ["reached", "no_answer", "someone_else", "declined"], letter: ["sent", "reached", "declined"], other: ["reached", "no_answer", "someone_else", "declined"],
};

const ENDS: Said<CaseEnd> = {
  declined_help: m.followup_end_declined_help, moved_away: m.followup_end_moved_away, cannot_be_found: m.followup_end_cannot_be_found,
  served_elsewhere: m.followup_end_served_elsewhere, died: m.followup_end_died, other: m.followup_end_other,
};
export const END_CODES = Object.keys(ENDS) as CaseEnd[];
export const endWord = (end: CaseEnd): string => ENDS[end]();
export const WAYS: readonly [DecideWay, () => string, () => string][] = [
  ["visit", m.followup_way_visit, m.followup_way_visit_note], ["letter", m.followup_way_letter, m.followup_way_letter_note], ["again", m.followup_way_again, m.followup_way_again_note],
];

export const BAY_WORDS: Said<Bay> = {
  offered: m.followup_bay_offered, overdue: m.followup_bay_overdue, today: m.followup_bay_today, waiting: m.followup_bay_waiting, later: m.followup_bay_later, ended: m.followup_bay_ended,
};

const RULES: Readonly<Record<string, () => string>> = {
  welfare: m.visit_rule_welfare, after_care: m.visit_rule_after_care, after_hold: m.visit_rule_after_hold, try_again: m.visit_rule_try_again, missed: m.visit_rule_missed,
};
/** Why a case was opened; a rule of a programme's own by its code. */
export const ruleWord = (rule: string): string => RULES[rule]?.() ?? rule.replaceAll("_", " ");

export const when = (at: string | number | null, now = serverNow()): string => (at ? moment(at, now, session.zone) : "");
/** A span in days from two on, else as everywhere. */
export const span = (seconds: number): string => (seconds >= 172_800 ? m.consent_days({ n: Math.floor(seconds / 86_400) }) : age(seconds));
/** "8:00 pm" of "20:00". */
export const clockTime = (text: string): string => (text ? timeOfDay(`2026-01-15T${text.length < 6 ? `${text}:00` : text}Z`, "UTC") : "");
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Who it is about, in a row: the name, else that nobody knows it. */
export const nameOf = (row: Pick<CaseRow, "case" | "person">): string => whoOf(row, serverNow()).full || (row.case.person ? m.followup_name_not_here() : m.followup_not_named());
export const firstOf = (row: Pick<CaseRow, "case" | "person">): string => whoOf(row, serverNow()).first || m.followup_the_person();

/** The next step in a few words; of a call the rung that it is for. */
export function nextWord(one: Pick<Case, "next" | "rungs" | "to_decide" | "owner" | "offered_to_name">, place = ""): string {
  const rung = one.rungs.find((each) => each.id === one.next.rung);
  if (one.to_decide) return m.followup_next_decide();
  switch (one.next.action) {
    case "contact": return rung ? m.followup_step({ how: DO[one.next.channel || "call"](), what: STEPS[rung.name]() }) : m.followup_next_contact();
    case "ask_attended": return m.followup_rung_did_attend();
    case "decide": return m.followup_next_decide();
    case "accept_offer": return one.owner === session.me?.id && one.offered_to_name ? m.followup_next_offer_waits({ name: one.offered_to_name }) : m.followup_next_accept_offer();
    case "await_place": return m.followup_next_await_place({ place: place || m.followup_a_place() });
    case "answer_doubt": return m.followup_next_answer_doubt();
    default: return m.followup_next_none();
  }
}

/** The clock of a strip, big and small. */
export function clockOf(one: Pick<Case, "next" | "status" | "ended_at" | "to_decide">, bay: Bay, now: number): { big: string; small: string } {
  if (bay === "ended") return { big: one.ended_at ? dayOf(dayAt(one.ended_at, session.zone), now) : "–", small: one.status === "landed" ? m.followup_landed() : m.followup_closed() };
  const due = one.next.due_at;
  if (!due) return { big: "–", small: one.to_decide ? m.followup_clk_decide() : m.followup_clk_none() };
  const seconds = Math.round((Date.parse(due) - now) / 1000);
  if (seconds < 0) return { big: span(-seconds), small: one.next.who === "us" ? m.followup_clk_over() : m.followup_clk_their_late() };
  if (bay === "waiting") return { big: weekday(due, now), small: m.followup_clk_their() };
  return bay === "later" ? { big: weekday(due, now), small: timeOfDay(due, session.zone) } : { big: span(seconds), small: m.followup_clk_left() };
}
function weekday(at: string, now: number): string {
  return Date.parse(at) - now < 6 * 86_400_000 ? new Intl.DateTimeFormat(language.current === "es" ? "es-US" : "en-US", { weekday: "short", ...(session.zone ? { timeZone: session.zone } : {}) }).format(new Date(at)) : dayOf(dayAt(at, session.zone), now);
}

/** The last contact: when and how, and what came of it. */
export function lastWords(last: CaseLast | null, now: number): { top: string; low: string } {
  if (!last) return { top: m.followup_last_none(), low: "" };
  const words = last.words ? `“${last.words}”` : "";
  return { top: m.followup_last({ when: dayName(last.at, now), how: channelWord(last.channel) }), low: [last.result ? resultWord(last.result) : "", words].filter(Boolean).join(". ") };
}
export function dayName(at: string, now: number): string {
  const day = dayAt(at, session.zone);
  if (day === dayAt(now, session.zone)) return m.followup_today_at({ time: timeOfDay(at, session.zone) });
  return day === dayAt(now - 86_400_000, session.zone) ? m.followup_yesterday() : weekdayBack(at, now, day);
}
const weekdayBack = (at: string, now: number, day: string): string => (now - Date.parse(at) < 6 * 86_400_000 ? weekday(at, now) : dayOf(day, now));

const REFERRALS: Readonly<Record<string, () => string>> = {
  draft: m.followup_ref_draft, sent: m.followup_ref_sent, accepted: m.followup_ref_accepted, scheduled: m.followup_ref_scheduled, attended: m.followup_ref_attended, closed: m.followup_ref_closed,
  declined: m.followup_ref_declined, no_capacity: m.followup_ref_declined, needs_client: m.followup_ref_needs_client, missed: m.followup_ref_missed, no_contact: m.followup_ref_no_contact, expired: m.followup_ref_expired,
};
/** The place, and how it stands. */
export function referralWords(one: CaseReferral | null, now: number): { top: string; low: string; heed: boolean } {
  if (!one) return { top: m.followup_ref_none(), low: "", heed: false };
  const said = REFERRALS[one.status]?.() ?? "";
  const at = one.at && one.status !== "accepted" ? moment(one.at, now, session.zone) : "";
  return { top: one.more > 0 ? m.followup_ref_more({ place: one.name, n: one.more }) : one.name, low: [said, at].filter(Boolean).join(", "), heed: ["missed", "no_contact", "needs_client", "expired"].includes(one.status) };
}
/** What others may be told, and until when. */
export function consentWords(one: CaseConsent | null, now: number): { top: string; low: string; heed: boolean } {
  if (!one || one.state === "none") return { top: m.followup_consent_none(), low: "", heed: false };
  if (one.state === "ended") return { top: m.followup_consent_ended(), low: m.followup_consent_ask(), heed: true };
  const until = one.until ? m.followup_to_day({ day: dayOf(one.until, now) }) : "";
  if (one.state === "ending") return { top: m.followup_consent_ends({ day: one.until ? dayOf(one.until, now) : "" }), low: m.followup_consent_ask(), heed: true };
  return { top: (one.places ?? 0) > 1 ? m.followup_consent_places({ n: one.places ?? 0 }) : m.followup_consent_care(), low: until, heed: false };
}

/** What is said before a try is logged: the next step by the ladder. */
export function foreseenWords(one: Case, seen: Foreseen, now: number): { top: string; low: string } {
  const left = m.followup_tries_left({ used: seen.used, of: one.tries_allowed });
  if (seen.decide) return { top: m.followup_foresee_decide(), low: m.followup_foresee_decide_note() };
  if (!seen.next.due_at) return { top: m.followup_foresee_done(), low: m.followup_foresee_done_note() };
  const due = moment(seen.next.due_at, now, session.zone);
  if (!seen.channel) {
    const rung = one.rungs.find((each) => each.id === seen.next.rung);
    return { top: m.followup_foresee_rung({ what: rung ? rungWord(rung.name) : m.followup_next_contact(), when: due }), low: "" };
  }
  return { top: m.followup_foresee_again({ how: capital(channelWord(seen.channel)), when: due }), low: seen.channel === "text" ? m.followup_neutral() : left };
}

/** What of this number is not safe, or was never asked, in words. */
export function unsafeWords(point: ContactPoint | null, way: "call" | "text"): { top: string; low: string } | null {
  if (!point) return null;
  const who = [point.who_else, point.asked_at ? m.followup_said_on({ day: when(point.asked_at) }) : ""].filter(Boolean).join(". ");
  if (way === "text") return point.text === "yes" ? null : { top: m.followup_unsafe_text(), low: who };
  if (point.voicemail === "no") return { top: m.followup_unsafe_voicemail(), low: who };
  return point.voicemail === "not_asked" ? { top: m.followup_unasked_voicemail(), low: who } : null;
}
export const pointWords = (point: Pick<ContactPoint, "label" | "relation" | "value">): string => [point.label || point.relation || m.followup_phone(), point.value].filter(Boolean).join(", ");

/** A try in a line: how, and what came of it. */
export const tryWords = (one: Attempt): string => `${capital(channelWord(one.channel))}. ${resultWord(one.result)}`;
export function rungWhen(rung: Rung, now: number): string {
  if (rung.state === "done") return m.followup_rung_done({ when: when(rung.done_at ?? rung.due_at, now) });
  if (rung.state !== "due") return rung.state === "skipped" ? m.followup_rung_skipped() : m.followup_rung_cancelled();
  const seconds = Math.round((now - Date.parse(rung.due_at)) / 1000);
  return seconds > 0 ? m.followup_rung_late({ when: when(rung.due_at, now), age: span(seconds) }) : when(rung.due_at, now);
}
