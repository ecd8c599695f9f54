"""What the field does with a plan: reads it, suggests a change. And what falls due by itself."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.access import Role, allow
from apps.accounts.queries import members
from apps.audit.record import viewed
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import lock_or_404
from apps.involvement.models import Involvement
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, Merged, action, current_op
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people import transitions
from apps.people.actions.plan_basis import tell_basis
from apps.people.events_plan import PlanReviewDue, PlanWaits
from apps.people.models import Person, Plan, PlanBasis, PlanReminder, PlanSuggestion
from apps.people.queries.plan import (
    basis_of_view,
    plan_in_force,
    plan_streams,
    plans_in_force,
    plans_visible_to,
    suggestions_visible_to,
)

LATE_AFTER: Final = timedelta(hours=1)
"""A rung told later than this is marked late."""


def _seen_or_left(plan_id: UUID, by: Any) -> tuple[Plan, bool]:
    """The plan, and whether this person no longer may know of it but did when the command was given."""
    plan = plans_visible_to(by).select_related("person").filter(id=plan_id).first()
    if plan is not None:
        return plan, False
    left = Plan.objects.select_related("person").filter(id=plan_id, programme_id=by.programme_id).first()
    at = min(current_op().occurred_at or now(), now())
    was = Involvement.objects.filter(user_id=by.id, kind=Person.KIND, since__lte=at)
    if (
        left is None
        or left.approved_at is None
        or not was.filter(Q(until__isnull=True) | Q(until__gte=at), object_id=left.person_id).exists()
    ):
        raise NotFound
    return left, True


@action("plan.view", offline=QUEUE)
def view_plan(*, plan_id: UUID, by: Any) -> Any:
    """The card was opened, perhaps without signal: the record says by whom, when, and on which basis."""
    plan, has_left = _seen_or_left(plan_id, by)
    if not has_left:
        allow(by, "plan.view", plan)
    basis = "left" if has_left else basis_of_view(by, plan.person_id)
    viewed(by, Plan.KIND, [plan.id], basis, action="open", occurred_at=current_op().occurred_at)
    return Merged(None, Code.KEPT_LATE) if has_left else None


@action("plan.suggest", offline=QUEUE)
def suggest(
    *, suggestion_id: UUID, plan_id: UUID, about: str, by: Any, chips: Sequence[str] = (), words: str = ""
) -> Any:
    """Say what the plan should say, for its owner. The card stays as it is until another version is approved.

    From somebody who has left the person meanwhile it is kept as late.
    """
    plan, has_left = _seen_or_left(plan_id, by)
    if not has_left:
        allow(by, "plan.suggest", plan)
    if PlanSuggestion.objects.filter(id=suggestion_id, by_id=by.id).exists():
        raise AlreadyApplied(plan)
    if not (words.strip() or chips):
        raise Invalid(Code.INVALID, "Say what.", fields=["words"])
    suggestion = PlanSuggestion(
        id=suggestion_id,
        plan=plan,
        person_id=plan.person_id,
        about=about,
        chips=list(chips),
        words=words,
        by_id=by.id,
        occurred_at=current_op().occurred_at or now(),
        late=has_left,
    )
    suggestion.save(force_insert=True)
    record(by, "plan.suggested", suggestion, plan=plan.id, about=about, late=has_left)
    owned = plan_in_force(plan.person_id) or plan
    publish(PlanWaits(owned.id, owned.version), about=owned, to=plan_streams(plan.person, owned.owner_id))
    return Merged(plan, Code.KEPT_LATE) if has_left else plan


@action("plan.offer", offline=NEVER)
def offer_what_helped(
    *, suggestion_id: UUID, person_id: UUID, helped: Mapping[str, Sequence[str]], of: UUID, by: Any
) -> Plan | None:
    """Offer the owner of the plan in force what a visit found to help, as that writer's suggestion.

    `helped` has the words by language; nothing happens where there is no plan.
    """
    plan = next(iter(plans_in_force(person_id)), None)
    allow(by, "plan.offer", plan)
    if plan is None:
        return None
    if PlanSuggestion.objects.filter(id=suggestion_id).exists():
        raise AlreadyApplied(plan)
    suggestion = PlanSuggestion(
        id=suggestion_id,
        plan=plan,
        person_id=plan.person_id,
        about=PlanSuggestion.About.HELPED,
        chips=list(helped.get(plan.language) or helped["en"]),
        by_id=of,
        occurred_at=now(),
    )
    suggestion.save(force_insert=True)
    record(by, "plan.suggested", suggestion, plan=plan.id, about=suggestion.about, late=False)
    publish(PlanWaits(plan.id, plan.version), about=plan, to=plan_streams(plan.person, plan.owner_id))
    return plan


@action("plan.weigh", offline=NEVER)
def weigh(*, suggestion_id: UUID, take_in: bool, by: Any, why: str = "") -> PlanSuggestion:
    """Take a suggestion into the next version, or leave it out and say why."""
    suggestion = lock_or_404(suggestions_visible_to(by), suggestion_id)
    allow(by, "plan.weigh", suggestion)
    to = PlanSuggestion.State.TAKEN_IN if take_in else PlanSuggestion.State.LEFT_OUT
    if suggestion.state == to:
        raise AlreadyApplied(suggestion)
    if suggestion.state != PlanSuggestion.State.WAITING:
        raise Conflict(Code.ILLEGAL_TRANSITION, "Somebody has decided.", current=suggestion.state)
    if not take_in and not why.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["why"])
    suggestion.state, suggestion.why = to, why
    suggestion.weighed_by_id, suggestion.weighed_at = by.id, now()
    suggestion.bump("state", "why", "weighed_by", "weighed_at")
    record(by, "plan.weighed", suggestion, state=suggestion.state)
    return suggestion


@action("plan.remind", offline=NEVER)
def climb(*, reminder_id: UUID, by: Any) -> PlanReminder:
    """Tell whose turn it is that a review is due, once; on its day the plan goes amber and stays readable."""
    reminder = PlanReminder.objects.select_related("plan__person").get(id=reminder_id)
    person = Person.objects.select_for_update(of=("self",)).get(id=reminder.plan.person_id)
    plan = Plan.objects.select_for_update(of=("self",)).get(id=reminder.plan_id)
    allow(by, "plan.remind", plan)
    reminder = PlanReminder.objects.select_for_update().get(id=reminder_id)
    if reminder.done_at is not None:
        raise AlreadyApplied(reminder)
    reminder.done_at, reminder.moot = now(), plan.status != Plan.Status.APPROVED
    reminder.late = now() - reminder.due_at > LATE_AFTER
    reminder.bump("done_at", "moot", "late")
    if reminder.moot:
        return reminder
    record(by, "plan.reminded", plan, rung=reminder.rung, late=reminder.late)
    if reminder.rung == PlanReminder.Rung.DUE:
        transitions.check(plan, Plan.Status.EXPIRED, transitions.REMIND)
        plan.status = Plan.Status.EXPIRED
        plan.bump("status")
        publish(PlanReviewDue(plan.id, plan.version), about=plan, to=plan_streams(person, plan.owner_id))
        return reminder
    those = {plan.owner_id}
    if reminder.rung == PlanReminder.Rung.SUPERVISOR:
        those |= set(members(plan.programme_id, [Role.SUPERVISOR]).values_list("id", flat=True))
    publish(PlanReviewDue(plan.id, plan.version), about=plan, to=[user_stream(one) for one in those])
    return reminder


@action("plan.remind", offline=NEVER)
def tell_end(*, basis_id: UUID, by: Any) -> PlanBasis:
    """The last day of a consent is over: phones that hold the card get what may still be seen. Reading had ended."""
    basis = PlanBasis.objects.select_related("person").select_for_update(of=("self",)).get(id=basis_id)
    allow(by, "plan.remind", basis)
    if basis.told_end:
        raise AlreadyApplied(basis)
    basis.told_end = True
    basis.bump("told_end")
    tell_basis(basis.person)
    return basis
