"""A provider's link: its code, and whether it still opens."""

import hashlib
import re
from typing import Final

from apps.common.clock import now
from apps.directory.models import CapacityLink

_CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
"""Crockford's base 32, 80 bits: no I, L, O or U, so that it can be read aloud and typed."""
_LOOKALIKE: Final = str.maketrans("ILO", "110")


def folded_code(code: str) -> str | None:
    """A code as it is compared: without gaps, look-alikes made one. None when it can be none."""
    plain = re.sub(r"[\s-]", "", code[:64]).upper().translate(_LOOKALIKE)
    return plain if _CODE.fullmatch(plain) else None


def code_hash(plain: str) -> str:
    """How a link's code is kept: its 80 random bits need no slow hash."""
    return hashlib.sha256(plain.encode()).hexdigest()


def link_of(code: str) -> CapacityLink | None:
    """The open link of this code, or None: the same for guessed, ended and too old."""
    plain = folded_code(code)
    rows = CapacityLink.objects.select_related("service__organization")
    link = rows.filter(code_hash=code_hash(plain)).first() if plain else None
    return link if link is not None and is_open(link) else None


def is_open(link: CapacityLink) -> bool:
    """Whether it still opens: not ended, not too old, and its service still there."""
    gone = link.service.vanished_at is not None
    return link.ended_at is None and link.expires_at > now() and not gone
