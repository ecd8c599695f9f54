import { m } from "$messages";

/** Every command that a device may keep, by its name in the access table, in a person's words; a test compares. */
const ACTIONS: Record<string, () => string> = {
  "assignment.accept": m.action_assignment_accept,
  "assignment.decline": m.action_assignment_decline,
  "assignment.set_status": m.action_assignment_status,
  "assignment.start_own": m.action_assignment_start_own,
  "assignment.undo": m.action_assignment_undo,
  "incident.create": m.action_incident_open,
  "incident.change": m.action_incident_change,
  "incident.answer": m.action_incident_answer,
  "incident.remark": m.action_incident_remark,
  "incident.told": m.action_incident_told,
  "incident.override": m.action_incident_override,
  "incident.link_person": m.action_incident_link_person,
  "incident.unlink_person": m.action_incident_unlink_person,
  "person.change": m.action_person_change,
  "person.add_name": m.action_person_add_name,
  "contact_point.add": m.action_contact_point_add,
  "contact_point.change": m.action_contact_point_change,
  "op.settle": m.action_op_settle,
  "shift.start": m.action_shift_start,
  "shift.confirm": m.action_shift_confirm,
  "shift.decline": m.action_shift_decline,
  "shift.end": m.action_shift_end,
  "team.set_status": m.action_team_status,
  "plan.suggest": m.action_plan_suggest,
  "plan.view": m.action_plan_view,
  "plan.consent": m.action_plan_consent,
  "plan.state_threat": m.action_plan_state_threat,
  "plan.end_basis": m.action_plan_end_basis,
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
  already_exists: m.error_already_exists,
  already_on_shift: m.error_already_on_shift,
  already_sent: m.error_already_sent,
  assignment_ended: m.error_assignment_ended,
  device_revoked: m.error_device_revoked,
  field_not_allowed: m.error_field_not_allowed,
  hold: m.error_hold,
  illegal_transition: m.error_illegal_transition,
  in_other_programme: m.error_in_other_programme,
  incident_closed: m.error_incident_closed,
  key_reused: m.error_key_reused,
  link_invalid: m.error_link_invalid,
  locked_out: m.error_locked_out,
  malformed: m.error_malformed,
  newer_client: m.error_newer_client,
  no_channel: m.error_no_channel,
  not_on_shift: m.error_not_on_shift,
  not_on_team: m.error_not_on_team,
  on_assignment: m.error_on_assignment,
  role_taken: m.error_role_taken,
  roles_do_not_mix: m.error_roles_do_not_mix,
  server_error: m.error_server_error,
  stale: m.error_stale,
  team_not_suitable: m.error_team_not_suitable,
  team_sends_police: m.error_team_sends_police,
  team_still_on_it: m.error_team_still_on_it,
  team_taken: m.error_team_taken,
  too_large: m.error_too_large,
  too_many: m.error_too_many,
  undo_too_late: m.error_undo_too_late,
  unknown_parameter: m.error_unknown_parameter,
  other_user: m.error_other_user,
  changed_meanwhile: m.error_changed_meanwhile,
  level_changed: m.error_level_changed,
  person_linked: m.error_person_linked,
  merged_already: m.error_merged_already,
  looks_used_up: m.error_looks_used_up,
  kept_late: m.error_kept_late,
  kept_in_timeline: m.error_kept_in_timeline,
  plan_being_written: m.error_plan_being_written,
  plan_is_yours: m.error_plan_is_yours,
  plan_not_whole: m.error_plan_not_whole,
  // what only a developer or a very old app can meet
  method_not_allowed: m.error_unknown_parameter,
  unsupported_media_type: m.error_malformed,
  key_missing: m.error_malformed,
  not_signed_in: m.error_signed_out,
  csrf: m.error_busy,
};

export function actionName(action: string): string {
  return (ACTIONS[action] ?? m.op_unknown)();
}

export function refusal(code: string): string {
  return CODES[code]?.() ?? m.error_unknown({ code });
}

/** For the tests that nothing of the server is without words. */
export const knownActions: readonly string[] = Object.keys(ACTIONS);
export const knownCodes: readonly string[] = Object.keys(CODES);
