"""Reactions that keep reminders to what is booked, and show what became of their messages."""

from typing import Any
from uuid import UUID

from apps.followups.actions import reminders as actions
from apps.followups.models import Reminder


def when_appointment_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """There is an appointment, another hour of it, or none any more."""
    actions.plan_visit(referral_id=UUID(payload["id"]), by=by)


def when_message_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """The message of a reminder has left, or has not."""
    if payload["about_kind"] == Reminder.KIND and payload["about_id"]:
        actions.message_moved(reminder_id=UUID(payload["about_id"]), by=by)
