"""What people's records tell. Ids and versions only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PersonShown:
    """Somebody has to do with the person from now on."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PersonHidden:
    """Somebody no longer has: what reaches the phone is a tombstone."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PersonChanged:
    """A name, a birth or a contact point is another."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PersonMerged:
    """Two records are one person: this one points at `into`."""

    id: UUID
    version: int
    into: UUID


@dataclass(frozen=True)
class PersonUnmerged:
    """They were not: this one stands for itself again."""

    id: UUID
    version: int
    out_of: UUID
