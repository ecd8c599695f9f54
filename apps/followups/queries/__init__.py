"""Read cases, and the sheet that a shift hands over."""

from apps.followups.queries.cases import (
    as_seen_by,
    held_as_seen_by,
    owners_without_manager,
    shown,
    snapshot,
    visible_to,
    without_manager,
)
from apps.followups.queries.facts import (
    letter_point,
    other_channel,
    outcome_said_at,
    points_of,
    risk_of,
    safe_points,
)
from apps.followups.queries.handover import handover_of, shifts_visible_to
from apps.followups.queries.joined import (
    joined_case,
    open_case_of,
    open_cases_beside,
    open_cases_of,
    visits_of,
)
from apps.followups.queries.late import late_count, late_reminders
from apps.followups.queries.needs import need_named, needs_of_case, rider_of
from apps.followups.queries.owners import (
    cases_of_owner,
    due_to_go,
    holders_of,
    is_owner_there,
    least_busy_owner,
    next_owner,
    offered_to,
    owners,
    stays_with_owner,
    there,
    without_owner_there,
)
from apps.followups.queries.steps import cases_of_need, open_rungs

__all__ = [
    "as_seen_by",
    "cases_of_need",
    "cases_of_owner",
    "due_to_go",
    "handover_of",
    "held_as_seen_by",
    "holders_of",
    "is_owner_there",
    "joined_case",
    "late_count",
    "late_reminders",
    "least_busy_owner",
    "letter_point",
    "need_named",
    "needs_of_case",
    "next_owner",
    "offered_to",
    "open_case_of",
    "open_cases_beside",
    "open_cases_of",
    "open_rungs",
    "other_channel",
    "outcome_said_at",
    "owners",
    "owners_without_manager",
    "points_of",
    "rider_of",
    "risk_of",
    "safe_points",
    "shifts_visible_to",
    "shown",
    "snapshot",
    "stays_with_owner",
    "there",
    "visible_to",
    "visits_of",
    "without_manager",
    "without_owner_there",
]
