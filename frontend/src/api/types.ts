/** The shapes of the wire, as docs and the backend's projections give them. A field that is not granted is absent. */

import type { Need } from "./care-types";
import type { Case } from "./case-types";
import type { Consent } from "./consent-types";
import type { DirectoryBell, Service } from "./directory-types";
import type { Instrument, SafetyPlan, Screening } from "./forms-types";
import type { Person } from "./people-types";
import type { Plan } from "./plan-types";
import type { Disposition, Encounter } from "./visit-types";

export type * from "./care-types";
export type * from "./case-types";
export type * from "./consent-types";
export type * from "./directory-types";
export type * from "./forms-types";
export type * from "./people-types";
export type * from "./plan-types";
export type * from "./visit-types";

export type Role =
  | "dispatcher" | "call_taker" | "clinician" | "officer" | "peer"
  | "case_manager" | "supervisor" | "police_supervisor" | "administrator" | "system";

export interface Me {
  id: string;
  name: string;
  short_name: string;
  language: "en" | "es";
  roles: Role[];
  agency: { id: string; name: string; kind: string } | null;
  /** `consent`: from which age somebody decides alone (18: no minor does), for how many days. Not said by older releases. */
  programme: { id: string; name: string; time_zone: string; consent?: { minor_age: number; max_days: number } } | null;
  access_version: number;
  epoch: string;
  server_time: string;
  /** How far the demo's clock was moved on purpose, in seconds; 0 in production. */
  clock_shift_s: number;
  streams: string[];
  app_version: string;
  /** How this programme wants its devices kept: hours a store opens without contact, minutes until it locks. Not said by older releases. */
  device?: { lease_hours: number; lock_minutes: { phone: number; desk: number }; unlock_desk: string };
}

export type Yes = "yes" | "no" | "unknown";

export interface Incident {
  id: string;
  version: number;
  number: number;
  status: "open" | "closed";
  source: "intake" | "cad" | "field" | "import";
  opened_at: string;
  opened_by: string | null;
  place?: string;
  place_detail?: string;
  area?: string;
  call_back?: string;
  caller_name?: string;
  caller_relation?: string;
  person_name?: string;
  person_age?: number | null;
  language?: string;
  words?: string;
  hazards?: string;
  level?: number | null;
  provisional?: boolean;
  because?: string[];
  ems?: boolean;
  first_in?: "none" | "ems" | "police";
  staged?: boolean;
  staging_point?: string;
  flags?: Record<string, unknown>;
  decided_at?: string | null;
  matrix?: number;
  overridden?: boolean;
  result?: string;
  closed_at?: string | null;
  duplicate_of?: string | null;
  answers?: Record<string, { answer: Yes; detail: string; by: string; at: string }>;
  next_items?: string[];
  assignment_ids?: string[];
  counts?: { remarks: number };
  /** The record in force of whom a person confirmed; null: nobody yet. */
  person?: string | null;
}

export interface Entry {
  id: string;
  version: number;
  incident: string;
  kind: string;
  text?: string;
  facts?: Record<string, unknown>;
  by: string | null;
  by_name?: string;
  occurred_at: string;
  received_at: string;
  /** Seconds that the clock it was written by was ahead of the server's (behind: negative); only beyond 2 min. */
  clock_off_s?: number | null;
}

export interface Position { lat: number; lon: number; accuracy_m: number; at: string }

export interface Member {
  shift: string;
  user: string;
  name: string;
  short_name: string;
  role: "clinician" | "officer" | "peer";
  agency: string;
  phone?: string;
  skills: string[];
  confirmed: boolean;
  started_at: string;
  ends_at: string | null;
  live?: boolean;
  last_contact_at?: string | null;
  position?: Position | null;
  woken?: Woken | null;
}

/** Whether one of a person's phones can be woken while the app is closed; null: nothing is known. */
export type Woken = "proven" | "not_proven" | "asleep" | "only_open";

export interface Team {
  id: string;
  version: number;
  name: string;
  area: string;
  status: "available" | "break" | "busy";
  status_at: string;
  /** The car as its people call it; who chose it last, and when. */
  vehicle?: string;
  vehicle_by_name?: string;
  vehicle_at?: string | null;
  members: Member[];
  assignment: { id: string; incident: string; status: AssignmentStatus } | null;
  kind: "pair" | "clinician" | "officer" | "empty";
}

