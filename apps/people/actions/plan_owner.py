"""Whose plan it is: whoever owns it weighs what the field says and is reminded of its review. It changes hands."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import get_or_404, lock_or_404
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.publish import publish
from apps.outbox.record import record
from apps.people.events_plan import PlanWaits
from apps.people.models import Person, Plan
from apps.people.queries.plan import plan_streams, plans_visible_to
from apps.people.queries.plan_editor import possible_owners

_OVER = (Plan.Status.SUPERSEDED, Plan.Status.WITHDRAWN)


@action("plan.hand_over", offline=NEVER)
def hand_over(*, plan_id: UUID, owner_id: UUID, by: Any) -> Plan:
    """Make the plan another person's, every version that is not over; who gets it finds it under what needs him.

    Raises Invalid for somebody who does not write plans or may not know of this person: he could not open it.
    """
    plan, person = _locked(plan_id, by)
    allow(by, "plan.hand_over", plan)
    if plan.status in _OVER:
        raise Conflict(Code.ILLEGAL_TRANSITION, "This version is over.", current=plan.status, version=plan.version)
    if plan.owner_id == owner_id:
        raise AlreadyApplied(plan)
    new = possible_owners(person).filter(id=owner_id).first()
    if new is None:
        raise Invalid(Code.INVALID, "Not somebody who could open it.", fields=["owner"])
    was = plan.owner_id
    rows = Plan.objects.filter(person=person).exclude(status__in=_OVER).order_by("id")
    for one in rows.select_for_update(of=("self",)):
        one.owner_id, one.handed_by_id, one.handed_at = new.id, by.id, now()
        one.taken_at = now() if new.id == by.id else None
        one.bump("owner", "handed_by", "handed_at", "taken_at")
        record(by, "plan.handed_over", one, was=was, owner=new.id)
        publish(PlanWaits(one.id, one.version), about=one, to=plan_streams(person, was, new.id))
    plan.refresh_from_db()
    return plan


@action("plan.take", offline=NEVER)
def take(*, plan_id: UUID, by: Any) -> Plan:
    """Its new owner says that he has it. Raises Conflict (STALE) when it was given to somebody else meanwhile."""
    plan, person = _locked(plan_id, by)
    allow(by, "plan.take", plan)
    if plan.owner_id != by.id:
        raise Conflict(Code.STALE, "It is another's by now.", version=plan.version)
    rows = Plan.objects.filter(person=person, owner_id=by.id, handed_at__isnull=False, taken_at__isnull=True)
    waiting = list(rows.select_for_update(of=("self",)).order_by("id"))
    if not waiting:
        raise AlreadyApplied(plan)
    for one in waiting:
        one.taken_at = now()
        one.bump("taken_at")
        record(by, "plan.taken", one)
    plan.refresh_from_db()
    return plan


def _locked(plan_id: UUID, by: Any) -> tuple[Plan, Person]:
    """The person first, as everywhere: whoever changes a plan of his waits there."""
    seen = get_or_404(plans_visible_to(by), plan_id)
    person = Person.objects.select_for_update(of=("self",)).get(id=seen.person_id)
    return lock_or_404(plans_visible_to(by), plan_id), person
