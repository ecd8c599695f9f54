/** Who somebody is, and how the person may be reached. */

export type Safe = "yes" | "no" | "not_asked";
export type Channel = "call" | "text" | "voicemail" | "letter";
/** A number or an address, and what of it is safe: asked, never assumed. */
export interface ContactPoint extends Record<Channel, Safe> {
  id: string;
  version: number;
  kind: "phone" | "address" | "email";
  value: string;
  label: string;
  relation: string;
  language: string;
  who_else: string;
  asked_at: string | null;
  stopped_at: string | null;
}
export interface PersonName { id: string; kind: "alias" | "former"; given: string; family: string; second_family: string }
/** What was written of a person before it was corrected. */
export interface PersonWas { id: string; field: string; was: string; by_name: string; at: string }
/** What helped at an earlier visit: codes of the visit's list. */
export interface HelpedBefore { encounter: string; at: string; team: string; helped: string[] }
/** Who somebody is, as far as anybody knows. `merged_into` leads to the record in force. */
export interface Person {
  id: string;
  version: number;
  programme?: string;
  merged_into: string | null;
  joined?: string[];
  given?: string;
  family?: string;
  second_family?: string;
  called?: string;
  date_of_birth?: string | null;
  birth_year?: number | null;
  language?: string;
  names?: PersonName[];
  was?: PersonWas[];
  helped_before?: HelpedBefore[];
  points?: ContactPoint[];
  has_plan?: boolean;
}
/** One line of "who may this be": nothing more is told before somebody confirms. */
export interface MatchLine { person: string; name: string; age_band: number | null; why: string[]; near: 1 | 2 | 3; has_plan?: boolean }
export interface Look { id: string; incident: string; rows: MatchLine[]; used: number }
