/** Needs and the places that are asked for them. Clinical staff only: never on an officer's phone, never at the desk of the calls. */

import type { Told } from "./consent-types";

export type Urgency = "now" | "soon" | "routine";
export type Basis = "consent" | "treatment" | "emergency" | "hold";
export type ReferralStatus =
  | "draft" | "sent" | "accepted" | "scheduled" | "attended" | "closed" | "declined" | "no_capacity" | "needs_client"
  | "missed" | "no_contact" | "expired" | "cancel_requested" | "cancelled" | "entered_in_error";
export type NextAction =
  | "send" | "wait" | "phone_place" | "answer_question" | "ask_next" | "get_time" | "did_attend" | "ask_person" | "close" | "confirm_cancel" | "none";
export type DeclineCode = "full" | "not_eligible" | "too_acute" | "out_of_area" | "age" | "payer" | "language" | "other";
/** What can have been told face to face. */
export type ToldThere = Told | "risk" | "contacts" | "medicines";

/** The next step: what, by whom, until when. */
export interface NextStep { action: NextAction; who: "us" | "place" | "person"; due_at: string | null }
/** How far the last message about it got. */
export interface Handoff { state: "waiting" | "sending" | "sent" | "failed" | "unknown" | "none"; at: string | null; error: string }
export interface ReferralNote { id: string; kind: "question" | "answer" | "times" | "call" | "undone" | "confirmed"; text: string; times: string[]; by_name: string; at: string }

/** One place that was asked. */
export interface Referral {
  id: string;
  version: number;
  service: string;
  service_name: string;
  is_sud: boolean;
  status: ReferralStatus;
  status_at: string;
  due_at: string | null;
  sent_at: string | null;
  seen_at: string | null;
  answered_at: string | null;
  answered_by: string;
  first_action: string;
  decline_code: "" | DeclineCode;
  decline_words: string;
  appointment_at: string | null;
  attended_at: string | null;
  end_reason: "" | "released" | "withdrawn" | "by_person" | "by_us" | "helped" | "not_helped";
  end_words: string;
  left_at: string | null;
  arrived_at: string | null;
  handed_over_at: string | null;
  handed_over_to: string;
  handed_over_where: string;
  told: ToldThere[];
  handoff: Handoff;
  notes: ReferralNote[];
  next: NextStep;
}

/** What a person needs; its places race inside it and the first yes takes it. */
export interface Need {
  id: string;
  version: number;
  person: string | null;
  encounter: string | null;
  words: string;
  tags: string[];
  urgency: Urgency;
  basis: Basis;
  basis_words: string;
  consent: string | null;
  what: Told[];
  owner: string;
  owner_name: string;
  asked_by_name: string;
  asked_at: string;
  escalated_at: string | null;
  ended_at: string | null;
  next: NextStep;
  referrals: Referral[];
}

export type Bay = "overdue" | "waiting" | "dated" | "attended";
/** A row of the list of whoever closes referrals. */
export interface NeedRow extends Need {
  bay: Bay;
  person_name: string;
  consent_how: string;
  consent_until: string | null;
  /** Whom the person lets be told now, by each consent in force: services, null for a class of places; `sud` where it names substance use. */
  agreed: { places: (string | null)[]; sud: boolean }[];
}
export interface Named { id: string; name: string }
export interface NeedsPage {
  rows: NeedRow[];
  /** `late` and `late_mine` of the whole list, whatever is filtered; `none`: nobody may see to it any more. */
  counts: Record<Bay | "mine" | "all" | "none" | "late" | "late_mine", number>;
  filters: { owners: Named[]; places: Named[] };
  next_page: number | null;
  headline: { month: string; referred: number; attended: number; within_days: number };
}
