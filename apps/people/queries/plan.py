"""Which plans a person may know of, and what of them travels to phones and boards."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.access import trim
from apps.access.roles import BOARD, CLINICAL, FIELD
from apps.accounts.models import Programme
from apps.accounts.queries import whole_setting, zone_of
from apps.common.clock import now, stamp
from apps.involvement.queries import mark_involvement, open_rows, people_involved
from apps.outbox.publish import board_stream, user_stream
from apps.people.basis import has_basis, in_force
from apps.people.models import Person, Plan, PlanBasis, PlanSuggestion
from apps.people.policies import PLAN
from apps.people.queries.scope import families_of, family_of, roots_of
from apps.people.queries.scope import visible_to as people_visible_to

IN_FORCE: Final = (Plan.Status.APPROVED, Plan.Status.EXPIRED)
REMIND_DAYS: Final = 14
SUPERVISOR_DAYS: Final = 5
"""Days before the review that the owner and then the supervisors hear of it.

Unverified defaults, a programme's to set: the design reminds two weeks before (screen z2).
"""

REVIEW_DAYS: Final = 366
"""The furthest day of a review: what helped a year ago is looked at again. Unverified, a programme's to set."""


def plans_visible_to(user: Any) -> "QuerySet[Plan]":
    """All versions for those who write plans; for the others what is in force of the people they may know of.

    Police and peers without a basis know of a plan only where it has hazards: an empty one would be a hint.
    """
    rows = Plan.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & (BOARD | FIELD | CLINICAL):
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id, person__in=people_visible_to(user))
    if user.roles & CLINICAL:
        return rows
    rows = rows.filter(status__in=IN_FORCE)
    if user.roles & BOARD:
        return rows
    return rows.filter(has_basis(user, "person_id") | ~Q(hazards=[]))


def suggestions_visible_to(user: Any) -> "QuerySet[PlanSuggestion]":
    """What the field said of the plans that this person may write."""
    rows = PlanSuggestion.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & CLINICAL:
        return rows.none()
    return rows.filter(plan__programme_id=user.programme_id, person__in=people_visible_to(user))


def plans_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Plans in force as this viewer may see them now. Drafts and internal notes travel by no frame."""
    rows = list(
        plans_visible_to(user)
        .filter(id__in=ids, status__in=IN_FORCE)
        .select_related("owner", "approved_by")
        .annotate(card_open=has_basis(user, "person_id"))
    )
    mark_involvement(user, rows)
    marked: list[Any] = rows
    for row in marked:
        row.card_seen_by = (user.id, row.card_open)
    people = [row.person_id for row in rows]
    family = families_of(people)
    bases, threats = _bases(user, family)
    waiting, roots = _waiting(people), roots_of(people)
    return {
        row.id: trim(
            user,
            row,
            {
                "id": str(row.id),
                "version": row.version,
                "person": str(roots[row.person_id]),
                "hazards": row.hazards,
                "card": card_of(row),
                "basis": bases.get(row.person_id),
                "threats": threats.get(row.person_id, []),
                "waiting": waiting.get(row.person_id, 0),
            },
            PLAN,
        )
        for row in rows
    }


def card_of(row: Plan) -> dict[str, Any]:
    """The approach card: what is said to the team, in the order in which it is needed."""
    return {
        **words_of(row),
        "number": row.number,
        "status": row.status,
        "owner_name": row.owner.name,
        "approved_at": stamp(row.approved_at),
        "approved_by_name": row.approved_by.name if row.approved_by else "",
        "written_at": stamp(row.written_at),
    }


def words_of(row: Plan) -> dict[str, Any]:
    """What a version says, but for its hazards."""
    return {
        "language": row.language,
        "with_person": row.with_person,
        "first_words": row.first_words,
        "helps": row.helps,
        "worse": row.worse,
        "looks": row.looks,
        "calls": row.calls,
        "review_on": row.review_on.isoformat() if row.review_on else None,
    }


def _bases(user: Any, family: Mapping[UUID, list[UUID]]) -> tuple[dict[UUID, dict[str, Any]], dict[UUID, list[Any]]]:
    """Person -> why police may read the card, a consent before a threat; and what a clinician states of a threat.

    A basis of one record is one of all that are joined with it.
    """
    ids = {one for members in family.values() for one in members}
    rows = PlanBasis.objects.filter(in_force(user), person_id__in=ids).select_related("by")
    running = list(rows.order_by("kind", "-ends_at", "-occurred_at"))
    whys, threats = {}, {}
    for person_id, members in family.items():
        here = [row for row in running if row.person_id in members]
        if here:
            whys[person_id] = _why(here[0])
        threats[person_id] = [_threat(row) for row in here if row.kind == PlanBasis.Kind.THREAT]
    return whys, threats


def _why(row: PlanBasis) -> dict[str, Any]:
    """What everybody reads who reads the card; what the clinician wrote stays out."""
    return {
        "kind": row.kind,
        "given_on": row.given_on.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "ends_at": stamp(row.ends_at) if row.kind == PlanBasis.Kind.THREAT else None,
    }


def _threat(row: PlanBasis) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "incident": str(row.incident_id),
        "words": row.words,
        "source": row.source,
        "by_name": row.by.get_short_name(),
        "at": stamp(row.occurred_at),
        "ends_at": stamp(row.ends_at),
    }


def _waiting(people: Sequence[UUID]) -> dict[UUID, int]:
    rows = PlanSuggestion.objects.filter(person_id__in=people, state=PlanSuggestion.State.WAITING)
    return dict(rows.values("person_id").annotate(many=Count("id")).order_by().values_list("person_id", "many"))


def plans_snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The plans in force of the people whom a device holds."""
    if user.programme_id is None:
        return []
    rows = plans_visible_to(user).filter(status__in=IN_FORCE)
    if user.roles & BOARD:
        rows = rows.filter(person__open_incidents__gt=0)
    return [(Plan.KIND, list(rows.order_by("id").values_list("id", flat=True)))]


