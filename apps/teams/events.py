"""What teams tell. Ids and versions only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TeamChanged:
    """A team's status, crew or assignment is another."""

    id: UUID
    version: int


@dataclass(frozen=True)
class ShiftProposed:
    """Somebody was put on a team and has not said yes."""

    id: UUID
    version: int


@dataclass(frozen=True)
class ShiftConfirmed:
    """Somebody rides from now on."""

    id: UUID
    version: int


@dataclass(frozen=True)
class ShiftDeclined:
    """Somebody said no to a team."""

    id: UUID
    version: int


@dataclass(frozen=True)
class ShiftEnded:
    """Somebody no longer rides."""

    id: UUID
    version: int
