import type { PlanHazard, PlanWords } from "$sync/index";

/** One line of the list. */
export interface Row {
  id: string;
  version: number;
  person: string;
  name: string;
  number: number;
  status: string;
  owner_name: string;
  written_by_name: string;
  written_at: string;
  submitted_at: string | null;
  review_on: string | null;
  waiting: number;
  needs: "" | "approve" | "write_again" | "suggestion" | "review" | "overdue" | "handed";
}
export interface Lists { plans: Row[]; people: { id: string; name: string }[] }

/** One version whole. */
export interface Version extends PlanWords {
  id: string;
  version: number;
  number: number;
  status: string;
  hazards: PlanHazard[];
  owner: string;
  owner_name: string;
  handed_by_name: string;
  handed_at: string | null;
  taken_at: string | null;
  written_by_name: string;
  written_at: string;
  submitted_by_name: string;
  submitted_at: string | null;
  approved_by_name: string;
  approved_at: string | null;
  sent_back_by_name: string;
  sent_back_at: string | null;
  sent_back_why: string;
  ended_at: string | null;
  ended_why: string;
}
export interface Note { id: string; text: string; by_name: string; at: string }
export interface Suggested {
  id: string;
  version: number;
  about: string;
  chips: string[];
  words: string;
  by_name: string;
  at: string;
  late: boolean;
  state: "waiting" | "taken_in" | "left_out";
  why: string;
  weighed_by_name: string;
}
export interface Basis {
  id: string;
  kind: "consent" | "threat";
  given_on: string;
  until: string | null;
  words: string;
  by_name: string;
  at: string;
  ended_at: string | null;
  ended_by_name: string;
  running: boolean;
}

/** Everything about one person's plan, as the editor shows it. */
export interface Sheet {
  person: { id: string; name: string };
  plan: Version | null;
  in_force: Version | null;
  versions: { id: string; number: number; status: string }[];
  notes: Note[];
  suggestions: Suggested[];
  bases: Basis[];
  remind_on: string | null;
  /** Who could own it instead of who does. */
  owners: { id: string; name: string }[];
  may_approve: boolean;
}

export type Fields = PlanWords & { hazards: PlanHazard[] };
export const WORDS = ["language", "with_person", "first_words", "helps", "worse", "looks", "calls", "hazards", "review_on"] as const;

export function fieldsOf(version: Version): Fields {
  const { language, with_person, first_words, helps, worse, looks, calls, hazards, review_on } = version;
  return { language, with_person, first_words, helps, worse, looks, calls, hazards, review_on };
}
