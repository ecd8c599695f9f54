"""Teams and who rides on them, made through actions. For every test that needs a crew."""

from datetime import timedelta

from apps.accounts.models import Device, User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.outbox.commands import do
from apps.teams import actions
from apps.teams.models import Shift, Team
from tests.people import People


def make_team(people: People, name: str = "Mesa 2", area: str = "Mesa") -> Team:
    """A team of Calder with nobody on it."""
    team: Team = do(actions.create_team, by=people.sam, name=name, area=area)
    return team


def put_on(people: People, team: Team, who: User, *, confirmed: bool = True) -> Shift:
    """Somebody put on the team by Dana, who has said yes unless told otherwise."""
    shift: Shift = do(
        actions.put_on_shift,
        by=people.dana,
        shift_id=uuid7(),
        team_id=team.id,
        user_id=who.id,
        ends_at=now() + timedelta(hours=8),
    )
    if confirmed:
        do(actions.confirm_shift, by=who, shift_id=shift.id)
    return shift


def ride(people: People, *who: User, name: str = "Mesa 2") -> Team:
    """A team with these people on it, all confirmed."""
    team = make_team(people, name)
    for person in who:
        put_on(people, team, person)
    return team


def be_live(*who: User, ago: timedelta = timedelta()) -> None:
    """A device of each was heard from so long ago."""
    for person in who:
        Device.objects.create(user=person, last_contact_at=now() - ago)
