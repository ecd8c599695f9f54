"""Which class each field of an assignment is in, and the predicate of the access table that concerns it."""

from typing import Any

from apps.access import predicate
from apps.dispatch.models import Assignment


def _all(names: str, of_class: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), of_class)


_BASE = {"id": "key", "version": "key", "created_at": "record"}

CLASS_OF: dict[str, dict[str, str]] = {
    "Assignment": _BASE
    | _all("incident team", "key")
    | _all("status status_at sent_by sent_at self_started ended_at end_reason sends_police", "staff")
    | _all("alarm alarm_by alarm_at", "staff")
    | _all("level provisional staged clear_at clear_by override_reason", "operational")
    | _all("status_by status_received_at status_before", "record"),
    "Response": _BASE
    | _all("assignment user", "key")
    | _all("role received_at seen_at answer reason words answered_at", "staff")
    | {"answer_before": "record"},
}

_SHOWN = "team_name sent_by_name clear_by_name alarm_by_name responses reached"
ASSIGNMENT = CLASS_OF["Assignment"] | _all(_SHOWN, "staff")
"""Fields of an assignment as it is shown."""

RESPONSE = CLASS_OF["Response"] | _all("name queued_at sent_at push", "staff")
"""Fields of one member's response as they are shown."""


@predicate("dispatch.is_member")
def is_member(user: Any, assignment: Any) -> bool:
    """Whether this person is of the team that was sent, also when it is over."""
    return isinstance(assignment, Assignment) and assignment.responses.filter(user_id=user.id).exists()
