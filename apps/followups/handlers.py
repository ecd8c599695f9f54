"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.followups import actions


def when_encounter_signed(*, by: Any, payload: dict[str, Any]) -> None:
    """How it ended may ask for somebody to look after the person."""
    actions.open_case(encounter_id=UUID(payload["id"]), by=by)


def when_encounter_person_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Whom it is about may be another."""
    actions.follow_person(encounter_id=UUID(payload["id"]), by=by)
