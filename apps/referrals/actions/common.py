"""What the actions of a need share: locking it with its places, giving clocks, telling those who follow it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, NotFound
from apps.common.lookup import lock_or_404
from apps.incidents.actions.timeline import happened_at
from apps.involvement import actions as involvement
from apps.involvement.models import Involvement
from apps.outbox.commands import on_constraint
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.people.actions import tell_only
from apps.referrals import queries
from apps.referrals.events import NeedChanged, NeedPersonShown
from apps.referrals.models import Need, Note, Referral
from apps.referrals.queries.clocks import due_of
from apps.referrals.transitions import YES, check

NEED = Involvement.Basis.NEED
OfReferral = Callable[[UUID, int, UUID], Any]

on_constraint("one_place_says_yes", Code.PLACE_TAKEN, "Another place said yes first.")
on_constraint("one_referral_per_place", Code.ALREADY_EXISTS, "This place is asked already.")


@dataclass
class Held:
    """A need, locked, with all its places in the order of their ids, locked too."""

    need: Need
    rows: list[Referral]
    changed: dict[UUID, set[str]] = field(default_factory=dict)
    of_need: set[str] = field(default_factory=set)

    def one(self, referral_id: UUID) -> Referral:
        """That place."""
        return next(row for row in self.rows if row.id == referral_id)

    def set(self, row: Referral, **values: Any) -> None:
        """Change a place; it is written at the end, once."""
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.setdefault(row.id, set()).update(values)

    def move(self, row: Referral, to: str, action: str, **values: Any) -> None:
        """To another state, where this action leads there."""
        check(row, to, action)
        self.set(row, status=to, status_at=happened_at(), **values)


def lock(need_id: UUID, by: Any, asked: str) -> Held:
    """The need and all its places: need first, then its referrals by id. Whoever comes second waits here."""
    need = lock_or_404(queries.visible_to(by).select_related("programme", "consent", "encounter", "person"), need_id)
    allow(by, asked, need)
    return _with_places(need)


def lock_by_place(referral_id: UUID, by: Any, asked: str) -> tuple[Held, Referral]:
    """The same, by one of its places."""
    need_id = Referral.objects.filter(id=referral_id).values_list("need_id", flat=True).first()
    if need_id is None:
        raise NotFound
    held = lock(need_id, by, asked)
    return held, held.one(referral_id)


def _with_places(need: Need) -> Held:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("service").filter(need=need)
    held = Held(need, list(rows.order_by("id")))
    for row in held.rows:
        row.need = need
    return held


def finish(held: Held, *events: tuple[OfReferral, Referral] | Any, alert: Iterable[UUID] = ()) -> Need:
    """Write what changed, give every place its clock, count the need up, and tell those who follow it."""
    need = held.need
    notes = list(Note.objects.filter(referral__in=[row.id for row in held.rows]).order_by("at", "id"))
    for one, due_at in due_of(need, held.rows, notes).items():
        row = held.one(one)
        if row.due_at != due_at:
            held.set(row, due_at=due_at)
    for row in held.rows:
        if row.id in held.changed:
            row.bump(*sorted(held.changed[row.id]))
    need.bump(*sorted(held.of_need))
    streams, called = queries.streams_of(need), sorted(set(alert))
    for event in events or (NeedChanged,):
        if isinstance(event, tuple):
            what, row = event
            publish(what(row.id, row.version, need.id), about=need, to=streams, alert=called)
        else:
            publish(event(need.id, need.version), about=need, to=streams, alert=called)
        called = []
    return need


def note_change(by: Any, what: str, row: Referral, **facts: Any) -> None:
    """The record's line about one place."""
    record(by, f"referral.{what}", row, need=row.need_id, status=row.status, **facts)


def place_taken(held: Held, row: Referral) -> Conflict:
    """The kind refusal: another said yes first, and nothing is left to do here."""
    return Conflict(
        Code.PLACE_TAKEN,
        "Another place said yes first. Thank you.",
        fields=["answer"],
        referral=row.id,
        need=held.need.id,
        version=held.need.version,
    )


def yes_elsewhere(held: Held, row: Referral) -> bool:
    """Whether another place of the need has it."""
    was_released = row.status == Referral.Status.CANCELLED and row.end_reason == Referral.Ended.RELEASED
    others = [other for other in held.rows if other is not row]
    return was_released or any(other.status in YES for other in others)


def follow(need: Need, user_ids: Iterable[UUID]) -> None:
    """These people follow the need from now on. Whoever publishes next brings it to their devices."""
    involvement.begin(user_ids=user_ids, obj=need, basis=NEED)


def show_person(need: Need, user_id: UUID) -> None:
    """The owner has to do with the person, too."""
    if need.person is None:
        return
    involvement.begin(user_ids=[user_id], obj=need.person, basis=NEED)
    _tell_person(need, user_id)


def hide_person(need: Need, user_id: UUID) -> None:
    """No longer, unless by another need that he owns."""
    if need.person is None:
        return
    held = Involvement.objects.filter(user_id=user_id, kind=Need.KIND, until__isnull=True).values("object_id")
    others = Need.objects.filter(person=need.person, owner_id=user_id, id__in=held).exclude(id=need.id)
    if not others.exists():
        involvement.end(user_ids=[user_id], obj=need.person, basis=NEED)
        _tell_person(need, user_id)


def _tell_person(need: Need, user_id: UUID) -> None:
    person = need.person
    if person is not None:
        person.refresh_from_db(fields=["version"])
        tell_only(NeedPersonShown(person.id, person.version), person, [user_id], board=False)


def stream_to(user_ids: Iterable[UUID]) -> list[str]:
    """The streams of these people."""
    return [user_stream(user_id) for user_id in sorted(set(user_ids))]
