import { session, type Bay, type Need, type NeedRow, type Referral } from "$sync/index";
import { m } from "$messages";
import { dayAt, dayOf, timeOfDay } from "$ui/time";
import { leading, openNote, winner } from "../race";
import { declineWord, span } from "../words";

export const BAYS: readonly [Bay, () => string][] = [["overdue", m.referral_d_overdue], ["waiting", m.referral_d_waiting], ["dated", m.referral_d_dated], ["attended", m.referral_d_attended]];

/** The clock of a row, big and small: how late, how long still, or when the visit is. */
export function clockOf(row: Pick<NeedRow, "bay" | "next" | "referrals">, now: number): { big: string; small: string } {
  const yes = winner(row);
  if (row.bay === "attended" && yes?.attended_at) return { big: dayOf(dayAt(yes.attended_at, session.zone), now), small: timeOfDay(yes.attended_at, session.zone) };
  if (row.bay === "dated" && yes?.appointment_at) return { big: timeOfDay(yes.appointment_at, session.zone), small: dayOf(dayAt(yes.appointment_at, session.zone), now) };
  const due = row.next.due_at ?? leading(row)?.due_at ?? null;
  if (!due) return { big: "–", small: m.referral_d_no_clock() };
  const seconds = Math.round((Date.parse(due) - now) / 1000);
  const speaks = leading(row);
  const silent = speaks?.status === "sent" && !openNote(speaks);
  return seconds < 0 ? { big: span(-seconds), small: silent ? m.referral_d_no_answer() : m.referral_d_over() } : { big: span(seconds), small: m.referral_d_left() };
}

/** On what others may be told, and until when. */
export function basisOf(row: NeedRow, now: number): { what: string; more: string } {
  if (row.basis === "treatment") return { what: m.referral_d_treatment(), more: m.referral_d_treatment_more() };
  if (row.basis !== "consent") return { what: row.basis === "hold" ? m.referral_basis_hold() : m.referral_basis_emergency(), more: "" };
  const what = row.consent_how === "spoken" ? m.referral_d_spoken() : row.consent_how ? m.referral_d_signed() : m.referral_d_agreed();
  return { what, more: row.consent_until ? m.referral_d_to({ day: dayOf(row.consent_until, now) }) : "" };
}

export interface Past { at: string; place: string; text: string }

/** What happened so far, newest first: only what is known with its time. */
export function soFar(need: Need): Past[] {
  const found: Past[] = [];
  const add = (at: string | null, place: string, text: string): void => void (at && found.push({ at, place, text }));
  for (const row of need.referrals) {
    add(row.seen_at, row.service_name, m.referral_at_seen({ when: "" }).trim());
    answered(row, add);
    add(row.left_at, row.service_name, m.referral_w_left());
    add(row.arrived_at, row.service_name, m.referral_w_arrived());
    add(row.attended_at, row.service_name, row.handed_over_to ? m.referral_w_has({ name: row.handed_over_to }) : m.referral_attended());
    for (const note of row.notes) add(note.at, row.service_name, noted(note));
    if (row.status === "entered_in_error") add(row.status_at, row.service_name, [m.referral_at_error(), row.end_words].filter(Boolean).join(": "));
    if (row.status === "cancelled" && row.end_reason === "released") add(row.status_at, row.service_name, m.referral_at_released());
    if (row.status === "missed") add(row.status_at, row.service_name, m.referral_at_missed());
  }
  add(need.escalated_at, "", m.referral_d_gone({ when: "" }).replace(/,?\s*\.$/, ""));
  add(need.asked_at, "", need.referrals.length === 1 ? m.referral_d_asked_1() : m.referral_d_asked_n({ n: need.referrals.length }));
  return found.sort((a, b) => b.at.localeCompare(a.at));
}
const UNDONE: Record<string, () => string> = { left: m.referral_undone_left, arrived: m.referral_undone_arrived, handed_over: m.referral_undone_handed_over };
function noted(note: Referral["notes"][number]): string {
  if (note.kind === "undone") return UNDONE[note.text]?.() ?? "";
  if (note.kind === "confirmed") return m.referral_at_person_confirmed();
  return [note.by_name, note.kind === "times" ? m.referral_at_times() : note.text].filter(Boolean).join(": ");
}
function answered(row: Referral, add: (at: string | null, place: string, text: string) => void): void {
  if (!row.answered_at) return;
  const no = row.decline_code ? m.referral_at_no({ why: declineWord(row.decline_code) }) : "";
  add(row.answered_at, row.service_name, no || [m.referral_says_yes(), row.answered_by].filter(Boolean).join(", "));
}

/** What stands at the head of the side: a question, a silence, or the next step. */
export function headOf(row: Need, now: number): Referral | null {
  const asks = row.referrals.find((one) => openNote(one));
  const late = row.referrals.find((one) => one.due_at && Date.parse(one.due_at) < now);
  return asks ?? late ?? leading(row);
}
