"""A programme's directory as HSDS 3: each service with its organisation, places, facts as they stand, and room."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from apps.common.clock import stamp
from apps.directory import queries
from apps.directory.facts import DAYS
from apps.directory.imports.read_words import LANGUAGES
from apps.directory.models import Capacity, Location, Organization, Service

_CHUNK: Final = 200
_PAYS: Final = {
    "free": "Free", "medicaid": "Medicaid", "medicare": "Medicare", "va": "VA", "insurance": "Private insurance",
    "sliding": "Sliding scale", "self": "Self-pay",
}  # fmt: skip


def services_of(programme_id: UUID) -> Iterator[dict[str, Any]]:
    """Every service that is still listed, in the order of its id, a few hundred in memory at a time."""
    ids = Service.objects.filter(programme_id=programme_id, vanished_at__isnull=True).order_by("id")
    for chunk in _chunks(ids.values_list("id", flat=True).iterator(chunk_size=2_000)):
        for service in queries.found(chunk).order_by("id"):
            yield service_as_hsds(service)


def count_of(programme_id: UUID) -> int:
    """How many `services_of` gives."""
    return Service.objects.filter(programme_id=programme_id, vanished_at__isnull=True).count()


def _chunks(ids: Iterator[UUID]) -> Iterator[Sequence[UUID]]:
    chunk: list[UUID] = []
    for one in ids:
        chunk.append(one)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def service_as_hsds(service: Service) -> dict[str, Any]:
    """One service of `queries.found` as HSDS has it; what it does not say is left out."""
    facts = {what: one.value for what, one in queries.facts_of(service).items()}
    who, way_in, pays = (facts.get(what, {}) for what in ("who", "way_in", "pays"))
    return _without_nothing(
        {
            "id": str(service.id),
            "organization_id": str(service.organization_id),
            "name": service.name,
            "alternate_name": service.alternate_name,
            "description": service.description,
            "url": _uri(service.website),
            "email": service.email,
            "status": service.status,
            "application_process": way_in.get("words", ""),
            "fees_description": pays.get("words", ""),
            "eligibility_description": who.get("words", ""),
            "minimum_age": who.get("min_age"),
            "maximum_age": who.get("max_age"),
            "last_modified": _at(service),
            "organization": _organization(service.organization),
            "phones": _phones(service.id, facts.get("phones", [])),
            "schedules": _schedules(service.id, facts.get("hours", {})),
            "languages": _languages(service.id, facts.get("languages", {})),
            "cost_options": [
                {"id": _id(service.id, "cost", code), "option": _PAYS[code]} for code in pays.get("codes", [])
            ],
            "required_documents": [
                {"id": _id(service.id, "document", one), "document": one}
                for one in facts.get("bring", {}).get("documents", [])
            ],
            "service_at_locations": [
                {"id": str(place.id), "location_id": str(place.location_id), "location": _location(place.location)}
                for place in getattr(service, "standing_places", ())
            ],
            "capacities": [one for row in service.capacities.all() if (one := _capacity(row))],
            "attributes": [_attribute(service.id, term) for term in service.terms],
        }
    )


def _at(service: Service) -> str:
    times = [row.at for row in service.capacities.all()] + [service.created_at]
    return stamp(max(times)) or ""


def _organization(row: Organization) -> dict[str, Any]:
    return _without_nothing(
        {"id": str(row.id), "name": row.name, "website": _uri(row.website), "email": row.email}
    ) | {"description": row.description or row.name}


def _location(row: Location) -> dict[str, Any]:
    address = _without_nothing(
        {
            "id": _id(row.id, "address"),
            "address_1": row.address_1,
            "address_2": row.address_2,
            "city": row.city,
            "state_province": row.state,
            "postal_code": row.postal_code,
            "country": row.country or "US",
            "address_type": "physical",
        }
    )
    is_whole = {"address_1", "city", "state_province", "postal_code"} <= set(address)
    return _without_nothing(
        {
            "id": str(row.id),
            "location_type": row.kind,
            "name": row.name,
            "alternate_name": row.alternate_name,
            "description": row.description,
            "transportation": row.transportation,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "addresses": [address] if is_whole else [],
            "phones": _phones(row.id, row.phones),
            "schedules": _schedules(row.id, row.hours),
            "languages": _languages(row.id, row.languages),
            "accessibility": [{"id": _id(row.id, "access"), "description": row.accessibility}]
            if row.accessibility
            else [],
        }
    )


def _phones(owner: UUID, rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        _without_nothing(
            {
                "id": _id(owner, "phone", row["number"], row.get("extension", "")),
                "number": row["number"],
                "extension": int(extension) if (extension := row.get("extension", "")).isdigit() else None,
                "type": row.get("kind", ""),
                "description": row.get("note", ""),
            }
        )
        for row in rows
    ]


def _schedules(owner: UUID, fact: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for at, rule in enumerate(fact.get("rules", [])):
        is_monthly = "month_days" in rule or any(day not in DAYS for day in rule.get("days", []))
        rows.append(
            _without_nothing(
                {
                    "id": _id(owner, "schedule", str(at)),
                    "freq": "" if rule.get("exception") else "MONTHLY" if is_monthly else "WEEKLY",
                    "byday": ",".join(rule.get("days", [])),
                    "bymonthday": ",".join(map(str, rule.get("month_days", []))),
                    "opens_at": rule.get("opens", ""),
                    "closes_at": rule.get("closes", ""),
                    "valid_from": rule.get("since", ""),
                    "valid_to": rule.get("until", ""),
                    "description": rule.get("words", ""),
                }
            )
        )
    if fact.get("words"):
        rows.append({"id": _id(owner, "schedule", "words"), "description": fact["words"]})
    return rows


def _languages(owner: UUID, fact: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": _id(owner, "language", code), "code": code, "name": LANGUAGES.get(code, code).split()[0].title()}
        for code in fact.get("codes", [])
    ]


def _capacity(row: Capacity) -> dict[str, Any] | None:
    if row.sort != Capacity.Sort.COUNT or row.available is None:
        return None
    unit = {"id": _id(row.id, "unit"), "name": row.unit}
    return _without_nothing(
        {"id": str(row.id), "unit": unit, "maximum": row.maximum, "updated": stamp(row.at), "description": row.note}
    ) | {"available": row.available}


def _attribute(owner: UUID, term: Mapping[str, str]) -> dict[str, Any]:
    inner = _without_nothing({"id": _id(owner, "term", term["name"]), "code": term["code"], "name": term["name"]})
    return {
        "id": _id(owner, "attribute", term["name"]),
        "link_entity": "service",
        "taxonomy_term": inner | {"description": term["name"]},
    }


def _id(owner: UUID, *what: str) -> str:
    """The same id in each export for the same part of the same thing."""
    return str(uuid5(owner, ":".join(what)))


def _uri(text: str) -> str:
    """An address that is one; a bare host gets its scheme."""
    if not text or " " in text:
        return ""
    return text if "://" in text else f"https://{text}"


def _without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None, [], {})}
