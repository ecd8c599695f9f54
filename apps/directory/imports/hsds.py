"""HSDS 3.x: an object of its JSON, nested as the API gives it, as rows that can be taken."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from apps.directory.imports.hours import hours
from apps.directory.imports.items import Item, Refused, checked, number, text, whole
from apps.directory.imports.read_words import documents, is_sud, languages, payers, way_in, who

_PHONES: Final = 12


def items_of(thing: Any, file: str, at: int) -> Iterator[Item]:
    """What one object of a file holds: a service with its organisation and places, an organisation, or a place."""
    if not isinstance(thing, Mapping):
        yield Item("service", file, at, Refused("not an object"))
        return
    try:
        if "location_type" in thing:
            yield Item("location", file, at, checked(location_row(thing)))
        elif {"organization", "organization_id", "service_at_locations", "status"} & set(thing):
            yield from _service(thing, file, at)
        elif "name" in thing:
            yield Item("organization", file, at, checked(organization_row(thing)), again=True)
            for place in _list(thing, "locations"):
                yield Item("location", file, at, checked(location_row(place, text(thing.get("id")))), again=True)
        else:
            yield Item("service", file, at, Refused("neither a service, an organization nor a location"))
    except (TypeError, ValueError, AttributeError):
        yield Item("service", file, at, Refused("a value of another type than HSDS has there"))


def _service(thing: Mapping[str, Any], file: str, at: int) -> Iterator[Item]:
    organization = thing.get("organization")
    owner = text(thing.get("organization_id"))
    if isinstance(organization, Mapping):
        owner = text(organization.get("id")) or owner
        yield Item("organization", file, at, checked(organization_row(organization)), again=True)
    for place in _list(thing, "service_at_locations"):
        if isinstance(place.get("location"), Mapping):
            yield Item("location", file, at, checked(location_row(place["location"], owner)), again=True)
    yield Item("service", file, at, checked(service_row(thing, owner)))


def organization_row(thing: Mapping[str, Any]) -> dict[str, Any]:
    """An organisation of HSDS."""
    return {
        "source_id": text(thing.get("id")),
        "name": text(thing.get("name")),
        "description": text(thing.get("description")),
        "website": text(thing.get("website") or thing.get("uri")),
        "email": text(thing.get("email")),
        "phones": phones(_list(thing, "phones")),
    }


def location_row(thing: Mapping[str, Any], owner: str = "") -> dict[str, Any]:
    """A place of HSDS, with the address that people can go to."""
    addresses = _list(thing, "addresses")
    address = next((one for one in addresses if one.get("address_type") == "physical"), (addresses or [{}])[0])
    access = [text(one.get("description") or one.get("details")) for one in _list(thing, "accessibility")]
    return {
        "source_id": text(thing.get("id")),
        "organization": text(thing.get("organization_id")) or owner,
        "kind": (text(thing.get("location_type")) or "physical")[:8],
        "name": text(thing.get("name")),
        "alternate_name": text(thing.get("alternate_name")),
        "description": text(thing.get("description")),
        "transportation": text(thing.get("transportation")),
        "accessibility": ". ".join(one for one in access if one),
        "address_1": text(address.get("address_1")),
        "address_2": text(address.get("address_2")),
        "city": text(address.get("city")),
        "state": text(address.get("state_province")),
        "postal_code": text(address.get("postal_code")),
        "country": text(address.get("country")).upper()[:2],
        "latitude": number(thing.get("latitude")),
        "longitude": number(thing.get("longitude")),
        "phones": phones(_list(thing, "phones")),
        "hours": hours(_list(thing, "schedules")),
        "languages": _languages(thing),
    }


def service_row(thing: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """A service of HSDS with its facts."""
    places = _list(thing, "service_at_locations")
    at_places = {name: [one for place in places for one in _list(place, name)] for name in ("phones", "schedules")}
    terms = _terms(thing)
    name, description = text(thing.get("name")), text(thing.get("description"))
    costs = [text(one.get(part)) for one in _list(thing, "cost_options") for part in ("option", "amount_description")]
    least, most = whole(thing.get("minimum_age")), whole(thing.get("maximum_age"))
    eligibility = text(thing.get("eligibility_description") or thing.get("eligibility"))
    named = " ".join([name, *(term["name"] for term in terms)])
    return {
        "source_id": text(thing.get("id")),
        "organization": owner,
        "locations": [text(place.get("location_id") or (place.get("location") or {}).get("id")) for place in places],
        "name": name,
        "alternate_name": text(thing.get("alternate_name")),
        "description": description,
        "website": text(thing.get("url")),
        "email": text(thing.get("email")),
        "status": text(thing.get("status")) or "active",
        "is_sud": is_sud(name, *(term["name"] for term in terms)),
        "terms": terms,
        "facts": {
            "phones": phones([*_list(thing, "phones"), *at_places["phones"]]),
            "hours": hours([*_list(thing, "schedules"), *at_places["schedules"]]),
            "who": who(eligibility, least=least, most=most, more=named),
            "bring": {"documents": [text(one.get("document")) for one in _list(thing, "required_documents")][:24]},
            "languages": _languages(thing),
            "pays": payers(text(thing.get("fees_description")), text(thing.get("fees")), *costs),
            "way_in": way_in(text(thing.get("application_process")), text(thing.get("wait_time"))),
        },
        "capacities": [one for said in _list(thing, "capacities") if (one := _capacity(said))],
    }


def with_documents(row: dict[str, Any], *texts: str) -> dict[str, Any]:
    """The row with what its words ask people to bring, where its source has no list of that."""
    if not row["facts"]["bring"]["documents"]:
        row["facts"]["bring"] = documents(*texts)
    return row


def phones(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """[{number, extension, kind, note}], each number once, voice before fax."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        called = text(row.get("number")).strip('"')[:120]
        if not called:
            continue
        extension = text(row.get("extension"))[:120].removesuffix(".0")
        note = text(row.get("description") or row.get("department"))[:120]
        kind = text(row.get("type") or row.get("number_type")).lower()[:20] or "voice"
        phone = {"number": called, "extension": extension, "kind": kind, "note": note}
        found.setdefault((called, extension), phone)
    return sorted(found.values(), key=lambda one: one["kind"] in ("fax", "tty", "textphone"))[:_PHONES]


