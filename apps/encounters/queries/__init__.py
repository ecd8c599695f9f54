"""Reads of the visit, one file for each noun."""

from apps.encounters.queries.clinical import CLINICAL, clinical_streams, encounters_of
from apps.encounters.queries.held import forms_snapshot
from apps.encounters.queries.instruments import (
    instruments_as_seen_by,
    instruments_visible_to,
    offered_to,
    screenings_as_seen_by,
    screenings_held_as_seen_by,
    screenings_visible_to,
)
from apps.encounters.queries.safety_plan import (
    is_code_known,
    is_link_open,
    plan_basis_of,
    safety_plans_as_seen_by,
    safety_plans_held_as_seen_by,
    safety_plans_visible_to,
    versions_of,
)
from apps.encounters.queries.scope import (
    LIST_READERS,
    basis_of,
    disposition_at,
    dispositions_visible_to,
    people_in,
    people_in_visit,
    signer_of,
    still_held,
    streams_of,
    supervisors_of,
    visible_to,
    writers_of,
)
from apps.encounters.queries.shapes import (
    as_seen_by,
    dispositions_as_seen_by,
    held_as_seen_by,
    last_changes,
    snapshot,
)

__all__ = [
    "CLINICAL",
    "LIST_READERS",
    "as_seen_by",
    "basis_of",
    "clinical_streams",
    "disposition_at",
    "dispositions_as_seen_by",
    "dispositions_visible_to",
    "encounters_of",
    "forms_snapshot",
    "held_as_seen_by",
    "instruments_as_seen_by",
    "instruments_visible_to",
    "is_code_known",
    "is_link_open",
    "last_changes",
    "offered_to",
    "people_in",
    "people_in_visit",
    "plan_basis_of",
    "safety_plans_as_seen_by",
    "safety_plans_held_as_seen_by",
    "safety_plans_visible_to",
    "screenings_as_seen_by",
    "screenings_held_as_seen_by",
    "screenings_visible_to",
    "signer_of",
    "snapshot",
    "still_held",
    "streams_of",
    "supervisors_of",
    "versions_of",
    "visible_to",
    "writers_of",
]
