"""Write a safety plan with the person, give it, take a link back, open one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from apps.access import allow
from apps.common.clock import now
from apps.common.codes import folded_code, folded_word, hash_of
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404, lock_or_404
from apps.encounters import queries
from apps.encounters.actions.common import tell
from apps.encounters.actions.forms_common import already, open_encounter
from apps.encounters.events import EncounterChanged, SafetyPlanGave, SafetyPlanWritten
from apps.encounters.models import Encounter, SafetyPlan, SafetyPlanGiven
from apps.encounters.plan_text import PARTS, problems_of
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import NEVER, QUEUE, action, on_constraint
from apps.outbox.publish import publish
from apps.outbox.record import record
from apps.people import queries as people
from apps.people.queries.contacts import ALLOWED, TEXT

LINK_LIFE: Final = timedelta(hours=72)
TRIES: Final = 5
"""Wrong words before a link closes for good."""

on_constraint("one_safety_plan_link_per_code", Code.ALREADY_EXISTS, "This code is in use.")


@action("safety_plan.write", offline=QUEUE)
def write_safety_plan(
    *,
    id: UUID,  # noqa: A002  (as in the body)
    language: str,
    parts: Mapping[str, Sequence[str]],
    by: Any,
    person_id: UUID | None = None,
    encounter_id: UUID | None = None,
) -> SafetyPlan:
    """Keep a version in the person's words. The same id again changes nothing; no version is ever changed.

    Of an unknown person it belongs to the encounter, and follows when somebody finds out who it is.
    """
    there = (SafetyPlan, id)
    person = lock_or_404(people.visible_to(by), person_id) if person_id else None
    encounter = open_encounter(encounter_id, by, "encounter.write", there) if encounter_id else None
    if encounter is None and person is None:
        raise Invalid(Code.INVALID, "Whose plan is it?", fields=["encounter"])
    allow(by, "safety_plan.write", encounter or person)
    if person is not None and encounter is None:
        already(SafetyPlan.objects.filter(id=id).first(), by, person_id=person.id)
    wrong = problems_of(parts)
    if wrong:
        raise Invalid(Code.INVALID, "A plan has its seven parts, a few short lines each.", fields=wrong)
    whose = person.id if person else encounter.person_id if encounter else None
    before = queries.versions_of(whose, encounter_id).order_by("-number").first()
    plan = SafetyPlan.objects.create(
        id=id,
        programme_id=by.programme_id,
        person=person,
        encounter=encounter,
        number=before.number + 1 if before else 1,
        language=language,
        parts={name: list(parts.get(name, [])) for name in PARTS},
        written_by_id=by.id,
        written_at=happened_at(),
    )
    record(by, "safety_plan.written", plan, number=plan.number, person=whose, encounter=encounter_id)
    publish(SafetyPlanWritten(plan.id, plan.version), about=plan, to=queries.clinical_streams(by.programme_id, plan))
    _tell_visit(plan)
    return plan


@action("safety_plan.give", offline=QUEUE)
def give_safety_plan(
    *,
    plan_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    how: str,
    by: Any,
    code: str = "",
    word: str = "",
    contact_point: UUID | None = None,
) -> SafetyPlan:
    """Note that it was read on the screen or printed, or open a link for 72 hours behind a word they chose.

    The code is the phone's own and only its hash is kept. Raises Invalid for a code or word that is too short, and
    Conflict (NOT_SAFE_FOR_TEXT) where the person did not say that a text to this contact point is safe.
    """
    plan = lock_or_404(queries.safety_plans_visible_to(by), plan_id)
    allow(by, "safety_plan.give", plan)
    there = SafetyPlanGiven.objects.filter(id=id).first()
    if there is not None:
        already(there, by, plan_id=plan.id)
    facts: dict[str, Any] = {}
    if how == SafetyPlanGiven.How.LINK:
        facts = _link(code, word) | {"contact_point": _safe(contact_point, plan, by)}
    given = SafetyPlanGiven.objects.create(id=id, plan=plan, how=how, by_id=by.id, at=happened_at(), **facts)
    record(by, "safety_plan.given", plan, how=how, given=given.id, contact_point=contact_point)
    _tell_visit(plan)
    return _told(plan)


def _tell_visit(plan: SafetyPlan) -> None:
    """The visit in which it was written says so: that there is a plan, and how it was given."""
    if plan.encounter_id is None:
        return
    rows = Encounter.objects.select_for_update(of=("self",)).select_related("incident")
    encounter = rows.get(id=plan.encounter_id)
    encounter.bump()
    tell(EncounterChanged(encounter.id, encounter.version), encounter)


def _safe(contact_point: UUID | None, plan: SafetyPlan, by: Any) -> UUID | None:
    """The same contact point, asked again: it is this person's, and a text to it was called safe."""
    if contact_point is None:
        return None
    if plan.whose is None:
        raise NotFound
    point = get_or_404(people.points_visible_to(by).filter(person_id=plan.whose), contact_point)
    if people.safe_for(point, TEXT) != ALLOWED:
        raise Conflict(Code.NOT_SAFE_FOR_TEXT, "A text there was not called safe.")
    return contact_point


