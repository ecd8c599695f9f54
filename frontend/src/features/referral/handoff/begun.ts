import type { Referral, ToldThere } from "$sync/index";
import { USUAL_MINUTES } from "../commands";

/** What can be told face to face, as chips: what the one who takes over needs in the first hour. */
export const TOLD_THERE: readonly ToldThere[] = ["risk", "safety_plan", "contacts", "medicines"];
/** A yes that is older may have been forgotten there: call (screen w). */
const OLD_YES_MS = 2 * 3_600_000;

/** Who takes over and what was told, as long as it is no command. */
export interface Begun { who: "said" | "else"; name: string; where: string; first_action: string | null; told: ToldThere[] }
export const blank = (said: boolean): Begun => ({ who: said ? "said" : "else", name: "", where: "", first_action: null, told: [] });

/** The promise in minutes: the clock that the server gave from the moment of arriving, else the usual one. */
export function promiseOf(row: Pick<Referral, "arrived_at" | "due_at" | "status">): number {
  if (!row.arrived_at || !row.due_at || row.status === "attended" || row.status === "closed") return USUAL_MINUTES;
  const minutes = Math.round((Date.parse(row.due_at) - Date.parse(row.arrived_at)) / 60_000);
  return minutes > 0 && minutes <= 24 * 60 ? minutes : USUAL_MINUTES;
}

export const isOldYes = (row: Pick<Referral, "answered_at">, now: number): boolean => row.answered_at !== null && now - Date.parse(row.answered_at) > OLD_YES_MS;

/** The name that goes out; empty while nobody is named. */
export const takesOver = (begun: Begun, row: Pick<Referral, "answered_by">): string => (begun.who === "said" ? row.answered_by : begun.name.trim());
