"""Read the directory."""

from apps.directory.queries.links import is_open, link_of, message_key, verified_ways
from apps.directory.queries.pages import PAGE, as_seen_by, page, services_as_seen_by, snapshot
from apps.directory.queries.review import sud_to_review
from apps.directory.queries.scope import READERS, directories_visible_to, readers_of, visible_to
from apps.directory.queries.shapes import copy_of, facts_of, found, stale_hours, whole

__all__ = (
    "PAGE",
    "READERS",
    "as_seen_by",
    "copy_of",
    "directories_visible_to",
    "facts_of",
    "found",
    "is_open",
    "link_of",
    "message_key",
    "page",
    "readers_of",
    "services_as_seen_by",
    "snapshot",
    "stale_hours",
    "sud_to_review",
    "verified_ways",
    "visible_to",
    "whole",
)
