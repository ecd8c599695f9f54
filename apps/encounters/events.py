"""What visits tell. Ids, versions and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EncounterBegun:
    """A team has met, or tried to meet, somebody."""

    id: UUID
    version: int


@dataclass(frozen=True)
class EncounterChanged:
    """Something in it is another, or was amended."""

    id: UUID
    version: int


@dataclass(frozen=True)
class EncounterPersonChanged:
    """Whom it is about was found out, or corrected."""

    id: UUID
    version: int


@dataclass(frozen=True)
class EncounterSigned:
    """It stands as it is; how it ended, by its code."""

    id: UUID
    version: int
    disposition: str


@dataclass(frozen=True)
class DispositionAmended:
    """How a signed visit ended is said otherwise by now: whether it asks for a case may be another answer."""

    id: UUID
    version: int


@dataclass(frozen=True)
class EncounterLeft:
    """Somebody no longer has to do with it: it leaves that person's devices."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PersonKept:
    """The person of an unsigned visit comes to its clinicians, or leaves them."""

    id: UUID
    version: int


@dataclass(frozen=True)
class HelpedNoted:
    """What helped at the door, as codes: offered to whoever keeps the person's response plan."""

    id: UUID
    version: int
    person_id: UUID | None
    helped: list[str]


@dataclass(frozen=True)
class GraveReported:
    """A death, a serious injury or a shot: supervisors are called at once."""

    id: UUID
    version: int


@dataclass(frozen=True)
class DispositionChanged:
    """The list of how visits may end has another row."""

    id: UUID
    version: int


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


@dataclass(frozen=True)
class FormFollowed:
    """A form or a safety plan follows its visit: of whom it is, or who has it."""

    id: UUID
    version: int
