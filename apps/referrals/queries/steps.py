"""The next step of a need and of each of its referrals: what, by whom, until when."""

from collections.abc import Sequence
from typing import Any, Final

from apps.common.clock import now, stamp
from apps.common.errors import DomainError
from apps.referrals.models import Need, Note, Referral
from apps.referrals.queries.clocks import last_word, open_note
from apps.referrals.queries.packet import covered_by
from apps.referrals.transitions import LIVE

US: Final = "us"
PLACE: Final = "place"
PERSON: Final = "person"
NONE: Final[dict[str, Any]] = {"action": "none", "who": US, "due_at": None}

_BY_STATUS: Final[dict[str, tuple[str, str]]] = {
    "sent": ("wait", PLACE),
    "accepted": ("get_time", US),
    "scheduled": ("did_attend", PLACE),
    "missed": ("get_time", US),
    "no_contact": ("ask_person", US),
    "needs_client": ("ask_person", PERSON),
    "attended": ("close", US),
    "cancel_requested": ("confirm_cancel", PLACE),
}
_TELLING: Final = frozenset({"sent", "needs_client", "accepted", "scheduled", "missed"})
"""While it is so the place has to be told something."""
_FIRST: Final = ("attended", "scheduled", "accepted", "missed", "no_contact")
"""The place that said yes speaks for the need, whatever else is open."""


def step_of(need: Need, row: Referral, rows: Sequence[Referral], notes: Sequence[Note]) -> dict[str, Any]:
    """The next step of one referral; once its clock has run out and its owner was told, it is ours."""
    if row is last_word(need, rows):
        return {"action": "ask_next", "who": US, "due_at": stamp(row.due_at)}
    if row.status not in LIVE:
        return dict(NONE)
    action, who = _step(row, notes)
    if who != US and any(rung.due_at == row.due_at for rung in row.rungs.all()):
        action, who = ("did_attend" if action == "did_attend" else "phone_place"), US
    return {"action": action, "who": who, "due_at": stamp(row.due_at)}


def _step(row: Referral, notes: Sequence[Note]) -> tuple[str, str]:
    asked = open_note(notes)
    if row.status == Referral.Status.DRAFT:
        return ("send" if is_covered(row) else "ask_person"), US
    if row.status in _TELLING and _is_over(row):
        return "ask_person", US
    if row.arrived_at is not None and row.handed_over_at is None and row.status != Referral.Status.ATTENDED:
        return "did_attend", PLACE
    if asked is not None and row.status in ("sent", "needs_client", "accepted", "missed"):
        return ("answer_question" if asked.kind == Note.Kind.QUESTION else "get_time"), US
    return _BY_STATUS[row.status]


def _is_over(row: Referral) -> bool:
    """Whether the consent that it needs counts no more. Whether it covers the place was asked before it was sent."""
    need, consent = row.need, row.need.consent
    if consent is None or not (need.basis == Need.Basis.CONSENT or row.is_sud):
        return False
    return consent.withdrawn_at is not None or consent.ends_at <= now()


def is_covered(row: Referral) -> bool:
    """Whether this place may be told anything now."""
    try:
        return bool(covered_by(row))
    except DomainError:
        return False


def step_of_need(need: Need, rows: Sequence[Referral], steps: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    """The one step that is shown for the whole: of the place that said yes, else the one that is due first."""
    for status in _FIRST:
        for row in rows:
            if row.status == status:
                return dict(steps[row.id])
    waiting = [steps[row.id] for row in rows if steps[row.id]["action"] != "none"]
    return dict(min(waiting, key=lambda step: step["due_at"] or "9")) if waiting else dict(NONE)
