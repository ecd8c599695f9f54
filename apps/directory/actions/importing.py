"""Take another directory in, in short batches: what is new or another is written, what is the same is left alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Model

from apps.access import allow
from apps.common.clock import now, stamp
from apps.common.errors import Code, Invalid
from apps.common.ids import uuid7
from apps.directory.actions.common import renew, ring
from apps.directory.facts import digest, is_empty
from apps.directory.models import Capacity, CapacityWord, Location, Organization, Service, ServiceAtLocation
from apps.outbox.commands import NEVER, action
from apps.outbox.record import record

BATCH: Final = 250
KINDS: Final[dict[str, type[Organization] | type[Location] | type[Service]]] = {
    "organization": Organization,
    "location": Location,
    "service": Service,
}
_FIELDS: Final = {
    "organization": ("name", "description", "website", "email", "phones"),
    "location": (
        *("name", "alternate_name", "description", "transportation", "accessibility", "kind", "address_1"),
        *("address_2", "city", "state", "postal_code", "country", "latitude", "longitude", "phones", "hours"),
        "languages",
    ),
    "service": ("name", "alternate_name", "description", "website", "email", "status", "terms"),
}


@dataclass(frozen=True)
class ImportBatch:
    """What came of one batch, or of the end of an import (`vanished`)."""

    KIND: ClassVar[str] = "import_batch"

    id: UUID
    new: int = 0
    changed: int = 0
    known: int = 0
    vanished: int = 0
    version: int = 1


@action("directory.import", offline=NEVER)
def take_batch(
    *, kind: str, rows: Sequence[Mapping[str, Any]], source: str, programme_id: UUID, by: Any
) -> ImportBatch:
    """Take up to 250 rows of one kind, each named by its `source_id` in `source`. Unchanged rows are not written.

    What a person was told about a service stays above what comes here. One audit row, one number for each change.
    """
    allow(by, "directory.import")
    if not source or kind not in KINDS or len(rows) > BATCH or any(not row.get("source_id") for row in rows):
        raise Invalid(Code.INVALID, "A batch names its source and has at most 250 named rows.", fields=["rows"])
    model: Any = KINDS[kind]
    wanted = {row["source_id"]: row for row in rows}
    mine = model.objects.select_for_update().filter(programme_id=programme_id, source=source, source_id__in=wanted)
    there: dict[str, Any] = {one.source_id: one for one in mine.order_by("id")}
    new, other = [], []
    for source_id, row in wanted.items():
        one, mark = there.get(source_id), digest(row)
        if one is None:
            new.append(model(programme_id=programme_id, source=source, source_id=source_id, source_digest=mark))
        elif one.source_digest != mark or one.vanished_at is not None:
            one.source_digest, one.vanished_at = mark, None
            other.append(one)
    take = {"organization": _take_plain, "location": _take_locations, "service": _take_services}[kind]
    take(kind, new, other, wanted, source, programme_id)
    batch = ImportBatch(uuid7(), new=len(new), changed=len(other), known=len(wanted) - len(new) - len(other))
    if new or other:
        facts = {"programme": programme_id, "source": source, "kind": kind, "new": len(new), "changed": len(other)}
        record(by, "directory.imported", batch, **facts)
    return batch


@action("directory.import", offline=NEVER)
def end_import(
    *, vanished: Mapping[str, Sequence[UUID]], source: str, programme_id: UUID, did_change: bool, by: Any
) -> ImportBatch:
    """Mark the rows that the source no longer lists (kind -> ids), and tell every device that there is more."""
    allow(by, "directory.import")
    gone = 0
    for kind, ids in vanished.items():
        model: Any = KINDS[kind]
        rows = model.objects.filter(id__in=list(ids), programme_id=programme_id, source=source)
        at = now()
        stamped = {"changed_at": at} if kind == "organization" else {}  # a service gets it with its new copy
        gone += rows.filter(vanished_at__isnull=True).update(vanished_at=at, **stamped)
    services = list(vanished.get("service", ()))
    renew(programme_id, services)
    batch = ImportBatch(uuid7(), vanished=gone)
    if gone:
        record(by, "directory.vanished", batch, programme=programme_id, source=source, vanished=gone)
    if gone or did_change:
        ring(programme_id)
    return batch


Take = Callable[[str, list[Any], list[Any], Mapping[str, Mapping[str, Any]], str, UUID], None]


def _set(kind: str, one: Model, row: Mapping[str, Any]) -> None:
    for field in _FIELDS[kind]:
        if field in row:
            setattr(one, field, row[field])


def _take_plain(
    kind: str, new: list[Any], other: list[Any], rows: Mapping[str, Mapping[str, Any]], source: str, where: UUID
) -> None:
    """Organisations; and, of whatever is another, the copies of the services that show it."""
    at = now()
    for one in (*new, *other):
        _set(kind, one, rows[one.source_id])
        one.version += one in other
        if kind == "organization":
            one.changed_at = at
    model: Any = KINDS[kind]
    model.objects.bulk_create(new, batch_size=BATCH)
    owner = ["organization"] if kind == "location" else ["changed_at"]
    columns = [*_FIELDS[kind], *owner, "source_digest", "vanished_at", "version"]
    model.objects.bulk_update(other, columns, batch_size=100)
    if other:
        shown = {"organization": "organization__in", "location": "places__location__in"}[kind]
        renew(where, list(Service.objects.filter(**{shown: other}).distinct().values_list("id", flat=True)))


def _take_locations(
    kind: str, new: list[Any], other: list[Any], rows: Mapping[str, Mapping[str, Any]], source: str, where: UUID
) -> None:
    owners = _ids(Organization, source, where, {str(row.get("organization", "")) for row in rows.values()})
    for one in (*new, *other):
        one.organization_id = owners.get(str(rows[one.source_id].get("organization", "")))
    _take_plain(kind, new, other, rows, source, where)


def _take_services(
    kind: str, new: list[Any], other: list[Any], rows: Mapping[str, Mapping[str, Any]], source: str, where: UUID
) -> None:
    at = stamp(now()) or ""
    owners = _ids(Organization, source, where, {str(row.get("organization", "")) for row in rows.values()})
    for one in (*new, *other):
        row = rows[one.source_id]
        _set(kind, one, row)
        _propose_sud(one, guessed=bool(row.get("is_sud")))
        owner = owners.get(str(row.get("organization", "")))
        one.organization_id = owner or _nameless(source, where, str(row["name"])).id
        one.imported = _facts(one.imported, row.get("facts", {}), at)
    Service.objects.bulk_create(new, batch_size=BATCH)
    columns = [*_FIELDS[kind], "is_sud", "sud_proposed", "organization", "imported", "source_digest", "vanished_at"]
    Service.objects.bulk_update(other, columns, batch_size=100)
    touched = [*new, *other]
    _place(touched, rows, source, where)
    for one in touched:
        for position, said in enumerate(rows[one.source_id].get("capacities", ())):
            _capacity(one, position, said)
    renew(where, [one.id for one in touched])


def _propose_sud(one: Service, *, guessed: bool) -> None:
    """A guess from names is a proposal. Until a person has looked it only ever makes the rules stricter; after that
    the person's word stands, whatever the source is called now."""
    one.sud_proposed = guessed or (one.sud_proposed and one.sud_reviewed_at is None)
    if one.sud_reviewed_at is None:
        one.is_sud = one.is_sud or guessed


