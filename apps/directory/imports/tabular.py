"""HSDS 3.x as tables: services.csv and its companions, joined to the objects that the JSON would have."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from apps.directory.imports.hsds import location_row, organization_row, service_row
from apps.directory.imports.items import Item, Refused, checked
from apps.directory.imports.spool import Spool
from apps.directory.imports.tables import rows, table

_OF_SERVICE: Final = {
    "schedules": "schedule", "languages": "language", "cost_options": "cost_option",
    "required_documents": "required_document", "capacities": "service_capacity", "phones": "phone",
}  # fmt: skip
_OF_LOCATION: Final = ("address", "phone", "schedule", "language", "accessibility")
_PARENTS: Final = ("service_id", "location_id", "organization_id", "service_at_location_id")


def items(folder: Path, spool: Spool) -> Iterator[Item]:
    """Every row of the folder's three main tables with what belongs to it; bad rows of the others too."""
    yield from _spooled(folder, spool)
    for kind, main in (("organization", table(folder, "organization")), ("location", table(folder, "location"))):
        yield from _each(kind, main, spool)
    yield from _each("service", table(folder, "service"), spool)


def _spooled(folder: Path, spool: Spool) -> Iterator[Item]:
    """Children go beside memory, under whichever parent their row names first."""
    for name in ("address", "phone", "schedule", "language", "accessibility", "cost_option", "required_document"):
        yield from _keep(table(folder, name), name, spool)
    for name, key in (("service_at_location", "service_id"), ("service_capacity", "service_id")):
        yield from _keep(table(folder, name), name, spool, key)
    for name, key in (("attribute", "link_id"), ("taxonomy_term", "id"), ("unit", "id")):
        yield from _keep(table(folder, name), name, spool, key)
    spool.sort()


def _keep(path: Path | None, name: str, spool: Spool, key: str = "") -> Iterator[Item]:
    for at, row in rows(path):
        if isinstance(row, Refused):
            yield Item(name, path.name if path else "", at, row)
            continue
        column = key or next((parent for parent in _PARENTS if row.get(parent)), "")
        if column:
            spool.keep(f"{name}:{column}", row.get(column, ""), row)


def _each(kind: str, path: Path | None, spool: Spool) -> Iterator[Item]:
    make = {"organization": _organization, "location": _location, "service": _service}[kind]
    for at, row in rows(path, "id"):
        name = path.name if path else ""
        if isinstance(row, Refused):
            yield Item(kind, name, at, row)
            continue
        try:
            yield Item(kind, name, at, checked(make(row, spool)))
        except ValueError:
            yield Item(kind, name, at, Refused("latitude or longitude: not a number"))


def _organization(row: dict[str, Any], spool: Spool) -> dict[str, Any]:
    return organization_row({**row, "phones": spool.children("phone:organization_id", row["id"])})


def _location(row: dict[str, Any], spool: Spool) -> dict[str, Any]:
    children = {name: spool.children(f"{name}:location_id", row["id"]) for name in _OF_LOCATION}
    nested = {"addresses": children["address"], "phones": children["phone"], "schedules": children["schedule"]}
    return location_row(
        {**row, **nested, "languages": children["language"], "accessibility": children["accessibility"]}
    )


def _service(row: dict[str, Any], spool: Spool) -> dict[str, Any]:
    nested: dict[str, Any] = {
        name: spool.children(f"{child}:service_id", row["id"]) for name, child in _OF_SERVICE.items()
    }
    for said in nested["capacities"]:
        said["unit"] = next(iter(spool.children("unit:id", said.get("unit_id", ""))), {})
    places = spool.children("service_at_location:service_id", row["id"])
    for place in places:
        for name in ("phone", "schedule"):
            place[f"{name}s"] = spool.children(f"{name}:service_at_location_id", place.get("id", ""))
    attributes = spool.children("attribute:link_id", row["id"])
    for one in attributes:
        one["taxonomy_term"] = next(iter(spool.children("taxonomy_term:id", one.get("taxonomy_term_id", ""))), None)
    nested |= {"service_at_locations": places, "attributes": attributes}
    return service_row({**row, **nested}, row.get("organization_id", ""))
