"""Everything a person can do with an assignment, and what follows from elsewhere."""

from apps.dispatch.actions.answering import accept, decline
from apps.dispatch.actions.following import follow_incident, join, keep_receipt, release_staging
from apps.dispatch.actions.ordering import cancel, clear_to_approach, correct_status, hold_back, take_alarm
from apps.dispatch.actions.sending import divert, send_team, start_own
from apps.dispatch.actions.working import set_status, undo

__all__ = [
    "accept",
    "cancel",
    "clear_to_approach",
    "correct_status",
    "decline",
    "divert",
    "follow_incident",
    "hold_back",
    "join",
    "keep_receipt",
    "release_staging",
    "send_team",
    "set_status",
    "start_own",
    "take_alarm",
    "undo",
]
