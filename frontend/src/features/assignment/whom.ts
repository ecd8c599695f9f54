import type { Assignment, Response, Shift, Team } from "$sync/index";
import { isOver } from "./next-step";

export function ownResponse(one: Assignment, me: string): Response | null {
  return one.responses.find((response) => response.user === me) ?? null;
}

/** An order that this person has not answered, and that still stands. */
export function awaits(one: Assignment, me: string): boolean {
  return !isOver(one) && ownResponse(one, me)?.answer === "";
}

/** The assignment this person works now: the newest one that is not over and that they have not declined. */
export function currentOf(list: readonly Assignment[], me: string): Assignment | null {
  const mine = list.filter((one) => !isOver(one) && ownResponse(one, me));
  return [...mine].sort((a, b) => b.sent_at.localeCompare(a.sent_at))[0] ?? null;
}

export function teamOf<T extends Team>(teams: readonly T[], me: string): T | null {
  return teams.find((team) => team.members.some((member) => member.user === me)) ?? null;
}

/** A shift that somebody else put this person on, and that waits for a yes. */
export function proposedTo(shifts: readonly Shift[], me: string): Shift | null {
  return shifts.find((shift) => shift.user === me && !shift.confirmed_at && !shift.declined_at && !shift.ended_at) ?? null;
}

/** The assignment that the same team was called away from for this one. */
export function replacedBy(one: Assignment, all: readonly Assignment[]): Assignment | null {
  const near = (at: string | null): boolean => at !== null && Math.abs(Date.parse(at) - Date.parse(one.sent_at)) < 5_000;
  return all.find((other) => other.id !== one.id && other.team === one.team && other.status === "diverted" && near(other.ended_at)) ?? null;
}
