"""What follows in a case from other facts: an appointment, a referral's clock, another incident of the person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.followups import queries
from apps.followups.actions.common import Held, finish, lock_plain, note
from apps.followups.actions.ending import open_again
from apps.followups.actions.joining import alone_with
from apps.followups.events import CaseCalledAgain
from apps.followups.ladder import BEFORE_VISIT, DID_ATTEND, NOT_KNOWN, before_quiet
from apps.followups.models import Case, CaseCall, CaseNote, Rung
from apps.followups.queries.steps import cases_of_person, next_of, places_of
from apps.incidents.models import Incident
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record
from apps.referrals.models import Referral

Status = Referral.Status


@action("case.follow", offline=NEVER)
def follow_places(*, case_id: UUID, by: Any) -> Case:
    """Bring the steps around appointments up to date with the referrals, and the next step with their clocks.

    Again changes nothing.
    """
    allow(by, "case.follow")
    held = lock_plain(case_id)
    if not held.case.is_open:
        raise AlreadyApplied(held.case)
    before = _standing(held)
    for row in places_of(held.case):
        if row.status == Status.SCHEDULED and row.appointment_at is not None:
            _book(held, row, row.appointment_at)
        else:
            _over(held, row)
    return _finish_if_changed(held, before)


def _standing(held: Held) -> list[Any]:
    return sorted((str(row.id), row.state, row.due_at) for row in held.rungs)


def _finish_if_changed(held: Held, before: list[Any]) -> Case:
    """Tell nobody of a look that found everything as it was."""
    case = held.case
    old = (case.next_action, case.next_who, case.next_due_at, case.next_rung_id)
    step = next_step(held)
    if _standing(held) == before and step == old:
        raise AlreadyApplied(case)
    return finish(held)


def next_step(held: Held) -> tuple[Any, ...]:
    """What the next step would be now, as the case keeps it."""
    step = next_of(held.case, held.rungs, places_of(held.case), held.policy)
    return step.action, step.who, step.due_at, step.rung_id


def _book(held: Held, row: Referral, at: datetime) -> None:
    """Spoken to before the visit, asked after it; at another hour when the visit is."""
    case, policy = held.case, held.policy
    before = before_quiet(now(), at - policy.before_visit, case.zone, policy.quiet)
    dues = {BEFORE_VISIT: min(at, max(before, now())), DID_ATTEND: at + policy.attend}
    asked = _rung(held, row, DID_ATTEND)
    if asked is not None and (asked.due_at == dues[DID_ATTEND] or _is_put_off(case, row, asked, dues[DID_ATTEND])):
        return
    for name, due_at in dues.items():
        rung = _rung(held, row, name)
        if rung is None:
            held.rungs.append(Rung.objects.create(case=case, name=name, due_at=due_at, referral=row))
        else:
            rung.due_at, rung.state, rung.done_at, rung.late = due_at, Rung.State.DUE, None, False
            rung.bump("due_at", "state", "done_at", "late")


def _is_put_off(case: Case, row: Referral, asked: Rung, usual: datetime) -> bool:
    """Nobody knew whether they came, so it is asked later: the appointment is the same."""
    if asked.due_at < usual:
        return False
    return case.notes.filter(kind=CaseNote.Kind.LATER, code=NOT_KNOWN, at__gte=row.status_at).exists()


def _over(held: Held, row: Referral) -> None:
    """The visit is over or off: who came was asked, the rest falls away."""
    answered = row.status in (Status.ATTENDED, Status.CLOSED, Status.MISSED, Status.NO_CONTACT)
    for name in (BEFORE_VISIT, DID_ATTEND):
        rung = _rung(held, row, name)
        if rung is not None and rung.state == Rung.State.DUE:
            done = answered and name == DID_ATTEND
            held.end(rung, Rung.State.DONE if done else Rung.State.CANCELLED, row.status_at)


def _rung(held: Held, row: Referral, name: str) -> Rung | None:
    return next((one for one in held.rungs if one.referral_id == row.id and one.name == name), None)


@action("case.follow", offline=NEVER)
def call_again(*, case_id: UUID, incident_id: UUID, by: Any) -> Case:
    """The person is on another incident: it is linked, the owner is told, and a case that had ended is open again.

    Again, and for the incident that the case itself began with or asked for, it changes nothing.
    """
    allow(by, "case.follow")
    person_id = Case.objects.filter(id=case_id).values_list("person_id", flat=True).first()
    if person_id is not None:
        alone_with(person_id)
    held = lock_plain(case_id)
    case = held.case
    if case.incident_id == incident_id or CaseCall.objects.filter(case=case, incident_id=incident_id).exists():
        raise AlreadyApplied(case)
    if not case.is_open and queries.open_cases_beside(case):
        raise AlreadyApplied(case)  # somebody else looks after them by now
    CaseCall.objects.create(case=case, incident_id=incident_id)
    was_over = not case.is_open
    if was_over:
        open_again(held)
        note(held, CaseNote.Kind.REOPENED, by, code="called_again")
    record(by, "case.called_again", case, incident=incident_id, reopened=was_over)
    return finish(held, CaseCalledAgain, alert=[case.owner_id])


def whom_to_tell(incident_id: UUID, person_id: UUID) -> list[UUID]:
    """The open cases of the person; without one the newest that ended not too long ago. None of an older incident."""
    rows = [row for row in cases_of_person(person_id) if row.incident_id != incident_id]
    opened = Incident.objects.filter(id=incident_id).values_list("opened_at", flat=True).first()
    rows = [row for row in rows if opened is not None and row.incident.opened_at < opened]
    still = [row.id for row in rows if row.is_open]
    if still or not rows or queries.open_cases_of(person_id):
        return still
    newest = rows[0]
    held = lock_plain(newest.id)
    recent = newest.ended_at is not None and newest.ended_at > now() - held.policy.reopen
    return [newest.id] if recent and newest.end_reason != Case.End.DIED else []
