"""Two needs of the demo: one waits for an answer of three places, the other has a date (screen z3)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from apps.accounts.models import User
from apps.common.clock import now
from apps.directory.models import Service
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, do, key_for
from apps.people.models import Person
from apps.referrals.actions import answers, asking
from config.cast import CALDER, fixed_id
from config.day_people import person_id

PLACES: Final = ("Harbor Light", "Casa Serena", "Harbor Women")
"""How the places of the screens begin; another directory has others."""
WHAT: Final = ("name", "contact", "what_helps")


def ask(people: Mapping[str, User], system: User) -> str:
    """The case manager asks; nothing where the directory has no three places."""
    places = places_to_ask()
    known = Person.objects.filter(id__in=[person_id("maura"), person_id("ansel")]).count()
    if len(places) < len(PLACES) or known < 2:
        return "no places to ask"
    cam, at = people["cam"], now()
    for key in ("maura", "ansel"):
        _once(f"with {key}", _take_on, system, person_id=person_id(key), user_id=cam.id)
    _ask("maura", cam, at - timedelta(minutes=22), "A bed tonight, no men on the floor", "now", places)
    _ask("ansel", cam, at - timedelta(hours=20), "Rest and someone to talk to", "soon", places[:2])
    said: dict[str, Any] = {"name": "Rosa Ibarra", "answer": "schedule", "at": at + timedelta(hours=15)}
    said |= {"referral_id": _referral("ansel", places[1]), "first_action": "She shows him the house."}
    _once("yes", answers.answer, system, at - timedelta(hours=4), **said)
    return "two needs: one waits for an answer, one has a date"


def places_to_ask() -> list[Service]:
    """Those of the screens first, else whoever takes referrals."""
    rows = Service.objects.filter(programme_id=CALDER.id, status=Service.Status.ACTIVE, takes_referrals=True)
    rows = rows.filter(is_sud=False, vanished_at__isnull=True).order_by("name", "id")
    named = [rows.filter(name__istartswith=name).first() for name in PLACES]
    first = [row for row in named if row is not None]
    others = rows.exclude(id__in=[row.id for row in first])[: len(PLACES) - len(first)]
    return [*first, *others]


def _ask(key: str, by: User, at: Any, words: str, urgency: str, places: list[Service]) -> None:
    body: dict[str, Any] = {"words": words, "urgency": urgency, "basis": "treatment", "what": WHAT}
    asked = [{"referral": _referral(key, place), "service": place.id} for place in places]
    _once(
        f"ask {key}",
        asking.ask,
        by,
        at,
        id=fixed_id(f"need {key}"),
        person_id=person_id(key),
        places=asked,
        **body,
    )


def _referral(key: str, place: Service) -> Any:
    return fixed_id(f"referral {key} {place.id}")


def _take_on(*, person_id: Any, user_id: Any, by: Any) -> Person:
    """Whose caseload it is."""
    person = Person.objects.get(id=person_id)
    begin(user_ids=[user_id], obj=person, basis=Involvement.Basis.CASE)
    return person


def _once(step: str, action: Any, by: User, when: Any = None, **arguments: Any) -> None:
    do(action, by=by, key=key_for(fixed_id("seed needs"), step), op=Op(occurred_at=when), **arguments)
