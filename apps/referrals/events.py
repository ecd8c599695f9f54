"""What needs and their referrals tell. Ids and versions only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class _OfNeed:
    id: UUID
    version: int


@dataclass(frozen=True)
class NeedAsked(_OfNeed):
    """Somebody needs something, and places are asked."""


@dataclass(frozen=True)
class NeedChanged(_OfNeed):
    """Something in it is another: its owner, its basis, what was said."""


@dataclass(frozen=True)
class NeedOverdue(_OfNeed):
    """A clock has run out: an alert for the owner."""


@dataclass(frozen=True)
class NeedEscalated(_OfNeed):
    """Nobody acted on it: an alert for the supervisors."""


@dataclass(frozen=True)
class NeedLeft(_OfNeed):
    """Somebody no longer has to do with it: it leaves that person's devices."""


@dataclass(frozen=True)
class NeedPersonShown:
    """The person of a need comes to its owner's devices, or leaves them. The id is the person's."""

    id: UUID
    version: int


@dataclass(frozen=True)
class _OfReferral:
    id: UUID
    version: int
    need: UUID


@dataclass(frozen=True)
class ReferralSent(_OfReferral):
    """A place is asked, and is to be told."""


@dataclass(frozen=True)
class ReferralAnswered(_OfReferral):
    """A place said yes, no, or that it needs the person first."""


@dataclass(frozen=True)
class ReferralReleased(_OfReferral):
    """Another place said yes first: this one is thanked."""


@dataclass(frozen=True)
class ReferralCancelled(_OfReferral):
    """It is called off: the place must be told."""


@dataclass(frozen=True)
class ReferralScheduled(_OfReferral):
    """There is a date, or another one."""


@dataclass(frozen=True)
class ReferralAttended(_OfReferral):
    """The person came. This is the number that counts."""


@dataclass(frozen=True)
class ReferralMissed(_OfReferral):
    """The person did not come: somebody follows up."""


@dataclass(frozen=True)
class ReferralAsked(_OfReferral):
    """A place has a question, or proposes times."""


@dataclass(frozen=True)
class ReferralOnTheWay(_OfReferral):
    """The team has left with the person for this place, or is at its door."""


@dataclass(frozen=True)
class ReferralHandedOver(_OfReferral):
    """Somebody there took over, face to face."""


@dataclass(frozen=True)
class ReferralSaid(_OfReferral):
    """Our side answered a question of the place."""
