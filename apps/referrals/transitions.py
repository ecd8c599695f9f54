"""The way of a referral: (from, to) -> the action that leads there (product §7).

Seen and overdue are times, no states. Released, withdrawn and cancelled by the person are reasons of `cancelled`.
"""

from typing import Final

from apps.common.errors import Code, Conflict
from apps.referrals.models import Referral

NEW: Final = ""

_ASKED = ("draft", "sent", "needs_client", "accepted", "scheduled", "missed")

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (NEW, "draft"): "referral.ask",
    ("draft", "sent"): "referral.send",
    ("needs_client", "sent"): "referral.send",
    # asked once more, when the others have said no
    ("no_capacity", "sent"): "referral.send",
    ("expired", "sent"): "referral.send",
    ("cancelled", "sent"): "referral.send",
    ("sent", "accepted"): "referral.accept",
    ("needs_client", "accepted"): "referral.accept",
    ("sent", "scheduled"): "referral.schedule",
    ("needs_client", "scheduled"): "referral.schedule",
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
    # another place took it while nobody had come here
    ("missed", "cancelled"): "referral.cancel",
    ("no_contact", "cancelled"): "referral.cancel",
    **{(state, "entered_in_error"): "referral.mark_error" for state in _ASKED},
    # somebody tapped too early that it was taken over
    **{
        ("attended", state): "referral.take_back"
        for state in ("sent", "needs_client", "accepted", "scheduled", "missed")
    },
}

OPEN: Final = frozenset({"draft", "sent", "needs_client"})
"""Nobody has said yes there yet."""
YES: Final = frozenset({"accepted", "scheduled", "attended"})
"""The one place of a need that said yes (`one_place_says_yes`)."""
LIVE: Final = OPEN | YES | {"missed", "no_contact", "cancel_requested"}
"""Not at its end: it has an owner, a next step and a clock."""
TURNED_DOWN: Final = frozenset({"declined", "no_capacity", "expired", "cancelled"})
"""At its end without help: where all are, the next place is asked."""
AGAIN: Final = frozenset({before for (before, _), by in TRANSITIONS.items() if by == "referral.send"})
"""From here a place is asked, or asked once more."""


def check(referral: Referral, to: str, action: str) -> None:
    """Raise Conflict when this action does not lead there from here; the current status goes along."""
    if TRANSITIONS.get((referral.status, to)) != action:
        raise Conflict(
            Code.ILLEGAL_TRANSITION,
            "Not from here.",
            fields=["status"],
            current=referral.status,
            to=to,
            version=referral.need.version,
        )
