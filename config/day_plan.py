"""What helps one person of the demo, whom he lets police and two places be told, and that he signed it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, do, key_for
from apps.people.actions import consent, plan, plan_basis
from apps.people.consent_words import WORDING
from apps.people.models import Person
from apps.people.queries.plan import today_in
from config.cast import CALDER, fixed_id
from config.day_people import person_id

PERSON_ID: Final = person_id("ansel")
PLAN_ID: Final = fixed_id("plan ansel")

_WORDS: Final[dict[str, Any]] = {
    "language": "en",
    "with_person": True,
    "first_words": "Hi Ansel. Your mom asked me to come by. Is it okay if we talk out here?",
    "helps": ["One voice, sit down", "Radio turned low", "His dog, Pilot"],
    "worse": ["Standing in the door", "Touching his things", "“Calm down”"],
    "looks": "Pacing, up all night, sure the neighbors send me messages. I talk fast and look past you."
    " It is fear, not anger.",
    "calls": [
        {"name": "Elena", "relation": "Mother", "number": "555-0142", "note": "He agreed she may be called"},
        {"name": "Cam Osei", "relation": "Case manager", "number": "555-0113", "note": "Until 8 pm"},
    ],
}

_AGREED: Final[dict[str, Any]] = {
    "decided_by": "person",
    "decider_name": "Ansel Varga",
    "discloser": CALDER.name,
    "recipients": [{"service": None, "name": "Harbor Light"}, {"service": None, "name": "Casa Serena"}],
    "what": ["name", "contact", "today", "what_helps"],
    "purpose": "care",
    "purpose_words": "",
    "is_sud": False,
    "how": "drawn",
    "signature": [
        [[152, 700], [176, 583], [208, 333], [196, 520], [214, 700], [240, 640], [262, 533], [274, 700], [310, 533]],
        [[330, 700], [372, 560], [412, 690], [470, 610], [560, 690], [640, 300], [620, 740], [700, 480], [820, 600]],
    ],
    "typed_name": "",
    "witness": "",
    "language": "en",
    "wording": WORDING,
}


def write_plan(people: Mapping[str, User], system: User) -> str:
    """His case manager writes with him what helps, the supervisor approves it, and he agrees that police read it."""
    if not Person.objects.filter(id=PERSON_ID).exists():
        return "nobody known yet"
    cam, today = people["cam"], today_in(CALDER.id)
    _once("case", _take_on, system, person_id=PERSON_ID, user_id=cam.id)
    hazard = {
        "fact": "Dog, Pilot, friendly, loud",
        "source": "team",
        "said_by": "Mesa 2",
        "on": (today - timedelta(days=60)).isoformat(),
        "ask_again_by": (today + timedelta(days=120)).isoformat(),
    }
    fields = {**_WORDS, "hazards": [hazard], "review_on": today + timedelta(days=120)}
    _once("draft", plan.draft_plan, cam, plan_id=PLAN_ID, person_id=PERSON_ID, fields=fields)
    note = {"note_id": fixed_id("plan note ansel"), "text": "Evenings are better, he is tired before noon."}
    _once("note", plan.add_note, cam, plan_id=PLAN_ID, **note)
    _once("submit", plan.submit_plan, cam, plan_id=PLAN_ID)
    _once("approve", plan.approve_plan, people["sam"], plan_id=PLAN_ID)
    days = {"given_on": today - timedelta(days=60), "until": today + timedelta(days=120)}
    basis_id = fixed_id("consent ansel")
    _once("consent", plan_basis.record_consent, cam, basis_id=basis_id, person_id=PERSON_ID, **days)
    _once("consent to tell", consent.give_consent, cam, id=fixed_id("consent to tell ansel"), person_id=PERSON_ID,
          said={**_AGREED, "until": today + timedelta(days=120)})  # fmt: skip
    return "a response plan for Ansel Varga, agreed to be shown to police, and a consent to tell two places"


def _take_on(*, person_id: UUID, user_id: UUID, by: Any) -> Person:
    """Whose caseload he is in."""
    person = Person.objects.get(id=person_id)
    begin(user_ids=[user_id], obj=person, basis=Involvement.Basis.CASE)
    return person


def _once(what: str, action: Any, by: User, **arguments: Any) -> None:
    do(action, by=by, key=key_for(fixed_id("seed plan"), what), op=Op(occurred_at=now()), **arguments)
