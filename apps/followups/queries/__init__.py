"""Read cases, and the sheet that a shift hands over."""

from apps.followups.queries.cases import (
    as_seen_by,
    least_busy_owner,
    owners_without_manager,
    snapshot,
    visible_to,
    without_manager,
)
from apps.followups.queries.handover import handover_of, shifts_visible_to

__all__ = [
    "as_seen_by",
    "handover_of",
    "least_busy_owner",
    "owners_without_manager",
    "shifts_visible_to",
    "snapshot",
    "visible_to",
    "without_manager",
]
