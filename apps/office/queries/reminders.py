"""Late reminders in the words of the administrator's desk: to whom of the staff, by which road; never of whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apps.common.clock import now
from apps.followups import queries
from apps.followups.models import Reminder
from apps.office.queries.health import span

What = Reminder.What
_WORDS: Final[dict[str, str]] = {
    What.SOON: "a step that is due soon",
    What.DUE: "a step that is due",
    What.LATE: "a step past its time",
    What.OFFER: "an offered case",
    What.VISIT_DAY: "an appointment, the day before",
    What.VISIT_HOURS: "an appointment, hours before",
}
_ROADS: Final[dict[str, str]] = {"push": "by push", "sms": "by text", "email": "by e-mail"}


@dataclass(frozen=True)
class Late:
    """One: `left_at` is None while it waits."""

    to: str
    what: str
    planned_at: datetime
    left_at: datetime | None
    channel: str
    by: str


def late_reminders(user: Any, most: int) -> list[Late]:
    """At most so many: those that wait first, then the newest. One query."""
    rows = queries.late_reminders(user).select_related("user", "case__owner", "case__offered_to")[:most]
    return [
        Late(
            to=_to(row),
            what=_WORDS[row.what],
            planned_at=row.planned_at,
            left_at=row.ended_at,
            channel=_ROADS.get(row.channel, ""),
            by=span((row.ended_at or now()) - row.planned_at),
        )
        for row in rows
    ]


def _to(row: Reminder) -> str:
    if row.is_for_person:
        return "the person"
    case = row.case
    who = row.user or (case and ((row.what == What.OFFER and case.offered_to) or case.owner))
    return who.name if who else "nobody yet"
