"""What incidents tell. Ids, versions and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class IncidentOpened:
    """A call came in, or a team met somebody."""

    id: UUID
    version: int


@dataclass(frozen=True)
class IncidentChanged:
    """Something that is known of it is another: a field, an answer, a decision."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PlaceChanged:
    """The place is another while people are on their way."""

    id: UUID
    version: int


@dataclass(frozen=True)
class LevelChanged:
    """The level is another, by the rules or by a person. None: nothing answered yet."""

    id: UUID
    version: int
    previous: int | None
    level: int | None


@dataclass(frozen=True)
class StagingChanged:
    """Whether, or where, teams wait is another."""

    id: UUID
    version: int
    staged: bool


@dataclass(frozen=True)
class IncidentClosed:
    """It is over."""

    id: UUID
    version: int
    result: str


@dataclass(frozen=True)
class IncidentReopened:
    """It was not over."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PersonLinked:
    """A person confirmed who it is about. `id` is the incident's."""

    id: UUID
    version: int
    person: UUID


@dataclass(frozen=True)
class PersonUnlinked:
    """It was not this person after all. `id` is the incident's."""

    id: UUID
    version: int
    person: UUID


@dataclass(frozen=True)
class EntryAdded:
    """The timeline has one more line."""

    id: UUID
    version: int
    incident_id: UUID


@dataclass(frozen=True)
class MatrixPublished:
    """Another version of the rules is in force, or will be."""

    id: UUID
    version: int
