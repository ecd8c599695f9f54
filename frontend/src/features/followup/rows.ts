import { liveList, liveOne, session, type Case, type CaseConsent, type CaseLast, type CaseReferral, type CaseRow, type Consent, type ContactPoint, type Need, type Person, type Referral } from "$sync/index";
import { fullName } from "$ui/identity";
import { dayAt } from "$ui/time";

export type Bay = "offered" | "overdue" | "today" | "waiting" | "later" | "ended";
export const BAYS: readonly Bay[] = ["offered", "overdue", "today", "waiting", "later", "ended"];

const dueOf = (one: Case): number => (one.next.due_at ? Date.parse(one.next.due_at) : Number.POSITIVE_INFINITY);

/** In which bay of the rack a case stands for `me`. */
export function bayOf(one: Case, now: number, me: string | undefined, zone?: string): Bay {
  if (one.status !== "open") return "ended";
  if (one.offered_to && one.offered_to === me && one.owner !== me) return "offered";
  const due = dueOf(one);
  if (due < now || (one.to_decide && !one.next.due_at)) return "overdue";
  if (one.next.who !== "us") return "waiting";
  return Number.isFinite(due) && dayAt(due, zone) === dayAt(now, zone) ? "today" : "later";
}

/** What is most late first; where nothing is due, who has waited longest. */
export function sorted(rows: readonly CaseRow[]): CaseRow[] {
  const waited = (a: CaseRow, b: CaseRow): number => a.case.opened_at.localeCompare(b.case.opened_at) || a.case.id.localeCompare(b.case.id);
  // nothing is due is as far off for both: infinite minus infinite is no number
  return [...rows].sort((a, b) => (dueOf(a.case) === dueOf(b.case) ? waited(a, b) : dueOf(a.case) - dueOf(b.case)));
}

/** The server's row with what this device knows better: its own words that are not sent, and what it has heard since. */
export function laid(row: CaseRow): CaseRow {
  const held = liveOne("case", row.case.id);
  if (!held || (held.version < row.case.version && held.pending.length === 0)) return row;
  const one = { ...row.case, ...held };
  const last = lastOf(one);
  return { ...row, case: one, last: last && (!row.last || last.at > row.last.at) ? last : row.last };
}

/** A row from this device alone: for the road, and for what the server has not said yet. */
export function heldRow(one: Case, now: number): CaseRow {
  const person = one.person ? liveOne("person", one.person) : null;
  const mine = liveList("need", (need) => (need.person !== null && need.person === one.person) || need.encounter === one.encounter);
  const agreed = liveList("consent", (each) => each.person !== null && each.person === one.person);
  return { case: one, person, last: lastOf(one) ?? visitOf(one), referral: referralOf(mine), consent: consentOf(agreed, now), repeat_30d: one.repeat_30d ?? 0 };
}

export function lastOf(one: Case): CaseLast | null {
  const last = [...(one.attempts ?? [])].sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  return last ? { at: last.at, channel: last.channel, result: last.result, words: last.words ?? "" } : null;
}
function visitOf(one: Case): CaseLast | null {
  const visit = liveOne("encounter", one.encounter);
  return visit?.began_at ? { at: visit.began_at, channel: "visit", result: "", words: "" } : null;
}

const OPEN: ReadonlySet<Referral["status"]> = new Set(["sent", "accepted", "scheduled", "needs_client", "missed", "no_contact", "attended"]);
const RANK: Referral["status"][] = ["scheduled", "accepted", "attended", "missed", "no_contact", "needs_client", "sent"];
/** The referral that matters most, and how many more there are. */
export function referralOf(needs: readonly Pick<Need, "referrals" | "ended_at">[]): CaseReferral | null {
  const open = needs.filter((need) => !need.ended_at).flatMap((need) => need.referrals).filter((row) => OPEN.has(row.status));
  const first = [...open].sort((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status))[0];
  return first ? { id: first.id, service: first.service, name: first.service_name, status: first.status, at: first.appointment_at ?? first.attended_at ?? first.status_at, more: open.length - 1 } : null;
}

const SOON_DAYS = 3;
/** What others may be told the longest, and whether that ends soon. */
export function consentOf(all: readonly Consent[], now: number): CaseConsent | null {
  const standing = all.filter((one) => !one.withdrawn_at && !one.replaced_by && Date.parse(one.ends_at) > now);
  const longest = [...standing].sort((a, b) => b.ends_at.localeCompare(a.ends_at))[0];
  if (!longest) return { what: [], until: null, state: all.length > 0 ? "ended" : "none" };
  const ending = Date.parse(longest.ends_at) - now < SOON_DAYS * 86_400_000;
  return { what: longest.what, until: longest.until, state: ending ? "ending" : "in_force", places: standing.reduce((sum, one) => sum + one.recipients.length, 0) };
}

/** The appointment that is asked about, with what it was asked for where this device holds that. */
export function visitAsked(row: CaseRow): { referral: string; place: string; at: string | null; need: Need | null } | null {
  if (row.case.next.action !== "ask_attended") return null;
  const rung = row.case.rungs.find((each) => each.id === row.case.next.rung);
  const referral = rung?.referral ?? row.referral?.id;
  if (!referral) return null;
  const need = liveList("need", (each) => each.referrals.some((one) => one.id === referral))[0] ?? null;
  const one = need?.referrals.find((each) => each.id === referral);
  return { referral, place: one?.service_name ?? (row.referral?.id === referral ? row.referral.name : ""), at: one?.appointment_at ?? (row.referral?.id === referral ? row.referral.at : null), need };
}

/** Where it is said whether somebody came: the page of what was asked for. A colleague may have asked, so it need not be on this device. */
export function needOf(one: Case): string {
  const rung = one.rungs.find((each) => each.id === one.next.rung);
  return rung?.need ? `/need/${rung.need}` : "/referrals";
}

/** The ways of reaching the person, as far as this device knows them. */
export function pointsOf(row: CaseRow, read: Person | null = null): ContactPoint[] {
  const held = row.case.person ? liveOne("person", row.case.person) : null;
  return held?.points ?? (read?.id === row.case.person ? read?.points : undefined) ?? row.person?.points ?? [];
}

export interface Who { full: string; first: string; age: number | null }
/** Who somebody is; both names are empty where nobody knows. */
export function whoOf(row: Pick<CaseRow, "case" | "person">, now: number): Who {
  const person: CaseRow["person"] = (row.case.person ? liveOne("person", row.case.person) : null) ?? row.person;
  const full = (person && (fullName(person) || row.person?.name || "")) || "";
  return { full, first: person?.called || person?.given || full.split(" ")[0] || "", age: ageOf(row.person?.age, person, now) };
}
function ageOf(said: number | null | undefined, person: CaseRow["person"], now: number): number | null {
  if (typeof said === "number") return said;
  const today = dayAt(now, session.zone);
  if (person?.date_of_birth) return Number(today.slice(0, 4)) - Number(person.date_of_birth.slice(0, 4)) - (today.slice(5) < person.date_of_birth.slice(5) ? 1 : 0);
  return person?.birth_year ? Number(today.slice(0, 4)) - person.birth_year : null;
}
