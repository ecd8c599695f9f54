"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.encounters import actions, queries
from apps.encounters.words import prompt_words
from apps.people.actions.plan_field import offer_what_helped


def when_person_linked(*, by: Any, payload: dict[str, Any]) -> None:
    """An incident is about somebody, or no longer: so are its visits. The payload's id is the incident's."""
    actions.follow_person(incident_id=UUID(payload["id"]), by=by)


def when_assignment_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """An assignment is over, or goes on after all: the officer keeps only his report, or has the visit again."""
    actions.settle_officer(encounter_id=UUID(payload["id"]), by=by)


def when_helped_noted(*, by: Any, payload: dict[str, Any]) -> None:
    """What helped at the door is offered to whoever keeps the person's plan; once, under the visit's own id."""
    if payload["person_id"] is None:
        return
    visit = UUID(payload["id"])
    offer_what_helped(
        suggestion_id=visit,
        person_id=UUID(payload["person_id"]),
        helped=prompt_words(payload["helped"]),
        of=queries.signer_of(visit),
        by=by,
    )
