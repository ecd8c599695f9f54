"""THE tables of the composition root: event -> handlers of other apps, object kind -> projection for a viewer."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from apps.accounts import actions as account_actions
from apps.accounts import queries as accounts
from apps.accounts.sweeps import forget_sign_ins
from apps.audit.seal import seal
from apps.common import clock
from apps.directory import queries as directory
from apps.dispatch import handlers as dispatch_handlers
from apps.dispatch import queries as dispatch
from apps.encounters import handlers as encounter_handlers
from apps.encounters import queries as encounters
from apps.encounters import sweeps as encounter_sweeps
from apps.followups import handlers as followup_handlers
from apps.followups import handlers_reminders as reminder_handlers
from apps.followups import queries as followups
from apps.followups import sweeps_reminders as reminders
from apps.followups.queries.leaving import held_back
from apps.followups.sweeps import pass_on_and_let_go
from apps.incidents import actions as incident_actions
from apps.incidents import queries as incidents
from apps.involvement.actions import Follow, set_followers
from apps.notifications import actions as notifications
from apps.notifications import handlers as notification_handlers
from apps.notifications import sweeps as push
from apps.notifications.outgoing.retention import empty_old
from apps.notifications.outgoing.sweeps import send_messages, set_check
from apps.office.sweeps import check_record
from apps.outbox import bell, devices, sweeps
from apps.outbox.projections import Changes, Projection, set_changes, set_projections
from apps.outbox.publish import set_handlers, set_when_alerted
from apps.outbox.sweeps import Sweep
from apps.people import handlers as people_handlers
from apps.people import queries as people
from apps.people.queries.consent import consents_held_as_seen_by, consents_snapshot, set_places
from apps.people.queries.merges import set_written
from apps.people.queries.plan import people_with_card, plans_as_seen_by, plans_snapshot
from apps.people.queries.plan_editor import plans_written
from apps.people.sweeps import due_consents, due_plans
from apps.realtime import handlers as realtime_handlers
from apps.realtime import ring, scope
from apps.referrals import handlers as referral_handlers
from apps.referrals import handlers_places as place_handlers
from apps.referrals import queries as referrals
from apps.referrals import sweeps as referral_sweeps
from apps.referrals.queries.sud import sud_among
from apps.teams import actions as team_actions
from apps.teams import queries as teams
from config.time_source import offset, shift

PROJECTIONS: Final[dict[str, Projection]] = {
    "incident": incidents.as_seen_by,
    "entry": incidents.entries_as_seen_by,
    "team": teams.as_seen_by,
    "shift": teams.shifts_as_seen_by,
    "assignment": dispatch.as_seen_by,
    "device": accounts.devices_as_seen_by,
    "person": people.held_as_seen_by,
    "encounter": encounters.held_as_seen_by,
    "disposition": encounters.dispositions_as_seen_by,
    "instrument": encounters.instruments_as_seen_by,
    "screening": encounters.screenings_held_as_seen_by,
    "safety_plan": encounters.safety_plans_held_as_seen_by,
    "case": followups.held_as_seen_by,
    "plan": plans_as_seen_by,
    "need": referrals.held_as_seen_by,
    "consent": consents_held_as_seen_by,
    "directory": directory.as_seen_by,
    "service": directory.services_as_seen_by,
    "partner_token": referrals.tokens_as_seen_by,
}

CHANGES: Final[dict[str, Changes]] = {
    "incident": incidents.last_changes,
    "encounter": encounters.last_changes,
    "person": people.last_changes,
}
"""Kind of object -> who last changed its fields: what a person is told who has to decide between two values."""

SNAPSHOT: Final[list[Callable[[Any], list[tuple[str, list[UUID]]]]]] = [
    teams.snapshot,
    incidents.snapshot,
    dispatch.snapshot,
    people.snapshot,
    encounters.snapshot,
    encounters.forms_snapshot,
    followups.snapshot,
    plans_snapshot,
    referrals.snapshot,
    consents_snapshot,
    directory.snapshot,
]
"""What a device holds after signing in: (kind, ids) of everything in this person's scope."""

DISCLOSED: Final[dict[str, str]] = {
    "incident": "id",
    "entry": "incident",
    "assignment": "incident",
    "encounter": "incident",
    "screening": "incident",
    "safety_plan": "incident",
    "case": "incident",
}
"""Kind of item -> the field that names the incident it discloses; each page handed over is audited."""

DISCLOSED_PEOPLE: Final[dict[str, str]] = {"person": "id", "plan": "person", "consent": "person", "need": "person"}
"""The same for people: kind of item -> the field that names the person it tells of."""

_MOVED: Final = (
    *("StatusChanged", "StatusUndone", "StatusCorrected"),
    *("AssignmentEnded", "AssignmentCancelled", "AssignmentDeclined"),
)

_ANSWERED: Final = (followup_handlers.when_referral_moved, reminder_handlers.when_appointment_moved)
_BOOKED_OR_OVER: Final = (place_handlers.when_referral_booked_or_over, reminder_handlers.when_appointment_moved)

