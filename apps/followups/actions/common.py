"""What the actions of a case share: locking it with its rungs, giving it its next step, telling whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.lookup import lock_or_404
from apps.encounters.actions import tell_forms, tell_plans
from apps.encounters.models import Encounter
from apps.followups import queries
from apps.followups.actions.staff_reminders import plan_for
from apps.followups.events import CaseChanged, CaseLeft, CaseShown
from apps.followups.ladder import Policy, steps_for
from apps.followups.models import Attempt, Case, CaseNote, Rung
from apps.followups.queries.steps import next_of, places_of
from apps.incidents.actions.timeline import happened_at
from apps.involvement import actions as involvement
from apps.involvement.models import Involvement
from apps.outbox.publish import publish, user_stream

CASE = Involvement.Basis.CASE
REACHED: Final = frozenset({Attempt.Result.REACHED, Attempt.Result.DECLINED})
"""The person was spoken to, whatever they said."""
_NEXT = ("next_action", "next_who", "next_due_at", "next_rung_id")


@dataclass
class Held:
    """A case, locked, with its rungs in the order of their ids, and the figures of its programme."""

    case: Case
    rungs: list[Rung]
    policy: Policy
    changed: set[str] = field(default_factory=set)

    def set(self, **values: Any) -> None:
        """Change the case; it is written at the end, once."""
        for name, value in values.items():
            if getattr(self.case, name) != value:
                setattr(self.case, name, value)
                self.changed.add(name)

    def end(self, rung: Rung, state: str, at: datetime) -> None:
        """A rung is over: done, skipped or cancelled, at that time as claimed."""
        rung.state, rung.done_at = state, at
        rung.late = state in (Rung.State.DONE, Rung.State.SKIPPED) and at > rung.due_at
        rung.bump("state", "done_at", "late")

    def due_contacts(self) -> list[Rung]:
        """The contacts of the ladder that are due, the earliest first."""
        return [row for row in queries.open_rungs(self.rungs) if row.is_contact]


def lock(case_id: UUID, by: Any, asked: str) -> Held:
    """The case inside what this person may know of; whoever comes second waits here."""
    rows = queries.visible_to(by).select_related("programme", "encounter__incident", "person")
    case = lock_or_404(rows, case_id)
    allow(by, asked, case)
    return held(case)


def lock_plain(case_id: UUID) -> Held:
    """The same for what follows by itself."""
    rows = Case.objects.select_related("programme", "encounter__incident", "person")
    return held(rows.select_for_update(of=("self",)).get(id=case_id))


def held(case: Case) -> Held:
    """A locked case with its rungs."""
    rungs = list(Rung.objects.select_for_update().filter(case=case).order_by("id"))
    return Held(case, rungs, Policy.of(case.programme.settings))


def start_ladder(held: Held, since: datetime) -> None:
    """The contacts begin anew, counted from then; what was due of them falls away, what was late is kept as late."""
    for rung in held.due_contacts():
        held.end(rung, Rung.State.SKIPPED if rung.due_at < since else Rung.State.CANCELLED, since)
    case = held.case
    made = [
        Rung(case=case, name=name, due_at=due_at)
        for name, due_at in steps_for(held.policy, case.risk, since, case.zone)
    ]
    Rung.objects.bulk_create(made)
    held.rungs += made
    held.set(begun_at=since, tries_used=0, decide_at=None, planned_at=None, next_channel="")


def add_steps(held: Held, before: str) -> None:
    """A graver risk asks for contacts that the one before did not: those are due too, by the ladder's own hours, as
    long as nobody has reached the person since it began."""
    case = held.case
    had = {name for name, _ in steps_for(held.policy, before, case.begun_at, case.zone)}
    if case.attempts.filter(at__gte=case.begun_at, result__in=REACHED).exists():
        return
    due = {rung.name for rung in held.due_contacts()}
    for name, due_at in steps_for(held.policy, case.risk, case.begun_at, case.zone):
        if name not in had | due:
            held.rungs.append(Rung.objects.create(case=case, name=name, due_at=due_at))
            held.set(planned_at=min(case.planned_at, due_at) if case.planned_at else None)


def finish(
    held: Held, event: Any = CaseChanged, *, alert: Iterable[UUID] = (), also: Iterable[UUID] = (), told: bool = True
) -> Case:
    """Write the case with its next step, and tell its owner, whom it is offered to, and `also`."""
    case = held.case
    follow_next(held)
    if told:
        streams = {user_stream(user_id) for user_id in {*queries.holders_of(case), *also}}
        publish(event(case.id, case.version), about=case, to=streams, alert=alert)
    return case


def follow_next(held: Held) -> None:
    """Write the case with its next step and clock, and count it up. With nothing left to do a person decides."""
    case = held.case
    if case.is_open:
        if case.decide_at is None and case.planned_at is None and not queries.open_rungs(held.rungs):
            held.set(decide_at=happened_at())
        step = next_of(case, held.rungs, places_of(case), held.policy)
        values = (step.action, step.who, step.due_at, step.rung_id)
        held.set(**dict(zip(_NEXT, values, strict=True)))
    else:
        held.set(next_action=Case.Next.NONE, next_who=Case.Who.US, next_due_at=None, next_rung_id=None)
    case.bump(*sorted(held.changed))
    plan_for(case)


def show(case: Case, user_id: UUID) -> None:
    """Its owner has to do with visits and person from now on, and they go to his devices."""
    for obj in filter(None, (*queries.visits_of(case), case.person)):
        involvement.begin(user_ids=[user_id], obj=obj, basis=CASE)
        _send(obj, user_id)
    _send_forms(case, user_id)


def hide(case: Case, user_id: UUID) -> None:
    """No longer: the visits, and the person unless another open case of theirs is his."""
    objects: list[Any] = [*queries.visits_of(case)]
    others = Case.objects.filter(person=case.person, owner_id=user_id, let_go_at__isnull=True).exclude(id=case.id)
    if case.person is not None and not others.exists():
        objects.append(case.person)
    for obj in objects:
        involvement.end(user_ids=[user_id], obj=obj, basis=CASE)
        _send(obj, user_id)
    _send_forms(case, user_id)


def hide_visit(case: Case, visit: Encounter, user_id: UUID) -> None:
    """One visit leaves the case's owner; the person stays."""
    involvement.end(user_ids=[user_id], obj=visit, basis=CASE)
    _send(visit, user_id)
    tell_forms(visit, [user_id])


