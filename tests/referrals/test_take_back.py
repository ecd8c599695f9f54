"""A slip of the thumb on the way to a place: the last step is taken back, and that it once stood is kept."""

from datetime import timedelta
from typing import Any

import pytest

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.outbox.commands import Op
from apps.referrals.actions import coming, handover
from apps.referrals.models import Disclosure
from tests.dispatch.scenes import refused
from tests.people import People
from tests.referrals.scenes import act, asked, at, says, seen, steps


def test_who_tapped_too_early_that_it_was_taken_over_has_the_way_there_again(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    says(people, need, places[0], "accept", first_action="Tea")
    for step in (handover.left, handover.arrived):
        act(step, people.casey, need, places[0])
    act(handover.hand_over, people.casey, need, places[0], to="Priya Nair", where="Side door", told=["risk"])
    stood = at(need, places[0]).handed_over_at
    told = Disclosure.objects.count()
    act(handover.take_back, people.casey, need, places[0], step="handed_over")
    row = at(need, places[0])
    assert (row.status, row.attended_at, row.handed_over_at, row.handed_over_to) == ("accepted", None, None, "")
    assert (row.answered_by, row.told, row.arrived_at is not None) == ("Rosa Ibarra", [], True)
    assert Disclosure.objects.count() == told, "what was told stays told"
    (note,) = seen(people.casey, need)["referrals"][[one.id for one in need.referrals.order_by("id")].index(row.id)][
        "notes"
    ]
    assert stood is not None
    assert (note["kind"], note["text"], note["times"]) == ("undone", "handed_over", [stood.isoformat()])
    assert AuditEvent.objects.filter(action="referral.step_taken_back").count() == 1
    assert steps(people.casey, need)["Harbor Light"] == ("accepted", "did_attend", "place"), "the minutes run on"
    for step_name in ("arrived", "left"):
        act(handover.take_back, people.casey, need, places[0], step=step_name)
    row = at(need, places[0])
    assert (row.left_at, row.arrived_at) == (None, None)
    act(handover.take_back, people.casey, need, places[0], step="left")
    assert row.notes.count() == 3, "again changes nothing"


def test_a_yes_that_was_only_the_taking_over_goes_with_it(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    act(handover.hand_over, people.casey, need, places[0], to="Priya Nair")
    act(handover.take_back, people.casey, need, places[0], step="handed_over")
    row = at(need, places[0])
    assert (row.status, row.answered_by, row.answered_at) == ("sent", "", None)
    assert at(need, places[1]).end_reason == "released", "who was told that it is over stays told"


def test_what_came_after_or_long_ago_or_from_the_place_stands(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    says(people, need, places[0], "accept")
    early = Op(occurred_at=now() - timedelta(minutes=9))
    act(handover.left, people.casey, need, places[0], op=early)
    with refused(Code.UNDO_TOO_LATE, fields=["step"]):
        act(handover.take_back, people.casey, need, places[0], step="left")
    act(handover.arrived, people.casey, need, places[0])
    with refused(Code.ILLEGAL_TRANSITION, fields=["step"]):
        act(handover.take_back, people.casey, need, places[0], step="left")
    with refused(Code.INVALID, fields=["step"]):
        act(handover.take_back, people.casey, need, places[0], step="attended")
    act(coming.attended, people.system, need, places[0], name="Rosa Ibarra")
    act(handover.hand_over, people.casey, need, places[0], to="Priya Nair")
    act(handover.take_back, people.casey, need, places[0], step="handed_over")
    row = at(need, places[0])
    assert (row.status, row.attended_at is not None) == ("attended", True), "the place itself said that she came"


@pytest.mark.parametrize("late", [1, 10])
def test_what_was_taken_back_without_signal_counts_by_its_own_times(
    late: int, people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    says(people, need, places[0], "accept")
    before: Any = now() - timedelta(hours=2)
    act(handover.left, people.casey, need, places[0], op=Op(occurred_at=before))
    back = Op(occurred_at=before + timedelta(minutes=late))
    if late > 5:
        with refused(Code.UNDO_TOO_LATE):
            act(handover.take_back, people.casey, need, places[0], op=back, step="left")
        return
    act(handover.take_back, people.casey, need, places[0], op=back, step="left")
    assert at(need, places[0]).left_at is None
