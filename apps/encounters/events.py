"""What the visit tells. Ids, versions and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class InstrumentLoaded:
    """A questionnaire may be asked from now on."""

    id: UUID
    version: int


@dataclass(frozen=True)
class InstrumentRetired:
    """A questionnaire is not offered any more."""

    id: UUID
    version: int


@dataclass(frozen=True)
class ScreeningRecorded:
    """Somebody was asked."""

    id: UUID
    version: int
    encounter: UUID


@dataclass(frozen=True)
class SafetyPlanWritten:
    """A person has a plan, or another version of it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class SafetyPlanGave:
    """A plan was shown, printed, given as a link, opened, or a link was taken back."""

    id: UUID
    version: int
