"""Find who is followed up by name, among those whom the one who asks may know of."""

from typing import Any, Final

from django.db.models import F

from apps.access import trim
from apps.common.clock import stamp
from apps.followups.models import Case
from apps.followups.policies import FOUND
from apps.followups.queries.beside import people_beside
from apps.followups.queries.cases import visible_to
from apps.people.queries import named_like
from apps.people.queries import visible_to as people_visible_to

MOST: Final = 8
"""Rows of an answer: whoever is not among them is found by more of the name."""


def find_cases(user: Any, text: str) -> list[dict[str, Any]]:
    """Cases of people whose name is like `text`: open ones first, then what ended last. Of a person whom this viewer
    may not know of there is no row, as if there were no such person."""
    if user.programme_id is None:
        return []
    people = named_like(people_visible_to(user), user.programme_id, text)
    rows = visible_to(user).filter(person_id__in=people.values("id")).select_related("owner")
    found = list(rows.order_by(F("ended_at").desc(nulls_first=True), "-opened_at", "id")[:MOST])
    named = people_beside(user, {row.person_id for row in found if row.person_id})
    return [_row(user, row) | {"person": named[row.person_id]} for row in found if row.person_id in named]


def _row(user: Any, row: Case) -> dict[str, Any]:
    return trim(
        user,
        row,
        {
            "id": str(row.id),
            "status": row.status,
            "owner": str(row.owner_id),
            "owner_name": row.owner.get_short_name(),
            "opened_at": stamp(row.opened_at),
            "ended_at": stamp(row.ended_at),
        },
        FOUND,
    )
