import { keptOps, queue, serverNow, StoreFull, type Assignment, type Command, type Incident, type Member } from "$sync/index";

/**
 * Every write of the phone: kept on it first, sent in order, with the time it happened. False when the phone had no
 * room for it: the shell says so and names the radio, and the screen stays as it was.
 */
async function keep(command: Command): Promise<boolean> {
  try {
    await queue(command);
    return true;
  } catch (error) {
    if (error instanceof StoreFull) return false;
    throw error;
  }
}
const nowIso = (): string => new Date(serverNow()).toISOString();

export function accept(one: Assignment, me: string): Promise<boolean> {
  const status = one.status === "assigned" ? { status: "acknowledged", status_at: nowIso() } : {};
  return keep({
    action: "assignment.accept", kind: "assignment", id: one.id, url: `/api/assignments/${one.id}/accept`,
    optimistic: { kind: "assignment", id: one.id, patch: { ...status, responses: [{ user: me, answer: "accepted", answered_at: nowIso() }] } },
  });
}

export function decline(one: Assignment, me: string, reason: string, words: string): Promise<boolean> {
  return keep({
    action: "assignment.decline", kind: "assignment", id: one.id, url: `/api/assignments/${one.id}/decline`,
    body: words ? { reason, words } : { reason },
    optimistic: { kind: "assignment", id: one.id, patch: { responses: [{ user: me, answer: "declined", reason, answered_at: nowIso() }] } },
  });
}

export function setStatus(one: Assignment, to: string): Promise<boolean> {
  return keep({
    action: "assignment.set_status", kind: "assignment", id: one.id, url: `/api/assignments/${one.id}/status`, body: { to },
    optimistic: { kind: "assignment", id: one.id, patch: { status: to, status_at: nowIso() } },
  });
}

/** Who clears without a word of it leaves a row behind that waits to be finished. */
export function beginRecord(one: Assignment): Promise<boolean> {
  return keep({
    action: "encounter.begin", kind: "encounter", id: one.id, url: `/api/encounters/${one.id}/begin`, after: [`assignment:${one.id}`],
    optimistic: { kind: "encounter", id: one.id, patch: { id: one.id, assignment: one.id, incident: one.incident, person: null, state: "open", began_at: nowIso(), signed_at: null } },
  });
}

/** An operation of its own, with its own time: never a removal from what waits. */
export function undo(one: Assignment, back: Partial<Assignment>): Promise<boolean> {
  return keep({
    action: "assignment.undo", kind: "assignment", id: one.id, url: `/api/assignments/${one.id}/undo`,
    optimistic: { kind: "assignment", id: one.id, patch: { ...back } },
  });
}

export function remark(incident: Incident, text: string, me: { id: string; short_name: string }): Promise<boolean> {
  const id = crypto.randomUUID();
  const entry = { id, incident: incident.id, kind: "remark", text, facts: {}, by: me.id, by_name: me.short_name, occurred_at: nowIso(), received_at: nowIso() };
  return keep({
    action: "incident.remark", kind: "entry", id, url: `/api/incidents/${incident.id}/remarks`, body: { id, text },
    after: [`incident:${incident.id}`], optimistic: { kind: "entry", id, patch: entry },
  });
}

export function change(incident: Incident, fields: Partial<Incident>): Promise<boolean> {
  return keep({
    action: "incident.change", kind: "incident", id: incident.id, method: "PATCH", url: `/api/incidents/${incident.id}`,
    body: { ...fields }, baseVersion: incident.version, optimistic: { kind: "incident", id: incident.id, patch: { ...fields } },
  });
}

export interface Met { place: string; place_detail: string; words: string }

/** The team has met somebody: the incident and its assignment are made here and told when there is signal. */
export async function startOwn(met: Met, team: { id: string; name: string }, me: { id: string; name: string }, role: string): Promise<string | null> {
  const [id, incident] = [crypto.randomUUID(), crypto.randomUUID()];
  const at = nowIso();
  const known = Object.fromEntries(Object.entries(met).filter(([, text]) => text));
  const kept = await keep({
    action: "assignment.start_own", kind: "assignment", id, url: "/api/assignments/own",
    body: { id, incident, status: "on_scene", ...known },
    optimistic: [
      { kind: "incident", id: incident, patch: { id: incident, status: "open", source: "field", opened_at: at, opened_by: me.id, answers: {}, flags: [], because: [], ...met } },
      {
        kind: "assignment", id,
        patch: {
          id, incident, team: team.id, team_name: team.name, status: "on_scene", status_at: at, level: null, provisional: true, staged: false,
          clear_at: null, clear_by_name: "", sent_at: at, sent_by: me.id, sent_by_name: me.name, sends_police: false, ended_at: null, end_reason: "", alarm: "", alarm_by_name: "", alarm_at: null,
          responses: [{ user: me.id, name: me.name, role, queued_at: at, sent_at: at, received_at: at, seen_at: at, answer: "accepted", reason: "", answered_at: at }],
        },
      },
    ],
  });
  return kept ? id : null;
}

export interface NewShift { team: string; partner: string | null; ends_at: string | null }

export function startShift(wanted: NewShift): Promise<boolean> {
  const id = crypto.randomUUID();
  const partner = wanted.partner ? { partner: wanted.partner, partner_shift_id: crypto.randomUUID() } : {};
  const ends = wanted.ends_at ? { ends_at: wanted.ends_at } : {};
  // whoever chooses again ends the shift of before: that goes first, or the new one is one too many
  const before = keptOps().filter((op) => op.state === "waiting" && op.action === "shift.end").map((op) => op.key);
  return keep({ action: "shift.start", kind: "shift", id, url: "/api/shifts", body: { id, team: wanted.team, ...partner, ...ends }, after: [...new Set(before)] });
}

export function shiftCommand(id: string, what: "confirm" | "decline" | "end"): Promise<boolean> {
  const at = nowIso();
  const patch = { confirm: { confirmed_at: at }, decline: { declined_at: at, ended_at: at }, end: { ended_at: at } }[what];
  // a shift does not end before the scene: what was tapped there without signal goes first
  const scene = what === "end" ? keptOps().filter((op) => op.state === "waiting" && op.key.startsWith("assignment:")).map((op) => op.key) : [];
  return keep({
    action: `shift.${what}`, kind: "shift", id, url: `/api/shifts/${id}/${what}`, after: [...new Set(scene)], optimistic: { kind: "shift", id, patch },
  });
}

/** The shift ends, and so does what was proposed to a partner who has not said yes: then both can be chosen anew. */
export async function chooseAgain(mine: Member, others: readonly Member[]): Promise<boolean> {
  const proposed = others.filter((one) => !one.confirmed);
  for (const one of proposed) if (!(await shiftCommand(one.shift, "end"))) return false;
  return shiftCommand(mine.shift, "end");
}

export function teamVehicle(team: string, vehicle: string, me: { id: string; short_name: string }): Promise<boolean> {
  return keep({
    action: "team.set_vehicle", kind: "team", id: team, url: `/api/teams/${team}/vehicle`, body: { vehicle },
    optimistic: { kind: "team", id: team, patch: { vehicle, vehicle_by_name: me.short_name, vehicle_at: nowIso() } },
  });
}

export function teamStatus(team: string, status: "available" | "break" | "busy"): Promise<boolean> {
  return keep({
    action: "team.set_status", kind: "team", id: team, url: `/api/teams/${team}/status`, body: { status },
    optimistic: { kind: "team", id: team, patch: { status, status_at: nowIso() } },
  });
}
