"""Taps and answers that come too late to be so: lines of the timeline with their true time, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.errors import Code, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.dispatch import actions
from apps.dispatch.models import Assignment
from apps.incidents import actions as incident_actions
from apps.incidents.models import Entry, Incident
from apps.involvement.queries import people_involved
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Delivery
from apps.outbox.publish import board_stream
from tests.dispatch.scenes import act, call, fresh, lines, refused, set_level, tap
from tests.people import People


def test_an_earlier_state_that_comes_later_is_a_line_of_the_timeline(
    people: People, going: Assignment, incident: Incident
) -> None:
    tap(people.casey, going, "on_scene")
    at = now() - timedelta(minutes=12)
    answer = run(
        actions.set_status,
        by=people.omar,
        key=uuid7(),
        op=Op(occurred_at=at),
        assignment_id=going.id,
        to="en_route",
    )
    assert (answer.outcome, answer.status, answer.code) == ("merged", 200, "kept_in_timeline")
    late = Entry.objects.get(incident=incident, kind="late")
    assert (late.occurred_at, late.facts["status"]) == (at, "en_route")
    assert fresh(going).status == "on_scene"


def test_a_tap_on_what_was_taken_back_says_by_whom_and_stays_in_the_timeline(
    people: People, going: Assignment, incident: Incident
) -> None:
    at = now() - timedelta(minutes=3)
    over = act(actions.cancel, people.dana, going, reason="resolved by phone")
    key = uuid7()
    for _ in range(2):
        answer = run(
            actions.set_status,
            by=people.casey,
            key=key,
            op=Op(occurred_at=at),
            assignment_id=going.id,
            to="on_scene",
        )
        assert (answer.outcome, answer.status, answer.code) == ("merged", 200, "kept_in_timeline")
        assert (answer.data["status"], answer.data["by_name"]) == ("cancelled", "Dana")
    late = Entry.objects.get(incident=incident, kind="late")
    assert (late.occurred_at, late.by_id, late.facts["current"]) == (at, people.casey.id, "cancelled")
    assert (late.facts["status"], late.facts["team_name"]) == ("on_scene", "Mesa 2")
    assert Delivery.objects.filter(object_id=late.id).get().stream == board_stream(people.calder.id)
    assert (fresh(going).status, fresh(going).version) == ("cancelled", over.version)
    assert people_involved("incident", incident.id) == []


def test_a_tap_after_the_team_was_sent_elsewhere_changes_neither_assignment(
    people: People, going: Assignment, incident: Incident
) -> None:
    there = call(people)
    new = do(actions.divert, by=people.dana, assignment_id=going.id, new_id=uuid7(), incident_id=there.id)
    tap(people.casey, going, "on_scene")
    assert (fresh(going).status, fresh(new).status) == ("diverted", "assigned")
    assert lines(incident)[-1] == "late"
    assert "late" not in lines(there)


def test_a_no_taken_back_after_the_end_is_a_line_of_the_timeline(
    people: People, sent: Assignment, incident: Incident
) -> None:
    act(actions.decline, people.casey, sent, reason="too_far")
    act(actions.cancel, people.dana, sent)
    act(actions.undo, people.casey, sent)
    assert Entry.objects.get(incident=incident, kind="late").facts["what"] == "undone"
    assert sent.responses.get(user=people.casey).answer == "declined"


def test_nobody_but_the_team_reports_late_and_nothing_is_said_of_other_programmes(
    people: People, going: Assignment, incident: Incident
) -> None:
    act(actions.cancel, people.dana, going)
    for stranger in (people.riley, people.nia, people.quinn, people.cam):
        with pytest.raises(NotFound):
            tap(stranger, going, "on_scene")
    with pytest.raises(NotAllowed):
        tap(people.dana, going, "on_scene")
    assert "late" not in lines(incident)


@pytest.mark.parametrize("how", ["level", "hold", "staging"])
def test_on_scene_from_before_the_order_to_hold_is_told_to_the_board_and_lets_nobody_in(
    people: People, going: Assignment, incident: Incident, how: str
) -> None:
    at = now()
    orders: dict[str, Callable[[], Any]] = {
        "level": lambda: set_level(people, incident.id, 4),
        "hold": lambda: act(actions.hold_back, people.dana, going),
        "staging": lambda: do(
            incident_actions.set_staging, by=people.dana, incident_id=incident.id, staged=True, staging_point="corner"
        ),
    }
    orders[how]()
    answer = run(
        actions.set_status, by=people.casey, key=uuid7(), op=Op(occurred_at=at), assignment_id=going.id, to="on_scene"
    )
    assert (answer.outcome, answer.code) == ("merged", "kept_in_timeline")
    line = Entry.objects.get(incident=incident, kind="late")
    assert (line.occurred_at, line.facts["status"], line.facts["before_hold"]) == (at, "on_scene", True)
    assert fresh(going).status == "acknowledged"
    with refused(Code.HOLD):
        tap(people.casey, going, "on_scene")
