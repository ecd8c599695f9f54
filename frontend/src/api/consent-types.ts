/** What a person let others be told. Clinical staff only: never on an officer's phone, never at the desk. */

export type Told = "name" | "birth" | "contact" | "today" | "medical" | "safety_plan" | "what_helps" | "earlier";
export type DecidedBy = "person" | "parent" | "guardian" | "minor";
export type Purpose = "care" | "housing" | "benefits" | "other";
/** A place of the directory, or (`service` null) places as the person names them. */
export interface Recipient { service: string | null; name: string }
/** Strokes of a finger: lists of [x, y], 0 to 1000. */
export type Strokes = [number, number][][];

export interface Consent {
  id: string;
  version: number;
  person: string | null;
  encounter: string | null;
  replaces: string | null;
  replaced_by: string | null;
  decided_by: DecidedBy;
  decider_name: string;
  discloser: string;
  recipients: Recipient[];
  what: Told[];
  purpose: Purpose;
  purpose_words: string;
  is_sud: boolean;
  until: string;
  ends_at: string;
  how: "drawn" | "typed" | "spoken";
  signature: Strokes | null;
  typed_name: string;
  witness: string;
  language: "en" | "es";
  wording: string;
  given_at: string;
  taken_by_name: string;
  withdrawn_at: string | null;
  withdrawn_how: string;
  withdrawn_by_name: string;
  in_force: boolean;
}

/** One line of the accounting of disclosures. */
export interface Disclosure {
  id: string;
  at: string;
  recipient: string;
  recipient_name: string;
  way: "link" | "fhir" | "pdf" | "phone" | "in_person";
  what: (Told | "needs")[];
  basis: "consent" | "treatment" | "emergency" | "hold";
  basis_words: string;
  is_sud: boolean;
  /** Empty: the place opened it itself. */
  by_name: string;
  consent: { id: string; how: Consent["how"]; given_at: string; until: string; withdrawn_at: string | null } | null;
}
