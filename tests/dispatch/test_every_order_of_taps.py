"""Whatever order the taps and orders come in, an assignment only goes ways that the table has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.common.ids import uuid7
from apps.dispatch import actions
from apps.dispatch.models import Assignment, Response
from apps.dispatch.transitions import ACCEPT, ORDER, TRANSITIONS, leads
from apps.incidents.models import Incident
from apps.involvement.models import Involvement
from apps.outbox.commands import Answer, run
from apps.teams.models import Team
from tests.dispatch.scenes import call, send
from tests.people import People
from tests.teams.riding import ride


@dataclass(frozen=True)
class Step:
    """Somebody does something."""

    who: str
    command: Callable[..., Any]
    arguments: tuple[tuple[str, Any], ...] = ()


def _steps() -> st.SearchStrategy[Step]:
    field = st.sampled_from(["casey", "omar"])
    taps = st.builds(
        lambda who, to: Step(who, actions.set_status, (("to", to),)),
        field,
        st.sampled_from(["en_route", "staged", "on_scene", "cleared"]),
    )
    answers = st.builds(Step, field, st.sampled_from([actions.accept, actions.undo]))
    declines = st.builds(lambda who: Step(who, actions.decline, (("reason", "too_far"),)), field)
    orders = st.builds(
        lambda command: Step("dana", command), st.sampled_from([actions.hold_back, actions.clear_to_approach])
    )
    corrections = st.builds(
        lambda to: Step("dana", actions.correct_status, (("to", to), ("reason", "radio"))), st.sampled_from(ORDER)
    )
    cancels = st.just(Step("dana", actions.cancel))
    return st.one_of(taps, taps, taps, answers, answers, declines, orders, corrections, cancels)


@pytest.fixture
def orders(people: People, mesa: Team) -> dict[int, tuple[Assignment, dict[str, User]]]:
    """For each level a team that was just sent, and who of the desk and its crew does a step."""
    harbor = ride(people, people.riley, people.jo, name="Harbor 1")
    crews = {"casey": people.casey, "omar": people.omar}, {"casey": people.riley, "omar": people.jo}
    return {
        level: (send(people, call(people, level), team), {"dana": people.dana, **crew})
        for level, team, crew in zip((3, 4), (mesa, harbor), crews, strict=True)
    }


@pytest.mark.long
@settings(max_examples=25)
@given(level=st.sampled_from([3, 4]), steps=st.lists(_steps(), min_size=1, max_size=10))
def test_every_order_of_taps_stays_on_the_table(
    orders: dict[int, tuple[Assignment, dict[str, User]]], level: int, steps: list[Step]
) -> None:
    assignment, who = orders[level]
    with transaction.atomic():
        for step in steps:
            before = Assignment.objects.get(id=assignment.id)
            answer = _do(who[step.who], step, assignment)
            after = Assignment.objects.get(id=assignment.id)
            _check_step(step, before, after, answer)
            _check_facts(after)
        transaction.set_rollback(True)  # the next example finds the team as it was sent


def _do(by: User, step: Step, assignment: Assignment) -> Answer:
    return run(step.command, by=by, key=uuid7(), assignment_id=assignment.id, **dict(step.arguments))


def _check_step(step: Step, before: Assignment, after: Assignment, answer: Answer) -> None:
    action = step.command.action_name  # type: ignore[attr-defined]
    if answer.outcome != "applied":
        assert (after.status, after.version) == (before.status, before.version), "a refusal has changed something"
        return
    if before.status != after.status:
        first = "acknowledged" if leads(before.status, "acknowledged", ACCEPT) else before.status
        ways = {TRANSITIONS.get((start, after.status), ()) for start in (before.status, first)}
        # Undoing a no may be the first yes again.
        known = {action} | ({ACCEPT} if action == "assignment.undo" else set())
        assert any(known & set(way) for way in ways), (before.status, after.status, action)
    if action == "assignment.set_status" and after.status == "on_scene":
        assert not before.must_hold, "approached while held"


def _check_facts(assignment: Assignment) -> None:
    assert assignment.is_active == (assignment.status not in ("cleared", "cancelled", "diverted"))
    members = set(Response.objects.filter(assignment=assignment).values_list("user_id", flat=True))
    rows = Involvement.objects.filter(object_id=assignment.incident_id, basis="assignment", until__isnull=True)
    assert set(rows.values_list("user_id", flat=True)) == (members if assignment.is_active else set())
    assert Incident.objects.get(id=assignment.incident_id).is_open
    assert Assignment.objects.filter(team_id=assignment.team_id, ended_at__isnull=True).count() <= 1


def test_every_way_of_the_table_has_an_action_that_exists() -> None:
    named = {action for way in TRANSITIONS.values() for action in way}
    known = {fn.action_name for fn in vars(actions).values() if hasattr(fn, "action_name")}
    assert named <= known


def test_nothing_leads_out_of_what_was_cancelled_or_diverted() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] in ("cancelled", "diverted")]


def test_an_unknown_assignment_is_nowhere(people: People) -> None:
    answer = run(actions.accept, by=people.casey, key=uuid7(), assignment_id=uuid7())
    assert (answer.outcome, answer.status) == ("rejected", 404)
