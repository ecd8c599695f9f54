"""What accounts tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SignedOut:
    """A person has signed out on this device: nothing about them goes there any more."""

    id: UUID
    device_id: UUID


@dataclass(frozen=True)
class AccessChanged:
    """What this person may do, or from where, has changed: look at `access_version` again."""

    id: UUID
    access_version: int
