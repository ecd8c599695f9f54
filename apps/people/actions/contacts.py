"""Keep how a person may be reached, and what of it is safe. Asked, never assumed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.keys import number_key
from apps.common.lookup import lock_or_404
from apps.notifications.actions import allow_texts, stop_texts
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.outbox.record import record
from apps.people import queries
from apps.people.actions.keys import rekey
from apps.people.actions.telling import tell
from apps.people.events import PersonChanged
from apps.people.models import ContactPoint, Person
from apps.people.queries.contacts import CHANNELS, TEXT, people_at

EDITABLE: Final = ("value", "label", "relation", "language", "who_else", *CHANNELS)


@action("contact_point.add", offline=QUEUE)
def add_contact_point(
    *,
    person_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    kind: str,
    fields: Mapping[str, Any],
    by: Any,
) -> Person:
    """Keep a number or an address of a person; what was not asked stays `not_asked`. The same id changes nothing."""
    person = _reach(person_id, by, "contact_point.add")
    _has_value(fields.get("value", ""))
    there = ContactPoint.objects.filter(id=id).first()
    if there is not None:
        if there.person_id == person.id:
            raise AlreadyApplied(person)
        raise Conflict(Code.ALREADY_EXISTS, "This is already here.")
    asked = now() if _asks(fields) else None
    ContactPoint.objects.create(id=id, person=person, kind=kind, made_by=by, asked_at=asked, **fields)
    return _changed(person, by, "contact_point.added", point=id, kind=kind)


@action("contact_point.change", offline=QUEUE)
def change_contact_point(
    *, person_id: UUID, point_id: UUID, fields: Mapping[str, Any], by: Any, stopped: bool | None = None
) -> Person:
    """Write what the person said about it now; `stopped`: not here any more, or here again after all."""
    person = _reach(person_id, by, "contact_point.change")
    point = ContactPoint.objects.select_for_update().filter(id=point_id, person=person).first()
    if point is None:
        raise NotFound
    if "value" in fields:
        _has_value(fields["value"])
    changed: dict[str, Any] = {name: value for name, value in fields.items() if getattr(point, name) != value}
    if stopped is not None and stopped != (point.stopped_at is not None):
        changed["stopped_at"] = now() if stopped else None
    if not changed:
        raise AlreadyApplied(person)
    if _asks(fields):
        changed["asked_at"] = now()
    for name, value in changed.items():
        setattr(point, name, value)
    point.bump(*changed)
    if changed.get(TEXT) == ContactPoint.Safe.YES:
        allow_texts(point.value, by=by)  # they were asked anew, and said yes
    return _changed(person, by, "contact_point.changed", point=point.id, fields=sorted(changed))


@action("contact_point.stop", offline=NEVER)
def stop_texting(*, number: str, by: Any) -> Any:
    """The person answered STOP: from now on nobody is texted there, whoever's record it stands in.

    Only staff can undo it, by asking anew (`change_contact_point`).
    """
    allow(by, "contact_point.stop")
    stop_texts(number, by=by)
    for person in Person.objects.select_for_update(of=("self",)).filter(id__in=people_at(number)).order_by("id"):
        points = ContactPoint.objects.select_for_update().filter(person=person, kind=ContactPoint.Kind.PHONE)
        for point in points.exclude(text=ContactPoint.Safe.NO).order_by("id"):
            if number_key(point.value) == number_key(number):
                point.text, point.asked_at = ContactPoint.Safe.NO, now()
                point.bump("text", "asked_at")
                _changed(person, by, "contact_point.stopped", point=point.id)


def _reach(person_id: UUID, by: Any, asked: str) -> Person:
    person = lock_or_404(queries.visible_to(by), person_id)
    allow(by, asked, person)
    return person


def _asks(fields: Mapping[str, Any]) -> bool:
    return any(
        fields.get(channel, ContactPoint.Safe.NOT_ASKED) != ContactPoint.Safe.NOT_ASKED for channel in CHANNELS
    )


def _has_value(value: str) -> None:
    if not value.strip():
        raise Invalid(Code.INVALID, "There is nothing in it.", fields=["value"])


def _changed(person: Person, by: Any, what: str, **facts: Any) -> Person:
    person.bump()
    rekey([person])
    record(by, what, person, **facts)
    tell(PersonChanged(person.id, person.version), person)
    return person
