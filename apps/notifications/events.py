"""What notifications tell. Ids only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PushMoved:
    """A push about an alert has got further, or will get no further: the board shows how far."""

    id: UUID


@dataclass(frozen=True)
class WakeProven:
    """A test has woken this phone: the board need not be told that it is not proven any more."""

    id: UUID
    user_id: UUID


@dataclass(frozen=True)
class MessageMoved:
    """A message to somebody outside has left, failed, or nobody knows: whoever asked for it can show that."""

    id: UUID
    about_kind: str
    about_id: UUID | None
