"""Who plays: the cast's dispatchers and crews, and a few more, made through actions. All invented."""

from dataclasses import dataclass
from typing import Final

from apps.access import Role
from apps.accounts.models import User
from apps.outbox.commands import do, key_for
from apps.teams import actions as teams
from apps.teams.models import Team
from config import day, seed
from config.cast import CALDER, CAST, CENTRE, POLICE, PROVIDER, Person, fixed_id

EXTRA: Final = (
    Person("tess", "Tess Marlow", Role.CALL_TAKER, CENTRE, phone="555-0104"),
    Person("ivan", "Ivan Duarte", Role.CALL_TAKER, CENTRE, phone="555-0105", language="es"),
    Person("noor", "Noor Amari", Role.CLINICIAN, PROVIDER, ("youth",), "555-0115"),
    Person("leo", "Leo Brandt", Role.OFFICER, POLICE, ("cit",), "555-0125"),
    Person("mina", "Mina Okafor", Role.CLINICIAN, PROVIDER, (), "555-0116"),
    Person("wes", "Wes Tran", Role.OFFICER, POLICE, ("cit",), "555-0126"),
    Person("hana", "Hana Solis", Role.CLINICIAN, PROVIDER, ("es",), "555-0117", "es"),
    Person("gil", "Gil Navarro", Role.OFFICER, POLICE, ("es",), "555-0127"),
    Person("paz", "Paz Ortega", Role.CLINICIAN, PROVIDER, ("veteran",), "555-0118"),
    Person("roy", "Roy Ellison", Role.OFFICER, POLICE, (), "555-0128"),
)

CREWS: Final = (
    ("Mesa 2", "Mesa", "casey", "omar"),
    ("Harbor 1", "Harbor", "riley", "jo"),
    ("Northgate 3", "Northgate", "noor", "leo"),
    ("Quarry 5", "Quarry Hill", "mina", "wes"),
    ("Cypress 4", "Mesa", "hana", "gil"),
    ("Foothill 6", "Harbor", "paz", "roy"),
)
"""Team, area, clinician, officer."""

TAKERS: Final = ("tess", "ivan")
DISPATCHERS: Final = ("dana", "priya")
SUPERVISOR: Final = "sam"
CARE: Final = (SUPERVISOR, "cam")
"""Who approves what is written of what helps, and who owns people after a visit."""
STRANGER: Final = "nia"
"""A dispatcher of another programme, whose words must reach nobody here."""


@dataclass(frozen=True)
class Crew:
    """One team and its two people."""

    team: Team
    people: tuple[str, str]


def cast(count: int) -> tuple[dict[str, Person], dict[str, User], list[Crew]]:
    """Make who is missing of the people and the first `count` teams; answers them by key. Again changes nothing."""
    persons = {person.key: person for person in (*CAST, *EXTRA)}
    users = seed.people(tuple(persons.values()))
    day.crews(users, seed.system())
    found = [Crew(_team(name, area), (one, other)) for name, area, one, other in CREWS[:count]]
    return persons, users, found


def _team(name: str, area: str) -> Team:
    team_id = day.team_id(name)
    if not Team.objects.filter(id=team_id).exists():
        do(
            teams.create_team,
            by=seed.system(),
            key=key_for(fixed_id("simulator"), f"team {name}"),
            team_id=team_id,
            name=name,
            area=area,
            programme_id=CALDER.id,
        )
    return Team.objects.get(id=team_id)
