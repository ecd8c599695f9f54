import { queue, serverNow, StoreFull, type Assignment, type Command, type Encounter, type OfficerReport } from "$sync/index";

/** The officer's part as it goes out; whose it is and when, the server knows. */
export type ForceBlock = Pick<OfficerReport, "force" | "types" | "reason" | "injured" | "treated" | "restraint" | "weapon" | "report_number">;
/** Whose encounter it is, known on the phone before anybody has written a word of it. */
export interface Visit { id: string; incident: string; person: string | null }

/** Kept on the phone first. False when it had no room: the shell says so, and the screen stays as it was. */
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

/** The row as the first write makes it here, in case nobody has written yet; what is there already is only said again. */
function row(visit: Visit, one: Encounter | null): Partial<Encounter> {
  return one ? {} : { id: visit.id, assignment: visit.id, incident: visit.incident, person: visit.person, state: "open", began_at: nowIso(), signed_at: null };
}
// a team that met somebody by itself has made the assignment on this phone
const behind = (visit: Visit): string[] => [`assignment:${visit.id}`];

/** Whether what is changed now is an amendment: an officer may keep nothing of the visit but his own part. */
export const isSigned = (one: Pick<Encounter, "signed_at" | "officer"> | null): boolean => Boolean(one?.signed_at ?? one?.officer?.signed);

/** Some of the clinician's answers. `shown` is the version that stood on the screen when the question was opened. */
export function write(visit: Visit, one: Encounter | null, fields: Partial<Encounter>, shown: number): Promise<boolean> {
  return keep({
    action: "encounter.write", kind: "encounter", id: visit.id, method: "PATCH", url: `/api/encounters/${visit.id}`, body: { ...fields },
    baseVersion: shown, after: behind(visit), optimistic: { kind: "encounter", id: visit.id, patch: { ...row(visit, one), ...fields } },
  });
}

/** The officer's part, whole each time. */
export function reportForce(visit: Visit, one: Encounter | null, block: ForceBlock, by: string): Promise<boolean> {
  return keep({
    action: "encounter.report_force", kind: "encounter", id: visit.id, url: `/api/encounters/${visit.id}/officer`, body: { ...block },
    after: behind(visit),
    optimistic: { kind: "encounter", id: visit.id, patch: { ...row(visit, one), officer: { ...block, by_name: by, at: nowIso(), signed: isSigned(one) } } },
  });
}

/** What was said a moment ago was not meant: the officer's part is as open as before, here and on the server. */
export function takeBackForce(visit: Visit): Promise<boolean> {
  return keep({
    action: "encounter.report_force", kind: "encounter", id: visit.id, url: `/api/encounters/${visit.id}/officer`, body: { force: null },
    after: behind(visit), optimistic: { kind: "encounter", id: visit.id, patch: { officer: null } },
  });
}

/** What stood on the screen is what is signed. */
export function sign(visit: Visit, by: { id: string; name: string }, shown: number): Promise<boolean> {
  return keep({
    action: "encounter.sign", kind: "encounter", id: visit.id, url: `/api/encounters/${visit.id}/sign`, baseVersion: shown, after: behind(visit),
    optimistic: { kind: "encounter", id: visit.id, patch: { state: "signed", signed_at: nowIso(), signed_by: by.id, signed_by_name: by.name } },
  });
}

/** A correction after signing: a row of its own; what was signed stays readable. */
export function amend(visit: Visit, part: "clinician" | "officer", field: string, was: unknown, value: unknown, reason: string, by: string): Promise<boolean> {
  const id = crypto.randomUUID();
  const line = { id, part, field, was, now: value, reason, late: false, by_name: by, at: nowIso() };
  return keep({
    action: "encounter.amend", kind: "encounter", id: visit.id, url: `/api/encounters/${visit.id}/amend`, body: { id, part, field, value, reason },
    optimistic: { kind: "encounter", id: visit.id, patch: { [part === "officer" ? "officer_amendments" : "amendments"]: [line] } },
  });
}

/** Clearing goes out behind what was written at the door: who clears has written it. */
export function clearScene(one: Assignment): Promise<boolean> {
  return keep({
    action: "assignment.set_status", kind: "assignment", id: one.id, url: `/api/assignments/${one.id}/status`, body: { to: "cleared" },
    after: [`encounter:${one.id}`], optimistic: { kind: "assignment", id: one.id, patch: { status: "cleared", status_at: nowIso() } },
  });
}

export function backToScene(one: Assignment, statusAt: string): Promise<boolean> {
  return keep({
    action: "assignment.undo", kind: "assignment", id: one.id, url: `/api/assignments/${one.id}/undo`,
    optimistic: { kind: "assignment", id: one.id, patch: { status: "on_scene", status_at: statusAt, ended_at: null } },
  });
}
