import { TRANSITIONS } from "$sync/index";
import type { Assignment, AssignmentStatus, Encounter } from "$sync/index";

/** The one next thing of a team. `answer` comes before any status; `wait` is the order to hold; `record` is one's own part of what happened. */
export type Step =
  | { kind: "answer" }
  | { kind: "tap"; to: "en_route" | "staged" | "on_scene" | "cleared" }
  | { kind: "wait" }
  | { kind: "record"; part: Part }
  | { kind: "none" };

export type Part = "visit" | "force";
/** What this phone has of the encounter; null: nobody has written a word. */
export type Written = Partial<Pick<Encounter, "contact" | "disposition" | "officer" | "signed_at">> | null;

export const UNDO_MS = 10_000;
const OVER: readonly AssignmentStatus[] = ["cleared", "cancelled", "diverted"];

/** Also while a tap of one's own, kept for later, still covers the status that the desk has set. */
export function isOver(one: Pick<Assignment, "status" | "ended_at">): boolean {
  return OVER.includes(one.status) || Boolean(one.ended_at);
}

/** Staged and not cleared to approach: the door is not theirs yet. */
export function mustHold(one: Pick<Assignment, "staged" | "clear_at" | "status" | "ended_at">): boolean {
  return one.staged && !one.clear_at && !isOver(one) && one.status !== "on_scene";
}

export function mayTap(from: AssignmentStatus, to: AssignmentStatus): boolean {
  return TRANSITIONS.assignment?.[from]?.[to]?.includes("assignment.set_status") ?? false;
}

/** At the door it is too late for "I can't". */
export function mayDecline(from: AssignmentStatus): boolean {
  return TRANSITIONS.assignment?.[from]?.["cancelled"]?.includes("assignment.decline") ?? false;
}

/** One's own part that is not said yet at the door; a peer has none. */
function unsaid(role: string, record: Written): Part | null {
  const met = record?.contact === "met" || record?.contact === "by_phone";
  if (role === "clinician") return !record?.contact || (met && !record.disposition) ? "visit" : null;
  return role === "officer" && !record?.officer ? "force" : null;
}

/** What somebody still owes the record once the scene is behind them. Without a row only who cleared the scene owes one. */
export function owed(one: Pick<Assignment, "status"> | null, role: string, record: Written): Part | null {
  if (!record && one?.status !== "cleared") return null;
  if (role === "clinician") return record?.signed_at ? null : "visit";
  return role === "officer" && !record?.officer ? "force" : null;
}

/** What the filled button does now, by the table of transitions, the order to hold and what is written of the visit. */
export function nextStep(one: Assignment, me: string, record: Written = null): Step {
  if (isOver(one)) return { kind: "none" };
  const mine = one.responses.find((response) => response.user === me);
  if (!mine?.answer) return { kind: "answer" };
  if (mine.answer === "declined") return { kind: "none" };
  const hold = mustHold(one);
  const way: AssignmentStatus[] = one.staged ? ["en_route", "staged", "on_scene", "cleared"] : ["en_route", "on_scene", "cleared"];
  const from: AssignmentStatus = one.status === "assigned" ? "acknowledged" : one.status;
  if (from === "staged" && hold) return { kind: "wait" };
  const at = way.indexOf(from);
  const to = from === "staged" && !one.staged ? "on_scene" : way[at + 1];
  if (!to || !mayTap(from, to)) return { kind: "none" };
  const part = to === "cleared" ? unsaid(mine.role, record) : null;
  if (part) return { kind: "record", part };
  return { kind: "tap", to: to as "en_route" | "staged" | "on_scene" | "cleared" };
}

/** Until when (ms) this person's own last tap can be taken back; null when there is nothing to take back. */
export function undoUntil(tappedAt: number | null, now: number): number | null {
  return tappedAt !== null && now - tappedAt < UNDO_MS ? tappedAt + UNDO_MS : null;
}