def _ids(model: Any, source: str, where: UUID, source_ids: set[str]) -> dict[str, UUID]:
    rows = model.objects.filter(programme_id=where, source=source, source_id__in=source_ids - {""})
    return dict(rows.values_list("source_id", "id"))


def _nameless(source: str, where: UUID, name: str) -> Organization:
    """An organisation for a service whose source names none: it bears the name of the service."""
    found, _made = Organization.objects.get_or_create(programme_id=where, source=source, source_id="", name=name)
    return found


def _facts(before: Mapping[str, Any], said: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Each fact with the time since which the source says so."""
    facts: dict[str, Any] = {}
    for what, value in said.items():
        if is_empty(value):
            continue
        known = before.get(what)
        facts[what] = known if known and digest(known["value"]) == digest(value) else {"value": value, "at": at}
    return facts


def _place(services: Sequence[Service], rows: Mapping[str, Mapping[str, Any]], source: str, where: UUID) -> None:
    named = {str(place) for one in services for place in rows[one.source_id].get("locations", ())}
    ids = _ids(Location, source, where, named)
    known = {
        (row.service_id, row.location_id): row
        for row in ServiceAtLocation.objects.filter(service__in=services).order_by("id")
    }
    new, other = [], []
    for one in services:
        wanted = [ids[str(place)] for place in rows[one.source_id].get("locations", ()) if str(place) in ids]
        for position, location_id in enumerate(dict.fromkeys(wanted)):
            row = known.pop((one.id, location_id), None)
            if row is None:
                new.append(ServiceAtLocation(service=one, location_id=location_id, position=position))
            elif row.ended_at is not None or row.position != position:
                row.ended_at, row.position = None, position
                other.append(row)
    for row in known.values():
        if row.ended_at is None:
            row.ended_at = now()
            other.append(row)
    ServiceAtLocation.objects.bulk_create(new, batch_size=BATCH)
    ServiceAtLocation.objects.bulk_update(other, ["ended_at", "position"], batch_size=100)


def _capacity(service: Service, position: int, said: Mapping[str, Any]) -> None:
    """What the source says about room; it never stands above a newer word."""
    at = datetime.fromisoformat(said["at"])
    row, made = Capacity.objects.get_or_create(
        service=service, unit=said["unit"], defaults={"position": position, "how": "import", "at": at}
    )
    row.maximum = said.get("maximum")
    if made or at > row.at:
        row.available, row.note, row.said_by, row.how, row.by, row.at = said["available"], "", "", "import", None, at
    row.bump("maximum", "available", "note", "said_by", "how", "by", "at")
    if not row.words.filter(how="import", at=at).exists():
        CapacityWord.objects.create(capacity=row, available=said["available"], how="import", at=at)