def _languages(thing: Mapping[str, Any]) -> dict[str, Any]:
    rows = _list(thing, "languages")
    fact = languages(
        ", ".join(text(one.get("name") or one.get("language")) for one in rows),
        text(thing.get("interpretation_services")),
    )
    coded = [text(one.get("code")).lower()[:3].rstrip("-_") for one in rows]
    codes = [code for code in coded if 2 <= len(code) <= 3 and code.isascii() and code.isalpha()]
    return {**fact, "codes": list(dict.fromkeys([*codes, *fact["codes"]]))[:24]}


def _terms(thing: Mapping[str, Any]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for attribute in _list(thing, "attributes"):
        term = attribute.get("taxonomy_term")
        if isinstance(term, Mapping) and term.get("name"):
            found[text(term["name"])] = {"code": text(term.get("code"))[:60], "name": text(term["name"])[:120]}
    return list(found.values())[:40]


def _capacity(said: Mapping[str, Any]) -> dict[str, Any] | None:
    unit = text((said.get("unit") or {}).get("name"))[:80]
    available = whole(said.get("available"))
    try:
        at = datetime.fromisoformat(text(said.get("updated")).replace("Z", "+00:00"))
    except ValueError:
        return None
    if not unit or available is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return {"unit": unit, "available": available, "maximum": whole(said.get("maximum")), "at": at.isoformat()}


def _list(thing: Mapping[str, Any], name: str) -> list[Any]:
    value = thing.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
