import { TRANSITIONS } from "$sync/index";
import type { Assignment, AssignmentStatus } from "$sync/index";

/** The one next thing of a team. `answer` comes before any status; `wait` is the order to hold. */
export type Step =
  | { kind: "answer" }
  | { kind: "tap"; to: "en_route" | "staged" | "on_scene" | "cleared" }
  | { kind: "wait" }
  | { kind: "none" };

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

/** What the filled button does now, by the table of transitions and the order to hold. */
export function nextStep(one: Assignment, me: string): Step {
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
  return { kind: "tap", to: to as "en_route" | "staged" | "on_scene" | "cleared" };
}

/** Until when (ms) this person's own last tap can be taken back; null when there is nothing to take back. */
export function undoUntil(tappedAt: number | null, now: number): number | null {
  return tappedAt !== null && now - tappedAt < UNDO_MS ? tappedAt + UNDO_MS : null;
}
