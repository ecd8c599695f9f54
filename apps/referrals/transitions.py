"""The way of a referral: (from, to) -> the action that leads there (product §7).

Seen and overdue are times, no states. Released, withdrawn and cancelled by the person are reasons of `cancelled`.
"""

from typing import Final

NEW: Final = ""

_ASKED = ("draft", "sent", "needs_client", "accepted", "scheduled", "missed")

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (NEW, "draft"): "referral.ask",
    ("draft", "sent"): "referral.send",
    ("needs_client", "sent"): "referral.send",
    ("sent", "accepted"): "referral.accept",
    ("needs_client", "accepted"): "referral.accept",
    ("sent", "scheduled"): "referral.schedule",
    ("accepted", "scheduled"): "referral.schedule",
    ("scheduled", "scheduled"): "referral.schedule",
    ("missed", "scheduled"): "referral.schedule",
    ("accepted", "attended"): "referral.attended",
    ("scheduled", "attended"): "referral.attended",
    ("missed", "attended"): "referral.attended",
    ("attended", "closed"): "referral.close",
    ("missed", "closed"): "referral.close",
    ("no_contact", "closed"): "referral.close",
    ("sent", "declined"): "referral.decline",
    ("accepted", "declined"): "referral.decline",
    ("scheduled", "declined"): "referral.decline",
    ("sent", "no_capacity"): "referral.decline",
    ("accepted", "no_capacity"): "referral.decline",
    ("scheduled", "no_capacity"): "referral.decline",
    ("sent", "needs_client"): "referral.needs_client",
    ("accepted", "needs_client"): "referral.needs_client",
    ("scheduled", "missed"): "referral.missed",
    ("accepted", "missed"): "referral.missed",
    ("accepted", "no_contact"): "referral.no_contact",
    ("scheduled", "no_contact"): "referral.no_contact",
    ("missed", "no_contact"): "referral.no_contact",
    ("sent", "expired"): "referral.expire",
    ("needs_client", "expired"): "referral.expire",
    ("accepted", "cancel_requested"): "referral.cancel",
    ("scheduled", "cancel_requested"): "referral.cancel",
    ("missed", "cancel_requested"): "referral.cancel",
    ("cancel_requested", "cancelled"): "referral.confirm_cancel",
    ("draft", "cancelled"): "referral.cancel",
    ("sent", "cancelled"): "referral.cancel",
    ("needs_client", "cancelled"): "referral.cancel",
    **{(state, "entered_in_error"): "referral.mark_error" for state in _ASKED},
}
