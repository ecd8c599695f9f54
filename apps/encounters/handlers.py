"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.encounters import actions


def when_person_linked(*, by: Any, payload: dict[str, Any]) -> None:
    """An incident is about somebody, or no longer: so are its visits. The payload's id is the incident's."""
    actions.follow_person(incident_id=UUID(payload["id"]), by=by)


def when_assignment_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """An assignment is over, or goes on after all: the officer keeps only his report, or has the visit again."""
    actions.settle_officer(encounter_id=UUID(payload["id"]), by=by)
