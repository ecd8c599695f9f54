"""Incidents and assignments, made through actions. For every test that needs a team on its way."""

from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import User
from apps.common.errors import Code, DomainError
from apps.common.ids import uuid7
from apps.dispatch import actions
from apps.dispatch.models import Assignment
from apps.incidents import actions as incident_actions
from apps.incidents.models import Entry, Incident
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.teams.models import Team
from tests.people import People

ALDER = "1418 Alder Court"


def call(people: People, level: int | None = 3, by: User | None = None, **fields: Any) -> Incident:
    """An open incident of Calder at Alder Court, with a level a dispatcher has set, or none."""
    incident = do(incident_actions.open_incident, by=by or people.dana, id=uuid7(), fields={"place": ALDER} | fields)
    return set_level(people, incident.id, level) if level else fresh(incident)


def set_level(people: People, incident_id: UUID, level: int) -> Incident:
    """A dispatcher sets the level."""
    do(incident_actions.override_level, by=people.dana, incident_id=incident_id, level=level, reason="told so")
    return Incident.objects.get(id=incident_id)


def send(people: People, incident: Incident, team: Team, by: User | None = None, **more: Any) -> Assignment:
    """Dana sends the team."""
    assignment: Assignment = do(
        actions.send_team,
        by=by or people.dana,
        assignment_id=more.pop("assignment_id", None) or uuid7(),
        incident_id=incident.id,
        team_id=team.id,
        **more,
    )
    return assignment


def act(fn: Any, by: User, assignment: Assignment, op: Op | None = None, **more: Any) -> Assignment:
    """One action on an assignment."""
    done: Assignment = do(fn, by=by, op=op, assignment_id=assignment.id, **more)
    return done


def tap(by: User, assignment: Assignment, to: str, op: Op | None = None) -> Assignment:
    """A status tap."""
    return act(actions.set_status, by, assignment, op, to=to)


def fresh(row: Any) -> Any:
    """The row as it is now."""
    return type(row).objects.get(pk=row.pk)


def refused(code: Code, **data: Any) -> Any:
    """`with refused(Code.HOLD):` a refusal with this code, and with these in its data."""

    def is_it(error: BaseException) -> bool:
        return isinstance(error, DomainError) and error.code == code and data.items() <= error.data.items()

    return pytest.raises(DomainError, check=is_it)


def alerted(event: str, kind: str = "assignment") -> set[str]:
    """The short names of those who got this alert."""
    rows = Delivery.objects.filter(kind="alert", event=event, object_kind=kind).select_related("user")
    return {row.user.short_name for row in rows if row.user}


def lines(incident: Incident) -> list[str]:
    """The kinds of the timeline's lines, in order."""
    return list(Entry.objects.filter(incident=incident).order_by("received_at", "id").values_list("kind", flat=True))
