import { sendNow, type Assignment, type Now, type Write } from "$sync/index";

/** Orders about a team that is on its way. None is ever kept for later. */
function order(action: Write, id: string, verb: string, body: Record<string, unknown> = {}): Promise<Now<Assignment>> {
  return sendNow<Assignment>({ action, kind: "assignment", id, url: `/api/assignments/${id}/${verb}`, body });
}

export const takeBack = (id: string, reason: string): Promise<Now<Assignment>> => order("assignment.cancel", id, "cancel", { reason });

export interface Diversion { incident: string; reason: string; police: boolean }

/** The same team goes to another incident: this assignment ends, a new one begins, in one step. */
export const divert = (id: string, to: Diversion): Promise<Now<Assignment>> =>
  order("assignment.divert", id, "divert", {
    id: crypto.randomUUID(),
    incident: to.incident,
    ...(to.reason ? { override_reason: to.reason } : {}),
    ...(to.police ? { sends_police: true } : {}),
  });

export const clearToApproach = (id: string): Promise<Now<Assignment>> => order("assignment.clear_to_approach", id, "clear");

export const hold = (id: string): Promise<Now<Assignment>> => order("assignment.hold", id, "hold");

/** "I have this": the alarm ends at every desk, with a name to it. */
export const takeAlarm = (id: string, alarm: string): Promise<Now<Assignment>> => order("assignment.take_alarm", id, "alarm", { alarm });

export const correct = (id: string, to: string, reason: string): Promise<Now<Assignment>> =>
  order("assignment.correct", id, "correct", { to, reason });