HANDLERS: Final[dict[str, Sequence[Callable[..., Any]]]] = {
    "SignedOut": [notification_handlers.when_signed_out],
    "AccessChanged": [notification_handlers.when_access_changed, followup_handlers.when_access_changed],
    "WakeProven": [realtime_handlers.when_wake_proven],
    "LevelChanged": [dispatch_handlers.when_level_changed],
    "StagingChanged": [dispatch_handlers.when_staging_changed],
    "ShiftConfirmed": [dispatch_handlers.when_shift_confirmed],
    "AlertReceived": [dispatch_handlers.when_alert_received],
    "AlertSeen": [dispatch_handlers.when_alert_seen],
    "EncounterSigned": [followup_handlers.when_outcome_said],
    "DispositionAmended": [followup_handlers.when_outcome_said],
    "EncounterPersonChanged": [
        followup_handlers.when_encounter_person_changed,
        referral_handlers.when_encounter_person_changed,
    ],
    "ConsentWithdrawn": [referral_handlers.when_consent_withdrawn],
    "ConsentReplaced": [referral_handlers.when_consent_replaced],
    "ConsentEnded": [referral_handlers.when_consent_ended],
    "NeedAsked": [followup_handlers.when_need_asked],
    "NeedOverdue": [followup_handlers.when_need_asked],
    "CaseOpened": [followup_handlers.when_case_opened],
    "CaseJoined": [followup_handlers.when_case_opened],
    "PersonMerged": [followup_handlers.when_people_joined],
    "ShiftEnded": [followup_handlers.when_shift_ended],
    "ReferralMissed": [followup_handlers.when_referral_missed, *_BOOKED_OR_OVER],
    "ReferralSent": [place_handlers.when_referral_sent, followup_handlers.when_referral_moved],
    "ReferralReleased": [place_handlers.when_referral_over, *_ANSWERED],
    "ReferralCancelled": [place_handlers.when_referral_over, *_ANSWERED],
    "ReferralAnswered": [*_ANSWERED],
    "ReferralSaid": [place_handlers.when_referral_said],
    "ReferralOnTheWay": [place_handlers.when_referral_on_the_way],
    "ReferralScheduled": [*_BOOKED_OR_OVER, followup_handlers.when_referral_moved],
    "ReferralAttended": [*_BOOKED_OR_OVER, followup_handlers.when_referral_moved],
    "MessageMoved": [place_handlers.when_message_moved, reminder_handlers.when_message_moved],
    "HelpedNoted": [encounter_handlers.when_helped_noted],
    "PersonLinked": [encounter_handlers.when_person_linked, followup_handlers.when_person_linked],
    "PersonUnlinked": [encounter_handlers.when_person_linked],
    **{name: [encounter_handlers.when_assignment_moved] for name in _MOVED},
    "IncidentClosed": [people_handlers.when_incident_closed],
}

FOLLOWERS: Final[dict[str, Follow]] = {
    "incident": incident_actions.follow_incident,
    "person": incident_actions.follow_person,
}
"""Kind -> what else one has to do with by having to do with it: brought up to date whenever involvement changes."""

SWEEPS: Final[dict[str, Sweep]] = {
    sweep.name: sweep
    for sweep in (
        Sweep("handlers", 1, sweeps.run_handlers),
        Sweep("seal", 2, seal),
        Sweep("push", 1, push.send_due),
        Sweep("messages", 2, send_messages),
        Sweep("messages_kept", 24 * 3600, empty_old),
        Sweep("push_forget", 600, push.forget_old),
        Sweep("forget", 600, sweeps.forget_old),
        Sweep("sign_ins", 600, forget_sign_ins),
        Sweep("record_check", 86_400, check_record),
        Sweep("positions", 600, team_actions.purge_positions),
        Sweep("visits_kept", 600, encounter_sweeps.let_go_of_old),
        Sweep("plans", 60, due_plans),
        Sweep("referrals", 30, referral_sweeps.due_referrals),
        Sweep("needs_kept", 600, referral_sweeps.let_go_of_old),
        Sweep("consents", 60, due_consents),
        Sweep("cases", 60, pass_on_and_let_go),
        Sweep("reminders", 5, reminders.due_reminders),
        Sweep("reminders_forgotten", 60, reminders.plan_forgotten),
    )
}


def connect() -> None:
    """Hand the tables down to the apps that leave them open. Called once, when all apps are loaded."""
    set_projections(PROJECTIONS)
    set_changes(CHANGES)
    devices.set_devices(accounts.clock_offset_of, account_actions.note_op_number)
    teams.set_engagements(dispatch.engagements)
    set_handlers(HANDLERS)
    set_followers(FOLLOWERS)
    set_written([incidents.with_person, plans_written])
    people.set_plans(people_with_card)
    people.set_helped(encounters.helped_before)
    set_places(encounters.person_of_visit, sud_among)
    set_when_alerted(notifications.plan)
    set_check(held_back)
    scope.set_snapshot(SNAPSHOT)
    scope.set_streams(accounts.streams_of)
    scope.set_presence(teams.presence)
    scope.set_disclosed({"incident": DISCLOSED, "person": DISCLOSED_PEOPLE})
    sweeps.set_sweeps(SWEEPS, accounts.system_actor)
    bell.set_ring(ring.ring)
    clock.set_offset_source(offset)
    clock.set_shift_source(shift)
