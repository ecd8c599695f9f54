"""Reads of the visit, one file for each noun."""

from apps.encounters.queries.clinical import CLINICAL, clinical_streams, encounters_of
from apps.encounters.queries.instruments import (
    instruments_as_seen_by,
    instruments_visible_to,
    offered_to,
    screenings_as_seen_by,
    screenings_visible_to,
)
from apps.encounters.queries.safety_plan import (
    basis_of,
    code_hash,
    is_code_known,
    is_link_open,
    safety_plans_as_seen_by,
    safety_plans_visible_to,
    versions_of,
)
from apps.encounters.queries.scope import visible_to
from apps.encounters.queries.snapshot import forms_snapshot

__all__ = [
    "CLINICAL",
    "basis_of",
    "clinical_streams",
    "code_hash",
    "encounters_of",
    "forms_snapshot",
    "instruments_as_seen_by",
    "instruments_visible_to",
    "is_code_known",
    "is_link_open",
    "offered_to",
    "safety_plans_as_seen_by",
    "safety_plans_visible_to",
    "screenings_as_seen_by",
    "screenings_visible_to",
    "versions_of",
    "visible_to",
]
