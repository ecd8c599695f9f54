"""The synthetic city's plan is the same for the same seed and follows its figures; its checks find what is wrong."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from apps.accounts import actions as account_actions
from apps.accounts.models import Device, Membership
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch import actions
from apps.dispatch.models import Assignment
from apps.encounters.models import SafetyPlan, SafetyPlanGiven
from apps.incidents.actions.timeline import note
from apps.incidents.models import Entry, Incident
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Delivery, OpKey
from apps.outbox.sweeps import run_handlers
from apps.realtime import scope
from config.simulator import faces, figures, invariants, papers, plan, roles
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


def note_nothing(*, by: Any) -> None:
    """A command that does nothing."""


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


def lost(people: People, client: Client, *, heard: datetime | None = None) -> invariants.Lost:
    """Casey's phone, just revoked by Dana."""
    client.post("/api/devices", {"id": str(client.device_id)})
    do(account_actions.revoke_device, by=people.dana, device_id=client.device_id, reason="lost")
    return invariants.Lost(people.casey, client.device_id, Store(), Outbox(), (heard or now(), "/ws"))


def test_a_revoked_phone_that_is_told_nothing_more_passes(people: People, sent: Assignment, signed_in: Any) -> None:
    assert invariants.revoked(lost(people, signed_in(people.casey))) == []


def test_a_frame_that_reaches_a_revoked_phone_is_found(people: People, sent: Assignment, signed_in: Any) -> None:
    found = invariants.revoked(lost(people, signed_in(people.casey), heard=now() + timedelta(seconds=9)))
    assert found == ["Casey: /ws reached a phone after it was revoked"]


def test_a_write_taken_from_a_revoked_phone_and_what_it_keeps_are_found(
    people: People, sent: Assignment, signed_in: Any
) -> None:
    phone = lost(people, signed_in(people.casey))
    Device.objects.filter(id=phone.device).update(revoked_at=now() - timedelta(minutes=1))
    run(note_nothing, by=people.casey, key=uuid7(), op=Op(device_id=phone.device))
    phone.store.put({"kind": "assignment", "id": str(sent.id), "object": {"version": 1}})
    found = invariants.revoked(phone)
    assert "Casey: note_nothing was taken from a revoked phone" in found
    assert "Casey: a revoked phone keeps what it held" in found


def test_what_a_lost_phone_had_acknowledged_and_is_not_there_is_found(
    people: People, sent: Assignment, signed_in: Any
) -> None:
    client = signed_in(people.casey)
    outbox = said(client, sent.incident_id, lost=True)
    found = invariants.revoked(replace(lost(people, client), outbox=outbox))
    assert any("is lost" in what for what in found)


def test_what_is_left_on_a_phone_whose_role_was_taken_is_found(people: People, sent: Assignment) -> None:
    store = held(people.casey)
    assert roles.still_held(people.casey.id, list(store.objects)) == []
    there = Membership.objects.get(user=people.casey, until__isnull=True)
    do(account_actions.end_membership, by=people.system, membership_id=there.id)
    assert roles.still_held(people.casey.id, [("incident", str(sent.incident_id))]) != []


def test_a_decision_that_was_not_written_down_is_found(people: People, sent: Assignment, signed_in: Any) -> None:
    client, outbox, keys = signed_in(people.casey), Outbox(), [str(uuid7()) for _ in range(2)]
    op = outbox.add(keys[0], f"/api/assignments/{sent.id}/status", {"to": "assigned"}, "2026-11-27T12:00:00Z")
    refused = client.post(op.path, op.body, headers={"Idempotency-Key": op.key})
    assert outbox.settle(op, refused.status_code, refused.json()) == "person"
    new = outbox.decide(op, "theirs", keys[1], "2026-11-27T12:01:00Z", None)
    answer = client.post(new.path, new.body, headers={"Idempotency-Key": new.key})
    outbox.settle(new, answer.status_code, answer.json())
    assert invariants.decisions(people.casey, outbox) == []
    OpKey.objects.filter(key=op.key).update(decision="")
    assert len(invariants.decisions(people.casey, outbox)) == 1


