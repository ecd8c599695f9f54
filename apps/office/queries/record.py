"""The record as an administrator reads it: who did what and when. Never what was said, never about whom."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Agency, Device, Membership, Programme, User
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.directory.models import Service
from apps.encounters.models import Disposition
from apps.incidents.models import Matrix
from apps.office.queries.settings import LADDER, SETTINGS
from apps.outbox.streams import database_time

PAGE: Final = 50
_CODE: Final = re.compile(r"[a-z_]+")
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z")
OURS: Final = frozenset(
    {"programme", "agency", "partnership", "user", "membership", "device", "matrix", "matrix_draft", "disposition"}
    | {"instrument", "service", "message", "handler_run", "partner_token", "import_batch", "weekly_review", "record"}
)
"""Kinds that tell of nobody who was helped: their facts may be read here. Of all others only who, what and when."""
CHANGES: Final = (
    *("programme.changed", "agency.created", "partnership.added", "user.invited", "user.closed", "user.opened"),
    *("user.released", "user.link_made", "membership.granted", "membership.ended", "device.revoked"),
    *("matrix.submitted", "matrix.sent_back", "matrix.approved", "matrix.published", "disposition.published"),
    *(
        "disposition.retired",
        "disposition.withdrawn",
        "instrument.loaded",
        "instrument.retired",
        "service.sud_reviewed",
    ),
    *("service.handoff_written", "service.settled", "partner_token.made", "partner_token.rotated"),
    *("partner_token.revoked", "directory.imported", "message.requeued", "handler.requeued"),
)
"""What somebody set, as the start page lists it."""


@dataclass(frozen=True)
class Filters:
    """What to look for; empty means all. Codes, ids and days only."""

    what: str = ""
    action: str = ""
    kind: str = ""
    by: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    def page_after(self, row_id: int) -> "Filters":
        """The same, from the next older row on."""
        return replace(self, before=row_id)


def events(user: Any, filters: Filters) -> "QuerySet[AuditEvent]":
    """This programme's rows, newest first. The system's own rows have no programme and are not here."""
    rows = AuditEvent.objects.filter(programme_id=user.programme_id, programme_id__isnull=False)
    for name in ("what", "kind"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.action:
        rows = rows.filter(action__startswith=filters.action)
    if filters.by is not None:
        rows = rows.filter(by_id=filters.by)
    if filters.since is not None:
        rows = rows.filter(at__gte=database_time(filters.since))
    if filters.until is not None:
        rows = rows.filter(at__lt=database_time(filters.until))
    if filters.before is not None:
        rows = rows.filter(id__lt=filters.before)
    return rows.order_by("-id")


def staff_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Who stands behind these ids; the system and strangers are missing."""
    return dict(User.objects.filter(id__in={one for one in ids if one}).values_list("id", "name"))


def facts_of(row: AuditEvent) -> str:
    """What the row says besides, where that tells of nobody who was helped: codes and numbers."""
    if row.kind not in OURS:
        return ""
    said = {name: value for name, value in row.facts.items() if not _is_id(value)}
    return ", ".join(f"{name.replace('_', ' ')}: {_short(value)}" for name, value in sorted(said.items()))


def _is_id(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_id(one) for one in value)
    try:
        UUID(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def _short(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if isinstance(value, dict) and "hours" in value:  # a step of the ladder
        return " ".join([f"{value['hours']} h", *(str(one) for one in value.get("risks", ()))])
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(one)}" for name, one in value.items() if one not in ("", [], None))
    if isinstance(value, list):
        return "; ".join(_short(one) for one in value)
    words = str(value)
    if _STAMP.fullmatch(words):
        return f"{words[:10]} {words[11:16]} UTC"
    return words.replace("_", " ")[:60] if _CODE.fullmatch(words) else words[:60]


@dataclass(frozen=True)
class Changed:
    """One line of "changed in the last days"."""

    at: datetime
    what: str
    before: str
    now: str
    who: str


def last_changes(user: Any, days: int = 7, most: int = 8) -> list[Changed]:
    """What was set in the last days, newest first. A handful of queries."""
    rows = events(user, Filters(what=AuditEvent.What.CHANGED, since=now() - timedelta(days=days)))
    rows = rows.filter(action__in=CHANGES, occurred_at__gte=now() - timedelta(days=days))
    found = list(rows[:most])
    names, things = staff_names(row.by_id for row in found), named(found)
    return [
        Changed(
            row.occurred_at,
            _what(row, things.get(row.id, "")),
            _short(row.facts.get("before", "")),
            _short(row.facts.get("now", "")) or facts_of(row),
            "you" if row.by_id == user.id else names.get(row.by_id or user.id, "Alongside"),
        )
        for row in found
    ]


def _what(row: AuditEvent, thing: str) -> str:
    """What was changed: of a programme the figure, of all else the action and its object."""
    titles = {one.name: one.title for one in (*SETTINGS, LADDER)}
    title = titles.get(str(row.facts.get("setting", "")))
    return title or f"{words_of(row.action)}{f': {thing}' if thing else ''}"


def words_of(action: str) -> str:
    """An action's name as words: "Membership granted"."""
    return action.replace(".", " ").replace("_", " ").capitalize()


def named(rows: Sequence[AuditEvent]) -> dict[int, str]:
    """Row -> what it is about, for staff, phones, places and lists. One query for each kind that occurs."""
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if len(row.object_ids) == 1:
            wanted.setdefault(row.kind, set()).add(row.object_ids[0])
    words = {kind: _NAMES[kind](ids) for kind, ids in wanted.items() if kind in _NAMES}
    return {
        row.id: words[row.kind][row.object_ids[0]]
        for row in rows
        if len(row.object_ids) == 1 and row.object_ids[0] in words.get(row.kind, {})
    }


def _by_name(model: Any, *names: str) -> Any:
    def read(ids: set[UUID]) -> dict[UUID, str]:
        rows = model.objects.filter(id__in=ids).values_list("id", *names)
        return {row[0]: ", ".join(_short(one) for one in row[1:] if one) for row in rows}

    return read


_NAMES: Final = {
    "user": _by_name(User, "name"),
    "agency": _by_name(Agency, "name"),
    "programme": _by_name(Programme, "name"),
    "membership": _by_name(Membership, "user__name", "role"),
    "device": _by_name(Device, "user__name", "name"),
    "service": _by_name(Service, "name"),
    "disposition": _by_name(Disposition, "text__en"),
    "matrix": lambda ids: {
        one: f"version {number}" for one, number in Matrix.objects.filter(id__in=ids).values_list("id", "number")
    },
}
