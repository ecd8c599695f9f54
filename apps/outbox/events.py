"""What the outbox itself tells."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class AlertSent:
    """An alert was written to a device's socket some seconds ago, and nothing has come back."""

    id: UUID


@dataclass(frozen=True)
class AlertReceived:
    """An alert has reached a device's own store."""

    id: UUID


@dataclass(frozen=True)
class AlertSeen:
    """An alert was in front of a person's eyes."""

    id: UUID
