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
export interface DirectoryPage { programme: string; number: number; next: number | null; at: string; zone: string; centre: [number, number] | null; fresh_h: number; services: Service[] }
export interface SaidOfRoom { capacity: string; available: number | null; note: string; said_by: string; how: HowSaid; by_name: string; at: string }
export interface RoomLink { id: string; made_by_name: string; made_at: string; expires_at: string; used_at: string | null; name: string }
export interface WholeService { service: Service; description: string; source: string; handoff: { email: string; sms: string }; words: SaidOfRoom[]; links: RoomLink[] }
