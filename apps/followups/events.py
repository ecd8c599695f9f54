"""What cases tell. Ids and versions only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class CaseOpened:
    """Somebody is to be looked after: an alert for the owner."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseShown:
    """The visit or the person of a case goes to its owner, who did not know of it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseDoubted:
    """The outcome that opened it was amended to one that asks for no case: an alert for the owner, who decides."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseChanged:
    """Whom the case is about, or why there is one, was found out or corrected."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseOffered:
    """Somebody is asked to take a case over: an alert for that person. Its owner stays the owner until the answer."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseDeclined:
    """The colleague does not take it: an alert for the owner."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseHandedOver:
    """It has another owner: an alert for whoever did not do it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseLeft:
    """Somebody no longer has to do with it, or with its visit and person: it leaves that person's devices."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseCalledAgain:
    """The person is on another incident: an alert for the owner. One that had ended is open again."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseJoined:
    """Another visit of the person asked for a case, and this one is it: an alert for the owner."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseTwice:
    """The person has another open case, as was found out: an alert for the owner. A person closes one."""

    id: UUID
    version: int


@dataclass(frozen=True)
class CaseDue:
    """The next step of a case is near, due or late: an alert for whoever has to do it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class ReminderMoved:
    """A reminder of the person's appointment left, or did not. What did not although it should is an alert."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PersonReplied:
    """The person answered a text: an alert for the owner. Its words are not in it."""

    id: UUID
    version: int
