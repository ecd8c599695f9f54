/** The response plan of a person, and its field face, the approach card. */

/** Somebody to call, as a plan names him. */
export interface PlanCall { name: string; relation: string; number: string; note: string }

/** What may hurt somebody at the door: from whom it is known, since when, until when that holds. Days as YYYY-MM-DD. */
export interface PlanHazard {
  fact: string;
  source: "caller" | "team" | "person" | "provider";
  said_by: string;
  on: string;
  ask_again_by: string;
}

/** What a version of a plan says, but for its hazards. */
export interface PlanWords {
  language: "en" | "es";
  with_person: boolean;
  first_words: string;
  helps: string[];
  worse: string[];
  looks: string;
  calls: PlanCall[];
  review_on: string | null;
}

/** The approach card: absent for those who may not read it. */
export interface PlanCard extends PlanWords {
  number: number;
  status: "approved" | "expired";
  owner_name: string;
  approved_at: string;
  approved_by_name: string;
  written_at: string;
}

export type ThreatSource = "" | "seen" | "person" | "caller" | "team" | "provider";
/** A serious threat that a clinician states for one incident; told to clinicians only. */
export interface PlanThreat { id: string; incident: string; words: string; source: ThreatSource; by_name: string; at: string; ends_at: string | null; ended?: boolean }

/** The plan in force of one person. */
export interface Plan {
  id: string;
  version: number;
  person: string;
  hazards?: PlanHazard[];
  card?: PlanCard;
  basis?: { kind: "consent" | "threat"; given_on: string; until: string | null; ends_at: string | null } | null;
  threats?: PlanThreat[];
  waiting?: number;
}
