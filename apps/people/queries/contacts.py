"""What a person said about being reached: asked again each time before anything is sent."""

from typing import Any, Final

from django.db.models import QuerySet

from apps.people.models import ContactPoint
from apps.people.queries.scope import visible_to

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


def _fits(point: ContactPoint, channel: str) -> bool:
    """Whether there is such a way at all: nobody calls an address."""
    kinds = {ContactPoint.Kind.PHONE: {CALL, TEXT, VOICEMAIL}, ContactPoint.Kind.ADDRESS: {LETTER}}
    return channel in kinds.get(ContactPoint.Kind(point.kind), {TEXT})
