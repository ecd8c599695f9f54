"""An incident at hand, and short ways to act on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import User
from apps.common.ids import uuid7
from apps.incidents import actions
from apps.incidents.models import Incident
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import do
from apps.teams import actions as teams
from tests.people import People

ALDER = "1418 Alder Court"


@pytest.fixture
def opened(people: People) -> Callable[..., Incident]:
    """`opened(place=..., by=...)`: an incident on the board of Calder County."""

    def make(by: User | None = None, **fields: Any) -> Incident:
        made = do(actions.open_incident, by=by or people.dana, id=uuid7(), fields={"place": ALDER} | fields)
        assert isinstance(made, Incident)
        return made

    return make


@pytest.fixture
def incident(opened: Callable[..., Incident]) -> Incident:
    """One open incident at Alder Court."""
    return opened()


@pytest.fixture
def on_shift(people: People) -> Callable[[User], None]:
    """`on_shift(people.casey)`: riding from now on, on a team of one."""

    def ride(user: User) -> None:
        team = do(teams.create_team, by=people.system, programme_id=people.calder.id, name=f"Team {user.name}")
        do(teams.start_shift, by=user, shift_id=uuid7(), team_id=team.id)

    return ride


def involve(incident: Incident, *users: User) -> None:
    """As dispatch does when it sends a team."""
    begin(user_ids=[user.id for user in users], obj=incident, basis=Involvement.Basis.ASSIGNMENT)


def say(incident: Incident, by: User, **answers: str | None) -> Incident:
    """Answer items one after the other."""
    for item, answer in answers.items():
        do(actions.answer_item, by=by, incident_id=incident.id, item=item, answer=answer)
    return fresh(incident.id)


def fresh(incident_id: UUID) -> Incident:
    """As it stands now."""
    return Incident.objects.get(id=incident_id)