export type AssignmentStatus =
  | "assigned" | "acknowledged" | "en_route" | "staged" | "on_scene" | "cleared" | "cancelled" | "diverted";

export interface Response {
  user: string;
  name: string;
  role: "clinician" | "officer" | "peer";
  queued_at: string | null;
  sent_at: string | null;
  received_at: string | null;
  seen_at: string | null;
  answer: "" | "accepted" | "declined";
  reason: string;
  words?: string;
  answered_at: string | null;
  /** How far the alert has got by push, for phones that did not acknowledge by themselves; null: none was owed. */
  push?: { state: PushState; at: string | null } | null;
}
export type PushState = "queued" | "sent" | "accepted" | "received" | "opened" | "failed";

export interface Assignment {
  id: string;
  version: number;
  incident: string;
  team: string;
  team_name: string;
  status: AssignmentStatus;
  status_at: string;
  level: number | null;
  provisional: boolean;
  staged: boolean;
  clear_at: string | null;
  clear_by_name: string;
  sent_at: string;
  sent_by: string;
  sent_by_name: string;
  sends_police: boolean;
  override_reason: string;
  ended_at: string | null;
  end_reason: string;
  alarm: string;
  alarm_by_name: string;
  alarm_at: string | null;
  responses: Response[];
  reached: number;
}

export interface Shift {
  id: string;
  version: number;
  team: string;
  team_name: string;
  user: string;
  name: string;
  role: "clinician" | "officer" | "peer";
  started_at: string;
  ends_at: string | null;
  confirmed_at: string | null;
  declined_at: string | null;
  ended_at: string | null;
  started_by: string;
}

/** Kept on the device only: an alert row that reached it, until its person has seen it. */
export interface Alert {
  id: string;
  event: string;
  about: string;
  aboutId: string;
  at: string;
}

/** Every kind of record of the store and its shape. A feature may read any, and adds none. */
export interface Kinds {
  incident: Incident;
  entry: Entry;
  team: Team;
  assignment: Assignment;
  shift: Shift;
  alert: Alert;
  person: Person;
  plan: Plan;
  encounter: Encounter;
  disposition: Disposition;
  case: Case;
  instrument: Instrument;
  screening: Screening;
  safety_plan: SafetyPlan;
  consent: Consent;
  need: Need;
  directory: DirectoryBell;
  service: Service;
}
export type Kind = keyof Kinds;

export interface Item {
  kind: string;
  id: string;
  version: number;
  object: Record<string, unknown> | null;
  alert?: { delivery: string; event: string };
}
export interface Frame { stream: string; from: number; to: number; items: Item[] }
export interface Snapshot { epoch: string; cursors: Record<string, number>; objects: Item[] }
export interface Changes { epoch: string; reset: boolean; frames: Frame[]; more: boolean; server_time: string }

export type Outcome = "applied" | "already_applied" | "merged" | "needs_review" | "conflict" | "rejected";
export interface Envelope {
  outcome: Outcome;
  code: string;
  message: string;
  data: Record<string, unknown>;
  kind: string;
  id: string;
  version: number;
  object: Record<string, unknown> | null;
}
export interface ErrorBody { code: string; message: string; data: Record<string, unknown> }

export interface Presence { id: string; live: boolean; last_contact_at: string | null; position: Position | null; woken?: Woken | null }

/** One device of the register: how it stands, in counts and times. */
export interface DeviceRow {
  id: string;
  user: string;
  name: string;
  phone: string;
  platform: string;
  app_version: string;
  last_contact_at: string | null;
  behind: number | null;
  reported_at: string | null;
  unsent: number | null;
  needs_you: number | null;
  free_mb: number | null;
  push: "" | PushPermission;
  installed: boolean | null;
  ringer_heard_at: string | null;
  woken: Woken;
  wake_tested_at: string | null;
  wake_result: "" | "waiting" | "woken" | "touched";
  woke_after_ms: number | null;
  revoked_at: string | null;
}
export type PushPermission = "granted" | "denied" | "default" | "unsupported";
/** How far one's own test of waking has got. */
export interface WakeTest {
  id: string;
  state: string;
  sent_at: string | null;
  accepted_at: string | null;
  received_at: string | null;
  opened_at: string | null;
  error: string;
}
