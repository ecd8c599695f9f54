"""What a person said about being reached: asked again each time before anything is sent."""

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from apps.common.keys import number_key
from apps.notifications.queries import is_number_stopped
from apps.people.models import ContactPoint, PersonKey
from apps.people.queries.found_by import NUMBER_KEY
from apps.people.queries.scope import family_of, visible_to

CALL, TEXT, VOICEMAIL, LETTER = "call", "text", "voicemail", "letter"
CHANNELS: Final = (CALL, TEXT, VOICEMAIL, LETTER)
ALLOWED, NEUTRAL, REFUSED = "allowed", "neutral", "refused"


def points_visible_to(user: Any) -> "QuerySet[ContactPoint]":
    """The contact points of the people this person may know of; the class `contacts` decides what is shown."""
    return ContactPoint.objects.filter(person__in=visible_to(user))


def safe_for(point: ContactPoint, channel: str) -> str:
    """Whether this way of reaching the person may be used now: `allowed`, `neutral` (call, say nothing) or `refused`.

    Only a yes allows. Where nobody has asked, a neutral call is all there is. A stopped point refuses everything.
    """
    if channel not in CHANNELS:
        raise ValueError(channel)
    said = getattr(point, channel)
    if point.stopped_at is not None or said == ContactPoint.Safe.NO or not _fits(point, channel):
        return REFUSED
    if said == ContactPoint.Safe.YES:
        return ALLOWED
    return NEUTRAL if channel == CALL else REFUSED


def people_at(number: str) -> list[UUID]:
    """Every record that has this number, in whichever programme; none for what is no number."""
    key = number_key(number)
    rows = PersonKey.objects.filter(key=NUMBER_KEY + key) if key else PersonKey.objects.none()
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def texted_at(person_id: UUID) -> ContactPoint | None:
    """Where this person, by any record of theirs, wants to be texted now: what was asked last; None for nowhere."""
    rows = ContactPoint.objects.filter(person_id__in=family_of(person_id), text=ContactPoint.Safe.YES)
    rows = rows.select_related("person")
    safe = [point for point in rows.order_by("-asked_at", "-id") if safe_for(point, TEXT) == ALLOWED]
    return next((point for point in safe if number_key(point.value) and not is_number_stopped(point.value)), None)


def has_stopped(person_id: UUID) -> bool:
    """Whether the person answered STOP from a number that stands in a record of theirs."""
    points = ContactPoint.objects.filter(person_id__in=family_of(person_id), kind=ContactPoint.Kind.PHONE)
    return any(is_number_stopped(value) for value in points.values_list("value", flat=True))


def is_safe_number(programme_id: UUID | None, number: str) -> bool:
    """Whether somebody's record of this programme calls texts to this number safe now."""
    if programme_id is None:
        return False
    rows = ContactPoint.objects.filter(person_id__in=people_at(number), person__programme_id=programme_id)
    same = [point for point in rows if number_key(point.value) == number_key(number)]
    return any(safe_for(point, TEXT) == ALLOWED for point in same)


def _fits(point: ContactPoint, channel: str) -> bool:
    """Whether there is such a way at all: nobody calls an address."""
    kinds = {ContactPoint.Kind.PHONE: {CALL, TEXT, VOICEMAIL}, ContactPoint.Kind.ADDRESS: {LETTER}}
    return channel in kinds.get(ContactPoint.Kind(point.kind), {TEXT})
