"""CSV in the shape of the Ohana API, which iCarol exports were turned into: a service names its place, a place its
organisation, and everything else is words."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from apps.common.clock import now
from apps.directory.imports.hours import day_of, time_of, weekday, yearly
from apps.directory.imports.hsds import phones, with_documents
from apps.directory.imports.items import Item, Refused, checked, number, text
from apps.directory.imports.read_words import is_sud, languages, payers, way_in, who
from apps.directory.imports.spool import Spool
from apps.directory.imports.tables import rows, table

_OWNERS: Final = ("service_id", "location_id", "organization_id")


def items(folder: Path, spool: Spool) -> Iterator[Item]:
    """Every organisation, place and service of the folder; bad rows of its other tables too."""
    yield from _spooled(folder, spool)
    for kind, path in (("organization", table(folder, "organization")), ("location", table(folder, "location"))):
        yield from _each(kind, path, spool)
    yield from _each("service", table(folder, "service"), spool)


def _spooled(folder: Path, spool: Spool) -> Iterator[Item]:
    for name in ("phone", "address", "program", "regular_schedule", "holiday_schedule"):
        path = table(folder, name)
        for at, row in rows(path):
            if isinstance(row, Refused):
                yield Item(name, path.name if path else "", at, row)
            else:
                spool.keep(name, _owner(name, row), row)
    yield from _terms(folder, spool)
    for _at, row in rows(table(folder, "location"), "id", "organization_id"):
        if isinstance(row, dict):
            spool.keep("owner", row["id"], row["organization_id"])
    spool.sort()


def _owner(name: str, row: dict[str, str]) -> str:
    """Under what a row is found again: its service, else its place, else its organisation."""
    if name == "program":
        return f"program:{row.get('id', '')}"
    column = next((column for column in _OWNERS if row.get(column)), "")
    return f"{column}:{row.get(column, '')}"


def _terms(folder: Path, spool: Spool) -> Iterator[Item]:
    """Categories of a service: named in a JSON beside the tables, or as taxonomy ids in its own row."""
    path = table(folder, "category", "taxonomy")
    for at, row in rows(path):
        if isinstance(row, Refused):
            yield Item("category", path.name if path else "", at, row)
        else:
            term = {"code": text(row.get("taxonomy_id"))[:60], "name": text(row.get("name"))[:120]}
            spool.keep("term", text(row.get("id")), term)
            spool.keep("taxonomy", term["code"], term)
    listed = folder / "service_categories.json"
    if listed.is_file():
        named = json.loads(listed.read_text("utf-8"))
        for service, ids in named.items() if isinstance(named, dict) else ():
            spool.keep("terms", str(service), list(dict.fromkeys(map(str, ids))))


def _each(kind: str, path: Path | None, spool: Spool) -> Iterator[Item]:
    make = {"organization": _organization, "location": _location, "service": _service}[kind]
    for at, row in rows(path, "id", "name"):
        name = path.name if path else ""
        if isinstance(row, Refused):
            yield Item(kind, name, at, row)
            continue
        try:
            yield Item(kind, name, at, checked(make(row, spool)))
        except ValueError:
            yield Item(kind, name, at, Refused("latitude or longitude: not a number"))


def _organization(row: dict[str, str], spool: Spool) -> dict[str, Any]:
    return {
        "source_id": row["id"],
        "name": row["name"],
        "description": row.get("description", ""),
        "website": row.get("website", ""),
        "email": row.get("email", ""),
        "phones": phones(spool.children("phone", f"organization_id:{row['id']}")),
    }


def _location(row: dict[str, str], spool: Spool) -> dict[str, Any]:
    address: dict[str, str] = next(iter(spool.children("address", f"location_id:{row['id']}")), {})
    return {
        "source_id": row["id"],
        "organization": row["organization_id"],
        "kind": "virtual" if row.get("virtual", "").lower() in ("true", "1", "yes") else "physical",
        "name": row["name"],
        "alternate_name": row.get("alternate_name", ""),
        "description": row.get("description", ""),
        "transportation": row.get("transportation", ""),
        "accessibility": row.get("accessibility", ""),
        "address_1": address.get("address_1", ""),
        "address_2": address.get("address_2", ""),
        "city": address.get("city", ""),
        "state": address.get("state_province", ""),
        "postal_code": address.get("postal_code", ""),
        "country": address.get("country", "").upper()[:2],
        "latitude": number(row.get("latitude")),
        "longitude": number(row.get("longitude")),
        "phones": phones(spool.children("phone", f"location_id:{row['id']}")),
        "hours": _hours(spool, f"location_id:{row['id']}"),
        "languages": languages(row.get("languages", "")),
    }


def _service(row: dict[str, str], spool: Spool) -> dict[str, Any]:
    place = row.get("location_id", "")
    owner = next(iter(spool.children("owner", place)), "") if place else ""
    program: dict[str, Any] = (
        next(iter(spool.children("program", f"program:{row['program_id']}")), {}) if row.get("program_id") else {}
    )
    terms = _terms_of(row, spool)
    names = [term["name"] for term in terms]
    description = row.get("description", "")
    made = {
        "source_id": row["id"],
        "organization": owner or program.get("organization_id", ""),
        "locations": [place] if place else [],
        "name": row["name"],
        "alternate_name": row.get("alternate_name", ""),
        "description": description,
        "website": row.get("website", ""),
        "email": row.get("email", ""),
        "status": row.get("status", "") or "active",
        "is_sud": is_sud(row["name"], *names),
        "terms": terms,
        "facts": {
            "phones": phones(spool.children("phone", f"service_id:{row['id']}")),
            "hours": _hours(spool, f"service_id:{row['id']}"),
            "who": who(row.get("eligibility", "") or row.get("audience", ""), more=" ".join([row["name"], *names])),
            "bring": {
                "documents": [one.strip() for one in row.get("required_documents", "").split(",") if one.strip()]
            },
            "languages": languages(row.get("languages", ""), row.get("interpretation_services", "")),
            "pays": payers(row.get("fees", ""), row.get("accepted_payments", "")),
            "way_in": way_in(row.get("application_process", ""), row.get("wait_time", "")),
        },
        "capacities": [],
    }
    return with_documents(made, description, row.get("application_process", ""))


def _terms_of(row: dict[str, str], spool: Spool) -> list[dict[str, str]]:
    ids: list[str] = next(iter(spool.children("terms", row["id"])), [])
    found = [term for one in ids for term in spool.children("term", one)[:1]]
    coded = [code.strip() for code in row.get("taxonomy_ids", "").split(",") if code.strip()]
    found += [term for code in coded for term in spool.children("taxonomy", code)[:1]]
    words = [{"code": "", "name": word.strip()[:120]} for word in row.get("keywords", "").split(",") if word.strip()]
    return list({term["name"]: term for term in [*found, *words]}.values())[:40]


def _hours(spool: Spool, owner: str) -> dict[str, Any]:
    rules: list[dict[str, Any]] = []
    for row in spool.children("regular_schedule", owner):
        opens, closes, day = time_of(row["opens_at"]), time_of(row["closes_at"]), weekday(row["weekday"])
        if opens and closes and day:
            rules.append({"days": [day], "opens": opens, "closes": closes})
    for row in spool.children("holiday_schedule", owner):
        rules += _holidays(row)
    return {"rules": rules[:60], "holidays": "", "words": ""}


def _holidays(row: dict[str, str]) -> list[dict[str, Any]]:
    opens, closes = time_of(row.get("opens_at", "")), time_of(row.get("closes_at", ""))
    is_closed = row.get("closed", "").lower() in ("true", "1", "yes")
    times = {"opens": opens, "closes": closes} if opens and closes and not is_closed else {}
    years = (now().year, now().year + 1)
    starts = [day] if (day := day_of(row["start_date"])) else yearly(row["start_date"], years)
    ends = [day] if (day := day_of(row["end_date"])) else yearly(row["end_date"], years)
    return [
        {"exception": True, "since": since, "until": until, **times}
        for since, until in zip(starts, ends, strict=False)
        if since <= until
    ]
