"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.referrals.actions import care


def when_consent_withdrawn(*, by: Any, payload: dict[str, Any]) -> None:
    """Whatever stands on it and is open stops; the places are told. What they could read had ended at once."""
    care.consent_withdrawn(consent_id=UUID(payload["id"]), by=by)


def when_consent_replaced(*, by: Any, payload: dict[str, Any]) -> None:
    """What stood on it stands on the newer version, as far as that carries it."""
    care.consent_replaced(consent_id=UUID(payload["id"]), by=by)


def when_consent_ended(*, by: Any, payload: dict[str, Any]) -> None:
    """Nothing may be told any more: whoever owns the need asks the person again."""
    care.consent_over(consent_id=UUID(payload["id"]), by=by)


def when_encounter_person_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Whom a visit is about may be another: so are its needs."""
    care.follow_person(encounter_id=UUID(payload["id"]), by=by)
