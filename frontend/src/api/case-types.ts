/** Somebody who is looked after until they have landed, and how the worklist shows them. Clinical staff only. */

import type { Person } from "./people-types";

export type Risk = "high" | "moderate" | "low" | "";
export type CaseStatus = "open" | "landed" | "closed";
export type CaseEnd = "declined_help" | "moved_away" | "cannot_be_found" | "served_elsewhere" | "died" | "other";
export type RungName = "day1" | "day2" | "day3" | "day7" | "day30" | "before_visit" | "did_attend";
export type CaseNextAction = "contact" | "ask_attended" | "decide" | "accept_offer" | "await_place" | "answer_doubt" | "none";
export type TryChannel = "call" | "text" | "voicemail" | "in_person" | "letter" | "other";
export type TryResult = "reached" | "left_message" | "no_answer" | "wrong_number" | "someone_else" | "sent" | "declined";
export type DecideWay = "visit" | "letter" | "again";

/** One step of the ladder, with when it is due. */
export interface Rung { id: string; name: RungName; due_at: string; state: "due" | "done" | "skipped" | "cancelled"; done_at: string | null; late: boolean; referral?: string | null; need?: string | null }
/** One time that somebody tried; `occurred_late` where it was told later than it was. */
export interface Attempt { id: string; channel: TryChannel; result: TryResult; at: string; by_name: string; words?: string; rung: string | null; contact?: string | null; unsafe?: boolean; occurred_late?: boolean }
export interface CaseNext { action: CaseNextAction; who: "us" | "place" | "person"; due_at: string | null; rung: string | null; channel?: TryChannel | "" }

/** The person and the visit are objects of their own. */
export interface Case {
  id: string;
  version: number;
  programme: string;
  person: string | null;
  incident: string;
  encounter: string;
  owner: string;
  owner_name: string;
  owner_since: string;
  status: CaseStatus;
  rule: string;
  opened_at: string;
  /** From when on its ladder counts: a later visit that joined it begins the ladder anew. */
  begun_at?: string;
  /** The outcome was amended to one that asks for no case: its owner decides. */
  doubted_at: string | null;
  risk: Risk;
  ended_at: string | null;
  end_reason: "" | "landed" | CaseEnd;
  end_words: string;
  /** The person called again after it had ended. */
  reopened_at: string | null;
  offered_to: string | null;
  offered_to_name: string;
  offered_at: string | null;
  offer_words?: string;
  zone: string;
  /** "20:00" and "08:00", in the person's own zone. */
  quiet_from: string;
  quiet_to: string;
  tries_allowed: number;
  tries_used: number;
  to_decide: boolean;
  next: CaseNext;
  rungs: Rung[];
  attempts: Attempt[];
  repeat_30d: number;
  /** Later visits that it looks after too. */
  visits?: { encounter: string; incident: string; at: string }[];
  /** Other open cases of the same person, as was found out: a person closes one. */
  also?: { id: string; owner_name: string }[];
}

export interface CaseLast { at: string; channel: TryChannel | "visit"; result: TryResult | ""; words: string }
export interface CaseReferral { id?: string; service?: string; name: string; status: string; at: string | null; more: number }
export interface CaseConsent { what: string[]; until: string | null; state: "in_force" | "ending" | "ended" | "none"; places?: number }
/** A row of the worklist. */
export interface CaseRow {
  case: Case;
  person: (Partial<Person> & { name?: string; age?: number | null }) | null;
  last: CaseLast | null;
  referral: CaseReferral | null;
  consent: CaseConsent | null;
  repeat_30d: number;
}
export type Whose = "mine" | "team" | "none";
export interface CasesPage { rows: CaseRow[]; counts: Record<string, number>; whose: Record<Whose, number>; next: string | null }

export type Lane = "911" | "met" | "care" | "calls";
/** One thing of a person's time with us; the words are the client's. */
export interface TimelineLine { at: string; lane: Lane; kind: string; facts: Record<string, unknown>; by_name: string; ref: string | null }
/** Somebody whom a case can be offered. */
export interface CaseOwner { id: string; name: string; open: number; on_duty: boolean }
