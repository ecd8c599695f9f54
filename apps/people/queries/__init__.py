"""Read people. Everything starts from visible_to(user)."""

from apps.people.queries.contacts import points_visible_to, safe_for
from apps.people.queries.match import Match, find, full_name, has_plan, lines, set_plans
from apps.people.queries.merges import merges_of, written_since
from apps.people.queries.named import named_like
from apps.people.queries.same import may_be_same
from apps.people.queries.scope import basis_of, families_of, family_of, root_of, roots_of, snapshot, visible_to
from apps.people.queries.shapes import as_seen_by, held_as_seen_by, last_changes, set_helped

__all__ = [
    "Match",
    "as_seen_by",
    "basis_of",
    "families_of",
    "family_of",
    "find",
    "full_name",
    "has_plan",
    "held_as_seen_by",
    "last_changes",
    "lines",
    "may_be_same",
    "merges_of",
    "named_like",
    "points_visible_to",
    "root_of",
    "roots_of",
    "safe_for",
    "set_helped",
    "set_plans",
    "snapshot",
    "visible_to",
    "written_since",
]
