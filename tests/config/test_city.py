"""The synthetic city's plan is the same for the same seed and follows its figures; its checks find what is wrong."""

from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from apps.dispatch import actions
from apps.dispatch.models import Assignment
from apps.incidents.actions.timeline import note
from apps.incidents.models import Entry, Incident
from apps.outbox.commands import do, run
from apps.outbox.models import Delivery
from apps.outbox.sweeps import run_handlers
from apps.realtime import scope
from config.simulator import figures, invariants, plan
from config.simulator.store import Outbox, Store
from config.simulator.truth import differences, strangers
from tests.dispatch.scenes import act, call, send, tap
from tests.encounters.scenes import signed
from tests.people import Client, People
from tests.teams.riding import ride

PHONES = ("casey", "omar")
SEEDS = range(12)


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert plan.draw(7, phones=PHONES) == plan.draw(7, phones=PHONES)
    assert plan.draw(7, phones=PHONES) != plan.draw(8, phones=PHONES)


def test_a_shorter_day_is_the_beginning_of_a_longer_one() -> None:
    whole, hours = plan.draw(7, phones=PHONES), plan.draw(7, phones=PHONES, lasts=6 * plan.HOUR)
    assert hours.calls == whole.calls[: len(hours.calls)]
    assert [dark for dark in whole.dark["omar"] if dark.at < 6 * plan.HOUR] == list(hours.dark["omar"])


def test_days_have_as_many_calls_at_as_many_hours_as_were_counted() -> None:
    days = [plan.draw(seed, phones=()) for seed in SEEDS]
    calls = [call.at for day in days for call in day.calls]
    assert len(calls) / len(days) == pytest.approx(figures.CALLS_A_DAY, rel=0.1)
    at_night = sum(4 * plan.HOUR <= at < 6 * plan.HOUR for at in calls) / len(calls)
    afternoon = sum(13 * plan.HOUR <= at < 19 * plan.HOUR for at in calls) / len(calls)
    assert at_night == pytest.approx(0.028, abs=0.015)
    assert afternoon == pytest.approx(0.37, abs=0.04)


def test_half_of_the_ways_are_shorter_than_the_median_and_nine_of_ten_than_the_ninetieth() -> None:
    ways = [call.travel for seed in SEEDS for call in plan.draw(seed, phones=()).calls]
    assert sum(way < figures.TRAVEL.median for way in ways) / len(ways) == pytest.approx(0.5, abs=0.05)
    assert sum(way < figures.TRAVEL.ninety for way in ways) / len(ways) == pytest.approx(0.9, abs=0.03)


def test_production_has_no_synthetic_day(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="Production"):
        call_command("simulate", "--day")


# ---- what the checks find when it is planted


@pytest.fixture
def sent(people: People) -> Assignment:
    """Mesa 2 on its way."""
    assignment = send(people, call(people), ride(people, people.casey, people.omar))
    tap(people.casey, assignment, "en_route")
    return assignment


def held(user: Any) -> Store:
    """A store just filled."""
    store = Store()
    store.take_snapshot({"objects": scope.snapshot(user), "cursors": {}, "epoch": ""}, 1)
    return store


def said(client: Client, incident: UUID, *, lost: bool = False) -> Outbox:
    """An outbox with one remark that was acknowledged; `lost`: but that the server never had."""
    outbox = Outbox()
    one = "01930000-0000-7000-8000-000000000001"
    body = {"id": one, "text": "calm"}
    op = outbox.add(one, f"/api/incidents/{incident}/remarks", body, "2026-11-27T12:00:00Z")
    if lost:
        outbox.settle(op, 201, {"outcome": "applied"})
    else:
        answer = client.post(op.path, body, headers={"Idempotency-Key": one})
        outbox.settle(op, answer.status_code, answer.json())
    return outbox


def test_an_honest_store_and_outbox_pass(people: People, sent: Assignment, signed_in: Any) -> None:
    outbox = said(signed_in(people.casey), sent.incident_id)
    kept = invariants.Kept(people.casey, held(people.casey), outbox)
    assert invariants.client(kept) == []
    assert invariants.bookings() == invariants.doubled([sent.incident_id]) == []


def test_an_acknowledged_write_that_is_not_there_is_found(people: People, sent: Assignment, signed_in: Any) -> None:
    outbox = said(signed_in(people.casey), sent.incident_id, lost=True)
    found = invariants.writes([(people.casey, outbox.all())])
    assert any("is lost" in what for what in found)


