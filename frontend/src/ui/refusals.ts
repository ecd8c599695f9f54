import { m } from "$messages";

/** Every queued command by its name in the access table, in a person's words. */
const ACTIONS: Record<string, () => string> = {
  "assignment.accept": m.action_assignment_accept,
  "assignment.decline": m.action_assignment_decline,
  "assignment.status": m.action_assignment_status,
  "assignment.undo": m.action_assignment_undo,
  "incident.open": m.action_incident_open,
  "incident.change": m.action_incident_change,
  "incident.answer": m.action_incident_answer,
  "incident.remark": m.action_incident_remark,
  "incident.decide": m.action_incident_decide,
  "incident.level": m.action_incident_level,
  "incident.told": m.action_incident_told,
  "incident.close": m.action_incident_close,
  "shift.start": m.action_shift_start,
  "shift.confirm": m.action_shift_confirm,
  "shift.decline": m.action_shift_decline,
  "shift.end": m.action_shift_end,
  "team.status": m.action_team_status,
};

/** The server's codes, and this device's own, in a person's words. */
const CODES: Record<string, () => string> = {
  no_connection: m.error_no_connection,
  maybe_sent: m.error_maybe_sent,
  signed_out: m.error_signed_out,
  busy: m.error_busy,
  not_allowed: m.error_not_allowed,
  not_found: m.error_not_found,
  conflict: m.error_conflict,
  invalid: m.error_invalid,
};

export function actionName(action: string): string {
  return (ACTIONS[action] ?? m.op_unknown)();
}

export function refusal(code: string): string {
  return CODES[code]?.() ?? m.error_unknown({ code });
}

/** For the test that no code of the server is without words. */
export const knownCodes: readonly string[] = Object.keys(CODES);
