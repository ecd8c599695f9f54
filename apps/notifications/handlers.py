"""Reactions to what accounts tell: whoever signs out or loses a device is not woken there any more."""

from typing import Any
from uuid import UUID

from apps.notifications import actions
from apps.notifications.models import Subscription


def when_signed_out(*, by: Any, payload: dict[str, Any]) -> None:
    """The person left this device; the next one who signs in subscribes anew."""
    actions.end_subscriptions(by=by, user_id=UUID(payload["id"]), device_id=UUID(payload["device_id"]))


def when_access_changed(*, by: Any, payload: dict[str, Any]) -> None:
    """A revoked device or a closed account. Nothing was sent there since: the sweep looks at both itself."""
    actions.end_subscriptions(by=by, user_id=UUID(payload["id"]), reason=Subscription.Ended.REVOKED)
