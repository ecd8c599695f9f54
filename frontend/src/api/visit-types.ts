/** What happened at the door, the case that it opens, and what a shift hands over. */

export interface OfficerReport {
  force: "none" | "force" | "hurt_only";
  types: string[];
  reason: string;
  injured: string[];
  treated: string;
  restraint: string;
  weapon: string;
  report_number: string;
  version: number;
  by: string;
  by_name: string;
  at: string;
  /** The visit is: a change of this part is an amendment, also for an officer who keeps nothing else of the visit. */
  signed: boolean;
}
export interface Amendment {
  id: string;
  part: "clinician" | "officer";
  field: string;
  was: unknown;
  now: unknown;
  reason: string;
  late: boolean;
  by: string;
  by_name: string;
  at: string;
}
/** What is not granted is absent: an officer's has neither the clinician's part nor the amendments of it. */
export interface Encounter {
  id: string;
  version: number;
  assignment: string;
  incident: string;
  person: string | null;
  state?: "open" | "signed";
  began_at?: string;
  signed_at?: string | null;
  signed_by?: string | null;
  signed_by_name?: string;
  contact?: "" | "met" | "no_contact" | "gone" | "by_phone";
  contact_at?: string | null;
  contact_off_s?: number | null;
  transported?: boolean | null;
  transport_place?: string;
  transport_mode?: string;
  transport?: string;
  reasons?: string[];
  observed?: string[];
  protective?: string[];
  judgement?: string;
  judgement_why?: string;
  prompts?: string[];
  helped?: string[];
  medical?: string[];
  disposition?: string;
  disposition_text?: { en: string; es: string } | null;
  decided_by?: string;
  least_restrictive?: string;
  why_not?: string;
  note?: string;
  owner_next?: string;
  amendments?: Amendment[];
  /** The newest plan written in this visit, and the ways in which it was given; null: none. */
  safety_plan?: PlanMade | null;
  officer?: OfficerReport | null;
  officer_amendments?: Amendment[];
  force_used?: boolean | null;
}
export interface PlanMade {
  id: string;
  number: number;
  given: string[];
}
export interface Disposition {
  id: string;
  version: number;
  code: string;
  text: { en: string; es: string };
  group: string;
  position: number;
  needs_contact: boolean;
  needs_place: boolean;
  transport: string;
  opens_case: boolean;
  case_rule: string;
  effective_from: string;
  effective_until: string | null;
}
/** One earlier visit of a person, as its reader may know it; the whole of it is read on its own. */
export type VisitLine = Pick<Encounter, "id" | "incident" | "state" | "began_at" | "signed_at" | "signed_by_name" | "contact" | "transported" | "transport_place" | "disposition_text" | "helped"> & { team: string };
/** One call of a shift; what is not for its reader is absent. */
export interface HandoverLine {
  assignment: string;
  incident: string;
  /** Null where this device has the visit, and the call has left it. */
  number: number | null;
  place: string;
  level: number | null;
  status: string;
  sent_at: string;
  ended_at: string | null;
  incident_open: boolean;
  visit: "" | "open" | "signed";
  contact: string;
  transported: boolean;
  transport_place: string;
  force_filed: boolean;
  owner_name: string;
  owner_role: string;
  person_name?: string;
  judgement?: string;
  disposition_text?: { en: string; es: string } | null;
  owner_next?: string;
  case_rule?: string;
  safety_plan?: PlanMade | null;
}
/** A case that was offered and not answered; `by_shift`: whoever goes asked somebody, else was asked. */
export interface HandoverOffer { id: string; person_name: string; by_shift: boolean; owner_name: string; offered_to_name: string; offered_at: string | null }

export interface HandoverSheet {
  shift: string;
  team: string;
  name: string;
  started_at: string;
  until: string;
  is_over: boolean;
  lines: HandoverLine[];
  offers: HandoverOffer[];
}
