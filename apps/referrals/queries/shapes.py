"""Needs as one viewer may see them now, with their referrals inside. As many queries for one as for many."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from apps.access import trim
from apps.access.roles import CLINICAL
from apps.accounts.queries import whole_setting
from apps.common.clock import stamp
from apps.involvement.queries import mark_involvement
from apps.notifications.models import Message
from apps.referrals.models import Need, Note, Referral
from apps.referrals.policies import NEED
from apps.referrals.queries.scope import held_by, visible_to
from apps.referrals.queries.steps import step_of, step_of_need
from apps.referrals.transitions import LIVE

KEPT_DAYS: Final = 7
"""How long devices keep a need that has ended. Unverified default; `need_kept_days`."""

_PLAIN: Final = (
    *("service_name", "is_sud", "status", "answered_by", "first_action", "decline_code", "decline_words"),
    *("end_reason", "end_words", "handed_over_to", "handed_over_where", "told"),
)
_TIMES: Final = (
    *("status_at", "due_at", "sent_at", "seen_at", "answered_at", "appointment_at", "attended_at"),
    *("left_at", "arrived_at", "handed_over_at"),
)
NO_MESSAGE: Final = {"state": "none", "at": None, "error": ""}


def kept_for(settings: Any) -> timedelta:
    """How long an ended need stays on devices."""
    return timedelta(days=whole_setting(settings.get("need_kept_days"), KEPT_DAYS, 90))


def whole(needs: "QuerySet[Need]") -> list[Need]:
    """These needs with all that is shown of them."""
    notes = Note.objects.select_related("by").order_by("at", "id")
    rows = Referral.objects.select_related("service").prefetch_related(Prefetch("notes", queryset=notes), "rungs")
    found = list(
        needs.select_related("owner", "asked_by", "consent", "encounter", "programme").prefetch_related(
            Prefetch("referrals", queryset=rows.order_by("id"))
        )
    )
    for need in found:
        for row in need.referrals.all():
            row.need = need  # the packet asks its need for the basis
    return found


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Needs as this viewer may see them; others are missing. At most seven queries."""
    return shown(user, whole(visible_to(user).filter(id__in=ids)))


def held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices: what is not theirs to hold is missing, also where it may be read."""
    return shown(user, whole(held_by(user).filter(id__in=ids)))


def shown(user: Any, needs: Sequence[Need]) -> dict[UUID, dict[str, Any]]:
    """Those read by `whole`, trimmed for this viewer."""
    mark_involvement(user, needs)
    last = _last_messages([row.id for need in needs for row in need.referrals.all()])
    return {need.id: trim(user, need, _need(need, last), NEED) for need in needs}


def _last_messages(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Referral -> how far the last message about it got."""
    rows = Message.objects.filter(about_kind=Referral.KIND, about_id__in=ids).exclude(audience="person")
    return {
        row.about_id: {
            "state": row.state,
            "at": stamp(row.delivered_at or row.sent_at or row.ended_at or row.created_at),
            "error": row.error,
        }
        for row in rows.order_by("created_at", "id")
        if row.about_id is not None
    }


def _need(need: Need, last: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    rows = list(need.referrals.all())
    steps = {row.id: step_of(need, row, rows, list(row.notes.all())) for row in rows}
    return {
        "id": str(need.id),
        "version": need.version,
        "person": str(need.whose) if need.whose else None,
        "encounter": str(need.encounter_id) if need.encounter_id else None,
        **{name: getattr(need, name) for name in ("words", "tags", "urgency", "basis", "basis_words", "what")},
        "consent": str(need.consent_id) if need.consent_id else None,
        "owner": str(need.owner_id),
        "owner_name": need.owner.get_short_name(),
        "asked_by_name": need.asked_by.get_short_name(),
        "asked_at": stamp(need.asked_at),
        "escalated_at": stamp(need.escalated_at),
        "ended_at": stamp(need.ended_at),
        "connected_days": connected_days(need, rows),
        "next": step_of_need(need, rows, steps),
        "referrals": [_referral(row, steps[row.id], last.get(row.id, NO_MESSAGE)) for row in rows],
    }


def connected_days(need: Need, rows: Sequence[Referral]) -> int | None:
    """Local days from asking to attending, as in "connected in 4 days"; None while nobody has attended."""
    came = [row.attended_at for row in rows if row.attended_at and row.status != Referral.Status.ENTERED_IN_ERROR]
    if not came:
        return None
    zone = ZoneInfo(need.programme.time_zone)
    days: int = (min(came).astimezone(zone).date() - need.asked_at.astimezone(zone).date()).days
    return max(0, days)


def _referral(row: Referral, step: dict[str, Any], handoff: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "service": str(row.service_id),
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: stamp(getattr(row, name)) for name in _TIMES},
        "handoff": _told(row, handoff),
        "notes": [_note(note) for note in row.notes.all()],
        "next": step,
    }


def _told(row: Referral, handoff: dict[str, Any]) -> dict[str, Any]:
    """A stopped message has failed where the place still is to be told; where it is over nobody misses it."""
    if handoff["state"] != Message.State.STOPPED:
        return dict(handoff)
    return {**handoff, "state": "failed"} if row.status in LIVE else dict(NO_MESSAGE)


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": str(note.id),
        "kind": note.kind,
        "text": note.text,
        "times": note.times,
        "by_name": note.by_name or (note.by.get_short_name() if note.by else ""),
        "at": stamp(note.at),
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The needs that a device holds: those one follows, until they are let go."""
    if user.programme_id is None or not user.roles & CLINICAL:
        return []
    return [(Need.KIND, list(held_by(user).order_by("asked_at", "id").values_list("id", flat=True)))]
