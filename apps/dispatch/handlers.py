"""Reactions to other apps' events, after commit. Each may run again and then changes nothing."""

from typing import Any
from uuid import UUID

from apps.dispatch import actions
from apps.outbox.receipts import RECEIVED, SEEN


def when_level_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Teams under way learn the level, and stage when it asks for it."""
    actions.follow_incident(incident_id=UUID(payload["id"]), by=by)


def when_staging_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """Teams under way stage, or need no longer."""
    if payload["staged"]:
        actions.follow_incident(incident_id=UUID(payload["id"]), by=by)
    else:
        actions.release_staging(incident_id=UUID(payload["id"]), by=by)


def when_shift_confirmed(*, by: Any, payload: dict[str, Any]) -> None:
    """Who comes onto a team under way goes along."""
    actions.join(shift_id=UUID(payload["id"]), by=by)


def when_alert_received(*, by: Any, payload: dict[str, Any]) -> None:
    """An order has reached a phone."""
    actions.keep_receipt(delivery_id=UUID(payload["id"]), state=RECEIVED, by=by)


def when_alert_seen(*, by: Any, payload: dict[str, Any]) -> None:
    """An order was in front of somebody's eyes."""
    actions.keep_receipt(delivery_id=UUID(payload["id"]), state=SEEN, by=by)
