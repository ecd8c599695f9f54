"""Read cases, and the sheet that a shift hands over."""

from apps.followups.queries.cases import as_seen_by, least_busy_owner, snapshot, visible_to
from apps.followups.queries.handover import handover_of, shifts_visible_to
from apps.followups.queries.needs import need_named, needs_of_case, rider_of

__all__ = [
    "as_seen_by",
    "handover_of",
    "least_busy_owner",
    "need_named",
    "needs_of_case",
    "rider_of",
    "shifts_visible_to",
    "snapshot",
    "visible_to",
]
