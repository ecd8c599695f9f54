"""Say who an incident is about: somebody known, somebody new, or nobody that can be known. A person says it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import lock_or_404
from apps.incidents import queries
from apps.incidents.actions.concern import follow_person
from apps.incidents.actions.timeline import concerned, note, tell
from apps.incidents.events import PersonLinked, PersonUnlinked
from apps.incidents.models import Entry, Incident, Look
from apps.incidents.transitions import still_open
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, Merged, action
from apps.outbox.record import record
from apps.people.actions import add_person, check_fields
from apps.people.models import Person
from apps.people.queries import root_of
from apps.people.queries import visible_to as people_visible_to

MOST_LOOKS: Final = 20
"""How often one may ask "who is this?" on one incident (product §3)."""

LINKED, MADE, UNKNOWN, UNLINKED = "linked", "made", "unknown", "unlinked"


@action("incident.match", offline=NEVER)
def match_person(*, incident_id: UUID, asked: Mapping[str, Any], by: Any) -> Look:
    """Look for who this may be, by what was asked or else by what the incident says. Counted, and on the record.

    Raises Conflict (LOOKS_USED_UP) after 20 looks on one incident, Invalid when there is nothing to go by.
    """
    incident = lock_or_404(queries.visible_to(by), incident_id)
    allow(by, "incident.match", incident)
    still_open(incident)
    used = Look.objects.filter(incident=incident).count()
    if used >= MOST_LOOKS:
        raise Conflict(Code.LOOKS_USED_UP, "Nobody may look more often here.", used=used, version=incident.version)
    question, fields = queries.question_of(incident, asked)
    if question.is_empty:
        raise Invalid(Code.INVALID, "There is nothing to go by yet.", fields=["name"])
    found = queries.who_may_it_be(incident, question)
    shown = [
        {"person": str(match.person_id), "near": match.likeness.near, "why": list(match.likeness.why)}
        for match in found
    ]
    look = Look.objects.create(incident=incident, by_id=by.id, asked=fields, shown=shown)
    record(by, "incident.matched", incident, look=look.id, asked=fields, shown=[one["person"] for one in shown])
    return look


@action("incident.link_person", offline=QUEUE)
def link_person(
    *,
    incident_id: UUID,
    by: Any,
    person_id: UUID | None = None,
    new: Mapping[str, Any] | None = None,
    none: bool = False,
) -> Incident | Merged:
    """Confirm who it is: somebody this person may see or was shown here, somebody new, or nobody that can be known.

    Everybody on the incident has to do with them from then on. Raises Conflict (PERSON_LINKED) when somebody else
    said otherwise; take that back first. From somebody who is no longer on it, it is a line of the timeline.
    """
    incident, has_left = concerned(incident_id, by, lock=True)
    made = check_fields({name: value for name, value in (new or {}).items() if name != "id"})
    if has_left:
        return _keep_late(incident, by, new=made if new else None, person_id=person_id)
    allow(by, "incident.link_person", incident)
    if none:
        return _keep_unknown(incident, by)
    target = root_of(_target(incident, by, person_id, new, made))
    if incident.person_id is not None:
        if root_of(incident.person_id) == target:
            raise AlreadyApplied(incident)
        raise Conflict(
            Code.PERSON_LINKED,
            "Somebody said who it is already.",
            person=root_of(incident.person_id),
            version=incident.version,
        )
    incident.person_id = target
    _say(incident, by, MADE if new else LINKED, [target])
    return incident


def _target(
    incident: Incident, by: Any, person_id: UUID | None, new: Mapping[str, Any] | None, fields: Mapping[str, Any]
) -> UUID:
    """The person meant. NotFound for an id that this person neither sees nor was shown on this incident."""
    if new is not None:
        if incident.person_id is not None and incident.person_id != new["id"]:
            return UUID(str(new["id"]))  # refused by the caller before anything is made
        return add_person(person_id=new["id"], programme_id=incident.programme_id, fields=fields, by=by).id
    if person_id is None:
        raise Invalid(Code.INVALID, "Say who it is.", fields=["person"])
    shown = Look.objects.filter(incident=incident, shown__contains=[{"person": str(person_id)}]).exists()
    known = Person.objects.filter(id=person_id, programme_id=incident.programme_id)
    if not (shown and known.exists()) and not people_visible_to(by).filter(id=person_id).exists():
        raise NotFound
    return person_id


@action("incident.unlink_person", offline=QUEUE)
def unlink_person(*, incident_id: UUID, reason: str, by: Any) -> Incident | Merged:
    """Say that it is not this person after all, with a reason. Their record stays; who had it by this loses it."""
    incident, has_left = concerned(incident_id, by, lock=True)
    if has_left:
        note(incident, Entry.Kind.PERSON, by, reason, what=UNLINKED, late=True)
        record(by, "incident.unlink_kept_late", incident)
        return Merged(incident, Code.KEPT_LATE)
    allow(by, "incident.unlink_person", incident)
    if incident.person_id is None:
        raise AlreadyApplied(incident)
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    was, incident.person_id = incident.person_id, None
    _say(incident, by, UNLINKED, [was], reason)
    return incident


def _say(incident: Incident, by: Any, what: str, concerned_people: Iterable[UUID], reason: str = "") -> None:
    """Write who it is, bring up to date who has to do with whom, and tell everybody concerned."""
    incident.bump("person")
    people = queries.people_to_tell(incident)
    for person_id in concerned_people:
        note(incident, Entry.Kind.PERSON, by, reason, people=people, what=what, person=person_id)
        record(by, f"incident.person_{what}", incident, person=person_id)
        event = PersonUnlinked if what == UNLINKED else PersonLinked
        tell(event(incident.id, incident.version, person_id), incident, people)
        follow_person(person_id)


def _keep_unknown(incident: Incident, by: Any) -> Incident:
    if incident.person_id is not None:
        raise Conflict(
            Code.PERSON_LINKED,
            "Somebody said who it is already.",
            person=root_of(incident.person_id),
            version=incident.version,
        )
    lines = Entry.objects.filter(incident=incident, kind=Entry.Kind.PERSON).order_by("-received_at", "-id")
    last = lines.first()
    if last is not None and last.facts.get("what") == UNKNOWN:
        raise AlreadyApplied(incident)
    note(incident, Entry.Kind.PERSON, by, what=UNKNOWN)
    record(by, "incident.person_unknown", incident)
    return incident


def _keep_late(incident: Incident, by: Any, *, new: Mapping[str, Any] | None, person_id: UUID | None) -> Merged:
    """Keep what somebody said while on it and could only send later: a line with the name as said, nothing linked."""
    said = " ".join(str(new.get(name, "")) for name in ("given", "family", "second_family")).strip() if new else ""
    what = MADE if new else LINKED if person_id else UNKNOWN
    facts: dict[str, Any] = {"person": person_id} if person_id else {}
    line = note(incident, Entry.Kind.PERSON, by, said, what=what, late=True, **facts)
    record(by, "incident.person_kept_late", incident, what=what)
    return Merged(line, Code.KEPT_LATE)
