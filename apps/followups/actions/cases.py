"""Open a case for somebody, with an owner from the first moment."""

from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.models import User
from apps.common.errors import Code
from apps.encounters.actions import tell_forms, tell_plans
from apps.encounters.models import Encounter
from apps.followups import queries
from apps.followups.events import CaseChanged, CaseOpened, CaseShown
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
    signed: a case is never without one.
    """
    allow(by, "case.open")
    rows = Encounter.objects.select_related("incident__programme", "disposition_row", "signed_by", "person")
    encounter = rows.select_for_update(of=("self",)).filter(id=encounter_id).first()
    if encounter is None or not encounter.is_signed:
        return None
    there = Case.objects.filter(encounter=encounter).first()
    if there is not None:
        raise AlreadyApplied(there)
    outcome = encounter.disposition_row
    if outcome is None or not outcome.opens_case:
        return None
    programme = encounter.incident.programme
    owner = queries.least_busy_owner(programme) or encounter.signed_by
    assert owner is not None  # a signed visit has its name, by a constraint
    return _open(encounter, owner, outcome.case_rule, by)


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
