"""What a case takes from the visit and the person: risk, the hour its ladder counts from, ways that are safe."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from apps.common.clock import now
from apps.encounters.models import Amendment, Encounter
from apps.followups.models import Attempt, Case
from apps.people.models import ContactPoint
from apps.people.queries import family_of, points_visible_to
from apps.people.queries.contacts import ALLOWED, LETTER, TEXT, safe_for

RISKS: Final = {
    "low": Case.Risk.LOW,
    "guarded": Case.Risk.MODERATE,
    "high": Case.Risk.HIGH,
    "imminent": Case.Risk.HIGH,
}
"""What the clinician judged at the door -> how the worklist says it."""


def risk_of(encounter: Encounter) -> str:
    """As it was judged, or amended last; empty where nobody judged."""
    later = _amended(encounter, "judgement")
    said = str(later.now or "") if later is not None else encounter.judgement
    return str(RISKS.get(said, ""))


def outcome_said_at(encounter: Encounter) -> datetime:
    """When it was said how the visit ended: the hour the ladder counts from, also when we hear of it much later."""
    later = _amended(encounter, "disposition")
    said = later.received_at if later is not None else encounter.signed_at
    return min(said or now(), now())


def _amended(encounter: Encounter, field: str) -> Amendment | None:
    rows = Amendment.objects.filter(encounter=encounter, field=field, is_late=False)
    return rows.order_by("-received_at", "-id").first()


def points_of(user: Any, case: Case) -> "QuerySet[ContactPoint]":
    """The contact points of the person that this viewer may know of, by any of their records."""
    if case.person_id is None:
        return ContactPoint.objects.none()
    return points_visible_to(user).filter(person_id__in=family_of(case.person_id))


def safe_points(case: Case, way: str) -> list[ContactPoint]:
    """The points that the person called safe for this way, as they said it last; asked anew each time."""
    if case.person_id is None:
        return []
    rows = ContactPoint.objects.filter(person_id__in=family_of(case.person_id)).order_by("created_at", "id")
    return [row for row in rows if safe_for(row, way) == ALLOWED]


def letter_point(case: Case) -> ContactPoint | None:
    """The address to which a letter is safe."""
    found = safe_points(case, LETTER)
    return found[-1] if found else None


def other_channel(case: Case, last: str) -> str:
    """The way of the next try: not the last one's. A text only where texts are safe; else a call, or to go there."""
    if last == Attempt.Channel.CALL and safe_points(case, TEXT):
        return str(Attempt.Channel.TEXT)
    if last != Attempt.Channel.CALL:
        return str(Attempt.Channel.CALL)
    return str(Attempt.Channel.IN_PERSON)
