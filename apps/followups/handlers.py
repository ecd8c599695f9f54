"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.followups import actions, queries


def when_outcome_said(*, by: Any, payload: dict[str, Any]) -> None:
    """How it ended, as it was signed or amended, may ask for somebody to look after the person, or no longer."""
    actions.open_case(encounter_id=UUID(payload["id"]), by=by)


def when_encounter_person_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Whom it is about may be another."""
    actions.follow_person(encounter_id=UUID(payload["id"]), by=by)


def when_people_joined(*, by: Any, payload: dict[str, Any]) -> None:
    """Two records are one person, who may have two open cases: the owners are told, and one of them closes one."""
    for case_id in queries.open_cases_of(UUID(payload["id"])):
        actions.tell_twice(case_id=case_id, by=by)


def when_need_asked(*, by: Any, payload: dict[str, Any]) -> None:
    """A need is new, or late: its owner is somebody who can see to it, and the case waits, or no longer."""
    actions.find_owner(need_id=UUID(payload["id"]), by=by)
    _follow(UUID(payload["id"]), by)


def when_shift_ended(*, by: Any, payload: dict[str, Any]) -> None:
    """Whoever is off shift sees to nothing until the next: needs and cases pass on."""
    user_id = queries.rider_of(UUID(payload["id"]))
    if user_id is not None:
        actions.pass_on_all(user_id=user_id, by=by)
        _pass_on(user_id, by)


def when_access_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Somebody may have left: what he had, and what he was asked to take over, passes on."""
    _pass_on(UUID(payload["id"]), by)


def _pass_on(user_id: UUID, by: Any) -> None:
    for case_id in queries.cases_of_owner(user_id):
        actions.pass_on(case_id=case_id, by=by)
    for case_id in queries.offered_to(user_id):
        actions.drop_offer(case_id=case_id, by=by)


def when_case_opened(*, by: Any, payload: dict[str, Any]) -> None:
    """The owner of the case owns what the person needs, unless whoever asked still rides. Also of one more visit."""
    for need_id in queries.needs_of_case(UUID(payload["id"])):
        actions.find_owner(need_id=need_id, by=by)
    actions.follow_places(case_id=UUID(payload["id"]), by=by)


def when_referral_missed(*, by: Any, payload: dict[str, Any]) -> None:
    """Somebody who did not come is not let go of: there is a case, and the need has an owner who can see to it."""
    need = queries.need_named(UUID(payload["need"]))
    if need is not None and need.encounter_id is not None:
        actions.open_missed(encounter_id=need.encounter_id, owner_id=need.owner_id, by=by)
    actions.find_owner(need_id=UUID(payload["need"]), by=by)
    _follow(UUID(payload["need"]), by)


def when_referral_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """An appointment, an answer, an end: the steps around visits, and whose turn it is, follow."""
    _follow(UUID(payload["need"]), by)


def _follow(need_id: UUID, by: Any) -> None:
    for case_id in queries.cases_of_need(need_id):
        actions.follow_places(case_id=case_id, by=by)


def when_person_linked(*, by: Any, payload: dict[str, Any]) -> None:
    """Somebody who is looked after, or was until lately, is on an incident again: their owner is told."""
    incident_id = UUID(payload["id"])
    for case_id in actions.whom_to_tell(incident_id, UUID(payload["person"])):
        actions.call_again(case_id=case_id, incident_id=incident_id, by=by)
