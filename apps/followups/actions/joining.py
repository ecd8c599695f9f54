"""One person, one open case: a later visit that asks for a case is looked after by the one that is open."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.encounters.models import Encounter
from apps.followups import queries
from apps.followups.actions.common import Held, add_steps, finish, hide_visit, lock_plain, show, start_ladder
from apps.followups.events import CaseChanged, CaseJoined, CaseTwice
from apps.followups.models import Case, CaseVisit
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.models import Person
from apps.people.queries import root_of

GRAVER: Final = ("", Case.Risk.LOW, Case.Risk.MODERATE, Case.Risk.HIGH)
"""How grave a risk is, the least first."""


def alone_with(person_id: UUID) -> None:
    """Whoever else would open or reopen a case of this person waits here until this is committed."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True)
    rows.filter(id=root_of(person_id)).first()


def join(case_id: UUID, encounter: Encounter, rule: str, by: Any, since: datetime) -> Case:
    """The visit is this case's too: its owner is told, the risk rises where the visit says so, the ladder is anew.

    Contacts count from the visit, but the next one is no later than it was promised; a step whose hour was over by
    then is kept as late and left out, not as done. A visit that is older than the ladder adds what a graver risk
    asks for, and changes no other step.
    """
    held = lock_plain(case_id)
    case, risk = held.case, queries.risk_of(encounter)
    CaseVisit.objects.create(case=case, encounter=encounter, rule=rule, risk=risk, at=since)
    is_graver = rises(held, risk)
    if since > case.begun_at:
        climb_anew(held, since)
    held.set(doubted_at=None)
    record(by, "case.joined", case, visit=encounter.id, rule=rule, graver=is_graver)
    show(case, case.owner_id)
    return finish(held, CaseJoined, alert=[case.owner_id])


def rises(held: Held, risk: str) -> bool:
    """Take a risk over where it is graver; what is less so is no reason to look less after somebody."""
    if GRAVER.index(risk) <= GRAVER.index(held.case.risk):
        return False
    before = held.case.risk
    held.set(risk=risk)
    add_steps(held, before)
    return True


def climb_anew(held: Held, since: datetime) -> None:
    """The ladder from then on, its first contact no later than the one that was promised or agreed before."""
    contacts = held.due_contacts()
    promised = held.case.planned_at or (contacts[0].due_at if contacts else None)
    start_ladder(held, since)
    first = next(iter(held.due_contacts()), None)
    if promised is not None and (first is None or promised < first.due_at):
        held.set(planned_at=promised)


def follow_joined(joined: CaseVisit, rule: str | None, by: Any) -> Case:
    """The outcome or the risk of a visit that joined was amended: the case goes on, and its risk rises with it."""
    held = lock_plain(joined.case_id)
    risk = queries.risk_of(joined.encounter)
    is_graver = held.case.is_open and rises(held, risk)
    if not is_graver and (risk, rule or joined.rule) == (joined.risk, joined.rule):
        raise AlreadyApplied(held.case)
    joined.risk, joined.rule = risk, rule or joined.rule
    joined.bump("risk", "rule")
    record(by, "case.rule_followed", held.case, rule=joined.rule)
    return finish(held, CaseChanged, alert=[held.case.owner_id] if is_graver else [])


def part(joined: CaseVisit, by: Any) -> None:
    """The visit is about somebody else: it leaves the case, whose owner is told. The visit still asks for one."""
    held = lock_plain(joined.case_id)
    joined.parted_at = now()
    joined.bump("parted_at")
    if held.case.let_go_at is None:
        hide_visit(held.case, joined.encounter, held.case.owner_id)
    record(by, "case.parted", held.case, visit=joined.encounter_id)
    finish(held, CaseChanged, alert=[held.case.owner_id] if held.case.is_open else [])


@action("case.follow", offline=NEVER)
def tell_twice(*, case_id: UUID, by: Any) -> Case:
    """The person has another open case: records were joined, or it was found out later who it was.

    Nothing is closed by itself. Both are listed with each other, and a person closes one.
    """
    allow(by, "case.follow")
    held = lock_plain(case_id)
    case = held.case
    if not case.is_open or not queries.open_cases_beside(case):
        raise AlreadyApplied(case)
    record(by, "case.twice", case)
    finish(held, told=False)
    publish(CaseTwice(case.id, case.version), about=case, to=[user_stream(case.owner_id)], alert=[case.owner_id])
    return case