def _send_forms(case: Case, user_id: UUID) -> None:
    for visit in queries.visits_of(case):
        tell_forms(visit, [user_id])
    if case.person is not None:
        tell_plans(case.person, [user_id])


def _send(obj: Any, user_id: UUID) -> None:
    obj.refresh_from_db(fields=["version"])
    publish(CaseShown(obj.id, obj.version), about=obj, to=[user_stream(user_id)])


def hand_to(held: Held, user_id: UUID) -> UUID:
    """Another owner, at once: visit and person go with the case. Answers who it was before. The offer is over."""
    case, before = held.case, held.case.owner_id
    hide(case, before)
    held.set(owner_id=user_id, owner_since=happened_at())
    withdraw_offer(held)
    show(case, user_id)
    return before


def withdraw_offer(held: Held) -> UUID | None:
    """Nobody is asked any more; answers who was."""
    asked = held.case.offered_to_id
    held.set(offered_to_id=None, offered_at=None, offer_words="")
    return asked


def leaves(case: Case, user_ids: Iterable[UUID | None]) -> None:
    """It leaves the devices of these people."""
    streams = [user_stream(user_id) for user_id in sorted({one for one in user_ids if one})]
    if streams:
        publish(CaseLeft(case.id, case.version), about=case, to=streams)


def note(held: Held, kind: str, by: Any, words: str = "", code: str = "", whom: UUID | None = None) -> None:
    """Keep why; where nothing was said there is nothing to keep."""
    if words.strip() or code or whom:
        rest = {"code": code, "words": words[:500], "whom_id": whom, "by_id": by.id, "at": happened_at()}
        CaseNote.objects.create(case=held.case, kind=kind, **rest)


def let_go(held: Held) -> None:
    """Its owner has no more to do with it: the end is long enough ago."""
    held.set(let_go_at=now())
    hide(held.case, held.case.owner_id)
