"""Reads of the visit, one file for each noun."""

from apps.encounters.queries.scope import (
    LIST_READERS,
    basis_of,
    disposition_at,
    dispositions_visible_to,
    people_in,
    people_in_visit,
    still_held,
    streams_of,
    supervisors_of,
    visible_to,
    writers_of,
)
from apps.encounters.queries.shapes import as_seen_by, dispositions_as_seen_by, last_changes, snapshot

__all__ = [
    "LIST_READERS",
    "as_seen_by",
    "basis_of",
    "disposition_at",
    "dispositions_as_seen_by",
    "dispositions_visible_to",
    "last_changes",
    "people_in",
    "people_in_visit",
    "snapshot",
    "still_held",
    "streams_of",
    "supervisors_of",
    "visible_to",
    "writers_of",
]
