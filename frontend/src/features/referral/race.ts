import type { Basis, Consent, Need, NeedRow, Referral } from "$sync/index";
import { counts } from "./consent/begun";

/** How one place stands in the race; the bar before its name is filled as far as the word has got. */
export type Mark = "draft" | "sent" | "seen" | "asks" | "late" | "yes" | "no" | "released";
const YES = new Set(["accepted", "scheduled", "attended", "closed"]);
const OVER = new Set(["declined", "no_capacity", "expired", "entered_in_error"]);
/** It said yes, whatever came of it. */
export const isYes = (row: Pick<Referral, "status">): boolean => YES.has(row.status);
/** Nobody has said yes there yet. */
const OPEN = new Set(["draft", "sent", "needs_client"]);

/** Asked, and not at its end. */
export const isOpen = (row: Pick<Referral, "status">): boolean => OPEN.has(row.status);
type Said = Referral["notes"][number];
/** Of us, or of the person: nothing that a place asks. */
const NO_WORD = new Set<Said["kind"]>(["call", "undone", "confirmed"]);
const lastSaid = (row: Pick<Referral, "notes">): Said | undefined => row.notes.filter((note) => !NO_WORD.has(note.kind)).at(-1);
/** While it stands so, what a place asks is to be answered (apps/referrals/queries/steps.py). */
const ASKING = new Set(["sent", "needs_client", "accepted", "missed"]);
/** What the place asked last and nobody answered. */
export function openNote(row: Pick<Referral, "notes" | "status">): Said | null {
  const last = lastSaid(row);
  return last && ASKING.has(row.status) && (last.kind === "question" || last.kind === "times") ? last : null;
}

/** Times that the place proposed last, to be booked or, where one is booked, changed for another; null where there are none to come. */
export function offered(row: Pick<Referral, "notes" | "status">, now: number): Said | null {
  const last = lastSaid(row);
  if (last?.kind !== "times" || !(ASKING.has(row.status) || row.status === "scheduled")) return null;
  return row.status === "scheduled" && !last.times.some((at) => Date.parse(at) > now) ? null : last;
}

export function markOf(row: Pick<Referral, "status" | "seen_at" | "due_at" | "notes">, now: number): Mark {
  if (YES.has(row.status)) return "yes";
  if (OVER.has(row.status)) return "no";
  if (row.status === "cancelled" || row.status === "cancel_requested") return "released";
  if (row.status === "draft") return "draft";
  if (row.due_at && Date.parse(row.due_at) < now) return "late";
  if (openNote(row)) return "asks";
  return row.seen_at || row.status !== "sent" ? "seen" : "sent";
}

/** The one place that said yes. */
export const winner = (need: Pick<Need, "referrals">): Referral | null => need.referrals.find((row) => YES.has(row.status)) ?? null;
/** Who speaks for the need: who said yes, else the place whose clock ends first. */
export function leading(need: Pick<Need, "referrals">): Referral | null {
  const waiting = need.referrals.filter((row) => row.next.action !== "none");
  return winner(need) ?? waiting.sort((a, b) => (a.due_at ?? "9").localeCompare(b.due_at ?? "9"))[0] ?? null;
}
/** Nobody is asked any more, and no clock runs. */
export const isOver = (need: Pick<Need, "ended_at" | "next">): boolean => need.ended_at !== null && need.next.action === "none";

/** Whether a consent lets a place be told; the server asks the same (apps/people/queries/consent.py: covers). */
export function covers(consent: Consent, place: { id: string; is_sud: boolean }, now: number): boolean {
  if (!counts(consent, now) || (place.is_sud && (consent.how === "spoken" || !consent.is_sud))) return false;
  return consent.recipients.some((each) => each.service === null || each.service === place.id);
}

/** Whether a row of the desk says that the person lets this place be told: its device does not hold the consents. */
export function agreedTo(row: Pick<NeedRow, "agreed" | "basis">, place: { id: string; is_sud: boolean }): boolean {
  if (row.basis !== "consent" && !place.is_sud) return true;
  return row.agreed.some((one) => (one.sud || !place.is_sud) && one.places.some((each) => each === null || each === place.id));
}

/** The consent that covers most of the places, the newest of these; null where none covers any. */
export function bestConsent(consents: readonly Consent[], places: readonly { id: string; is_sud: boolean }[], now: number): Consent | null {
  const fits = (one: Consent): number => places.filter((place) => covers(one, place, now)).length;
  const able = consents.filter((one) => fits(one) > 0);
  return able.sort((a, b) => fits(b) - fits(a) || b.given_at.localeCompare(a.given_at))[0] ?? null;
}

/** Places for which the person must be asked first: all without a fitting consent, and whatever treats substance use. */
export function uncovered<P extends { id: string; is_sud: boolean }>(places: readonly P[], basis: Basis, consent: Consent | null, now: number): P[] {
  return places.filter((place) => (basis === "consent" || place.is_sud) && !(consent && covers(consent, place, now)));
}

/** Late ones first, then by the clock that ends first, ended ones last. */
export function byClock(a: Need, b: Need): number {
  const rank = (one: Need): string => (isOver(one) ? "9" : (one.next.due_at ?? "8"));
  return rank(a).localeCompare(rank(b)) || b.asked_at.localeCompare(a.asked_at);
}

/** The calendar days from asking to attending, as in "connected in 4 days"; null while nobody came. `day` is the programme's calendar. */
export function connectedIn(need: Pick<Need, "asked_at" | "referrals">, day: (at: string) => string): number | null {
  const came = need.referrals.flatMap((row) => (row.attended_at && row.status !== "entered_in_error" ? [row.attended_at] : [])).sort()[0];
  return came ? Math.max(0, Math.round((Date.parse(`${day(came)}T12:00:00Z`) - Date.parse(`${day(need.asked_at)}T12:00:00Z`)) / 86_400_000)) : null;
}

/** How long at the door, in seconds, of the promised minutes; `share` is 0 to 1 and stays there when it is over. */
export function atDoor(row: Pick<Referral, "arrived_at" | "handed_over_at">, minutes: number, now: number): { seconds: number; share: number; over: boolean } | null {
  if (!row.arrived_at) return null;
  const until = row.handed_over_at ? Date.parse(row.handed_over_at) : now;
  const seconds = Math.max(0, Math.floor((until - Date.parse(row.arrived_at)) / 1000));
  return { seconds, share: Math.min(1, seconds / (minutes * 60)), over: seconds > minutes * 60 };
}

/** A need as it was read, with what this device holds or has written since laid over it. */
export function laid<N extends Need>(read: N, seen: Need | null): N {
  if (!seen) return read;
  if (seen.words !== undefined && seen.version >= read.version) return { ...read, ...seen };
  // only what was written here is there: it is about some of the places
  const written = new Map((seen.referrals ?? []).map((row) => [row.id, row]));
  const known = new Set(read.referrals.map((row) => row.id));
  const fresh = (seen.referrals ?? []).filter((row) => !known.has(row.id) && row.service_name !== undefined);
  const { referrals: _rows, version: _version, ...rest } = seen;
  return { ...read, ...rest, referrals: [...read.referrals.map((row) => ({ ...row, ...written.get(row.id) })), ...fresh] };
}
/** Whole as the server gives it or as it was asked here; not only what was written about it. */
export const isWhole = (one: Need): boolean => one.words !== undefined && one.referrals !== undefined;
