"""What a plan tells. Ids and versions only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class _OfPlan:
    id: UUID
    version: int


class PlanApproved(_OfPlan):
    """Another version is what the field reads."""


class PlanEnded(_OfPlan):
    """This version is no longer what the field reads."""


class PlanWaits(_OfPlan):
    """Somebody of the desk is needed: to approve, to write again, to weigh what the field said."""


class PlanReviewDue(_OfPlan):
    """A rung of the ladder before the review."""


class PlanBasisChanged(_OfPlan):
    """Who may read the card has changed."""


class PlanShown(_OfPlan):
    """Somebody came to the person, or left: the plan comes and goes with them."""
