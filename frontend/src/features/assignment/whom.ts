import type { Alert, Assignment, Response, Shift, Team } from "$sync/index";
import { isOver } from "./next-step";

export function ownResponse(one: Assignment, me: string): Response | null {
  return one.responses.find((response) => response.user === me) ?? null;
}

/** The assignment this person works now: the newest one that is not over and that they have not declined. */
export function currentOf(list: readonly Assignment[], me: string): Assignment | null {
  const mine = list.filter((one) => !isOver(one) && !one.ended_at && ownResponse(one, me));
  return [...mine].sort((a, b) => b.sent_at.localeCompare(a.sent_at))[0] ?? null;
}

export function teamOf(teams: readonly Team[], me: string): Team | null {
  return teams.find((team) => team.members.some((member) => member.user === me)) ?? null;
}

/** A shift that somebody else put this person on, and that waits for a yes. */
export function proposedTo(shifts: readonly Shift[], me: string): Shift | null {
  return shifts.find((shift) => shift.user === me && !shift.confirmed_at && !shift.declined_at && !shift.ended_at) ?? null;
}

const SILENT: ReadonlySet<string> = new Set(["AssignmentDeclined", "ShiftConfirmed"]);

/**
 * What takes the phone: an order that nobody here has answered comes first, then news about the one being worked
 * (moved, raised, cleared, held, taken back), oldest first. Null: nothing interrupts.
 */
export function takesPhone(alerts: readonly Alert[], assignments: readonly Assignment[], me: string): string | null {
  const unanswered = assignments.find((one) => !isOver(one) && !one.ended_at && ownResponse(one, me)?.answer === "");
  if (unanswered) return `/alert/${unanswered.id}`;
  const news = [...alerts].filter((alert) => !SILENT.has(alert.event)).sort((a, b) => a.at.localeCompare(b.at))[0];
  return news ? `/news/${news.id}` : null;
}
