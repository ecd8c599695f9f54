"""Reads of the outcomes: the month, the rows behind a figure, and today."""

from apps.outcomes.queries.month import report
from apps.outcomes.queries.rows import rows_behind
from apps.outcomes.queries.today import today

__all__ = ["report", "rows_behind", "today"]
