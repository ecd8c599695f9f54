/** What /api/outcomes answers. A null where a number is expected is one that is not shown. */
export interface Both { en: string; es: string }

export interface Cell { n: number | null; of: number | null; share: number | null }

interface Told { id: string; title: Both; numerator: Both; denominator: Both; left_out: Both; left: number | null }
export interface ShareFigure extends Told, Cell { kind: "share"; before: (Cell & { kind: "share" }) | null }
export interface Times { n: number | null; median: number | null; mean: number | null; low: number | null; high: number | null; p90: number | null }
export interface MinutesFigure extends Told, Times { kind: "minutes"; before: Times | null }
export type Figure = ShareFigure | MinutesFigure;

export interface Slice { id: string; name: string; calls: number | null; figures: Record<string, Cell> }
export interface MonthCell extends Cell { month: string }

export interface Report {
  month: string;
  before: string | null;
  programme: string;
  zone: string;
  agency: string | null;
  agency_name: string;
  agencies: { id: string; name: string }[];
  counted_at: string;
  is_over: boolean;
  may_open: boolean;
  least: number;
  figures: Record<string, Figure>;
  endings: string[];
  levels: { cells: (number | null)[][]; advised: (number | null)[]; given: (number | null)[]; total: number | null };
  arrivals: { bins: { from: number; to: number | null; n: number | null }[]; total: number | null };
  hours: { from: number; to: number; calls: number | null; teams: number | null }[];
  slices: Record<"area" | "level" | "hour" | "agency", Slice[] | undefined>;
  states: { rows: { status: string; n: number | null }[]; total: number | null };
  repeats: { response: "pair" | "clinician" | "officer"; within: Record<"7" | "30" | "90", Cell> }[];
  trend: { total: MonthCell[]; areas: { area: string; months: MonthCell[] }[] };
  findings: Both;
}

export interface Behind {
  figure: string;
  title: Both;
  kind: "incident" | "encounter" | "need" | "case";
  rows: { id: string; incident: string; number: number; place: string; area: string; level: number | null; at: string; minutes: number | null }[];
  not_yours: number;
}

export interface Need { kind: "locked" | "plan" | "need" | "grave" | "case"; id: string; name: string; due_at: string | null; at: string | null; more: string; number?: number }
export interface Day {
  day: string;
  month: string;
  needs: Need[];
  levels: { of: number; count: number; rows: { incident: string; place: string; from: number | null; to: number; reason: string; by: string; at: string }[] };
  promises: { rungs: { name: "day1" | "day2" | "day3"; kept: number; of: number; due: number; late: number }[]; answer: { answered: number; due: number; late: number } };
  cases: { open: number; without_manager: number };
  phones: { of: number; rows: { user: string; team: string; name: string; phone: string; why: string; last_contact_at: string | null }[] };
}
