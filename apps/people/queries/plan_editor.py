"""What those who write plans see at the desk: lists, versions side by side, what the field said, internal notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access import may
from apps.access.roles import CLINICAL, Role
from apps.accounts.models import User
from apps.accounts.queries import members
from apps.common.clock import now, stamp
from apps.involvement.queries import people_involved
from apps.people.basis import in_force
from apps.people.models import Person, Plan, PlanBasis, PlanNote, PlanSuggestion
from apps.people.queries.match import full_name
from apps.people.queries.plan import (
    IN_FORCE,
    days_before,
    plans_visible_to,
    suggestions_visible_to,
    today_in,
    words_of,
)
from apps.people.queries.scope import family_of, visible_to

_OPEN = (Plan.Status.DRAFT, Plan.Status.SUBMITTED)
MANY = 200


def desk(user: Any) -> dict[str, Any]:
    """Everything this person may write: each with why it needs him, and the people who have no plan yet."""
    if not user.roles & CLINICAL:
        return {"plans": [], "people": []}
    rows = plans_visible_to(user).filter(status__in=[*IN_FORCE, *_OPEN])
    found = list(rows.select_related("person", "owner", "written_by").order_by("-written_at", "id")[:MANY])
    waiting: dict[UUID, int] = {}
    for suggestion in suggestions_visible_to(user).filter(state=PlanSuggestion.State.WAITING):
        waiting[suggestion.person_id] = waiting.get(suggestion.person_id, 0) + 1
    held = {row.person_id for row in found}
    without = [one for one in _people(user) if one.id not in held]
    return {
        "plans": [_row(user, row, waiting.get(row.person_id, 0)) for row in found],
        "people": [{"id": str(one.id), "name": full_name(one)} for one in without],
    }


def _people(user: Any) -> Sequence[Person]:
    return list(visible_to(user).filter(merged_into__isnull=True).order_by("family", "given", "id")[:MANY])


def _row(user: Any, row: Plan, waiting: int) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "person": str(row.person_id),
        "name": full_name(row.person),
        "number": row.number,
        "status": row.status,
        "owner_name": row.owner.name,
        "written_by_name": row.written_by.name,
        "written_at": stamp(row.written_at),
        "submitted_at": stamp(row.submitted_at),
        "review_on": row.review_on.isoformat() if row.review_on else None,
        "waiting": waiting,
        "needs": _needs(user, row, waiting),
    }


def is_own(user: Any, plan: Plan) -> bool:
    """Whether this person wrote in it, or asked for its approval."""
    return str(user.id) in plan.writers or user.id in (plan.written_by_id, plan.submitted_by_id)


def _needs(user: Any, row: Plan, waiting: int) -> str:
    """Why this person is needed, as a code; empty when he is not."""
    if row.owner_id == user.id and row.handed_at is not None and row.taken_at is None:
        return "handed"
    if row.status == Plan.Status.SUBMITTED:
        return "" if is_own(user, row) else "approve"
    if row.status == Plan.Status.DRAFT:
        return "write_again" if row.sent_back_at and is_own(user, row) else ""
    if row.status == Plan.Status.EXPIRED:
        return "overdue"
    if waiting and row.owner_id == user.id:
        return "suggestion"
    soon, _supervisor = days_before(row.programme_id)
    due = row.review_on is not None and row.review_on - soon <= today_in(row.programme_id)
    return "review" if due and row.owner_id == user.id else ""


def editor(user: Any, person: Person, plan: Plan | None) -> dict[str, Any]:
    """One version beside the one in force, with what belongs to the person. Internal notes go by this road only."""
    versions = list(
        plans_visible_to(user)
        .filter(person=person)
        .select_related("owner", "handed_by", "written_by", "approved_by", "submitted_by", "sent_back_by")
        .order_by("-number")
    )
    here = next((row for row in versions if plan is not None and row.id == plan.id), None)
    force = next((row for row in versions if row.is_in_force), None)
    return {
        "person": {"id": str(person.id), "name": full_name(person)},
        "plan": version_of(here) if here else None,
        "in_force": version_of(force) if force else None,
        "versions": [{"id": str(one.id), "number": one.number, "status": one.status} for one in versions],
        "notes": _notes(person),
        "suggestions": _suggestions(user, person),
        "bases": _bases(user, person),
        "remind_on": _remind_on(here),
        "owners": _owners(person, here) if here is not None else [],
        "may_approve": here is not None and not is_own(user, here) and may(user, "plan.approve", here),
    }


def version_of(row: Plan) -> dict[str, Any]:
    """One version whole, as it stands in the editor."""
    return {
        "id": str(row.id),
        "version": row.version,
        "number": row.number,
        "status": row.status,
        **words_of(row),
        "hazards": row.hazards,
        "owner": str(row.owner_id),
        "owner_name": row.owner.name,
        "handed_by_name": row.handed_by.name if row.handed_by else "",
        "handed_at": stamp(row.handed_at),
        "taken_at": stamp(row.taken_at),
        "written_by_name": row.written_by.name,
        "written_at": stamp(row.written_at),
        "submitted_by_name": row.submitted_by.name if row.submitted_by else "",
        "submitted_at": stamp(row.submitted_at),
        "approved_by_name": row.approved_by.name if row.approved_by else "",
        "approved_at": stamp(row.approved_at),
        "sent_back_by_name": row.sent_back_by.name if row.sent_back_by else "",
        "sent_back_at": stamp(row.sent_back_at),
        "sent_back_why": row.sent_back_why,
        "ended_at": stamp(row.ended_at),
        "ended_why": row.ended_why,
    }


def possible_owners(person: Person) -> "QuerySet[User]":
    """Who writes plans and could open this one: supervisors, and those who have to do with the person."""
    clinical = members(person.programme_id, CLINICAL)
    supervisors = members(person.programme_id, [Role.SUPERVISOR]).values("id")
    return clinical.filter(Q(id__in=supervisors) | Q(id__in=people_involved(Person.KIND, person.id)))


def _owners(person: Person, plan: Plan) -> list[dict[str, Any]]:
    rows = possible_owners(person).exclude(id=plan.owner_id).order_by("name", "id")
    return [{"id": str(one.id), "name": one.name} for one in rows[:MANY]]


def _remind_on(row: Plan | None) -> str | None:
    if row is None or row.review_on is None:
        return None
    before: timedelta = days_before(row.programme_id)[0]
    return (row.review_on - before).isoformat()


def _notes(person: Person) -> list[dict[str, Any]]:
    rows = PlanNote.objects.filter(person=person).select_related("by").order_by("-occurred_at", "-id")
    return [
        {"id": str(one.id), "text": one.text, "by_name": one.by.name, "at": stamp(one.occurred_at)}
        for one in rows[:MANY]
    ]


def _suggestions(user: Any, person: Person) -> list[dict[str, Any]]:
    rows = suggestions_visible_to(user).filter(person=person).select_related("by", "weighed_by")
    return [
        {
            "id": str(one.id),
            "version": one.version,
            "about": one.about,
            "chips": one.chips,
            "words": one.words,
            "by_name": one.by.name,
            "at": stamp(one.occurred_at),
            "late": one.late,
            "state": one.state,
            "why": one.why,
            "weighed_by_name": one.weighed_by.name if one.weighed_by else "",
        }
        for one in rows.order_by("-occurred_at", "-id")[:MANY]
    ]


def _bases(user: Any, person: Person) -> list[dict[str, Any]]:
    every = PlanBasis.objects.filter(person_id__in=family_of(person.id))
    rows = every.select_related("by", "ended_by").order_by("-occurred_at", "-id")
    running = set(every.filter(in_force(user)).values_list("id", flat=True))
    return [
        {
            "id": str(one.id),
            "kind": one.kind,
            "given_on": one.given_on.isoformat(),
            "until": one.until.isoformat() if one.until else None,
            "words": one.words,
            "by_name": one.by.name,
            "at": stamp(one.occurred_at),
            "ended_at": stamp(one.ended_at),
            "ended_by_name": one.ended_by.name if one.ended_by else "",
            "running": one.id in running
            or (one.ended_at is None and one.ends_at is not None and one.ends_at > now()),
        }
        for one in rows[:MANY]
    ]


def plans_written(user: Any, person_id: UUID, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Versions begun for this person in that time: what a person has to sort who takes two records apart again."""
    rows = plans_visible_to(user).filter(person_id=person_id, created_at__gte=since, created_at__lt=until)
    return [
        {
            "kind": Plan.KIND,
            "id": str(row.id),
            "at": stamp(row.created_at),
            "by_name": row.written_by.get_short_name(),
        }
        for row in rows.select_related("written_by").order_by("created_at", "id")
    ]
