"""Reminders whose hour has come, and those that nobody has planned.

Two at once are harmless: each row is looked at under its lock, and what leaves has the row's own key.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog

from apps.accounts.queries import system_actor
from apps.followups.actions import reminders as actions
from apps.followups.queries import reminders as queries
from apps.outbox.commands import do

log = structlog.get_logger()


def due_reminders() -> int:
    """Send, move or drop every reminder that is due, however long ago; answers how many."""
    due, looks = queries.due(), queries.to_look_at()
    for reminder_id in due:
        _one(actions.remind, reminder_id)
    for reminder_id in looks:
        _one(actions.look, reminder_id)
    return len(due) + len(looks)


def _one(act: Callable[..., Any], reminder_id: UUID) -> None:
    """One row in a transaction of its own; one that breaks does not stop the others."""
    by = system_actor()
    try:
        do(act, by=by, reminder_id=reminder_id)
    except Exception as error:  # noqa: BLE001  (a poison row must not stop the sweep)
        log.warning("reminder_failed", reminder=str(reminder_id), error=type(error).__name__)
        do(actions.broke, by=by, reminder_id=reminder_id)


def plan_forgotten() -> int:
    """Appointments of which no reminder is recorded, whatever became of the reaction: planned now, and said."""
    found = queries.unplanned()
    for referral_id in found:
        log.warning("reminder_was_not_planned", referral=str(referral_id))
        do(actions.plan_visit, by=system_actor(), referral_id=referral_id)
    return len(found)
