"""What a consent tells. Ids and versions only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class _OfConsent:
    id: UUID
    version: int


class ConsentGiven(_OfConsent):
    """A person agreed that others be told."""


class ConsentReplaced(_OfConsent):
    """There is a newer version: this one no longer counts."""


class ConsentWithdrawn(_OfConsent):
    """It was taken back: nothing more may be told."""


class ConsentEnded(_OfConsent):
    """Its last day is over."""


class ConsentShown(_OfConsent):
    """Somebody has to do with it from now on, or no longer; or who it is about was found out."""
