"""Contacts and positions are last values: a ring says that they are worth another look, no outbox holds them."""

from typing import Final
from uuid import UUID

from django.db import transaction

from apps.outbox import bell

_PREFIX: Final = "presence:"


def presence_channel(programme_id: UUID) -> str:
    """Where boards hear that somebody's contact or position has changed. Not a stream: nothing is kept."""
    return f"{_PREFIX}{programme_id}"


def is_presence(name: str) -> bool:
    """Whether a ring is about presence, not about a stream."""
    return name.startswith(_PREFIX)


def changed(programme_id: UUID) -> None:
    """Tell the boards, after the commit if there is one, to look again. They do so at most once a second."""
    channel = frozenset({presence_channel(programme_id)})
    transaction.on_commit(lambda: bell.ring(channel), robust=True)
