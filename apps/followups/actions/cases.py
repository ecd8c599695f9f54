"""Open a case for somebody, with an owner from the first moment."""

from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.models import User
from apps.common.clock import now
from apps.common.errors import Code
from apps.encounters.actions import tell_forms, tell_plans
from apps.encounters.models import Encounter
from apps.encounters.queries import outcome_of
from apps.followups import queries
from apps.followups.events import CaseChanged, CaseDoubted, CaseOpened, CaseShown
from apps.followups.models import Case
from apps.involvement import actions as involvement
from apps.involvement.models import Involvement
from apps.outbox.commands import NEVER, AlreadyApplied, action, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record

on_constraint("followups_case_encounter_id_key", Code.ALREADY_EXISTS, "This visit has its case already.")

CASE = Involvement.Basis.CASE
MISSED: Final = "missed"
"""The rule of a case that a missed appointment opens."""


@action("case.open", offline=NEVER)
def open_case(*, encounter_id: UUID, by: Any) -> Case | None:
    """Open the case that the outcome of a signed visit asks for; None where it asks for none. Again changes nothing.

    The owner is whom the programme names, else the case manager with the fewest, else a supervisor, else whoever
    signed: a case is never without one. What counts is the outcome as it stands by now, amendments included. One
    that no longer asks for the case that is there closes nothing: its owner is told, and decides.
    """
    allow(by, "case.open")
    rows = Encounter.objects.select_related("incident__programme", "disposition_row", "signed_by", "person")
    encounter = rows.select_for_update(of=("self",)).filter(id=encounter_id).first()
    if encounter is None or not encounter.is_signed:
        return None
    outcome = outcome_of(encounter)
    rule = outcome.case_rule if outcome is not None and outcome.opens_case else None
    there = Case.objects.select_for_update().filter(encounter=encounter).first()
    if there is not None:
        return _follow_outcome(there, rule, by)
    if rule is None:
        return None
    programme = encounter.incident.programme
    owner = queries.least_busy_owner(programme) or encounter.signed_by
    assert owner is not None  # a signed visit has its name, by a constraint
    return _open(encounter, owner, rule, by)


def _open(encounter: Encounter, owner: User, rule: str, by: Any) -> Case:
    case = Case.objects.create(
        programme=encounter.incident.programme,
        encounter=encounter,
        incident_id=encounter.incident_id,
        person=encounter.person,
        owner=owner,
        rule=rule,
    )
    record(by, "case.opened", case, rule=case.rule, owner=owner.id)
    _show(case)
    publish(CaseOpened(case.id, case.version), about=case, to=[user_stream(owner.id)], alert=[owner.id])
    return case


@action("case.open", offline=NEVER)
def open_missed(*, encounter_id: UUID, owner_id: UUID, by: Any) -> Case | None:
    """Somebody did not come to the place that had said yes: from now on it is a case, where it was none."""
    allow(by, "case.open")
    rows = Encounter.objects.select_related("incident__programme", "person").select_for_update(of=("self",))
    encounter = rows.filter(id=encounter_id).first()
    if encounter is None:
        return None
    there = Case.objects.filter(encounter=encounter).first()
    if there is not None:
        raise AlreadyApplied(there)
    owner = queries.least_busy_owner(encounter.incident.programme) or User.objects.get(id=owner_id)
    return _open(encounter, owner, MISSED, by)


def _follow_outcome(case: Case, rule: str | None, by: Any) -> Case:
    """The outcome asks for a case by this rule, or for none (None); a missed appointment needs no outcome to ask."""
    if rule is None and case.rule == MISSED:
        raise AlreadyApplied(case)
    is_doubted = rule is None
    if is_doubted == (case.doubted_at is not None) and rule in (None, case.rule):
        raise AlreadyApplied(case)
    case.doubted_at = now() if is_doubted else None
    case.rule = case.rule if rule is None else rule
    case.bump("doubted_at", "rule")
    record(by, "case.doubted" if is_doubted else "case.rule_followed", case, rule=case.rule)
    happened, alert = (CaseDoubted, [case.owner_id]) if is_doubted else (CaseChanged, [])
    publish(happened(case.id, case.version), about=case, to=[user_stream(case.owner_id)], alert=alert)
    return case


def follow_person(*, encounter_id: UUID, by: Any) -> None:
    """A case is about whom its visit is about, also when that was found out later. Again changes nothing."""
    rows = Case.objects.select_related("encounter__person", "owner")
    case = rows.select_for_update(of=("self",)).filter(encounter_id=encounter_id).first()
    if case is None or case.person_id == case.encounter.person_id:
        return
    if case.person is not None:
        others = Case.objects.filter(person=case.person, owner=case.owner, status=Case.Status.OPEN)
        if not others.exclude(id=case.id).exists():
            involvement.end(user_ids=[case.owner_id], obj=case.person, basis=CASE)
            _to_owner(case, case.person)
            tell_plans(case.person, [case.owner_id])
    case.person = case.encounter.person
    case.bump("person")
    record(by, "case.person_followed", case)
    _show(case)
    publish(CaseChanged(case.id, case.version), about=case, to=[user_stream(case.owner_id)])


def _show(case: Case) -> None:
    """The owner has to do with visit and person from now on, and both go to his devices."""
    for obj in filter(None, (case.encounter, case.person)):
        involvement.begin(user_ids=[case.owner_id], obj=obj, basis=CASE)
        _to_owner(case, obj)
    tell_forms(case.encounter, [case.owner_id])
    if case.person is not None:
        tell_plans(case.person, [case.owner_id])


def _to_owner(case: Case, obj: Any) -> None:
    publish(CaseShown(obj.id, obj.version), about=obj, to=[user_stream(case.owner_id)])
