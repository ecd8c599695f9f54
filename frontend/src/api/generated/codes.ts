// Written by `manage.py write_client_tables`; do not edit.

/** Every refusal that the server knows. */
export const CODES = [
  "invalid",
  "malformed",
  "too_large",
  "unknown_parameter",
  "unsupported_media_type",
  "method_not_allowed",
  "key_missing",
  "key_reused",
  "not_signed_in",
  "other_user",
  "csrf",
  "not_allowed",
  "field_not_allowed",
  "not_found",
  "locked_out",
  "too_many",
  "device_revoked",
  "link_invalid",
  "in_other_programme",
  "roles_do_not_mix",
  "stale",
  "illegal_transition",
  "team_taken",
  "team_not_suitable",
  "team_sends_police",
  "already_sent",
  "already_on_shift",
  "role_taken",
  "not_on_shift",
  "not_on_team",
  "on_assignment",
  "incident_closed",
  "team_still_on_it",
  "undo_too_late",
  "hold",
  "assignment_ended",
  "already_exists",
  "changed_meanwhile",
  "level_changed",
  "kept_late",
  "kept_in_timeline",
  "no_channel",
  "encounter_signed",
  "encounter_incomplete",
  "not_safe_for_text",
  "person_linked",
  "merged_already",
  "looks_used_up",
  "busy",
  "newer_client",
  "server_error",
  "plan_being_written",
  "plan_is_yours",
  "plan_not_whole",
] as const;
export type Code = (typeof CODES)[number];

/** Why somebody cannot go. */
export const DECLINE_REASONS = [
  "too_far",
  "not_safe",
  "know_person",
  "not_fit",
  "trouble",
  "other",
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What became of an incident. */
export const RESULTS = [
  "by_phone",
  "police_only",
  "ems_only",
  "cancelled",
  "no_need",
  "seen",
  "no_contact",
  "duplicate",
] as const;
export type Result = (typeof RESULTS)[number];
