"""Read people. Everything starts from visible_to(user)."""

from apps.people.queries.scope import PERSON, as_seen_by, snapshot, visible_to

__all__ = ["PERSON", "as_seen_by", "snapshot", "visible_to"]