def test_a_day_has_lost_phones_and_changed_roles_and_the_same_ones_for_the_same_seed() -> None:
    days = [plan.draw(seed, phones=PHONES) for seed in SEEDS]
    assert sum(len(day.lost) for day in days) > len(days)
    assert sum(len(day.roles) for day in days) > len(days)
    assert days[3].lost == plan.draw(3, phones=PHONES).lost != days[4].lost


def test_an_outcome_that_differs_from_the_stored_one_is_found(people: People, sent: Assignment) -> None:
    outbox = Outbox()
    key = "01930000-0000-7000-8000-000000000002"
    op = outbox.add(key, "/api/x", {}, "2026-11-27T12:00:00Z")

    def nothing(*, by: Any) -> None:
        return None

    run(nothing, by=people.casey, key=UUID(key))
    outbox.settle(op, 409, {"outcome": "conflict"})
    assert len(invariants.writes([(people.casey, outbox.all())])) == 1


PARTS = {"signs": ["I stop sleeping."], "people": ["My sister."]}


@pytest.fixture
def written(people: People, sent: Assignment, signed_in: Any) -> Outbox:
    """What Casey's phone wrote at the door: who it is, and a plan, read aloud."""
    client, outbox = signed_in(people.casey), Outbox()
    person, plan_id = str(uuid7()), str(uuid7())
    for path, body in (
        (f"/api/incidents/{sent.incident_id}/person", {"new": {"id": person, "given": "Orrin", "family": "Tesk"}}),
        (f"/api/encounters/{sent.id}/safety-plans", {"id": plan_id, "language": "en", "parts": PARTS}),
        (f"/api/safety-plans/{plan_id}/give", {"id": str(uuid7()), "how": "read"}),
    ):
        op = outbox.add(uuid7(), path, body, "2026-11-27T12:00:00Z")
        answer = client.post(op.path, op.body, headers={"Idempotency-Key": op.key})
        outbox.settle(op, answer.status_code, answer.json())
    run_handlers()
    assert len(outbox.done) == 3
    return outbox


def of_papers(people: People, outbox: Outbox) -> list[str]:
    """What is wrong with what Casey's phone wrote in the last minute."""
    return papers.problems([invariants.Kept(people.casey, Store(), outbox)], [], now() - timedelta(minutes=1))


def test_what_was_written_about_somebody_passes_and_what_is_lost_of_it_is_found(
    people: People, written: Outbox
) -> None:
    assert of_papers(people, written) == []
    SafetyPlanGiven.objects.all().delete()
    assert [what.endswith("/give made is lost") for what in of_papers(people, written)] == [True]


def test_somebody_or_a_plan_that_no_write_has_made_is_found(people: People, written: Outbox) -> None:
    written.done = [op for op in written.done if op.path.endswith("/give")]
    assert sorted(what.split()[0] for what in of_papers(people, written)) == ["Person", "SafetyPlan"]


def test_a_plan_that_reads_otherwise_and_an_incident_about_somebody_else_are_found(
    people: People, written: Outbox, sent: Assignment
) -> None:
    SafetyPlan.objects.update(parts={**PARTS, "people": ["My brother."]})
    Incident.objects.filter(id=sent.incident_id).update(person=None)
    found = " ".join(of_papers(people, written))
    assert "reads otherwise" in found
    assert "is not about whom somebody said" in found


def test_who_is_met_again_is_the_same_on_every_day_and_has_a_form_and_a_plan_often_enough() -> None:
    met = [call.met for seed in SEEDS for call in plan.draw(seed, phones=()).calls if call.met]
    again = [one for one in met if one.fields in faces.REGULARS]
    assert len(again) / len(met) == pytest.approx(figures.AGAIN, abs=0.05)
    assert sum(one.makes_plan for one in met) / len(met) == pytest.approx(figures.MAKES_PLAN, abs=0.05)
    assert {one.language for one in met} == {"en", "es"}


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
