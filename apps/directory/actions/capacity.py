"""Say how much room there is: from the field, from the desk, and by the provider's own link."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import lock_or_404
from apps.directory import queries
from apps.directory.actions.common import changed, happened_at
from apps.directory.models import HOW_STAFF, Capacity, CapacityLink, CapacityWord, Service
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, Merged, action, on_constraint
from apps.outbox.record import record

on_constraint("one_capacity_per_unit", Code.ALREADY_EXISTS, "This service counts that already.")

USES_PER_HOUR: Final = 30
"""Reports by one link in an hour; a front desk that updates with every arrival stays far below."""
_MOST: Final = 9_999
_BY_STAFF: Final = {how for how, _label in HOW_STAFF}


@action("capacity.report", offline=QUEUE)
def report_capacity(
    *,
    service_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    capacity: UUID,
    available: int | None,
    how: str,
    by: Any,
    told_by: str = "",
    note: str = "",
    unit: str = "",
) -> Service | Merged:
    """Keep what somebody was told about room. The newest word stands; one that comes late is kept below it.

    An unknown capacity is made when its unit is named. The same id again changes nothing.
    """
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "capacity.report", service)
    _check(available, how, _BY_STAFF)
    there = CapacityWord.objects.filter(id=id).first()
    if there is not None:
        if there.by_id != by.id or there.capacity.service_id != service.id:
            raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.")
        raise AlreadyApplied(service)
    row = Capacity.objects.select_for_update().filter(id=capacity).first()
    if row is not None and row.service_id != service.id:
        raise NotFound
    at = happened_at()
    if row is None:
        if not unit.strip():
            raise Invalid(Code.INVALID, "What is counted?", fields=["unit"])
        row = Capacity.objects.create(id=capacity, service=service, unit=unit.strip(), how=how, by_id=by.id, at=at)
    late = _say(row, available, at, said_by=told_by, how=how, by_id=by.id, note=note, word_id=id)
    record(by, "capacity.reported", service, capacity=row.id, available=available, how=how)
    done = changed(service)
    return Merged(done, Code.KEPT_LATE) if late else done


@action("capacity.say", offline=NEVER)
def say_by_link(*, link_id: UUID, name: str, said: Mapping[UUID, int | None], by: Any) -> Service:
    """Keep what a provider says by its own link, also when nothing changed: it is a fresh word.

    NotFound for a link that no longer opens, Conflict (TOO_MANY) beyond 30 reports in an hour.
    """
    allow(by, "capacity.say")
    link = CapacityLink.objects.select_for_update(of=("self",)).select_related("service").filter(id=link_id).first()
    if link is None or not queries.is_open(link):
        raise NotFound
    at = now()
    recent = [use for use in link.uses if use > at - timedelta(hours=1)]
    if len(recent) >= USES_PER_HOUR:
        raise Conflict(Code.TOO_MANY, "This link has said enough for an hour.")
    service = Service.objects.select_for_update().get(id=link.service_id)
    for row in Capacity.objects.select_for_update().filter(service=service).order_by("id"):
        if row.id in said:
            _check(said[row.id], "link", {"link"})
            _say(row, said[row.id], at, said_by=name, how="link", by_id=None, note="", word_id=None)
    link.uses, link.used_at, link.name = [*recent, at], at, name
    link.bump("uses", "used_at", "name")
    record(by, "capacity.said", service, link=link.id, capacities=sorted(map(str, said)))
    return changed(service)


def _say(
    row: Capacity, available: int | None, at: Any, *, said_by: str, how: str, by_id: Any, note: str, word_id: Any
) -> bool:
    """Keep the word; answers whether a newer one stands already."""
    own_id = {"id": word_id} if word_id else {}
    word = {"available": available, "note": note, "said_by": said_by.strip(), "how": how, "by_id": by_id, "at": at}
    is_first = not row.words.exists()
    CapacityWord.objects.create(capacity=row, **own_id, **word)
    if at < row.at and not is_first:
        return True
    for field, value in word.items():
        setattr(row, field, value)
    row.bump("available", "note", "said_by", "how", "by", "at")
    return False


def _check(available: int | None, how: str, allowed: set[str]) -> None:
    if how not in allowed:
        raise Invalid(Code.INVALID, "How was it said?", fields=["how"])
    if available is not None and not 0 <= available <= _MOST:
        raise Invalid(Code.INVALID, "A number from 0 to 9,999.", fields=["available"])
