"""What only the administrator's desk does: choose figures, review a week, export and check the record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from apps.access import allow
from apps.accounts.models import Programme
from apps.accounts.queries import programmes_visible_to
from apps.audit.seal import verify
from apps.common.clock import now, stamp
from apps.common.errors import Code, Invalid
from apps.common.ids import uuid7
from apps.common.lookup import lock_or_404
from apps.followups.ladder import ladder_of
from apps.office import queries
from apps.office.queries.review import review_id
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record


@dataclass(frozen=True)
class Desk:
    """What the record names when it is about itself or about a week."""

    KIND: ClassVar[str] = "record"

    id: UUID
    version: int = 1


@dataclass(frozen=True)
class Week:
    """One week's review, as the record names it."""

    KIND: ClassVar[str] = "weekly_review"

    id: UUID
    version: int = 1


@action("programme.change", offline=NEVER)
def change_settings(*, by: Any, said: Mapping[str, Any]) -> Programme:
    """Choose figures of one's programme; None goes back to the default. Each change is on record with before and now.

    Raises Invalid naming what is no setting, or no such figure.
    """
    programme = lock_or_404(programmes_visible_to(by), by.programme_id)
    allow(by, "programme.change", programme)
    known = {one.name: one for one in (*queries.SETTINGS, queries.LADDER)}
    wrong = sorted(name for name, value in said.items() if name not in known or not _fits(known[name], value))
    if wrong:
        raise Invalid(Code.INVALID, "Not a figure that can be chosen.", fields=wrong)
    kept = dict(programme.settings)
    for name, value in said.items():
        before = kept.get(name, known[name].default)
        if value is None or value == "":
            kept.pop(name, None)
        else:
            kept[name] = value
        after = kept.get(name, known[name].default)
        if after != before:
            record(by, "programme.changed", programme, setting=name, before=before, now=after)
    if kept == programme.settings:
        raise AlreadyApplied(programme)
    programme.settings = kept
    programme.bump("settings")
    return programme


def _fits(setting: queries.Setting, value: Any) -> bool:
    if value is None:
        return True
    if setting.kind == "yes_no":
        return isinstance(value, bool)
    if setting.kind == "ladder":
        return isinstance(value, list) and 0 < len(value) == len(ladder_of({setting.name: value}))
    if setting.kind == "hour":
        return isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) is not None
    if setting.kind == "words":
        return isinstance(value, str) and len(value) <= setting.most
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= setting.most


@action("review.record", offline=NEVER)
def record_review(*, by: Any, monday: date) -> Week:
    """Say that this week was reviewed, with its counts. Again changes nothing; a week that is not over is Invalid."""
    allow(by, "review.record")
    if monday.weekday() != 0 or monday > queries.week_to_review(by):
        raise Invalid(Code.INVALID, "Only a week that is over can be reviewed.", fields=["monday"])
    week = Week(review_id(by, monday))
    if queries.is_reviewed(by, monday):
        raise AlreadyApplied(week)
    record(by, "review.recorded", week, week=monday.isoformat(), **queries.counts_of(by, monday).numbers)
    return week


@action("audit.export", offline=NEVER)
def note_export(*, by: Any, rows: int, filters: Mapping[str, Any]) -> Desk:
    """Say that so many rows of the record left as a file, and which."""
    allow(by, "audit.export")
    this = Desk(uuid7())
    record(by, "audit.exported", this, rows=rows, asked=dict(filters))
    return this


@action("drill.record", offline=NEVER)
def record_drill(*, by: Any, taken_at: datetime, rows: int, tables: int, seconds: float) -> Desk:
    """Say that a backup of that time was restored as a test and was whole: how much came back, and in how many
    seconds. Raises Invalid for a backup of the future or an empty one.
    """
    allow(by, "drill.record")
    wrong = ["taken_at"] if taken_at > now() else []
    wrong += [name for name, n in (("rows", rows), ("tables", tables)) if n < 1]
    if wrong:
        raise Invalid(Code.INVALID, "No such backup came back.", fields=wrong)
    this = Desk(uuid7())
    record(by, "drill.recorded", this, taken_at=stamp(taken_at), rows=rows, tables=tables, seconds=round(seconds, 1))
    return this


@action("audit.verify", offline=NEVER)
def verify_chain(*, by: Any) -> Desk:
    """Check rows, seals, gaps and kept heads, and keep how many problems there are. Their places are in the answer
    of `manage.py verify_audit`.
    """
    allow(by, "audit.verify")
    this = Desk(uuid7())
    wrong = [one for one in verify() if one.where != "tail"]  # an old tail is the sealer's, which has its own check
    record(by, "audit.verified", this, problems=len(wrong))
    return this
