"""Write a service by hand: what a programme knows that no other directory lists."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now, stamp
from apps.common.errors import Code, Invalid
from apps.directory.actions.common import changed
from apps.directory.facts import is_empty, problem_of
from apps.directory.models import Capacity, Location, Organization, Service, ServiceAtLocation
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record

FIELDS: Final = frozenset(
    {"name", "alternate_name", "description", "website", "is_sud", "takes_referrals", "handoff_email", "handoff_sms"}
    | {"answers_within_h", "terms"}
)


@action("directory.write", offline=NEVER)
def write_service(
    *,
    id: UUID,  # noqa: A002  (as in the body)
    programme_id: UUID,
    organization: Mapping[str, Any],
    place: Mapping[str, Any] | None,
    fields: Mapping[str, Any],
    facts: Mapping[str, Any],
    room: Sequence[Mapping[str, Any]],
    by: Any,
) -> Service:
    """Write a service with its organisation and place (each with its `id`), its facts, and what it counts.

    The same id again changes nothing.
    """
    allow(by, "directory.write")
    there = Service.objects.filter(id=id).first()
    if there is not None:
        raise AlreadyApplied(there)
    wrong = [what for what, value in facts.items() if problem_of(what, value)] + sorted(set(fields) - FIELDS)
    if wrong:
        raise Invalid(Code.INVALID, "This cannot be said of a service.", fields=wrong)
    runs, _made = Organization.objects.get_or_create(
        id=organization["id"], defaults={"programme_id": programme_id, "name": organization["name"]}
    )
    at = stamp(now())
    said = {
        what: {"value": value, "at": at, "how": "written"} for what, value in facts.items() if not is_empty(value)
    }
    service = Service.objects.create(
        id=id, programme_id=programme_id, organization=runs, imported=said, **dict(fields)
    )
    if place is not None:
        rest = {name: value for name, value in place.items() if name != "id"}
        where, _made_place = Location.objects.get_or_create(
            id=place["id"], defaults={"programme_id": programme_id, "organization": runs, **rest}
        )
        ServiceAtLocation.objects.create(service=service, location=where)
    for position, one in enumerate(room):
        Capacity.objects.create(**{"service": service, "position": position, "how": "import", **one})
    record(by, "service.written", service)
    return changed(service)