def plan_in_force(person_id: UUID) -> Plan | None:
    """What the field reads of this person now."""
    return Plan.objects.filter(person_id=person_id, status__in=IN_FORCE).first()


def plans_in_force(person_id: UUID) -> list[Plan]:
    """The plans in force of all records that are this person, as phones choose: the newest first."""
    rows = Plan.objects.filter(person_id__in=family_of(person_id), status__in=IN_FORCE)
    return list(rows.select_related("person").order_by("-approved_at", "id"))


def people_with_card(user: Any, people: Sequence[UUID]) -> set[UUID]:
    """Of these people, also those who are only matched, those with a card that this viewer's role may read."""
    ids = {one for members in families_of(people).values() for one in members}
    rows = Plan.objects.filter(programme_id=user.programme_id, status__in=IN_FORCE, person_id__in=ids)
    if not user.roles & (BOARD | CLINICAL):
        rows = rows.filter(has_basis(user, "person_id"))
    return set(roots_of(rows.values_list("person_id", flat=True)).values())


def plan_streams(person: Person, *more: UUID) -> list[str]:
    """Where a change of this person's plan is heard: the board, all who have to do with him now, and these."""
    involved = people_involved(Person.KIND, person.id)
    return [board_stream(person.programme_id), *(user_stream(one) for one in {*involved, *more})]


def basis_of_view(user: Any, person_id: UUID) -> str:
    """On which basis this person reads a plan: the involvement in force or the role, and the card's own basis."""
    row = open_rows(Person.KIND, person_id).filter(user_id=user.id).order_by("since").first()
    how = str(row.basis) if row else "board" if user.roles & BOARD else "role"
    if user.roles & (BOARD | CLINICAL):
        return how
    why = PlanBasis.objects.filter(in_force(user), person_id__in=family_of(person_id)).order_by("kind").first()
    return f"{how}, {why.kind if why else 'hazards'}"


def today_in(programme_id: UUID) -> date:
    """The day it is where the programme is."""
    return now().astimezone(zone_of(programme_id)).date()


def morning(programme_id: UUID, day: date, hour: int = 0) -> datetime:
    """A moment of a local day."""
    return datetime.combine(day, time(hour), zone_of(programme_id))


def days_before(programme_id: UUID) -> tuple[timedelta, timedelta]:
    """How long before the review the owner, and then the supervisors, are reminded."""
    settings = Programme.objects.values_list("settings", flat=True).get(id=programme_id)
    names = (("plan_remind_days", REMIND_DAYS), ("plan_supervisor_days", SUPERVISOR_DAYS))
    owner, supervisor = (_days(settings.get(name), default) for name, default in names)
    return owner, supervisor


def last_review_day(programme_id: UUID) -> date:
    """The furthest day that a review may be put off to."""
    settings = Programme.objects.values_list("settings", flat=True).get(id=programme_id)
    return today_in(programme_id) + _days(settings.get("plan_review_days"), REVIEW_DAYS)


def _days(chosen: Any, default: int) -> timedelta:
    return timedelta(days=whole_setting(chosen, default, 1_096))
