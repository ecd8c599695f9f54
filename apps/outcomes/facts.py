"""What is known of each call, visit, person and place, as facts that a definition can ask. Nothing of a name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

BLOCK_H: Final = 3
"""Hours are put together by three: single ones have too few calls to be shown."""


@dataclass(frozen=True)
class Call:
    """One call for help. `level` is the one a person last stood by, else the one that the rules gave."""

    id: UUID
    opened_at: datetime
    block: int
    area: str
    level: int | None
    advised: int | None
    is_decided: bool
    decided_at: datetime | None
    sent_at: datetime | None
    arrived_at: datetime | None
    response: str
    agencies: frozenset[UUID]
    police_minutes: float | None

    KIND = "incident"

    @property
    def call(self) -> "Call":
        """Itself: every fact has the call that it came of."""
        return self

    @property
    def minutes_to_arrive(self) -> float | None:
        """From the decision to the first team at the door."""
        if self.decided_at is None or self.arrived_at is None:
            return None
        return max(0.0, (self.arrived_at - self.decided_at).total_seconds() / 60)


@dataclass(frozen=True)
class Visit:
    """One signed visit, as it stands after what was amended."""

    id: UUID
    call: Call
    at: datetime
    counted_at: datetime
    contact: str
    group: str
    outcome: str
    least: str
    with_officer: bool
    force: str
    injured: frozenset[str]
    scene_minutes: float | None
    referred_at: datetime | None = None
    said_yes: bool = False
    attended_at: datetime | None = None

    KIND = "encounter"

    @property
    def is_met(self) -> bool:
        """Whether the team met the person."""
        return self.contact == "met"

    @property
    def is_ours(self) -> bool:
        """Whether the visit was this team's to the end: not taken over by another, not called off on the way."""
        return self.outcome not in {"other_team", "cancelled"}

    def has_had(self, days: int) -> bool:
        """Whether so many days have passed since a place was first asked."""
        return self.referred_at is not None and self.referred_at + timedelta(days=days) <= self.counted_at

    def attended_within(self, days: int) -> bool:
        """Whether the person came to a place within so many days of the first one being asked."""
        if self.attended_at is None or self.referred_at is None:
            return False
        return self.attended_at <= self.referred_at + timedelta(days=days)


@dataclass(frozen=True)
class Known:
    """Somebody who is known by name and was met this month: the first visit of the month, and the next call after."""

    id: UUID
    call: Call
    at: datetime
    counted_at: datetime
    again_at: datetime | None

    KIND = "encounter"

    def has_had(self, days: int) -> bool:
        """Whether so many days have passed."""
        return self.at + timedelta(days=days) <= self.counted_at

    def called_again(self, days: int) -> bool:
        """Whether there was another call about them within so many days."""
        return self.again_at is not None and self.again_at <= self.at + timedelta(days=days)


@dataclass(frozen=True)
class Place:
    """One place that was asked for somebody of this month's visits."""

    id: UUID
    call: Call
    status: str
    door_minutes: float | None

    KIND = "need"


@dataclass(frozen=True)
class Kept:
    """One case that a visit opened, and when the person was first reached."""

    id: UUID
    call: Call
    opened_at: datetime
    counted_at: datetime
    risk: str
    reached_at: datetime | None

    KIND = "case"

    def has_had(self, hours: int) -> bool:
        """Whether so many hours have passed."""
        return self.opened_at + timedelta(hours=hours) <= self.counted_at

    def reached_within(self, hours: int) -> bool:
        """Whether the person was reached within so many hours of the case being opened."""
        return self.reached_at is not None and self.reached_at <= self.opened_at + timedelta(hours=hours)


_Fact = TypeVar("_Fact", Call, Visit, Known, Place, Kept)


@dataclass(frozen=True)
class Facts:
    """Everything that one month's report is made of."""

    calls: list[Call] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    cases: list[Kept] = field(default_factory=list)
    unsigned: int = 0

    def of_agency(self, agency: UUID | None) -> "Facts":
        """Only what came of calls to which this agency's people were sent."""
        if agency is None:
            return self
        return self.only(lambda call: agency in call.agencies)

    def only(self, wanted: Callable[[Call], bool]) -> "Facts":
        """Only what came of these calls."""
        return Facts(
            _of(self.calls, wanted),
            _of(self.visits, wanted),
            _of(self.known, wanted),
            _of(self.places, wanted),
            _of(self.cases, wanted),
            self.unsigned,
        )


def _of(rows: Iterable[_Fact], wanted: Callable[[Call], bool]) -> list[_Fact]:
    return [row for row in rows if wanted(row.call)]
