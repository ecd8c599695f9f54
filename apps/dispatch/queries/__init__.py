"""Read assignments. Everything starts from visible_to(user)."""

from apps.dispatch.queries.fit import Fit, Need, fit_of, need_of, suitability
from apps.dispatch.queries.shapes import (
    active,
    active_of,
    as_seen_by,
    engagements,
    known_to,
    members_of,
    snapshot,
    visible_to,
)

__all__ = [
    "Fit",
    "Need",
    "active",
    "active_of",
    "as_seen_by",
    "engagements",
    "fit_of",
    "known_to",
    "members_of",
    "need_of",
    "snapshot",
    "suitability",
    "visible_to",
]
