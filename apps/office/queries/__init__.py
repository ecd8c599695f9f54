"""What an administrator reads: counts, states and times. No clinical word, and nobody's who was helped."""

from apps.office.queries.health import Check, checks, jobs
from apps.office.queries.record import Filters, events, last_changes, named
from apps.office.queries.reminders import Late, late_reminders
from apps.office.queries.review import Counts, counts_of, is_reviewed, week_to_review
from apps.office.queries.settings import LADDER, SETTINGS, Setting, chosen
from apps.office.queries.todo import Todo, todo

__all__ = [
    "LADDER",
    "SETTINGS",
    "Check",
    "Counts",
    "Filters",
    "Late",
    "Setting",
    "Todo",
    "checks",
    "chosen",
    "counts_of",
    "events",
    "is_reviewed",
    "jobs",
    "last_changes",
    "late_reminders",
    "named",
    "todo",
    "week_to_review",
]
