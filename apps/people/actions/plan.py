"""Write a response plan and bring it to the field: drafted, submitted, approved by another person, taken back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import Role, allow
from apps.accounts.queries import members
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotAllowed
from apps.common.lookup import get_or_404, lock_or_404
from apps.outbox.commands import NEVER, AlreadyApplied, action, current_op, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people import transitions
from apps.people.events_plan import PlanApproved, PlanEnded, PlanWaits
from apps.people.models import Person, Plan, PlanNote, PlanReminder
from apps.people.queries.plan import (
    days_before,
    last_review_day,
    morning,
    plan_in_force,
    plan_streams,
    plans_in_force,
    plans_visible_to,
    today_in,
)
from apps.people.queries.scope import visible_to

WORDS: Final = (
    "language",
    "with_person",
    "looks",
    "helps",
    "worse",
    "first_words",
    "calls",
    "hazards",
    "review_on",
)
"""What a version says. A trigger lets nobody change these once it was submitted."""

on_constraint("one_plan_being_written", Code.PLAN_BEING_WRITTEN, "A new version is being written already.")
on_constraint("one_plan_in_force", Code.STALE, "Another version came into force.")
on_constraint("one_plan_per_number", Code.PLAN_BEING_WRITTEN, "A new version is being written already.")


@action("plan.draft", offline=NEVER)
def draft_plan(*, plan_id: UUID, person_id: UUID, by: Any, fields: Mapping[str, Any] | None = None) -> Plan:
    """Begin the next version, from what is in force (also of a joined record) or from nothing.

    Raises Conflict while one is being written.
    """
    person = lock_or_404(visible_to(by), person_id)
    allow(by, "plan.draft", person)
    there = Plan.objects.filter(id=plan_id).first()
    if there is not None and there.person_id == person.id:
        raise AlreadyApplied(there)
    base = plan_in_force(person.id) or next(iter(plans_in_force(person.id)), None)
    numbers = Plan.objects.filter(person=person).order_by("-number").values_list("number", flat=True)
    plan = Plan(
        id=plan_id,
        programme_id=person.programme_id,
        person=person,
        number=(numbers.first() or 0) + 1,
        owner_id=base.owner_id if base else by.id,
        written_by_id=by.id,
        writers=[str(by.id)],
        written_at=now(),
    )
    for name in WORDS:
        if base is not None and name != "review_on":
            setattr(plan, name, getattr(base, name))
    _write(plan, fields or {})
    plan.save(force_insert=True)
    record(by, "plan.drafted", plan, person=person.id, number=plan.number, fields=sorted(fields or {}))
    _tell_desk(plan)
    return plan


@action("plan.change", offline=NEVER)
def change_plan(*, plan_id: UUID, fields: Mapping[str, Any], by: Any) -> Plan:
    """Write in a draft. Raises Conflict (STALE) when somebody else has written in it since it was shown."""
    plan, _person = _locked(plan_id, by)
    allow(by, "plan.change", plan)
    if plan.status != Plan.Status.DRAFT:
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "Only a draft is written in.", current=plan.status, version=plan.version
        )
    changed = [name for name, value in fields.items() if getattr(plan, name) != value]
    if not changed:
        raise AlreadyApplied(plan)
    base = current_op().base_version
    if base is not None and base != plan.version:
        raise Conflict(Code.STALE, "Somebody else has written in it.", version=plan.version)
    _write(plan, fields)
    plan.writers = sorted({*plan.writers, str(by.id)})
    plan.written_at = now()
    plan.bump(*changed, "writers", "written_at")
    record(by, "plan.changed", plan, fields=sorted(changed))
    return plan


def _write(plan: Plan, fields: Mapping[str, Any]) -> None:
    unknown = sorted(set(fields) - set(WORDS))
    if unknown:
        raise Invalid(Code.INVALID, "A plan does not hold these.", fields=unknown)
    for name, value in fields.items():
        setattr(plan, name, value)


@action("plan.submit", offline=NEVER)
def submit_plan(*, plan_id: UUID, by: Any) -> Plan:
    """Ask another person to approve it. Raises Invalid (PLAN_NOT_WHOLE) naming what is missing or past."""
    plan, _person = _locked(plan_id, by)
    allow(by, "plan.submit", plan)
    if plan.status == Plan.Status.SUBMITTED:
        raise AlreadyApplied(plan)
    transitions.check(plan, Plan.Status.SUBMITTED, transitions.SUBMIT)
    _refuse_unfinished(plan)
    plan.status, plan.submitted_by_id, plan.submitted_at = Plan.Status.SUBMITTED, by.id, now()
    plan.bump("status", "submitted_by", "submitted_at")
    record(by, "plan.submitted", plan, number=plan.number)
    _tell_desk(plan)
    return plan


def _refuse_unfinished(plan: Plan) -> None:
    today = today_in(plan.programme_id)
    missing = []
    if not (plan.first_words.strip() or plan.helps):
        missing.append("first_words")
    if plan.review_on is None or not today < plan.review_on <= last_review_day(plan.programme_id):
        missing.append("review_on")
    if any(not each.get("source") or not each.get("ask_again_by") for each in plan.hazards):
        missing.append("hazards")
    if missing:
        raise Invalid(Code.PLAN_NOT_WHOLE, "Not ready for the field.", fields=missing)


@action("plan.approve", offline=NEVER)
def approve_plan(*, plan_id: UUID, by: Any) -> Plan:
    """Let it go to the field; the version before gives way in the same moment. Nobody approves what he wrote."""
    plan, person = _locked(plan_id, by)
    allow(by, "plan.approve", plan)
    if plan.status == Plan.Status.APPROVED and plan.approved_by_id == by.id:
        raise AlreadyApplied(plan)
    transitions.check(plan, Plan.Status.APPROVED, transitions.APPROVE)
    _refuse_own(plan, by)
    _refuse_unfinished(plan)
    before = plan_in_force(person.id)
    if before is not None:
        transitions.check(before, Plan.Status.SUPERSEDED, transitions.APPROVE)
        _end(before, Plan.Status.SUPERSEDED)
    plan.status, plan.approved_by_id, plan.approved_at = Plan.Status.APPROVED, by.id, now()
    plan.bump("status", "approved_by", "approved_at")
    _set_reminders(plan)
    record(by, "plan.approved", plan, number=plan.number, instead_of=before.id if before else None)
    publish(PlanApproved(plan.id, plan.version), about=plan, to=plan_streams(person, plan.owner_id))
    if before is not None:
        publish(PlanEnded(before.id, before.version), about=before, to=plan_streams(person, before.owner_id))
    return plan


def _refuse_own(plan: Plan, by: Any) -> None:
    if str(by.id) in plan.writers or by.id in (plan.written_by_id, plan.submitted_by_id):
        raise NotAllowed(Code.PLAN_IS_YOURS, "Another person approves what you have written.", action="plan.approve")


def _end(plan: Plan, status: str, why: str = "") -> None:
    plan.status, plan.ended_at, plan.ended_why = status, now(), why
    plan.bump("status", "ended_at", "ended_why")
    plan.reminders.filter(done_at__isnull=True).update(done_at=now(), moot=True)


def _set_reminders(plan: Plan) -> None:
    if plan.review_on is None:
        return
    owner, supervisor = days_before(plan.programme_id)
    rungs = (
        (PlanReminder.Rung.OWNER, plan.review_on - owner, 9),
        (PlanReminder.Rung.SUPERVISOR, plan.review_on - supervisor, 9),
        (PlanReminder.Rung.DUE, plan.review_on + timedelta(days=1), 0),
    )
    PlanReminder.objects.bulk_create(
        PlanReminder(plan=plan, rung=rung, due_at=max(morning(plan.programme_id, day, hour), now()))
        for rung, day, hour in rungs
    )


@action("plan.send_back", offline=NEVER)
def send_back(*, plan_id: UUID, reason: str, by: Any) -> Plan:
    """Give a submitted version back to those who wrote it, with a reason; it is a draft again."""
    plan, _person = _locked(plan_id, by)
    allow(by, "plan.send_back", plan)
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    transitions.check(plan, Plan.Status.DRAFT, transitions.SEND_BACK)
    plan.status = Plan.Status.DRAFT
    plan.sent_back_by_id, plan.sent_back_at, plan.sent_back_why = by.id, now(), reason
    plan.bump("status", "sent_back_by", "sent_back_at", "sent_back_why")
    record(by, "plan.sent_back", plan, number=plan.number)
    _tell_desk(plan)
    return plan


@action("plan.withdraw", offline=NEVER)
def withdraw_plan(*, plan_id: UUID, reason: str, by: Any) -> Plan:
    """Take a version back, also one in force: the field loses it at once. With a reason."""
    plan, person = _locked(plan_id, by)
    allow(by, "plan.withdraw", plan)
    if plan.status == Plan.Status.WITHDRAWN:
        raise AlreadyApplied(plan)
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    transitions.check(plan, Plan.Status.WITHDRAWN, transitions.WITHDRAW)
    was = plan.status
    _end(plan, Plan.Status.WITHDRAWN, reason)
    record(by, "plan.withdrawn", plan, number=plan.number, was=was)
    publish(PlanEnded(plan.id, plan.version), about=plan, to=plan_streams(person, plan.owner_id))
    return plan


@action("plan.note", offline=NEVER)
def add_note(*, note_id: UUID, plan_id: UUID, text: str, by: Any) -> PlanNote:
    """Add an internal note beside all versions. It is shown in the editor and nowhere else."""
    plan = get_or_404(plans_visible_to(by), plan_id)
    allow(by, "plan.note", plan)
    there = PlanNote.objects.filter(id=note_id, by_id=by.id).first()
    if there is not None:
        raise AlreadyApplied(there)
    at = current_op().occurred_at or now()
    note = PlanNote(id=note_id, person_id=plan.person_id, text=text, by_id=by.id, occurred_at=at)
    note.save(force_insert=True)
    record(by, "plan.noted", note, plan=plan.id)
    return note


def _locked(plan_id: UUID, by: Any) -> tuple[Plan, Person]:
    """A version and its person, both locked, the person first: whoever changes a plan of his waits there."""
    seen = get_or_404(plans_visible_to(by), plan_id)
    person = Person.objects.select_for_update(of=("self",)).get(id=seen.person_id)
    return lock_or_404(plans_visible_to(by), plan_id), person


def _tell_desk(plan: Plan) -> None:
    """The owner, who wrote it and the supervisors hear that it has moved; what it says they ask for."""
    those = {
        plan.owner_id,
        plan.written_by_id,
        *members(plan.programme_id, [Role.SUPERVISOR]).values_list("id", flat=True),
    }
    publish(PlanWaits(plan.id, plan.version), about=plan, to=[user_stream(one) for one in those])
