"""The demo's teams and its last week: a handful of invented calls, played through the actions that people use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from apps.incidents import actions as incidents
from apps.incidents.queries import matrix_in_force
from apps.incidents.triage.matrix_default import default_matrix
from apps.outbox.commands import Op, do, key_for
from apps.people import actions as person_actions
from apps.people.models import Person
from apps.teams import actions as teams
from apps.teams.models import Team
from apps.teams.queries import open_shift_of
from config import day_needs, day_plan
from config.cast import CALDER, ELLERY, fixed_id
from config.day_people import KNOWN, person_id

TEAMS: Final = {"Mesa 2": "Mesa", "Harbor 1": "Harbor", "Northgate 3": "Northgate", "Quarry 5": "Quarry Hill"}
PAIRS: Final = (("Mesa 2", "casey", "omar"), ("Harbor 1", "riley", "jo"))
"""Team, who starts the shift, who confirms it."""

SHIFT: Final = timedelta(hours=10)


@dataclass(frozen=True)
class Call:
    """One call of the last week, and how it ended."""

    key: str
    ago: timedelta
    fields: Mapping[str, Any]
    answers: Mapping[str, str]
    result: str
    words: str
    person: str = ""
    """Who it was about, by the key in config/day_people.py."""
    by: str = "dana"
    after: timedelta = field(default=timedelta(minutes=40))


_CALM: Final = {"weapon_in_hand": "no", "weapon_in_reach": "no", "violence_now": "no", "medical_now": "no"}

CALLS: Final = (
    Call(
        "mother",
        timedelta(days=6, hours=3),
        {
            "place": "418 Alder St, Mesa",
            "place_detail": "gate 4407, 2nd floor",
            "area": "Mesa",
            "call_back": "555-0142",
            "caller_name": "Elena",
            "caller_relation": "mother",
            "person_age": 24,
            "words": "He has not slept in four days and says the radio is talking about him.",
        },
        {**_CALM, "cannot_care_for_self": "yes", "medicines_stopped": "yes", "happened_before": "yes"},
        "seen",
        "Stayed an hour. He agreed to see his doctor; sister stays the night.",
        person="ansel",
    ),
    Call(
        "bench",
        timedelta(days=5, hours=9),
        {
            "place": "Harbor Library, front steps",
            "area": "Harbor",
            "call_back": "555-0150",
            "caller_relation": "librarian",
            "words": "A woman is crying on the steps and will not come in from the rain.",
        },
        {**_CALM, "suicide_thoughts": "unknown", "in_danger_now": "no"},
        "seen",
        "Walked her to the drop-in. Warm meal, a bed for tonight.",
        person="maura",
        by="priya",
    ),
    Call(
        "line",
        timedelta(days=4, hours=2),
        {
            "place": "60 Foundry Rd, Quarry Hill",
            "area": "Quarry Hill",
            "call_back": "555-0177",
            "caller_relation": "self",
            "words": "I just need to talk to somebody. It is the anniversary.",
        },
        {**_CALM, "suicide_thoughts": "no", "veteran": "yes"},
        "by_phone",
        "Warm transfer to 988, option 1. Call back agreed for tomorrow.",
        person="teodoro",
        after=timedelta(minutes=25),
    ),
    Call(
        "knife",
        timedelta(days=3, hours=6),
        {
            "place": "212 Pine Ct, Northgate",
            "area": "Northgate",
            "call_back": "555-0163",
            "caller_relation": "roommate",
            "hazards": "kitchen knives on the counter",
            "words": "She locked herself in the kitchen and says she will do it this time.",
        },
        {
            "weapon_in_hand": "unknown",
            "weapon_in_reach": "yes",
            "suicide_thoughts": "yes",
            "suicide_plan": "yes",
            "past_attempt": "yes",
        },
        "seen",
        "Came out after twenty minutes. Went to Harbor Light by her own choice.",
        person="sabine",
        by="priya",
        after=timedelta(minutes=95),
    ),
    Call(
        "again",
        timedelta(days=1, hours=5),
        {
            "place": "418 Alder St, Mesa",
            "place_detail": "gate 4407, 2nd floor",
            "area": "Mesa",
            "call_back": "555-0142",
            "caller_name": "Elena",
            "caller_relation": "mother",
            "words": "He is pacing again. He is not angry, only frightened.",
        },
        {**_CALM, "cannot_care_for_self": "yes", "happened_before": "yes", "violence_to_responders": "no"},
        "no_contact",
        "Nobody answered the door; mother says he went for a walk. She calls again when he is back.",
        person="ansel",
    ),
    Call(
        "quiet",
        timedelta(hours=20),
        {
            "place": "Mesa Transit Center, platform B",
            "area": "Mesa",
            "caller_relation": "driver",
            "words": "A man was shouting at the timetable. He has sat down now and is quiet.",
        },
        {**_CALM, "intoxicated": "unknown"},
        "no_need",
        "Driver called back: his brother picked him up.",
        person="anselmo",
        after=timedelta(minutes=12),
    ),
)


def play(people: Mapping[str, User], system: User) -> list[str]:
    """Make teams, matrices, shifts and the last week; answers one line for each."""
    on_shift = crews(people, system)
    for call in CALLS:
        _call(people, call)
    _reach(people["sam"])
    told = [f"{len(TEAMS)} teams, {on_shift} people newly on shift", f"{len(CALLS)} calls of the last week"]
    return [*told, day_plan.write_plan(people, system), day_needs.ask(people, system)]


def crews(people: Mapping[str, User], system: User) -> int:
    """Make teams and matrices, and put the pairs on shift; answers how many people are new on one."""
    _teams(system)
    for programme in (CALDER, ELLERY):
        if matrix_in_force(programme.id, now()) is None:
            _do(
                f"matrix {programme.name}",
                incidents.publish_matrix,
                system,
                content=default_matrix(),
                programme_id=programme.id,
            )
    return sum(_pair(people, *pair) for pair in PAIRS)


def _do(what: str, action: Any, by: User, at: datetime | None = None, **arguments: Any) -> None:
    """Run one action that the seed owes once."""
    do(action, by=by, key=key_for(fixed_id("seed"), what), op=Op(occurred_at=at), **arguments)


def _teams(system: User) -> None:
    for name, area in TEAMS.items():
        if not Team.objects.filter(id=team_id(name)).exists():
            _do("team " + name, teams.create_team, system, team_id=team_id(name), name=name, area=area,
                programme_id=CALDER.id)  # fmt: skip
    if not Team.objects.filter(id=team_id("Ellery 1")).exists():
        _do("team Ellery 1", teams.create_team, system, team_id=team_id("Ellery 1"), name="Ellery 1", area="Ellery",
            programme_id=ELLERY.id)  # fmt: skip


def team_id(name: str) -> UUID:
    """The fixed id of a team of the demo."""
    return fixed_id(f"team {name}")


def _pair(people: Mapping[str, User], team: str, first: str, second: str) -> int:
    """Put two people on shift, as they do it: one starts, the other confirms. Answers how many are new."""
    if open_shift_of(people[first].id) is not None or open_shift_of(people[second].id) is not None:
        return 0
    at = now()
    # A shift of its own for each day that the demo is started on.
    one, two = (fixed_id(f"shift {who} {at:%Y-%m-%d}") for who in (first, second))
    _do(f"shift {one}", teams.start_shift, people[first], shift_id=one, team_id=team_id(team),
        partner_id=people[second].id, partner_shift_id=two, ends_at=at + SHIFT)  # fmt: skip
    _do(f"confirm {two}", teams.confirm_shift, people[second], shift_id=two)
    return 2


def _call(people: Mapping[str, User], call: Call) -> None:
    by = people[call.by]
    incident_id = fixed_id(f"incident {call.key}")
    at = now() - call.ago
    _do("open " + call.key, incidents.open_incident, by, at, id=incident_id, fields=call.fields)
    at += timedelta(minutes=2)
    _do("answer " + call.key, incidents.answer_items, by, at, incident_id=incident_id, answers=call.answers)
    at += timedelta(minutes=1)
    _do("decide " + call.key, incidents.decide_level, by, at, incident_id=incident_id)
    if call.person:
        # A supervisor sees everybody, so that who called again is linked to the same person.
        _do("person of " + call.key, incidents.link_person, people["sam"], at, incident_id=incident_id,
            **_who(call.person))  # fmt: skip
    at += call.after
    _do("close " + call.key, incidents.close_incident, by, at, incident_id=incident_id, result=call.result,
        words=call.words)  # fmt: skip


def _who(key: str) -> dict[str, Any]:
    """Somebody who is there already, or somebody new."""
    if Person.objects.filter(id=person_id(key)).exists():
        return {"person_id": person_id(key)}
    return {"new": {"id": person_id(key), **KNOWN[key].fields}}


def _reach(by: User) -> None:
    """Other names, and what is safe about numbers and addresses."""
    for key, about_them in KNOWN.items():
        about = person_id(key)
        for at, alias in enumerate(about_them.aliases):
            _do(f"alias {key} {at}", person_actions.add_name, by, person_id=about, kind="alias",
                id=fixed_id(f"alias {key} {at}"), **dict[str, Any](alias))  # fmt: skip
        for at, point in enumerate(about_them.points):
            fields = {name: value for name, value in point.items() if name != "kind"}
            _do(f"point {key} {at}", person_actions.add_contact_point, by, person_id=about, kind=point["kind"],
                id=fixed_id(f"point {key} {at}"), fields=fields)  # fmt: skip
