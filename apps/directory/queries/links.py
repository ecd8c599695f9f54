"""A provider's link: its code, and whether it still opens."""

from apps.common.clock import now
from apps.common.codes import folded_code, hash_of
from apps.directory.models import CapacityLink


def link_of(code: str) -> CapacityLink | None:
    """The open link of this code, or None: the same for guessed, ended and too old."""
    plain = folded_code(code)
    rows = CapacityLink.objects.select_related("service__organization")
    link = rows.filter(code_hash=hash_of(plain)).first() if plain else None
    return link if link is not None and is_open(link) else None


def is_open(link: CapacityLink) -> bool:
    """Whether it still opens: not ended, not too old, and its service still there."""
    gone = link.service.vanished_at is not None
    return link.ended_at is None and link.expires_at > now() and not gone
