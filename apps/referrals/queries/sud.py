"""Which places treat substance use: the people's app asks, and may not know the directory."""

from collections.abc import Sequence
from uuid import UUID

from apps.directory.models import Service


def sud_among(programme_id: UUID, services: Sequence[UUID]) -> set[UUID]:
    """Of these services of a programme, those that hold themselves out for substance use (42 CFR 2.11)."""
    rows = Service.objects.filter(programme_id=programme_id, id__in=services, is_sud=True)
    return set(rows.values_list("id", flat=True))
