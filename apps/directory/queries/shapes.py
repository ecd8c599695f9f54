"""What a service looks like: as phones hold it, and whole for its page."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.accounts.models import Programme
from apps.accounts.queries import whole_setting
from apps.common.clock import now, stamp
from apps.directory.facts import WHAT, Standing, Told, is_empty, standing
from apps.directory.models import (
    Capacity,
    CapacityLink,
    CapacityWord,
    Correction,
    Location,
    Service,
    ServiceAtLocation,
)
from apps.directory.queries.links import message_key, messages_of, verified_ways
from apps.notifications.models import Message

TEXT: Final = 1_500
"""Letters of a description that phones hold; the page of the service has all of them."""
STALE_H: Final = 4
"""Hours after which a word about room looks stale, unless the programme says otherwise (screens f)."""
_WORDS_SHOWN: Final = 40


def stale_hours(programme: Programme) -> int:
    """The programme's `capacity_fresh_hours`, from 1 to 168."""
    return whole_setting(programme.settings.get("capacity_fresh_hours"), STALE_H, 168)


def found(ids: Iterable[UUID]) -> "QuerySet[Service]":
    """These services with all that `copy_of` reads, in a fixed number of queries."""
    corrections = Correction.objects.filter(given_up_at__isnull=True).select_related("by").order_by("-at")
    places = ServiceAtLocation.objects.filter(ended_at__isnull=True).select_related("location")
    return (
        Service.objects.filter(id__in=list(ids))
        .select_related("organization")
        .prefetch_related(
            Prefetch("corrections", corrections, to_attr="standing_corrections"),
            Prefetch("places", places.order_by("position", "id"), to_attr="standing_places"),
            Prefetch("capacities", Capacity.objects.select_related("by").order_by("position", "id")),
        )
    )


def facts_of(service: Service) -> dict[str, Standing]:
    """What stands, fact by fact. The service comes from `found`."""
    told: dict[str, list[Told]] = {}
    for row in getattr(service, "standing_corrections", ()):
        one = Told(row.value, row.told_by, row.how, row.by.name, row.at, row.kept_against, row.id)
        told.setdefault(row.what, []).append(one)
    imported = _inherited(service) | service.imported
    all_of_them = {what: standing(imported.get(what), told.get(what, ())) for what in WHAT}
    return {what: one for what, one in all_of_them.items() if one is not None and not is_empty(one.value)}


def _inherited(service: Service) -> dict[str, Any]:
    """What the source says of the place or the organisation, where it says nothing of the service itself."""
    facts: dict[str, Any] = {}
    for place in reversed(getattr(service, "standing_places", ())):
        location: Location = place.location
        at = stamp(location.created_at)
        for what, value in (
            ("phones", location.phones),
            ("hours", location.hours),
            ("languages", location.languages),
        ):
            if not is_empty(value):
                facts[what] = {"value": value, "at": at}
    if "phones" not in facts and not is_empty(service.organization.phones):
        facts["phones"] = {"value": service.organization.phones, "at": stamp(service.organization.created_at)}
    return facts


def copy_of(service: Service) -> dict[str, Any]:
    """The service as phones hold it; what it does not say is left out. The service comes from `found`."""
    if service.vanished_at is not None or service.status == Service.Status.DEFUNCT:
        return {"id": str(service.id), "gone": True}
    copy = {
        "id": str(service.id),
        "name": service.name,
        "alternate": service.alternate_name,
        "organization": service.organization.name,
        "text": service.description[:TEXT],
        "website": service.website,
        "terms": [term["name"] for term in service.terms],
        "status": "" if service.status == Service.Status.ACTIVE else service.status,
        "sud": service.is_sud,
        "refers": service.takes_referrals,
        "answers_h": service.answers_within_h,
        "places": [_place(place.location) for place in getattr(service, "standing_places", ())],
        "facts": {what: _fact(one) for what, one in facts_of(service).items()},
        "room": [_room(capacity) for capacity in service.capacities.all()],
    }
    return {name: value for name, value in copy.items() if name == "refers" or value not in ("", None, [], {}, False)}


def _place(location: Location) -> dict[str, Any]:
    place = {
        "name": location.name,
        "address": ", ".join(part for part in (location.address_1, location.address_2) if part),
        "city": " ".join(part for part in (location.city, location.state, location.postal_code) if part),
        "how": location.transportation,
        "access": location.accessibility,
        "lat": location.latitude,
        "lon": location.longitude,
    }
    return {name: value for name, value in place.items() if value not in ("", None)}


def _fact(one: Standing) -> dict[str, Any]:
    fact = {
        "value": one.value,
        "told_by": one.told_by,
        "how": one.how,
        "by_name": one.by_name,
        "at": one.at,
        "other": one.other,
        "other_at": one.other_at,
    }
    return {name: value for name, value in fact.items() if name == "value" or value not in ("", None)}


def _room(capacity: Capacity) -> dict[str, Any]:
    return {
        "id": str(capacity.id),
        "sort": capacity.sort,
        "unit": capacity.unit,
        "unit_es": capacity.unit_es or capacity.unit,
        "available": capacity.available,
        "maximum": capacity.maximum,
        "note": capacity.note,
        "said_by": capacity.said_by,
        "how": capacity.how,
        "by": str(capacity.by_id) if capacity.by_id else None,
        "by_name": capacity.by.name if capacity.by else "",
        "at": stamp(capacity.at),
    }


def whole(service_id: UUID) -> dict[str, Any]:
    """One service with everything its page shows: who said what about its room, and its providers' links."""
    service = found([service_id]).select_related("organization", "sud_reviewed_by", "handoff_by").get()
    words = CapacityWord.objects.filter(capacity__service=service).select_related("by").order_by("-at", "-id")
    return {
        "service": service.copy | {"version": service.version},
        "description": service.description,
        "source": service.source,
        "handoff": _handoff(service),
        "sud": {
            "is_sud": service.is_sud,
            "proposed": service.sud_proposed,
            "reviewed_at": stamp(service.sud_reviewed_at),
            "reviewed_by_name": service.sud_reviewed_by.name if service.sud_reviewed_by else "",
        },
        "words": [_word(word) for word in words[:_WORDS_SHOWN]],
        "links": _links(service),
    }


def _handoff(service: Service) -> dict[str, Any]:
    return {
        "email": service.handoff_email,
        "sms": service.handoff_sms,
        "fax": service.handoff_fax,
        "told_by": service.handoff_told_by,
        "how": service.handoff_how,
        "by_name": service.handoff_by.name if service.handoff_by else "",
        "at": stamp(service.handoff_at),
        "verified": sorted(verified_ways(service)),
    }


def _word(word: CapacityWord) -> dict[str, Any]:
    return {
        "capacity": str(word.capacity_id),
        "available": word.available,
        "note": word.note,
        "said_by": word.said_by,
        "how": word.how,
        "by_name": word.by.name if word.by else "",
        "at": stamp(word.at),
    }


def _links(service: Service) -> Sequence[dict[str, Any]]:
    rows = service.links.filter(ended_at__isnull=True, expires_at__gt=now()).select_related("made_by")
    links = list(rows.order_by("-created_at"))
    sent = messages_of(links)
    return [_link(link, sent.get(message_key(link.id))) for link in links]


def _link(link: CapacityLink, message: Message | None) -> dict[str, Any]:
    return {
        "id": str(link.id),
        "made_by_name": link.made_by.name,
        "made_at": stamp(link.created_at),
        "expires_at": stamp(link.expires_at),
        "used_at": stamp(link.used_at),
        "name": link.name,
        "sent": {"channel": message.channel, "state": message.state} if message else None,
    }
