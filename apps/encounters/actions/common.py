"""What the actions of a visit share: finding or making it, keeping what came late, telling those who hold it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.lookup import get_or_404
from apps.dispatch import queries as dispatch
from apps.dispatch.models import Assignment, Response
from apps.encounters import queries
from apps.encounters.events import EncounterBegun, GraveReported, PersonKept
from apps.encounters.models import Amendment, Encounter
from apps.incidents.actions.timeline import happened_at
from apps.involvement import actions as involvement
from apps.involvement.models import Involvement
from apps.outbox.commands import current_op
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.actions import tell_again
from apps.people.models import Person

VISIT = Involvement.Basis.VISIT


@dataclass
class Held:
    """A visit, locked, with the assignment that it belongs to."""

    encounter: Encounter
    assignment: Assignment
    is_new: bool
    has_left: bool
    """Whether this person is no longer on it: what he writes is kept late and changes nothing."""


def hold(by: Any, encounter_id: UUID, asked: str) -> Held:
    """Lock the visit of this assignment, making it where it is not there yet: the first write of either phone does.

    NotFound for an assignment that this person may not know of.
    """
    assignment = get_or_404(dispatch.known_to(by).select_related("incident"), encounter_id)
    allow(by, asked, assignment)
    response = Response.objects.get(assignment=assignment, user_id=by.id)
    encounter = _locked(assignment.id)
    is_new = encounter is None
    if encounter is None:
        encounter = _make(assignment)
        _hand_out(encounter, by)
    return Held(encounter, assignment, is_new, has_left=response.answer == Response.Answer.DECLINED)


def _locked(encounter_id: UUID) -> Encounter | None:
    rows = Encounter.objects.select_for_update(of=("self",)).select_related("incident", "signed_by")
    return rows.filter(id=encounter_id).first()


def _make(assignment: Assignment) -> Encounter:
    """Insert it, or wait for the other phone that does so at the same moment and take its."""
    Encounter.objects.bulk_create(
        [
            Encounter(
                id=assignment.id,
                assignment=assignment,
                incident=assignment.incident,
                person_id=assignment.incident.person_id,
                began_at=happened_at(),
            )
        ],
        ignore_conflicts=True,
    )
    encounter = _locked(assignment.id)
    assert encounter is not None
    return encounter


def _hand_out(encounter: Encounter, by: Any) -> None:
    """Everybody who goes has to do with the visit from its first write on; the clinicians with its person too."""
    going = encounter.assignment.responses.exclude(answer=Response.Answer.DECLINED)
    members = list(going.values_list("user_id", "role"))
    involvement.begin(user_ids=[user_id for user_id, _ in members], obj=encounter, basis=VISIT)
    if encounter.person is not None:
        clinicians = [user_id for user_id, role in members if role == "clinician"]
        keep_person(encounter.person, clinicians)
    record(by, "encounter.begun", encounter)
    tell(EncounterBegun(encounter.id, encounter.version), encounter)


def keep_person(person: Person, user_ids: Iterable[UUID]) -> None:
    """Whoever writes the visit has to do with its person while it is unsigned."""
    kept = sorted(user_ids)
    involvement.begin(user_ids=kept, obj=person, basis=VISIT)
    show_person(person, kept)


def show_person(person: Person, user_ids: Iterable[UUID]) -> None:
    """Bring the person to these people's devices, or what is left there of it away."""
    event = PersonKept(person.id, person.version)
    publish(event, about=person, to=[user_stream(user_id) for user_id in user_ids])


def tell_helped(*person_ids: UUID | None) -> None:
    """What helped at a signed visit is known of these people from now on, or no longer: it goes along to the door."""
    for person_id in sorted({one for one in person_ids if one is not None}):
        tell_again(person_id)


def call_supervisors(encounter: Encounter) -> None:
    """A death, a serious injury or a shot: every supervisor is alerted at once, and holds the visit from then on."""
    if encounter.grave_at is None:
        encounter.grave_at = now()
        encounter.bump("grave_at")
    event = GraveReported(encounter.id, encounter.version)
    tell(event, encounter, alert=queries.supervisors_of(encounter.incident.programme_id))


def tell(event: Any, encounter: Encounter, *, alert: Iterable[UUID] = ()) -> None:
    """Send the visit to those who hold it, to those in `alert` as an alert. The board hears of it by the timeline."""
    publish(event, about=encounter, to=queries.streams_of(encounter), alert=alert)


def keep_late(encounter: Encounter, part: str, sent: Mapping[str, Any], by: Any) -> None:
    """Keep what somebody wrote who is no longer on it: one line for each field, for its owner; nothing changes."""
    for name, value in sorted(sent.items()):
        append(encounter, part, name, None, value, by, is_late=True)
    encounter.bump()
    record(by, "encounter.kept_late", encounter, fields=sorted(sent))


def append(encounter: Encounter, part: str, name: str, was: Any, new: Any, by: Any, **more: Any) -> Amendment:
    """One line beside the visit, with both times."""
    received = now()
    return Amendment.objects.create(
        encounter=encounter,
        part=part,
        field=name,
        was=plain(was),
        now=plain(new),
        by_id=by.id,
        occurred_at=current_op().occurred_at or received,
        received_at=received,
        **more,
    )


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
