"""Whether a safety plan was made in a visit, and how it was given. None of its words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from apps.encounters.models import SafetyPlan


def plans_written_in(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Visit -> the newest plan that was written in it, with the ways in which any of that visit's was given.

    For whoever has asked already what its reader may see. One query.
    """
    ways = ArrayAgg("given__how", filter=Q(given__isnull=False), distinct=True, default=[])
    rows = SafetyPlan.objects.filter(encounter_id__in=ids).annotate(ways=ways).order_by("number", "id")
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        assert row.encounter_id is not None  # as asked
        before = found.get(row.encounter_id, {"given": []})
        given = sorted({*before["given"], *row.ways})
        found[row.encounter_id] = {"id": str(row.id), "number": row.number, "given": given}
    return found
