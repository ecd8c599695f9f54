"""The way of a version of a plan: (from, to) -> the action that leads there. Nothing else does."""

from typing import Final

from apps.common.errors import Code, Conflict
from apps.people.models import Plan

NEW: Final = ""
DRAFT: Final = "plan.draft"
SUBMIT: Final = "plan.submit"
SEND_BACK: Final = "plan.send_back"
APPROVE: Final = "plan.approve"
WITHDRAW: Final = "plan.withdraw"
REMIND: Final = "plan.remind"

TRANSITIONS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (NEW, "draft"): (DRAFT,),
    ("draft", "submitted"): (SUBMIT,),
    ("submitted", "draft"): (SEND_BACK,),
    ("submitted", "approved"): (APPROVE,),
    # the one before gives way in the same moment, also when its review was due
    ("approved", "superseded"): (APPROVE,),
    ("expired", "superseded"): (APPROVE,),
    ("approved", "expired"): (REMIND,),
    ("draft", "withdrawn"): (WITHDRAW,),
    ("submitted", "withdrawn"): (WITHDRAW,),
    ("approved", "withdrawn"): (WITHDRAW,),
    ("expired", "withdrawn"): (WITHDRAW,),
}


def check(plan: Plan, to: str, action: str) -> None:
    """Raise Conflict when this action does not lead there from here; the current status goes along."""
    if action not in TRANSITIONS.get((plan.status, to), ()):
        raise Conflict(Code.ILLEGAL_TRANSITION, "Not from here.", current=plan.status, to=to, version=plan.version)
