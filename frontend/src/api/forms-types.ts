/** Instruments, what was answered to them, and safety plans. */

/** screening, instrument, safety_plan: clinical, never on an officer's phone. */
export interface Instrument {
  id: string;
  version: number;
  url: string;
  number: number;
  title: Record<string, string>;
  languages: string[];
  /** FHIR R4; its engine is in features/instrument. */
  questionnaire: unknown;
  scoring: unknown;
  licence: { holder: string; permitted_by: string; until: string | null };
  retired_at: string | null;
}
export interface Screening {
  id: string;
  version: number;
  encounter: string;
  incident: string | null;
  person: string | null;
  instrument: string;
  title: Record<string, string>;
  response: unknown;
  score: number | null;
  low: number | null;
  high: number | null;
  band: string;
  missing: string[];
  declined: string[];
  by_name: string;
  at: string;
}
export type PlanPart = "signs" | "alone" | "places" | "people" | "professionals" | "safer" | "reasons";
export interface Given {
  id: string;
  how: "read" | "print" | "link";
  at: string;
  by_name: string;
  expires_at: string | null;
  opened_at: string | null;
  revoked_at: string | null;
  tries: number;
}
export interface SafetyPlan {
  id: string;
  version: number;
  person: string | null;
  encounter: string | null;
  incident: string | null;
  number: number;
  language: "en" | "es";
  parts: Record<PlanPart, string[]>;
  written_by_name: string;
  written_at: string;
  given: Given[];
}