def _link(code: str, word: str) -> dict[str, Any]:
    plain_code, plain_word = folded_code(code), folded_word(word)
    if plain_code is None:
        raise Invalid(Code.INVALID, "A link needs a code of 16 letters and digits.", fields=["code"])
    if plain_word is None:
        raise Invalid(Code.INVALID, "A link needs a word of at least 3 letters.", fields=["word"])
    return {
        "code_hash": hash_of(plain_code),
        "word_hash": make_password(plain_word),
        "expires_at": now() + LINK_LIFE,
    }


@action("safety_plan.revoke", offline=NEVER)
def revoke_link(*, plan_id: UUID, given_id: UUID, by: Any) -> SafetyPlan:
    """Close a link for good, now. Again changes nothing."""
    plan = lock_or_404(queries.safety_plans_visible_to(by), plan_id)
    allow(by, "safety_plan.revoke", plan)
    given = get_or_404(SafetyPlanGiven.objects.filter(plan=plan, how=SafetyPlanGiven.How.LINK), given_id)
    if given.revoked_at is None:
        given.revoked_at = now()
        given.bump("revoked_at")
        record(by, "safety_plan.link_closed", plan, given=given.id)
    return _told(plan)


def _told(plan: SafetyPlan) -> SafetyPlan:
    """The plan shows how it was given, so it counts up and travels."""
    plan.bump()
    publish(SafetyPlanGave(plan.id, plan.version), about=plan, to=queries.clinical_streams(plan.programme_id, plan))
    return plan


@dataclass(frozen=True)
class Opened:
    """What came of a try: the plan, or nothing, for whatever reason. `id` is the link's."""

    KIND: ClassVar[str] = "safety_plan_given"

    id: UUID
    version: int
    plan: SafetyPlan | None = None


@action("safety_plan.open", offline=NEVER)
def open_link(*, code: str, word: str, by: Any) -> Opened:
    """Open a link by code and word. A wrong word counts; the fifth closes it. It never says which was wrong."""
    allow(by, "safety_plan.open")
    plain_code, plain_word = folded_code(code), folded_word(word)
    rows = SafetyPlanGiven.objects.select_for_update(of=("self",)).select_related("plan__encounter")
    given = rows.filter(code_hash=hash_of(plain_code)).first() if plain_code else None
    if given is None or not queries.is_link_open(given, TRIES):
        return Opened(given.id if given else uuid7(), 1)
    if plain_word is None or not check_password(plain_word, given.word_hash):
        given.tries += 1
        given.bump("tries")
        record(by, "safety_plan.link_refused", given.plan, given=given.id, tries=given.tries)
        if given.tries >= TRIES:
            _told(given.plan)
        return Opened(given.id, given.version)
    if given.opened_at is None:
        given.opened_at = now()
        given.bump("opened_at")
    record(by, "safety_plan.link_opened", given.plan, given=given.id)
    _told(given.plan)
    return Opened(given.id, given.version, given.plan)
