"""The list of how visits may end: data of each programme, and every change a new version."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.queries import members
from apps.common.clock import now, stamp
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import lock_or_404
from apps.encounters import queries, words
from apps.encounters.events import DispositionChanged
from apps.encounters.models import Disposition, Encounter
from apps.encounters.starting_list import OTHER, STARTING_LIST
from apps.incidents.actions.timeline import happened_at, programme_for
from apps.outbox.commands import NEVER, AlreadyApplied, action, on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record

on_constraint("one_disposition_in_force", Code.STALE, "Somebody changed this one at the same moment.")

COLUMNS: Final = (
    *("text", "group", "position", "needs_contact", "needs_place", "transport", "opens_case", "case_rule"),
)
"""What a version says."""

_NEW: Final[Mapping[str, Any]] = {
    "group": OTHER,
    "position": 99,
    "transport": "",
    "case_rule": "",
    "needs_contact": True,
    "needs_place": False,
    "opens_case": False,
}
"""What a new outcome is unless somebody says otherwise."""

NOW_IS: Final = timedelta(minutes=1)
"""A version may begin this long ago at most: the past is not decided again."""

LONGEST: Final = 120
"""Characters of its words in one language: a line of a phone."""


@action("disposition.publish", offline=NEVER)
def publish_disposition(
    *,
    code: str,
    said: Mapping[str, Any],
    by: Any,
    programme_id: UUID | None = None,
    effective_from: datetime | None = None,
) -> Disposition:
    """Put another version of one outcome in force, or a new one, now or from a later time on. Visits that ended by an
    older one keep its words.

    The same words again change nothing. Raises Invalid naming what is wrong, or for a time that is past or in which
    another version was promised already.
    """
    allow(by, "disposition.publish")
    where = programme_for(by, programme_id)
    newest = queries.newest_disposition(where, code)
    content = {**({name: getattr(newest, name) for name in COLUMNS} if newest else _NEW), **said}
    _check(code, content)
    at = now()
    begins = _begins(newest, effective_from, at)
    stands = newest is not None and newest.effective_until is None
    if newest is not None and stands and all(getattr(newest, name) == content[name] for name in COLUMNS):
        raise AlreadyApplied(newest)
    if newest is not None and stands:
        _end(newest, begins)
    return _put(where, code, content, begins, by)


def _begins(newest: Disposition | None, wanted: datetime | None, at: datetime) -> datetime:
    """When the next version begins; Invalid where the past, or what was promised before, would be another."""
    begins = wanted or at
    if begins < at - NOW_IS:
        raise Invalid(Code.INVALID, "A version begins now or later.", fields=["effective_from"])
    stands = newest and max(newest.effective_from, newest.effective_until or newest.effective_from)
    if stands and begins < stands:
        raise Invalid(
            Code.INVALID, "Something later was promised: take that back first, or begin then or after.",
            fields=["effective_from"], until=stamp(stands),
        )  # fmt: skip
    return begins


def _put(programme_id: UUID, code: str, content: Mapping[str, Any], begins: datetime, by: Any) -> Disposition:
    made = Disposition.objects.create(programme_id=programme_id, code=code, effective_from=begins, **content)
    later = {"effective_from": stamp(begins)} if begins > now() else {}
    record(by, "disposition.published", made, code=code, **later)
    _tell(made)
    return made


@action("disposition.retire", offline=NEVER)
def retire_disposition(*, disposition_id: UUID, by: Any, effective_until: datetime | None = None) -> Disposition:
    """Take an outcome off the list, now or from a later time on: it is offered no more. What ended by it stays so.

    Invalid for a past time, or for a version that has not begun: that is taken back.
    """
    row = lock_or_404(queries.dispositions_visible_to(by), disposition_id)
    allow(by, "disposition.retire", row)
    if row.effective_until is not None:
        raise AlreadyApplied(row)
    at = now()
    ends = effective_until or at
    if ends < at - NOW_IS or row.effective_from > at:
        raise Invalid(Code.INVALID, "It ends now or later, after it has begun.", fields=["effective_until"])
    _end(row, max(ends, row.effective_from))
    later = {"effective_until": stamp(ends)} if ends > at else {}
    record(by, "disposition.retired", row, code=row.code, **later)
    return row


@action("disposition.withdraw", offline=NEVER)
def withdraw_disposition(*, disposition_id: UUID, by: Any) -> Disposition:
    """Take back what was promised for later: a version that has not begun never holds, and the one before it goes on;
    one that was to end is offered on. Raises Conflict for what has begun or ended already: that is the past.
    """
    row = lock_or_404(queries.dispositions_visible_to(by), disposition_id)
    allow(by, "disposition.withdraw", row)
    if row.effective_until == row.effective_from:
        raise AlreadyApplied(row)
    if not queries.can_be_taken_back(row):
        raise Conflict(Code.ILLEGAL_TRANSITION, "Only what is still to come can be taken back.")
    if row.effective_until is not None:
        _end(row, None)
    else:
        _end(row, row.effective_from)
        rows = Disposition.objects.select_for_update().filter(programme_id=row.programme_id, code=row.code)
        former = rows.filter(effective_until=row.effective_from, effective_from__lt=row.effective_from).first()
        if former is not None:
            _end(former, None)
    record(by, "disposition.withdrawn", row, code=row.code)
    return row


@action("disposition.publish", offline=NEVER)
def start_list(*, programme_id: UUID, by: Any) -> None:
    """Give a programme that has none the list it starts with. Again changes nothing."""
    allow(by, "disposition.publish")
    if Disposition.objects.filter(programme_id=programme_id).exists():
        raise AlreadyApplied(None)
    for row in _start(programme_id):
        _tell(row)


def version_for(encounter: Encounter, code: str, by: Any) -> Disposition | None:
    """The version of an outcome that was in force when the command was given; Invalid for one that never was.

    A programme that has no list yet begins with the one that ships.
    """
    if not code:
        return None
    programme_id = encounter.incident.programme_id
    if not Disposition.objects.filter(programme_id=programme_id).exists():
        for each in _start(programme_id):
            _tell(each)
    row = queries.disposition_at(programme_id, code, happened_at())
    if row is None:
        raise Invalid(Code.INVALID, "No such outcome on this programme's list.", fields=["disposition"])
    return row


def _start(programme_id: UUID) -> list[Disposition]:
    return Disposition.objects.bulk_create(
        Disposition(
            programme_id=programme_id,
            position=place,
            effective_from=happened_at(),
            opens_case=bool(row.get("case_rule")),
            **row,
        )
        for place, row in enumerate(STARTING_LIST)
    )


def _end(row: Disposition, at: datetime | None) -> None:
    row.effective_until = at
    row.bump("effective_until")
    _tell(row)


def _check(code: str, content: Mapping[str, Any]) -> None:
    text = content.get("text")
    wrong = [] if code and len(code) <= 24 and code.replace("_", "").isalnum() and code.isascii() else ["code"]
    languages = text if isinstance(text, Mapping) else {}
    said = {name: str(languages.get(name, "")).strip() for name in ("en", "es")}
    wrong += [f"text_{name}" for name, one in said.items() if not one or len(one) > LONGEST]
    wrong += [name for name in COLUMNS if name not in content]
    if content.get("transport") and content["transport"] not in words.codes(words.TRANSPORT):
        wrong.append("transport")
    if content.get("opens_case") and not content.get("case_rule"):
        wrong.append("case_rule")
    if wrong:
        raise Invalid(Code.INVALID, "This cannot stand on the list.", fields=sorted(set(wrong)))


def _tell(row: Disposition) -> None:
    """To everybody whose phone or desk holds the list."""
    people = members(row.programme_id, queries.LIST_READERS).values_list("id", flat=True)
    event = DispositionChanged(row.id, row.version)
    publish(event, about=row, to=[user_stream(user_id) for user_id in people])
