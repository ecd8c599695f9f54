"""Open a case for somebody, with an owner from the first moment."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.models import User
from apps.common.clock import now
from apps.common.errors import Code
from apps.encounters.models import Encounter
from apps.encounters.queries import outcome_of
from apps.followups import queries
from apps.followups.actions.common import add_steps, finish, follow_next, held, hide, lock_plain, show, start_ladder
from apps.followups.actions.joining import GRAVER, alone_with, follow_joined, join, part, tell_twice
from apps.followups.events import CaseChanged, CaseDoubted, CaseOpened
from apps.followups.ladder import Policy
from apps.followups.models import Case, CaseVisit
from apps.outbox.commands import NEVER, AlreadyApplied, action, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.queries import family_of

on_constraint("followups_case_encounter_id_key", Code.ALREADY_EXISTS, "This visit has its case already.")

MISSED: Final = "missed"
"""The rule of a case that a missed appointment opens."""


@action("case.open", offline=NEVER)
def open_case(*, encounter_id: UUID, by: Any) -> Case | None:
    """Open the case that the outcome of a signed visit asks for; None where it asks for none. Again changes nothing.

    A person who has an open case keeps that one: the visit joins it. The owner of a new one is whom the programme
    names, else the case manager with the fewest, else a supervisor, else whoever signed: never nobody. What counts is
    the outcome as it stands by now, amendments included. One that no longer asks for the case that is there closes
    nothing: its owner is told, and decides.
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
    if (joined := queries.joined_case(encounter.id)) is not None:
        return follow_joined(joined, rule, by)
    if rule is None:
        return None
    since = queries.outcome_said_at(encounter)
    if (other := _open_already(encounter)) is not None:
        return join(other, encounter, rule, by, since)
    programme = encounter.incident.programme
    owner = queries.least_busy_owner(programme) or encounter.signed_by
    assert owner is not None  # a signed visit has its name, by a constraint
    return _open(encounter, owner, rule, by, since)


def _open_already(encounter: Encounter) -> UUID | None:
    """The open case that the person has already. Nobody else opens or ends one of theirs until this is committed."""
    if encounter.person_id is None:
        return None
    alone_with(encounter.person_id)
    found = queries.open_case_of(encounter.incident.programme_id, encounter.person_id)
    if found is not None and not Case.objects.select_for_update().get(id=found).is_open:
        return _open_already(encounter)  # somebody ended it while this waited for it
    return found


def _open(encounter: Encounter, owner: User, rule: str, by: Any, since: datetime) -> Case:
    """The ladder counts from when it was said how the visit ended."""
    programme = encounter.incident.programme
    policy, zone, risk = Policy.of(programme.settings), programme.time_zone, queries.risk_of(encounter)
    case = Case.objects.create(
        programme=programme,
        encounter=encounter,
        incident_id=encounter.incident_id,
        person=encounter.person,
        owner=owner,
        rule=rule,
        risk=risk,
        zone=zone,
        next_due_at=since + policy.decide,
    )
    case.programme = programme
    mine = held(case)
    start_ladder(mine, since)
    record(by, "case.opened", case, rule=case.rule, owner=case.owner_id)
    show(case, case.owner_id)
    follow_next(mine)
    publish(CaseOpened(case.id, case.version), about=case, to=[user_stream(case.owner_id)], alert=[case.owner_id])
    return case


@action("case.open", offline=NEVER)
def open_missed(*, encounter_id: UUID, owner_id: UUID, by: Any) -> Case | None:
    """Somebody did not come to the place that had said yes: from now on it is a case, where the person has none."""
    allow(by, "case.open")
    rows = Encounter.objects.select_related("incident__programme", "person").select_for_update(of=("self",))
    encounter = rows.filter(id=encounter_id).first()
    if encounter is None:
        return None
    there = Case.objects.filter(encounter=encounter).first()
    if there is not None:
        raise AlreadyApplied(there)
    if (other := _open_already(encounter)) is not None:
        raise AlreadyApplied(Case.objects.get(id=other))
    owner = queries.least_busy_owner(encounter.incident.programme) or User.objects.get(id=owner_id)
    return _open(encounter, owner, MISSED, by, now())


def _follow_outcome(case: Case, rule: str | None, by: Any) -> Case:
    """The outcome asks for a case by this rule, or for none (None); a missed appointment needs no outcome to ask.

    One that is over is left so: a person ended it. How the risk is judged by now goes along.
    """
    mine = lock_plain(case.id)
    case = mine.case
    joined = case.visits.filter(parted_at__isnull=True).values_list("risk", flat=True)
    risk = max([queries.risk_of(case.encounter), *joined], key=GRAVER.index)
    is_doubted = rule is None and case.rule != MISSED
    stands = is_doubted == (case.doubted_at is not None) and rule in (None, case.rule) and risk == case.risk
    if not case.is_open or stands:
        raise AlreadyApplied(case)
    if is_doubted != (case.doubted_at is not None):
        mine.set(doubted_at=now() if is_doubted else None)
    before = case.risk
    mine.set(rule=case.rule if rule is None else rule, risk=risk)
    add_steps(mine, before)
    record(by, "case.doubted" if is_doubted else "case.rule_followed", case, rule=case.rule)
    return finish(mine, CaseDoubted if is_doubted else CaseChanged, alert=[case.owner_id] if is_doubted else [])


def follow_person(*, encounter_id: UUID, by: Any) -> None:
    """A case is about whom its visit is about, also when that was found out later. Again changes nothing.

    A visit that had joined another person's case leaves it, and asks anew. Of two open cases that turn out to be one
    person's none is closed: both owners are told.
    """
    if (joined := queries.joined_case(encounter_id)) is not None:
        _part(joined, by)
        return
    case_id = Case.objects.filter(encounter_id=encounter_id).values_list("id", flat=True).first()
    if case_id is None:
        return
    mine = lock_plain(case_id)
    case = mine.case
    if case.person_id == case.encounter.person_id:
        return
    has_it = case.let_go_at is None
    if has_it:
        hide(case, case.owner_id)
    mine.set(person_id=case.encounter.person_id)
    case.person = case.encounter.person
    record(by, "case.person_followed", case)
    if has_it:
        show(case, case.owner_id)
    finish(mine)
    for one in [case.id, *queries.open_cases_beside(case)]:
        tell_twice(case_id=one, by=by)


def _part(joined: CaseVisit, by: Any) -> None:
    """Where it is about somebody else than the case: out of it, and to a case of its own or theirs."""
    person_id, case = joined.encounter.person_id, joined.case
    if person_id is not None and case.person_id in family_of(person_id):
        return
    part(joined, by)
    open_case(encounter_id=joined.encounter_id, by=by)