def test_a_write_that_never_left_is_found(people: People, sent: Assignment) -> None:
    outbox = Outbox()
    outbox.add("k", "/api/position", {}, "2026-11-27T12:00:00Z")
    found = invariants.client(invariants.Kept(people.casey, held(people.casey), outbox))
    assert found == ["Casey: /api/position never left the outbox"]


def test_a_remark_or_a_tap_that_is_there_twice_is_found(people: People, sent: Assignment) -> None:
    def twice(*, by: Any) -> None:
        incident = Incident.objects.get(id=sent.incident_id)
        for _ in range(2):
            note(incident, Entry.Kind.REMARK, by, "calm")
        note(incident, Entry.Kind.STATUS, by, assignment=sent.id, status="en_route", before="acknowledged")

    do(twice, by=people.casey)
    found = invariants.doubled([sent.incident_id])
    assert len(found) == 2


def test_a_team_that_was_in_two_places_is_found_in_the_past_too(people: People, sent: Assignment) -> None:
    def elsewhere(*, by: Any) -> None:
        facts: dict[str, Any] = {"assignment": people.calder.id, "team": sent.team_id, "team_name": "Mesa 2"}
        note(Incident.objects.get(id=sent.incident_id), Entry.Kind.SENT, by, **facts)

    do(elsewhere, by=people.dana)
    assert any("was sent to" in what for what in invariants.bookings())


def test_a_gap_in_a_stream_is_found(people: People, sent: Assignment, commits: Any) -> None:
    with commits():
        tap(people.casey, sent, "on_scene")
    assert invariants.streams() == []
    Delivery.objects.filter(seq=3).delete()
    assert any("has a gap" in what for what in invariants.streams())


def test_a_store_that_is_behind_or_holds_what_has_left_is_found(people: People, sent: Assignment) -> None:
    store = held(people.casey)
    assert differences(people.casey, store.objects) == []
    tap(people.omar, sent, "on_scene")
    assert any("otherwise" in what for what in differences(people.casey, store.objects))
    tap(people.omar, sent, "cleared")
    assert any("not theirs to see" in what for what in differences(people.casey, store.objects))


def test_an_object_of_another_team_and_a_field_of_a_closed_class_are_found(people: People, sent: Assignment) -> None:
    riley = people.riley
    assert strangers(people.casey, [("incident", str(sent.incident_id))]) == []
    assert strangers(riley, [("incident", str(sent.incident_id))], ever=True) != []
    assert strangers(people.nia, [("assignment", str(sent.id))]) != []
    assert invariants.closed_fields(people.omar, {"incident": {"place", "field_marks"}}) != []
    assert invariants.closed_fields(people.omar, {"incident": {"place"}}) == []


def test_a_call_that_belongs_to_nobody_is_found(people: People, sent: Assignment) -> None:
    assert invariants.calls([sent.incident_id]) == []
    act(actions.cancel, people.dana, sent)
    assert invariants.calls([sent.incident_id]) != []


def test_an_outcome_that_differs_from_the_stored_one_is_found(people: People, sent: Assignment) -> None:
    outbox = Outbox()
    key = "01930000-0000-7000-8000-000000000002"
    op = outbox.add(key, "/api/x", {}, "2026-11-27T12:00:00Z")

    def nothing(*, by: Any) -> None:
        return None

    run(nothing, by=people.casey, key=UUID(key))
    outbox.settle(op, 409, {"outcome": "conflict"})
    assert len(invariants.writes([(people.casey, outbox.all())])) == 1


def test_a_visit_that_nobody_began_and_a_case_that_nobody_has_are_found(people: People, sent: Assignment) -> None:
    tap(people.casey, sent, "en_route")
    tap(people.casey, sent, "on_scene")
    assert invariants.visits([sent.incident_id]) == [f"the visit of assignment {sent.id} was never begun"]
    signed(people.casey, sent)
    assert invariants.visits([sent.incident_id]) == [f"the visit {sent.id} asked for a case and nobody has it"]
    run_handlers()
    assert invariants.visits([sent.incident_id]) == []
    assert invariants.closed_fields(people.omar, {"encounter": {"contact", "note"}}) == [
        "Omar was shown encounter.note"
    ]
