"""What dispatch tells. Ids and versions only."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(frozen=True)
class _OfAssignment:
    id: UUID
    version: int


class TeamSent(_OfAssignment):
    """A team goes to an incident: an alert for each member."""


class StartedOwn(_OfAssignment):
    """A team met somebody and began an incident: an alert for the other members."""


class Joined(_OfAssignment):
    """Somebody came onto a team that is on an incident: an alert for that one."""


class Diverted(_OfAssignment):
    """A team goes elsewhere than it was sent: an alert for each member."""


class AssignmentAnswered(_OfAssignment):
    """A member said yes, or took a no back."""


class AssignmentDeclined(_OfAssignment):
    """A member said no: whoever sent the team is alerted."""


class StatusChanged(_OfAssignment):
    """The team is further on its way."""


class StatusUndone(_OfAssignment):
    """A wrong tap was taken back."""


class StatusCorrected(_OfAssignment):
    """The board set the status."""


class AssignmentCancelled(_OfAssignment):
    """The team need not go: an alert for each member."""


class AssignmentEnded(_OfAssignment):
    """The team is free again."""


class ClearedToApproach(_OfAssignment):
    """The staged team may go in: an alert for each member."""


class Held(_OfAssignment):
    """The team waits at the staging point: an alert for each member."""


class LevelFollowed(_OfAssignment):
    """The team's level or staging is the incident's again; the incident itself has alerted them."""


class AlarmTaken(_OfAssignment):
    """Somebody at the board looks after what went wrong."""


class ReachChanged(_OfAssignment):
    """The order has got further with a member."""


@dataclass(frozen=True)
class IncidentShown:
    """An incident, or a line of its timeline, goes to phones that did not know of it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class IncidentHidden:
    """An incident leaves the phones of those who are no longer on it."""

    id: UUID
    version: int


ORDERS: Final = (TeamSent.__name__, Diverted.__name__, StartedOwn.__name__, Joined.__name__)
"""The alerts whose reach is the reach of the order itself."""
