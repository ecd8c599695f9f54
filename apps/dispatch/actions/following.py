"""What follows in dispatch from other apps' events. Called by handlers, under a system actor, repeatably."""

from typing import Any
from uuid import UUID

from apps.common.clock import stamp
from apps.dispatch import queries
from apps.dispatch.actions.common import announce, begin_for, follow, show_incident
from apps.dispatch.events import ORDERS, ClearedToApproach, Held, Joined, LevelFollowed, ReachChanged
from apps.dispatch.models import Assignment, Response
from apps.incidents.actions import note
from apps.incidents.models import Entry, Incident
from apps.outbox.models import Delivery, Receipt
from apps.outbox.receipts import RECEIVED
from apps.outbox.record import record
from apps.teams.models import Shift, Team


def follow_incident(*, incident_id: UUID, by: Any) -> None:
    """Bring level and staging of the teams under way up to the incident's, which has alerted their people."""
    incident = Incident.objects.select_for_update(of=("self",)).filter(id=incident_id).first()
    if incident is None:
        return
    for assignment in queries.active_of(incident_id).select_for_update(of=("self",)):
        had_to_hold = assignment.must_hold
        changed = follow(assignment, incident)
        if not changed:
            continue
        assignment.bump(*changed)
        record(by, "assignment.followed", assignment, level=incident.level, staged=assignment.staged)
        announce(LevelFollowed(assignment.id, assignment.version), assignment, incident)
        if assignment.must_hold and not had_to_hold:
            # The order itself, beside the news: "stage, do not approach" must be received and seen by each.
            order = Held(assignment.id, assignment.version)
            announce(order, assignment, incident, alert=queries.members_of(assignment))


def release_staging(*, incident_id: UUID, by: Any) -> None:
    """A person said that nobody need stage here: teams that wait may approach, and are alerted."""
    incident = Incident.objects.select_for_update(of=("self",)).filter(id=incident_id).first()
    if incident is None or incident.staged or not incident.staging_set:
        return
    for assignment in queries.active_of(incident_id).select_for_update(of=("self",)).filter(staged=True):
        assignment.staged = False
        assignment.bump("staged")
        record(by, "assignment.released", assignment)
        event = ClearedToApproach(assignment.id, assignment.version)
        announce(event, assignment, incident, alert=queries.members_of(assignment))


def join(*, shift_id: UUID, by: Any) -> None:
    """Somebody who comes onto a team that is on an incident has to do with it from then on, and is alerted."""
    seen = Shift.objects.filter(id=shift_id).first()
    if seen is None:
        return
    team = Team.objects.select_for_update().get(id=seen.team_id)
    shift = Shift.objects.get(id=shift_id)
    there = queries.active().filter(team=team).first()
    if there is None or not shift.is_confirmed:
        return
    incident = Incident.objects.select_for_update(of=("self",)).get(id=there.incident_id)
    assignment = Assignment.objects.select_for_update().get(id=there.id)
    _, is_new = Response.objects.get_or_create(
        assignment=assignment, user_id=shift.user_id, defaults={"role": shift.role}
    )
    if not is_new or not assignment.is_active:
        return
    begin_for(incident, [shift.user_id])
    assignment.bump()
    record(by, "assignment.joined", assignment, user=shift.user_id, role=shift.role)
    event = Joined(assignment.id, assignment.version)
    announce(event, assignment, incident, alert=[shift.user_id])
    show_incident(incident, [shift.user_id])


def keep_receipt(*, delivery_id: UUID, state: str, by: Any) -> None:
    """Keep for good that an order was received or seen: in the member's response and in the timeline."""
    delivery = Delivery.objects.filter(id=delivery_id, object_kind=Assignment.KIND, event__in=ORDERS).first()
    if delivery is None or delivery.user_id is None:
        return
    assignment = Assignment.objects.get(id=delivery.object_id)
    # In house order: the line below touches the incident, which an answer given just now holds locked.
    incident = Incident.objects.select_for_update(of=("self",)).get(id=assignment.incident_id)
    response = Response.objects.select_for_update().filter(assignment=assignment, user_id=delivery.user_id).first()
    field = "received_at" if state == RECEIVED else "seen_at"
    times = Receipt.objects.filter(delivery=delivery, **{f"{field}__isnull": False}).order_by(field)
    at = times.values_list(field, flat=True).first()
    if response is None or at is None or getattr(response, field) is not None:
        return
    setattr(response, field, at)
    response.bump(field)
    kind = Entry.Kind.RECEIVED if state == RECEIVED else Entry.Kind.SEEN
    note(incident, kind, response.user, people=[], assignment=assignment.id, at=stamp(at))
    announce(ReachChanged(assignment.id, assignment.version), assignment, incident)
