"""Whatever places, clinicians and clocks do in whatever order: the way of a referral stays sound."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.access.table import ACTIONS
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.outbox.commands import Op, run
from apps.referrals import queries
from apps.referrals.actions import answers, asking, care, clocks, coming, handover
from apps.referrals.models import Disclosure, Need, Referral
from apps.referrals.transitions import LIVE, NEW, TRANSITIONS, YES
from tests.people import People
from tests.referrals.scenes import asked

WHAT = (
    *("accept", "accept", "schedule", "decline", "full", "needs_client", "attended", "missed", "no_contact"),
    *("close", "cancel", "confirm_cancel", "mark_error", "left", "arrived", "hand_over", "question", "reply"),
    *("take_back", "take_back"),
    *("ask_next", "send", "end", "take", "remind", "expire", "expire"),
)


@dataclass(frozen=True)
class Move:
    """One thing somebody does about one of the places, now or long ago, once or twice."""

    what: str
    which: int
    by_place: bool
    is_again: bool
    minutes_ago: int


MOVES = st.lists(
    st.builds(
        Move,
        what=st.sampled_from(WHAT),
        which=st.integers(0, 2),
        by_place=st.booleans(),
        is_again=st.booleans(),
        minutes_ago=st.sampled_from([0, 0, 30, 600]),
    ),
    min_size=4,
    max_size=10,
)


def command(move: Move, need: Need, row: Referral) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The action, and what it takes."""
    of: dict[str, Any] = {"referral_id": row.id}
    answer = {**of, "answer": move.what, "name": "Rosa"}
    commands: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "accept": (answers.answer, answer),
        "schedule": (answers.answer, {**answer, "at": now() + timedelta(days=move.which)}),
        "decline": (answers.answer, {**answer, "code": "age"}),
        "full": (answers.answer, {**answer, "answer": "decline", "code": "full"}),
        "needs_client": (answers.answer, answer),
        "attended": (coming.attended, of),
        "missed": (coming.missed, of),
        "no_contact": (coming.no_contact, of),
        "close": (coming.close, {**of, "helped": True}),
        "cancel": (coming.cancel, {**of, "reason": "by_person"}),
        "confirm_cancel": (answers.confirm_cancel, of),
        "mark_error": (coming.mark_error, {**of, "words": "the wrong one"}),
        "left": (handover.left, of),
        "arrived": (handover.arrived, of),
        "hand_over": (handover.hand_over, {**of, "to": "Priya Nair"}),
        "take_back": (handover.take_back, {**of, "step": handover.STEPS[move.which]}),
        "question": (answers.ask_question, {**of, "name": "Rosa", "text": "Since when?"}),
        "reply": (answers.note, {**of, "id": uuid7(), "kind": "answer", "text": "Since Monday"}),
        "ask_next": (asking.ask_next, {"need_id": need.id, "referral_id": uuid7(), "service_id": row.service_id}),
        "send": (asking.send, of),
        "end": (care.end, {"need_id": need.id, "words": "enough"}),
        "take": (care.take, {"need_id": need.id}),
        "remind": (clocks.remind, {**of, "rung": "owner"}),
        "expire": (clocks.expire, of),
    }
    return commands[move.what]


OF_PLACES = {"question"}
OF_CLOCKS = {"remind", "expire"}


def is_sound(need: Need, people: People) -> None:
    """What holds of a need at every moment."""
    rows = list(Referral.objects.filter(need=need))
    assert len([row for row in rows if row.status in YES]) <= 1
    assert need.owner_id is not None
    for row in rows:
        assert (row.due_at is not None) or row.status not in LIVE, "what goes on has a clock"
        assert (row.end_reason != "") or row.status != "cancelled"
    shown = queries.as_seen_by(people.casey, [need.id])[need.id]
    steps = [one["next"]["action"] for one in shown["referrals"]]
    if shown["ended_at"] is None and not any(row.status == "closed" for row in rows):
        assert set(steps) != {"none"}, "what has not ended has a next step"
        assert shown["next"]["due_at"] is not None
    for one, row in zip(shown["referrals"], sorted(rows, key=lambda each: each.id), strict=True):
        assert (one["next"]["action"] == "none") == (row.due_at is None)


def play(move: Move, need: Need, places: list[Service], people: People) -> None:
    row = Referral.objects.get(need=need, service=places[move.which])
    before = {one.id: one.status for one in Referral.objects.filter(need=need)}
    by = people.system if move.what in OF_PLACES | OF_CLOCKS else people.casey
    fn, more = command(move, need, row)
    if move.by_place and fn in (answers.answer, coming.attended, coming.missed, answers.confirm_cancel):
        by = people.system
    if move.what in OF_CLOCKS:
        earlier = now() - timedelta(days=9)
        Referral.objects.filter(id=row.id, due_at__isnull=False).update(due_at=earlier)
    key, op = uuid7(), Op(occurred_at=now() - timedelta(minutes=move.minutes_ago))
    told = Disclosure.objects.count()
    answer = run(fn, by=by, key=key, op=op, raw=b"1", **more)
    if move.is_again:
        again = run(fn, by=by, key=key, op=op, raw=b"1", **more)
        assert (again.is_done, again.code) == (answer.is_done, answer.code)
    assert answer.status < 500
    if answer.outcome not in ("applied", "already_applied"):
        assert answer.data.get("fields"), "every refusal names the field"
        assert Disclosure.objects.count() == told
    for one in Referral.objects.filter(need=need):
        was = before.get(one.id, NEW)
        # taking over at the door is a yes and attending in one
        at_the_door = move.what == "hand_over" and one.status == "attended"
        assert one.status == was or (was, one.status) in TRANSITIONS or at_the_door, (was, one.status)


@given(moves=MOVES)
@hypothesis_settings(max_examples=8)
def test_a_need_stays_sound_whatever_comes_in_whatever_order(
    moves: list[Move], people: People, visit: Assignment, places: list[Service]
) -> None:
    with transaction.atomic():
        need = asked(people.casey, visit, places)
        for move in moves:
            play(move, need, places, people)
            need.refresh_from_db()
            is_sound(need, people)
        connection.check_constraints()
        transaction.set_rollback(True)


def test_the_table_has_no_dead_end_but_its_ends_and_names_only_what_is_done() -> None:
    ends = {"closed", "declined", "entered_in_error"}
    leads_on = {before for before, _ in TRANSITIONS}
    assert {str(status) for status in Referral.Status} - leads_on == ends
    reached, at = {NEW}, {NEW}
    while at:
        at = {to for before, to in TRANSITIONS if before in at} - reached
        reached |= at
    assert reached - {NEW} == set(Referral.Status.values)
    by_answer = {"referral.ask", "referral.accept", "referral.schedule", "referral.decline", "referral.needs_client"}
    assert set(TRANSITIONS.values()) - by_answer <= set(ACTIONS)
