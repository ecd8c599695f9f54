"""Everything that changes the directory."""

from apps.directory.actions.capacity import report_capacity, say_by_link
from apps.directory.actions.desk import review_sud, write_handoff
from apps.directory.actions.facts import correct_service, settle_fact
from apps.directory.actions.importing import BATCH, ImportBatch, end_import, take_batch
from apps.directory.actions.links import end_link, make_link
from apps.directory.actions.writing import write_service

__all__ = (
    "BATCH",
    "ImportBatch",
    "correct_service",
    "end_import",
    "end_link",
    "make_link",
    "report_capacity",
    "review_sud",
    "say_by_link",
    "settle_fact",
    "take_batch",
    "write_handoff",
    "write_service",
)
