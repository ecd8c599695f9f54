"""Whatever is done with a case in whatever order, now or told late: it has an owner, a next step and a clock."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.followups import actions
from apps.followups.models import Attempt, Case
from apps.followups.policies import OWNERS
from apps.followups.transitions import TRANSITIONS
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, run
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import aged, known, opened
from tests.people import People

__all__ = ["incident", "mesa", "there"]

DONE = {"applied", "already_applied", "merged"}
RESULTS = ("reached", "declined", "no_answer", "no_answer", "left_message")
WHAT = (
    *("try", "try", "try", "later", "offer", "accept", "decline", "take", "land", "close"),
    *("reopen", "decide", "time", "let_go"),
)
WHO = ("cam", "cam", "sam", "casey", "omar")


@dataclass(frozen=True)
class Move:
    """One thing somebody does; some of it hours ago, told now."""

    who: str
    what: str
    choice: int
    hours_ago: int


MOVES = st.lists(
    st.builds(
        Move,
        who=st.sampled_from(WHO),
        what=st.sampled_from(WHAT),
        choice=st.integers(0, 9),
        hours_ago=st.integers(0, 60),
    ),
    min_size=3,
    max_size=14,
)  # fmt: skip


def body(move: Move, people: People) -> tuple[Any, dict[str, Any]]:
    """The action and what goes with it."""
    colleagues = (people.sam, people.riley, people.cam, people.omar)
    known_ways: dict[str, tuple[Any, dict[str, Any]]] = {
        "try": (actions.attempt, {"id": uuid7(), "channel": "call", "result": RESULTS[move.choice % 5]}),
        "later": (
            actions.later,
            {"due_at": now() + timedelta(hours=move.choice), "words": "" if move.choice % 2 else "x"},
        ),
        "offer": (actions.offer, {"user_id": colleagues[move.choice % 4].id}),
        "close": (actions.close, {"reason": ("died", "other", "moved_away")[move.choice % 3]}),
        "decide": (actions.decide, {"way": ("again", "visit", "letter")[move.choice % 3]}),
    }
    plain = {name: getattr(actions, name) for name in ("accept", "decline", "take", "land", "reopen")}
    return known_ways.get(move.what) or (plain[move.what], {})


def make(move: Move, case: Case, people: People) -> None:
    """Do it, as whoever does it; time passes by what was promised coming nearer."""
    if move.what == "time":
        aged(Case.objects.get(id=case.id), timedelta(hours=6 * move.choice))
        return
    if move.what == "let_go":
        Case.objects.filter(id=case.id, ended_at__isnull=False).update(ended_at=now() - timedelta(days=20))
        run(actions.let_go_of, by=people.system, key=uuid7(), case_id=case.id)
        return
    before = Case.objects.get(id=case.id)
    command, more = body(move, people)
    op = Op(occurred_at=now() - timedelta(hours=move.hours_ago))
    answer = run(command, by=getattr(people, move.who), key=uuid7(), op=op, case_id=case.id, **more)
    after = Case.objects.get(id=case.id)
    if move.who == "omar":
        assert (answer.status, after.version) == (404, before.version)
    if after.status != before.status:
        assert TRANSITIONS[before.status, after.status] == command.action_name
    if answer.outcome not in DONE:
        assert after.version == before.version
    if move.what == "try" and answer.outcome in DONE:
        assert Attempt.objects.filter(id=more["id"]).exists(), "what happened is kept, also of a case that is over"


def is_sound(case: Case, people: People) -> None:
    """What holds of every case at every moment."""
    row = Case.objects.get(id=case.id)
    owner = row.owner
    assert owner.roles & set(OWNERS)
    due = list(row.rungs.filter(state="due", referral=None).values_list("name", flat=True))
    assert len(due) == len(set(due))
    assert row.person_id is not None
    holders = Involvement.objects.filter(object_id=row.person_id, basis="case", until=None)
    if not row.is_open:
        assert (row.next_action, row.next_due_at, row.offered_to) == ("none", None, None)
        assert row.end_reason
        assert not row.rungs.filter(state="due").exists()
        assert set(holders.values_list("user_id", flat=True)) == (set() if row.let_go_at else {owner.id})
        return
    assert set(holders.values_list("user_id", flat=True)) == {owner.id}
    assert row.next_action != "none"
    assert row.next_due_at is not None
    assert row.next_rung_id is None or row.rungs.filter(id=row.next_rung_id, state="due").exists()
    if row.decide_at is None and row.next_action == "contact":
        assert row.planned_at is not None or row.next_rung_id is not None
    assert row.tries_used < 5 or row.decide_at is not None


@pytest.mark.long
def test_every_open_case_has_an_owner_a_next_step_and_a_clock(people: People, there: Assignment) -> None:
    known(people, there)
    case = opened(people, there)

    @given(MOVES)
    @settings(
        max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def play(moves: list[Move]) -> None:
        with transaction.atomic():
            for move in moves:
                make(move, case, people)
                is_sound(case, people)
            transaction.set_rollback(True)

    play()
