import { serverNow, session, type Basis, type DeclineCode, type Need, type NextAction, type NextStep, type Referral, type ToldThere, type Urgency } from "$sync/index";
import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import { age, moment } from "$ui/time";
import { wordsOf } from "./consent/lines";
import { openNote } from "./race";

const when = (at: string | null): string => (at ? moment(at, serverNow(), session.zone) : "");

export const URGENCY: readonly [Urgency, () => string][] = [["now", m.referral_urgency_now], ["soon", m.referral_urgency_soon], ["routine", m.referral_urgency_routine]];
export const urgencyWord = (urgency: Urgency): string => (URGENCY.find(([code]) => code === urgency)?.[1] ?? m.referral_urgency_soon)();

const BASIS: Record<Basis, (name: string) => string> = {
  consent: (name) => m.referral_basis_consent({ name }), treatment: () => m.referral_basis_treatment(), emergency: () => m.referral_basis_emergency(), hold: () => m.referral_basis_hold(),
};
export const basisWord = (basis: Basis, name: string): string => BASIS[basis](name);

const NO: Record<DeclineCode, () => string> = {
  full: m.referral_no_full, not_eligible: m.referral_no_not_eligible, too_acute: m.referral_no_too_acute, out_of_area: m.referral_no_out_of_area,
  age: m.referral_no_age, payer: m.referral_no_payer, language: m.referral_no_language, other: m.referral_no_other,
};
export const DECLINES = Object.keys(NO) as DeclineCode[];
export const declineWord = (code: DeclineCode): string => NO[code]();

const NEXT: Record<NextAction, (place: string) => string> = {
  send: () => m.referral_next_send(), wait: () => m.referral_next_wait(), phone_place: (place) => m.referral_next_phone_place({ place }), answer_question: () => m.referral_next_answer_question(),
  ask_next: () => m.referral_next_ask_next(), get_time: () => m.referral_next_get_time(), did_attend: () => m.referral_next_did_attend(), ask_person: () => m.referral_next_ask_person(),
  close: () => m.referral_next_close(), confirm_cancel: () => m.referral_next_confirm_cancel(), none: () => m.referral_next_none(),
};
export const nextWord = (step: NextStep, place: string): string => NEXT[step.action](place);

/** By whom the next step is: us, by name; or first the place or the person, and then us. */
export function byWhom(need: Pick<Need, "owner" | "owner_name" | "next">, place: string): string {
  const name = need.owner === session.me?.id ? m.referral_by_you() : need.owner_name;
  if (need.next.action === "none") return "";
  return need.next.who === "us" ? name : need.next.who === "place" ? m.referral_by_place({ place, name }) : m.referral_by_person({ name });
}

/** A span in days from two on, else as everywhere. */
export const span = (seconds: number): string => (seconds >= 172_800 ? m.consent_days({ n: Math.floor(seconds / 86_400) }) : age(seconds));

/** "38 min left" or "5 h late": the clock of a step; empty where none runs. */
export function clockWords(due: string | null, now: number): { words: string; late: boolean } {
  if (!due) return { words: "", late: false };
  const seconds = Math.round((Date.parse(due) - now) / 1000);
  return seconds < 0 ? { words: m.referral_late_by({ age: span(-seconds) }), late: true } : { words: m.referral_left_for({ age: span(seconds) }), late: false };
}

/** How one place stands, in a few words with its time. `waits`: the asking is still on this device. */
export function standing(row: Referral, now: number, waits = false): string {
  switch (row.status) {
    case "draft": return m.referral_at_draft();
    case "sent": return waiting(row, now, waits);
    case "needs_client": return m.referral_at_needs_client();
    case "accepted": return row.answered_by ? m.referral_at_yes({ name: row.answered_by, when: when(row.answered_at) }) : m.referral_at_yes_unnamed({ when: when(row.answered_at) });
    case "scheduled": return m.referral_at_scheduled({ when: when(row.appointment_at) });
    case "attended": return row.handed_over_to ? m.referral_at_taken_over({ name: row.handed_over_to, when: when(row.handed_over_at) }) : m.referral_at_attended({ when: when(row.attended_at) });
    case "closed": return row.end_reason === "helped" ? m.referral_at_helped() : row.end_reason === "not_helped" ? m.referral_at_not_helped() : m.referral_at_ended();
    case "declined":
    case "no_capacity": return m.referral_at_no({ why: [row.decline_code ? declineWord(row.decline_code) : "", row.decline_words].filter(Boolean).join(", ") });
    case "expired": return m.referral_at_expired();
    case "missed": return m.referral_at_missed();
    case "no_contact": return m.referral_at_no_contact();
    case "cancel_requested": return m.referral_at_confirming();
    case "entered_in_error": return m.referral_at_error();
    default: return (ENDED[row.end_reason] ?? m.referral_at_released)();
  }
}
const ENDED: Record<string, () => string> = { withdrawn: m.referral_at_withdrawn, by_person: m.referral_at_by_person, by_us: m.referral_at_by_us, released: m.referral_at_released };

function waiting(row: Referral, now: number, waits: boolean): string {
  if (waits || !row.sent_at) return m.referral_at_queued();
  const asked = openNote(row);
  if (asked) return asked.kind === "question" ? m.referral_at_asks({ text: asked.text }) : m.referral_at_times();
  const late = row.due_at !== null && Date.parse(row.due_at) < now;
  if (row.seen_at) return late ? m.referral_at_silent_seen({ when: when(row.seen_at) }) : m.referral_at_seen({ when: when(row.seen_at) });
  return late ? m.referral_at_silent({ when: when(row.sent_at) }) : m.referral_at_sent({ when: when(row.sent_at) });
}

/** "Connected in 4 days": the number that counts, of one person. */
export const connectedWords = (days: number): string => (days === 0 ? m.referral_connected() : days === 1 ? m.referral_connected_1() : m.referral_connected_n({ n: days }));

/** What went wrong with the last message about it; empty where nothing did. */
export function troubleOf(row: Pick<Referral, "handoff">): string {
  if (row.handoff.state === "failed") return m.referral_failed();
  return row.handoff.state === "unknown" ? m.referral_unknown() : "";
}

const THERE: Partial<Record<ToldThere, () => string>> = { risk: m.referral_w_risk, safety_plan: m.referral_w_safety_plan, contacts: m.referral_w_contacts, medicines: m.referral_w_medicines };
/** What is told, in a word of this screen, else of what was agreed to. */
export function toldWord(code: ToldThere): string {
  const words = wordsOf(language.current)[code] ?? code;
  return THERE[code]?.() ?? words.charAt(0).toUpperCase() + words.slice(1);
}
