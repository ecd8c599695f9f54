"""Read incidents. Everything starts from visible_to(user)."""

from apps.accounts.queries import zone_of
from apps.incidents.queries.board import held_by, open_incidents, snapshot, timeline
from apps.incidents.queries.export import COLUMNS, export_rows
from apps.incidents.queries.find import earlier, keys_from, keys_of, repeat_days, same_key, search
from apps.incidents.queries.match import looks_as_seen_by, offered, question_of, who_may_it_be
from apps.incidents.queries.matrices import (
    answers_of,
    drafts_visible_to,
    matrices_visible_to,
    matrix_in_force,
    open_draft,
    rules_for,
    rules_of,
)
from apps.incidents.queries.people import incidents_of, with_person
from apps.incidents.queries.scope import (
    basis_of,
    entries_visible_to,
    has_team,
    left_by,
    people_to_tell,
    streams_of,
    visible_to,
)
from apps.incidents.queries.shadow import Shadow, shadow
from apps.incidents.queries.shapes import as_seen_by, entries_as_seen_by, last_changes

__all__ = [
    "COLUMNS",
    "Shadow",
    "answers_of",
    "as_seen_by",
    "basis_of",
    "drafts_visible_to",
    "earlier",
    "entries_as_seen_by",
    "entries_visible_to",
    "export_rows",
    "has_team",
    "held_by",
    "incidents_of",
    "keys_from",
    "keys_of",
    "last_changes",
    "left_by",
    "looks_as_seen_by",
    "matrices_visible_to",
    "matrix_in_force",
    "offered",
    "open_draft",
    "open_incidents",
    "people_to_tell",
    "question_of",
    "repeat_days",
    "rules_for",
    "rules_of",
    "same_key",
    "search",
    "shadow",
    "snapshot",
    "streams_of",
    "timeline",
    "visible_to",
    "who_may_it_be",
    "with_person",
    "zone_of",
]
