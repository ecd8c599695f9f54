import { m } from "$messages";
import { language } from "$ui/locale.svelte";
import type { Both, Cell, Report, Slice } from "./types";

export const inWords = (both: Both): string => both[language.current];
const tag = (): string => (language.current === "es" ? "es-US" : "en-US");

/** A count, or the words for one that is not shown. */
export const count = (n: number | null): string => (n === null ? m.outcomes_hidden() : n.toLocaleString(tag()));
/** "61%", a dash where there is nobody, or nothing where it is not shown. */
export const percent = (cell: Pick<Cell, "n" | "share">): string => (cell.share !== null ? `${Math.round(cell.share * 100)}%` : cell.n === null ? "" : "–");
export const minutes = (n: number | null): string => (n === null ? m.outcomes_hidden() : Math.round(n).toLocaleString(tag()));

/** "September 2026" of 2026-09. */
export function monthName(month: string, style: "long" | "short" = "long"): string {
  const date = new Date(`${month}-15T12:00:00Z`);
  return new Intl.DateTimeFormat(tag(), { month: style, ...(style === "long" ? { year: "numeric" } : {}), timeZone: "UTC" }).format(date);
}

/** The months one may look at, the newest first: as many as a year, up to this one. */
export function months(now: number, zone: string | undefined): string[] {
  const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", ...(zone ? { timeZone: zone } : {}) }).format(new Date(now));
  const [year = 2026, month = 1] = parts.split("-").map(Number);
  return Array.from({ length: 13 }, (_, back) => {
    const at = year * 12 + month - 1 - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

/** "6 am to 9 am" of the hour at which a block begins. */
export const blockName = (from: number): string => m.outcomes_hours({ a: hour(from), b: hour(from + 3) });
export const hour = (at: number): string => (language.current === "es" ? `${at % 24}:00` : `${at % 12 === 0 ? 12 : at % 12} ${at % 24 < 12 ? "am" : "pm"}`);

export const sliceName = (by: string, slice: Slice): string => (by === "level" ? m.outcomes_level({ n: slice.id }) : by === "hour" ? blockName(Number(slice.id)) : slice.name);

/** The paragraph in pieces: every second one is strong. */
export const pieces = (report: Report): string[] => inWords(report.findings).split("**");

const STATES: Record<string, () => string> = {
  sent: m.outcomes_state_sent, accepted: m.outcomes_state_accepted, scheduled: m.outcomes_state_scheduled, attended: m.outcomes_state_attended, closed: m.outcomes_state_closed,
  declined: m.outcomes_state_declined, no_capacity: m.outcomes_state_no_capacity, needs_client: m.outcomes_state_needs_client, missed: m.outcomes_state_missed,
  no_contact: m.outcomes_state_no_contact, expired: m.outcomes_state_expired, cancel_requested: m.outcomes_state_cancel_requested, cancelled: m.outcomes_state_cancelled,
};
export const stateName = (status: string): string => STATES[status]?.() ?? status;
export const RESPONSES = { pair: m.outcomes_pair, clinician: m.outcomes_clinician, officer: m.outcomes_officer };
