"""The way of a case: (from, to) -> the action that leads there. No end is one that nobody can take back."""

from typing import Final

from apps.common.errors import Code, Conflict
from apps.followups.models import Case

NEW: Final = ""

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (NEW, "open"): "case.open",
    ("open", "landed"): "case.land",
    ("open", "closed"): "case.close",
    ("landed", "open"): "case.reopen",
    ("closed", "open"): "case.reopen",
}


def check(case: Case, to: str, action: str) -> None:
    """Raise Conflict when this action does not lead there from here; the current status goes along."""
    if TRANSITIONS.get((case.status, to)) != action:
        raise not_from_here(case)


def still_open(case: Case) -> None:
    """Raise Conflict for one that is over."""
    if not case.is_open:
        raise not_from_here(case)


def not_from_here(case: Case) -> Conflict:
    """What is said to somebody whose step does not fit any more."""
    return Conflict(
        Code.ILLEGAL_TRANSITION, "Not from here.", fields=["status"], current=case.status, version=case.version
    )
