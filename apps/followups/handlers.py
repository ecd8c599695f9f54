"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.followups import actions, queries


def when_encounter_signed(*, by: Any, payload: dict[str, Any]) -> None:
    """How it ended may ask for somebody to look after the person."""
    actions.open_case(encounter_id=UUID(payload["id"]), by=by)


def when_encounter_person_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Whom it is about may be another."""
    actions.follow_person(encounter_id=UUID(payload["id"]), by=by)


def when_need_asked(*, by: Any, payload: dict[str, Any]) -> None:
    """A need is new, or late: its owner is somebody who can see to it."""
    actions.find_owner(need_id=UUID(payload["id"]), by=by)


def when_shift_ended(*, by: Any, payload: dict[str, Any]) -> None:
    """Whoever is off shift sees to nothing until the next."""
    user_id = queries.rider_of(UUID(payload["id"]))
    if user_id is not None:
        actions.pass_on_all(user_id=user_id, by=by)


def when_case_opened(*, by: Any, payload: dict[str, Any]) -> None:
    """The owner of the case owns what the person needs, unless whoever asked still rides."""
    for need_id in queries.needs_of_case(UUID(payload["id"])):
        actions.find_owner(need_id=need_id, by=by)


def when_referral_missed(*, by: Any, payload: dict[str, Any]) -> None:
    """Somebody who did not come is not let go of: there is a case, and the need has an owner who can see to it."""
    need = queries.need_named(UUID(payload["need"]))
    if need is not None and need.encounter_id is not None:
        actions.open_missed(encounter_id=need.encounter_id, owner_id=need.owner_id, by=by)
    actions.find_owner(need_id=UUID(payload["need"]), by=by)
