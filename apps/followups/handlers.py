"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.followups import actions


def when_outcome_said(*, by: Any, payload: dict[str, Any]) -> None:
    """How it ended, as it was signed or amended, may ask for somebody to look after the person, or no longer."""
    actions.open_case(encounter_id=UUID(payload["id"]), by=by)


def when_encounter_person_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Whom it is about may be another."""
    actions.follow_person(encounter_id=UUID(payload["id"]), by=by)
