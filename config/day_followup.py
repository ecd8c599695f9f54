"""The demo's last two weeks of care: people who were met, and how it stands with each on the worklist.

Played through the actions that people use, each at its own hour: the clock stands back while it is played.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.common import clock
from apps.common.clock import now
from apps.dispatch import actions as dispatch
from apps.encounters import actions as encounters
from apps.followups import actions
from apps.followups.models import Case
from apps.incidents import actions as incidents
from apps.incidents.models import Incident
from apps.outbox.commands import do, key_for
from apps.people import actions as person_actions
from apps.referrals.actions import answers, asking
from config.cast import CALDER, fixed_id
from config.day import PAIRS, team_id
from config.day_needs import WHAT, places_to_ask
from config.time_source import offset

_VISIT: Final[dict[str, Any]] = {
    "contact": "met",
    "transport": "none",
    "reasons": ["thoughts"],
    "observed": ["no_sleep"],
    "protective": ["accepts_help"],
    "helped": ["space"],
    "medical": ["none"],
    "disposition": "home_plan",
    "decided_by": "person",
    "least_restrictive": "chosen",
    "note": "Sat on the stairs for a while.",
}
Try = tuple[float, str, str, str]
"""Hours ago, how, what came of it, and what was said."""


@dataclass(frozen=True)
class Met:
    """Somebody who was met so many hours ago, and what was done since."""

    given: str
    family: str
    born: int
    judgement: str
    hours: float
    place: str
    number: str
    tries: tuple[Try, ...] = ()
    due: int | None = None
    """Minutes from now until the next try, as it was agreed; negative: it is over."""
    asks: str = ""
    """What a place was asked for today."""
    says: str = ""
    """What it answered an hour ago."""
    ends: str = ""
    """How the case ended, by the last try."""
    words: str = ""

    @property
    def key(self) -> str:
        """One of a kind in the demo."""
        return f"{self.given} {self.family}".lower()


PEOPLE: Final = (
    Met("Leland", "Moss", 1974, "high", 27, "31 Foundry Rd, Quarry Hill", "555-0201",
        ((20, "call", "no_answer", ""),), due=-120),
    Met("Wren", "Tolliver", 2007, "guarded", 50, "9 Foundry Row, Quarry Hill", "555-0202",
        ((30, "call", "no_answer", ""), (26, "text", "sent", "")), due=-40),
    Met("Dorothea", "Pell", 1955, "guarded", 73, "77 Pier St, Harbor", "555-0203",
        ((47, "call", "reached", "Said she is sleeping."), (20, "call", "no_answer", "")), due=-10),
    Met("Tomas", "Okwu", 1981, "guarded", 60, "12 Pine Ct, Northgate", "555-0204",
        ((31, "call", "no_answer", ""), (20, "text", "reached", "Yes, I will go.")), due=20),
    Met("Beatriz", "Amaro", 1998, "low", 190, "5 Alder St, Mesa", "555-0205",
        ((150, "call", "reached", "Eating, back at work."),), due=45),
    Met("Ines", "Abernathy", 1987, "low", 100, "240 Pier St, Harbor", "555-0206",
        ((60, "call", "reached", "Still there, home on Thursday."), (26, "call", "reached", "Wants to go on.")),
        asks="Somebody to talk to, once a week"),
    Met("Corin", "Hale", 1963, "guarded", 100, "18 Fourth St, Calder", "555-0207",
        ((52, "in_person", "reached", "Wants mornings."), (26, "call", "reached", "Waits for a date.")),
        asks="A veterans’ group, in the mornings", says="accept"),
    Met("June", "Ostrom", 1993, "low", 290, "3 Alder Way, Mesa", "555-0208",
        ((250, "call", "reached", "Goes to her first visit."), (30, "call", "reached", "Sees her nurse on Mondays.")),
        ends="landed", words="Went to three visits. Sees her nurse on Mondays."),
    Met("Abel", "Reyes", 1969, "guarded", 170, "60 Pine Ct, Northgate", "555-0209",
        ((130, "call", "left_message", ""), (50, "call", "reached", "Moved to his sister in Ellery.")),
        ends="moved_away"),
)  # fmt: skip


def play(people: Mapping[str, User], system: User) -> str:
    """Everybody's two weeks, once; answers one line."""
    played = [_one(met, people, system) for met in PEOPLE if not _is_there(met)]
    return f"{len(PEOPLE)} people who are followed up, {len(played)} of them newly"


def _is_there(met: Met) -> bool:
    return Incident.objects.filter(id=fixed_id(f"followed incident {met.key}")).exists()


@contextmanager
def ago(hours: float) -> Iterator[None]:
    """So many hours earlier, for everything that asks the clock."""
    clock.set_offset_source(lambda: offset() - timedelta(hours=hours))
    try:
        yield
    finally:
        clock.set_offset_source(offset)


