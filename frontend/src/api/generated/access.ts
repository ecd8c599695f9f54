// Written by `manage.py write_client_tables`; do not edit.

export const ROLES = [
  "dispatcher",
  "call_taker",
  "clinician",
  "officer",
  "peer",
  "case_manager",
  "supervisor",
  "police_supervisor",
  "administrator",
  "system",
] as const;
export type Role = (typeof ROLES)[number];

/** role -> when: always, or the name of a condition that the server checks. */
export interface Rule {
  roles: Partial<Record<Role, string>>;
  /** How a write may wait without a connection: "queue", "never", "expire:60"; null for a read. */
  offline: string | null;
}

export const ACCESS = {
  "device.register": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "device.report": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: null },
  "device.subscribe": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "device.test_wake": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "device.woken": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "session.language": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "session.read": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: null },
  "session.sign_out": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "session.welcome": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "changes.read": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: null },
  "alert.acknowledge": { roles: {"dispatcher": "any", "call_taker": "any", "clinician": "any", "officer": "any", "peer": "any", "case_manager": "any", "supervisor": "any", "police_supervisor": "any", "administrator": "any"}, offline: "never" },
  "presence.read": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "any", "officer": "any", "peer": "any"}, offline: null },
  "programme.create": { roles: {"system": "any"}, offline: "never" },
  "agency.create": { roles: {"administrator": "any", "system": "any"}, offline: "never" },
  "partnership.add": { roles: {"administrator": "any", "system": "any"}, offline: "never" },
  "user.invite": { roles: {"administrator": "any", "system": "any"}, offline: "never" },
  "user.change": { roles: {"administrator": "accounts.not_oneself", "system": "any"}, offline: "never" },
  "user.release": { roles: {"administrator": "accounts.not_oneself", "supervisor": "accounts.not_oneself", "system": "any"}, offline: "never" },
  "membership.grant": { roles: {"administrator": "accounts.not_oneself", "system": "any"}, offline: "never" },
  "membership.end": { roles: {"administrator": "any", "system": "any"}, offline: "never" },
  "device.read": { roles: {"administrator": "any", "supervisor": "any", "dispatcher": "any"}, offline: null },
  "device.revoke": { roles: {"administrator": "any", "supervisor": "any", "dispatcher": "any", "system": "any"}, offline: "never" },
  "admin.read": { roles: {"administrator": "any"}, offline: null },
  "handler.requeue": { roles: {"administrator": "any"}, offline: "never" },
  "push.make_key": { roles: {"system": "any"}, offline: "never" },
  "push.send": { roles: {"system": "any"}, offline: "never" },
  "push.end": { roles: {"system": "any"}, offline: "never" },
  "team.create": { roles: {"administrator": "any", "supervisor": "any", "system": "any"}, offline: "never" },
  "team.read": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "teams.same_programme", "officer": "teams.same_programme", "peer": "teams.same_programme"}, offline: null },
  "shift.start": { roles: {"clinician": "any", "officer": "any", "peer": "any"}, offline: "queue" },
  "shift.put_on": { roles: {"dispatcher": "any", "supervisor": "any", "system": "any"}, offline: "never" },
  "shift.confirm": { roles: {"clinician": "teams.is_own_shift", "officer": "teams.is_own_shift", "peer": "teams.is_own_shift"}, offline: "queue" },
  "shift.decline": { roles: {"clinician": "teams.is_own_shift", "officer": "teams.is_own_shift", "peer": "teams.is_own_shift"}, offline: "queue" },
  "shift.end": { roles: {"clinician": "teams.is_own_shift", "officer": "teams.is_own_shift", "peer": "teams.is_own_shift", "dispatcher": "any", "supervisor": "any"}, offline: "queue" },
  "team.set_status": { roles: {"clinician": "teams.is_on_team", "officer": "teams.is_on_team", "peer": "teams.is_on_team", "dispatcher": "any", "supervisor": "any"}, offline: "queue" },
  "position.report": { roles: {"clinician": "teams.is_on_shift", "officer": "teams.is_on_shift", "peer": "teams.is_on_shift"}, offline: null },
  "colleagues.read": { roles: {"clinician": "any", "officer": "any", "peer": "any", "dispatcher": "any", "supervisor": "any"}, offline: null },
  "incident.read": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "incidents.is_involved", "officer": "incidents.is_involved", "peer": "incidents.is_involved"}, offline: null },
  "incident.create": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "system": "any", "clinician": "teams.is_on_shift", "officer": "teams.is_on_shift", "peer": "teams.is_on_shift"}, offline: "queue" },
  "incident.change": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "incidents.is_involved", "officer": "incidents.is_involved", "peer": "incidents.is_involved"}, offline: "queue" },
  "incident.answer": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "incidents.is_involved", "officer": "incidents.is_involved", "peer": "incidents.is_involved"}, offline: "queue" },
  "incident.decide": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any"}, offline: "never" },
  "incident.override": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "incident.stage": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "incident.remark": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "incidents.is_involved", "officer": "incidents.is_involved", "peer": "incidents.is_involved"}, offline: "queue" },
  "incident.told": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "incidents.is_involved", "officer": "incidents.is_involved", "peer": "incidents.is_involved"}, offline: "queue" },
  "incident.close": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "incident.reopen": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "incident.link_duplicate": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any"}, offline: "never" },
  "incident.parse": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any"}, offline: null },
  "incident.earlier": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any"}, offline: null },
  "incident.search": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any"}, offline: null },
  "incident.export": { roles: {"supervisor": "any", "dispatcher": "any"}, offline: null },
  "incident.import": { roles: {"administrator": "any", "system": "any"}, offline: "never" },
  "matrix.read": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "any", "officer": "any", "peer": "any", "administrator": "any"}, offline: null },
  "matrix.publish": { roles: {"administrator": "any", "system": "any"}, offline: "never" },
  "assignment.read": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any", "clinician": "dispatch.is_member", "officer": "dispatch.is_member", "peer": "dispatch.is_member"}, offline: null },
  "assignment.send": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "assignment.start_own": { roles: {"clinician": "teams.is_on_shift", "officer": "teams.is_on_shift", "peer": "teams.is_on_shift"}, offline: "queue" },
  "assignment.accept": { roles: {"clinician": "dispatch.is_member", "officer": "dispatch.is_member", "peer": "dispatch.is_member"}, offline: "queue" },
  "assignment.decline": { roles: {"clinician": "dispatch.is_member", "officer": "dispatch.is_member", "peer": "dispatch.is_member"}, offline: "queue" },
  "assignment.set_status": { roles: {"clinician": "dispatch.is_member", "officer": "dispatch.is_member", "peer": "dispatch.is_member"}, offline: "queue" },
  "assignment.undo": { roles: {"clinician": "dispatch.is_member", "officer": "dispatch.is_member", "peer": "dispatch.is_member"}, offline: "queue" },
  "assignment.clear_to_approach": { roles: {"dispatcher": "any", "supervisor": "any", "officer": "dispatch.is_member"}, offline: "never" },
  "assignment.hold": { roles: {"dispatcher": "any", "supervisor": "any", "officer": "dispatch.is_member"}, offline: "never" },
  "assignment.cancel": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "assignment.divert": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "assignment.correct": { roles: {"dispatcher": "any", "supervisor": "any"}, offline: "never" },
  "assignment.suitable": { roles: {"dispatcher": "any", "call_taker": "any", "supervisor": "any"}, offline: null },
} as const satisfies Record<string, Rule>;
export type Action = keyof typeof ACCESS;

/** What everybody with an account does for himself, also while in no programme. */
export const ONESELF: readonly Action[] = ["device.register", "device.report", "device.subscribe", "device.test_wake", "device.woken", "session.language", "session.read", "session.sign_out", "session.welcome"];
