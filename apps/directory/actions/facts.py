"""Correct a fact, and choose between two sources."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import lock_or_404
from apps.directory import queries
from apps.directory.actions.common import changed, happened_at
from apps.directory.facts import digest, problem_of
from apps.directory.models import HOW_STAFF, Correction, Service
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.outbox.record import record

_BY_STAFF = {how for how, _label in HOW_STAFF}


@action("service.correct", offline=QUEUE)
def correct_service(
    *,
    service_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    what: str,
    value: Any,
    how: str,
    by: Any,
    told_by: str = "",
) -> Service:
    """Keep what somebody was told about one fact. It stands above what the source says until somebody chooses.

    The same id again changes nothing.
    """
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "service.correct", service)
    wrong = [name for name, bad in (("value", problem_of(what, value)), ("how", how not in _BY_STAFF)) if bad]
    if wrong:
        raise Invalid(Code.INVALID, "This cannot be said of a service.", fields=wrong)
    there = Correction.objects.filter(id=id).first()
    if there is not None:
        if there.by_id != by.id or there.service_id != service.id:
            raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.")
        raise AlreadyApplied(service)
    said = {"what": what, "value": value, "told_by": told_by.strip(), "how": how, "by_id": by.id}
    Correction.objects.create(id=id, service=service, at=happened_at(), **said)
    record(by, "service.corrected", service, what=what, how=how, correction=id)
    return changed(service)


@action("service.settle", offline=NEVER)
def settle_fact(*, service_id: UUID, what: str, take: str, by: Any) -> Service:
    """Keep what a person was told (`ours`) or take what the source says (`theirs`). Both stay on record."""
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "service.settle", service)
    rows = list(
        Correction.objects.select_for_update()
        .filter(service=service, what=what, given_up_at__isnull=True)
        .order_by("-at")
    )
    imported = service.imported.get(what)
    if not rows or imported is None:
        raise AlreadyApplied(service)
    if take == "ours":
        rows[0].kept_against, rows[0].settled_by_id = digest(imported["value"]), by.id
        rows[0].bump("kept_against", "settled_by")
    else:
        for row in rows:
            row.given_up_at, row.settled_by_id = now(), by.id
            row.bump("given_up_at", "settled_by")
    record(by, "service.settled", service, what=what, take=take)
    return changed(service)