def _one(met: Met, people: Mapping[str, User], system: User) -> Case:
    visit = fixed_id(f"followed visit {met.key}")
    with ago(met.hours + 1):
        _call(met, people, visit)
    with ago(met.hours):
        _visit(met, people, visit)
        _do(f"case {met.key}", actions.open_case, system, encounter_id=visit)
    case = Case.objects.get(encounter_id=visit)
    for number, one in enumerate(met.tries):
        _try(met, case, number, one, people["cam"])
    if met.due is not None:
        _agree(met, case, people["cam"])
    if met.asks:
        _ask(met, case, people["cam"], system)
    if met.ends:
        _end(met, case, people["cam"])
    return case


def _call(met: Met, people: Mapping[str, User], visit: UUID) -> None:
    """Dana takes the call and sends the first team; who it is about, a supervisor links."""
    key, incident, dana = met.key, fixed_id(f"followed incident {met.key}"), people["dana"]
    fields = {"place": met.place, "call_back": met.number, "person_name": met.given, "words": "Please come."}
    new = {"id": fixed_id(f"person {key}"), "given": met.given, "family": met.family, "birth_year": met.born}
    _do(f"open {key}", incidents.open_incident, dana, id=incident, fields=fields)
    _do(f"level {key}", incidents.override_level, dana, incident_id=incident, level=3, reason="As it was told")
    _do(f"person {key}", incidents.link_person, people["sam"], incident_id=incident, new=new)
    point = {"value": met.number, "call": "yes", "text": "yes", "voicemail": "no"}
    _do(f"point {key}", person_actions.add_contact_point, people["sam"], person_id=new["id"], kind="phone",
        id=fixed_id(f"point {key}"), fields=point)  # fmt: skip
    sent = {"assignment_id": visit, "incident_id": incident, "team_id": team_id(PAIRS[0][0])}
    _do(f"send {key}", dispatch.send_team, dana, **sent)


def _visit(met: Met, people: Mapping[str, User], visit: UUID) -> None:
    """The team goes, the clinician writes and signs, the board closes."""
    key, casey = met.key, people[PAIRS[0][1]]
    for to in ("en_route", "on_scene"):
        _do(f"{to} {key}", dispatch.set_status, casey, assignment_id=visit, to=to)
    said = {**_VISIT, "judgement": met.judgement, "judgement_why": "As said at the door."}
    _do(f"write {key}", encounters.write, casey, encounter_id=visit, fields=said)
    _do(f"sign {key}", encounters.sign, casey, encounter_id=visit)
    _do(f"cleared {key}", dispatch.set_status, casey, assignment_id=visit, to="cleared")
    incident = fixed_id(f"followed incident {key}")
    _do(f"close {key}", incidents.close_incident, people["dana"], incident_id=incident, result="seen")


def _try(met: Met, case: Case, number: int, one: Try, cam: User) -> None:
    hours, channel, result, words = one
    with ago(hours):
        _do(f"try {met.key} {number}", actions.attempt, cam, case_id=case.id, channel=channel, result=result,
            words=words, id=fixed_id(f"try {met.key} {number}"), contact_id=fixed_id(f"point {met.key}"))  # fmt: skip


def _agree(met: Met, case: Case, cam: User) -> None:
    """The next try is at an hour of its own; one of today stays today."""
    assert met.due is not None
    at, zone = now(), ZoneInfo(CALDER.time_zone)
    midnight = datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)
    due_at = min(at + timedelta(minutes=met.due), midnight - timedelta(minutes=1))
    with ago(met.tries[-1][0]):
        _do(f"later {met.key}", actions.later, cam, case_id=case.id, due_at=due_at, words="As agreed.")


def _ask(met: Met, case: Case, cam: User, system: User) -> None:
    """A place is asked, and may have answered."""
    places = places_to_ask()
    if not places:
        return
    referral = fixed_id(f"followed referral {met.key}")
    asked = {"person_id": case.person_id, "places": [{"referral": referral, "service": places[0].id}]}
    with ago(3 if met.says else 0.4):  # some answer within an hour
        _do(f"ask {met.key}", asking.ask, cam, id=fixed_id(f"followed need {met.key}"), words=met.asks,
            urgency="soon", basis="treatment", what=WHAT, **asked)  # fmt: skip
    with ago(1):
        if met.says:
            _do(f"say {met.key}", answers.answer, system, referral_id=referral, answer=met.says, name="Rosa Ibarra",
                first_action="They call with a date.")  # fmt: skip
    _do(f"follow {met.key}", actions.follow_places, system, case_id=case.id)


def _end(met: Met, case: Case, cam: User) -> None:
    with ago(met.tries[-1][0]):
        if met.ends == Case.End.LANDED:
            _do(f"end {met.key}", actions.land, cam, case_id=case.id, words=met.words)
        else:
            _do(f"end {met.key}", actions.close, cam, case_id=case.id, reason=met.ends, words=met.words)


def _do(step: str, action: Any, by: User, **arguments: Any) -> None:
    """Run one action that the seed owes once."""
    do(action, by=by, key=key_for(fixed_id("seed followed"), step), **arguments)
