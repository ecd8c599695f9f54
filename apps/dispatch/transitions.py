"""The way of an assignment: (from, to) -> the actions that lead there. Nothing else does. Exported to TypeScript."""

from typing import Final

from apps.common.errors import Code, Conflict
from apps.dispatch.models import Assignment

NEW: Final = ""
ACCEPT: Final = "assignment.accept"
CANCEL: Final = "assignment.cancel"
CORRECT: Final = "assignment.correct"
DECLINE: Final = "assignment.decline"
DIVERT: Final = "assignment.divert"
SEND: Final = "assignment.send"
START_OWN: Final = "assignment.start_own"
STATUS: Final = "assignment.set_status"
UNDO: Final = "assignment.undo"

TRANSITIONS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (NEW, "assigned"): (SEND, DIVERT),
    (NEW, "en_route"): (START_OWN,),
    (NEW, "on_scene"): (START_OWN,),
    # forward: the first yes, then the team's taps; a dispatcher may set what nobody tapped
    ("assigned", "acknowledged"): (ACCEPT, CORRECT),
    ("assigned", "en_route"): (CORRECT,),
    ("assigned", "staged"): (CORRECT,),
    ("assigned", "on_scene"): (CORRECT,),
    ("assigned", "cleared"): (CORRECT,),
    ("acknowledged", "en_route"): (STATUS, CORRECT),
    ("acknowledged", "staged"): (STATUS, CORRECT),
    ("acknowledged", "on_scene"): (STATUS, CORRECT),
    ("acknowledged", "cleared"): (CORRECT,),
    ("en_route", "staged"): (STATUS, CORRECT),
    ("en_route", "on_scene"): (STATUS, CORRECT),
    ("en_route", "cleared"): (STATUS, CORRECT),
    ("staged", "on_scene"): (STATUS, CORRECT),
    ("staged", "cleared"): (STATUS, CORRECT),
    ("on_scene", "cleared"): (STATUS, CORRECT),
    # back: a wrong tap within ten seconds, or a dispatcher's correction
    ("acknowledged", "assigned"): (DECLINE, CORRECT),
    ("en_route", "acknowledged"): (UNDO, CORRECT),
    ("staged", "acknowledged"): (UNDO, CORRECT),
    ("staged", "en_route"): (UNDO, CORRECT),
    ("on_scene", "acknowledged"): (UNDO, CORRECT),
    ("on_scene", "en_route"): (UNDO, CORRECT),
    ("on_scene", "staged"): (UNDO, CORRECT),
    ("cleared", "en_route"): (UNDO, CORRECT),
    ("cleared", "staged"): (UNDO, CORRECT),
    ("cleared", "on_scene"): (UNDO, CORRECT),
    # out: taken back, sent elsewhere, or nobody of the team can go
    ("assigned", "cancelled"): (CANCEL, DECLINE),
    ("acknowledged", "cancelled"): (CANCEL, DECLINE),
    ("en_route", "cancelled"): (CANCEL, DECLINE),
    ("staged", "cancelled"): (CANCEL, DECLINE),
    ("on_scene", "cancelled"): (CANCEL,),
    ("assigned", "diverted"): (DIVERT,),
    ("acknowledged", "diverted"): (DIVERT,),
    ("en_route", "diverted"): (DIVERT,),
    ("staged", "diverted"): (DIVERT,),
    ("on_scene", "diverted"): (DIVERT,),
}

ORDER: Final = ("assigned", "acknowledged", "en_route", "staged", "on_scene", "cleared")
"""The way as it is usually gone. An earlier one that arrives later is a line of the timeline, and no step back."""

UNDO_WITHIN_S: Final = 10


def leads(before: str, to: str, action: str) -> bool:
    """Whether this action leads from here to there."""
    return action in TRANSITIONS.get((before, to), ())


def check(assignment: Assignment, to: str, action: str) -> None:
    """Raise Conflict when this action does not lead there from here; the current status goes along."""
    if not leads(assignment.status, to, action):
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "Not from here.", current=assignment.status, to=to, version=assignment.version
        )


def is_earlier(assignment: Assignment, to: str) -> bool:
    """Whether this status lies behind the one the team has by now."""
    if assignment.status not in ORDER:
        return False
    return ORDER.index(to) < ORDER.index(assignment.status)
