"""Which action leads an incident from one status to another. Nothing else does."""

from typing import Final

from apps.common.errors import Code, Conflict
from apps.incidents.models import Incident

NEW: Final = ""

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (NEW, "open"): "incident.create",
    (NEW, "closed"): "incident.import",
    ("open", "closed"): "incident.close",
    ("closed", "open"): "incident.reopen",
}


def check(incident: Incident, to: str) -> None:
    """Raise Conflict when there is no way from here to there; the current version goes along."""
    if (incident.status, to) not in TRANSITIONS:
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "Not from here.", version=incident.version, status=incident.status, to=to
        )


def still_open(incident: Incident) -> None:
    """Raise Conflict when the incident is closed: reopen it first."""
    if not incident.is_open:
        raise Conflict(Code.INCIDENT_CLOSED, "This incident is closed.", version=incident.version)
