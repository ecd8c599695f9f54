"""What a person has still to look at: services that an import guessed to be for substance use, from their names."""

from typing import Any

from django.db.models import QuerySet

from apps.directory.models import Service
from apps.directory.queries.scope import visible_to


def sud_to_review(user: Any) -> "QuerySet[Service]":
    """Guesses nobody has looked at; until somebody does they are treated as substance use (the strict side)."""
    rows = visible_to(user).filter(sud_proposed=True, sud_reviewed_at__isnull=True, vanished_at__isnull=True)
    return rows.select_related("organization").order_by("name", "id")
