import type { Assignment, Incident, Response } from "$sync/index";

export interface Alarm {
  /** Stays the same while the alarm is the same, so that opening it can be remembered. */
  key: string;
  kind: "declined" | "all_declined" | "nobody_reached";
  incident: string;
  assignment: Assignment;
  /** Who declined; empty when nobody was reached. */
  who: Response[];
  at: string;
  /** What the server knows it by: one more who cannot go makes another alarm of it. */
  mark: string;
}

/** Whether somebody at a desk has said "I have this". */
export const isTaken = (alarm: Alarm): boolean => alarm.assignment.alarm === alarm.mark;

/** After this long without a receipt from anybody a person must tell them by radio (product §4, first rung: 20 s). */
export const SILENCE_MS = 20_000;

/** What a dispatcher must answer, oldest first. One alarm per assignment, the worst. */
export function alarmsOf(assignments: readonly Assignment[], incidents: ReadonlyMap<string, Incident>, now: number): Alarm[] {
  const newest = new Map<string, string>();
  for (const one of assignments) {
    const known = newest.get(one.incident);
    if (known === undefined || known < one.sent_at) newest.set(one.incident, one.sent_at);
  }
  return assignments
    .flatMap((one) => {
      const incident = incidents.get(one.incident);
      if (!incident || incident.status !== "open") return [];
      const alarm = alarmOf(one, now);
      if (!alarm) return [];
      // somebody else was sent since: this one is answered
      return one.ended_at && newest.get(one.incident) !== one.sent_at ? [] : [alarm];
    })
    .sort((a, b) => a.at.localeCompare(b.at) || a.key.localeCompare(b.key));
}

function alarmOf(one: Assignment, now: number): Alarm | null {
  const declined = one.responses.filter((response) => response.answer === "declined");
  const at = (list: Response[]): string => list.map((response) => response.answered_at ?? one.sent_at).sort().at(-1) ?? one.sent_at;
  const all = declined.length > 0 && declined.length === one.responses.length;
  if (all && (!one.ended_at || endedByDeclining(one))) {
    return { key: `${one.id}:all`, kind: "all_declined", mark: `all_declined:${declined.length}`, incident: one.incident, assignment: one, who: declined, at: at(declined) };
  }
  if (one.ended_at) return null;
  if (declined.length > 0) {
    return { key: `${one.id}:${declined.map((response) => response.user).join()}`, kind: "declined", mark: `declined:${declined.length}`, incident: one.incident, assignment: one, who: declined, at: at(declined) };
  }
  const silent = one.status === "assigned" && one.responses.length > 0 &&
    one.responses.every((response) => !response.received_at && !response.seen_at && !response.answer);
  if (silent && now - Date.parse(one.sent_at) > SILENCE_MS) {
    return { key: `${one.id}:silent`, kind: "nobody_reached", mark: "nobody_reached:0", incident: one.incident, assignment: one, who: [], at: one.sent_at };
  }
  return null;
}

function endedByDeclining(one: Assignment): boolean {
  return one.end_reason === "declined";
}
