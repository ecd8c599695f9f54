/** Where people can go, as the directory's pages and the commands about a service give it. What is not said is absent. */

export type HowSaid = "phone" | "on_site" | "website" | "link" | "import" | "written";
export type FactName = "phones" | "hours" | "who" | "not_for" | "bring" | "languages" | "pays" | "way_in";

/** One opening: weekly (MO) or the nth of a month (1MO, -1FR), or an exception of certain days; without times it is closed. */
export interface Rule { days?: string[]; month_days?: number[]; opens?: string; closes?: string; since?: string; until?: string; exception?: boolean; words?: string }
export interface Hours { rules?: Rule[]; holidays?: "" | "open" | "closed"; words?: string }
export interface PhoneNumber { number: string; extension?: string; kind?: string; note?: string }
export interface FactValues {
  phones: PhoneNumber[];
  hours: Hours;
  who: { words?: string; min_age?: number | null; max_age?: number | null; veterans?: boolean; youth?: boolean };
  not_for: { words?: string };
  bring: { documents?: string[] };
  languages: { codes?: string[]; words?: string };
  pays: { codes?: string[]; words?: string };
  way_in: { walk_in?: "" | "yes" | "no" | "referral"; words?: string };
}
/** What stands, who said it when and how; `other` is the source that still says something else. */
export interface Fact<V> { value: V; told_by?: string; how?: HowSaid; by_name?: string; at: string; other?: V; other_at?: string }
export type Facts = { [N in FactName]?: Fact<FactValues[N]> };

export interface Place { name?: string; address?: string; city?: string; how?: string; access?: string; lat?: number; lon?: number }
export interface Room {
  id: string;
  /** count: so many are free · walk_in: 1 open, 0 full · wait: minutes. null: nobody knows */
  sort: "count" | "walk_in" | "wait";
  unit: string;
  unit_es: string;
  available: number | null;
  maximum: number | null;
  note: string;
  said_by: string;
  how: HowSaid;
  by: string | null;
  by_name: string;
  at: string;
}
export interface Service {
  id: string;
  version: number;
  name: string;
  alternate?: string;
  organization?: string;
  text?: string;
  website?: string;
  terms?: string[];
  status?: string;
  sud?: boolean;
  refers?: boolean;
  answers_h?: number;
  places?: Place[];
  facts?: Facts;
  room?: Room[];
  gone?: boolean;
}
/** The bell: how far the programme's directory is. */
export interface DirectoryBell { id: string; version: number; number: number }
/** How a drive is estimated without a map: roads are so much longer than the line, and so fast one gets along. */
export interface Drive { road_percent: number; mph: number }
export interface DirectoryPage { programme: string; number: number; next: number | null; at: string; zone: string; centre: [number, number] | null; fresh_h: number; drive?: Drive; services: Service[] }
export interface SaidOfRoom { capacity: string; available: number | null; note: string; said_by: string; how: HowSaid; by_name: string; at: string }
export interface RoomLink { id: string; made_by_name: string; made_at: string; expires_at: string; used_at: string | null; name: string; sent: { channel: "email" | "sms"; state: string } | null }
/** Where a place gets what is sent to it; `verified` names the ways that the place itself gave. */
export interface Addresses { email: string; sms: string; fax: string; told_by: string; how: HowSaid | ""; by_name: string; at: string | null; verified: ("email" | "sms")[] }
/** Whether it is for substance use: guessed from its name until a person has looked. */
export interface SudWord { is_sud: boolean; proposed: boolean; reviewed_at: string | null; reviewed_by_name: string }
/** A system of a place that reads and answers over FHIR. */
export interface System { id: string; version: number; name: string; services: string[]; scopes: ("read" | "tell" | "update")[]; made_by_name: string; made_at: string; expires_at: string | null; replaced_at: string | null; revoked_at: string | null; last_used_at: string | null }
export interface WholeService { service: Service; description: string; source: string; handoff: Addresses; sud: SudWord; words: SaidOfRoom[]; links: RoomLink[] }
