"""A person has one open case: a later visit joins it, also of two signed at once; none is closed by itself."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.access import Role
from apps.common.clock import now
from apps.dispatch.models import Assignment
from apps.encounters import actions as encounters
from apps.encounters import queries as visits
from apps.followups import actions, queries
from apps.followups.models import Case, CaseVisit, Rung
from apps.followups.queries.timeline import timeline_of
from apps.outbox.commands import do
from apps.outbox.models import Delivery, HandlerRun
from apps.outbox.sweeps import run_handlers
from apps.people import actions as persons
from apps.people.models import Person
from tests.dispatch.scenes import alerted, call, send, tap
from tests.encounters.conftest import incident, mesa, there
from tests.encounters.scenes import amended, signed
from tests.followups.scenes import HOUR, aged, in_hours, known, opened, states, tried
from tests.followups.test_cases import colleague
from tests.people import People
from tests.teams.riding import ride

__all__ = ["incident", "mesa", "there"]


def visited(people: People, person: Person | None, first: Assignment) -> Assignment:
    """The team is at another door, of somebody who is known, or of nobody yet."""
    tap(people.casey, first, "cleared")
    again = call(people)
    if person is not None:
        again.person = person
        again.save(update_fields=["person"])
    sent = send(people, again, first.team)
    for step in ("en_route", "on_scene"):
        tap(people.casey, sent, step)
    return sent


@pytest.fixture
def person(people: People, there: Assignment) -> Person:
    """Ansel, at the first door."""
    return known(people, there)


def test_a_visit_of_somebody_who_has_an_open_case_joins_it_and_its_owner_is_told(
    people: People, there: Assignment, person: Person
) -> None:
    case = aged(opened(people, there), 20 * HOUR)
    lee = colleague(people, "lee", Role.CASE_MANAGER)
    second = visited(people, person, there)
    signed(people.casey, second, judgement="high")
    run_handlers()
    case.refresh_from_db()
    assert (Case.objects.count(), case.owner, case.risk) == (1, people.cam, "high")
    assert alerted("CaseJoined", "case") == {"Cam"}
    assert queries.as_seen_by(people.cam, [case.id])[case.id]["visits"][0]["encounter"] == str(second.id)
    assert second.id in dict(visits.snapshot(people.cam))["encounter"], "it is on the owner's devices"
    assert str(second.id) in {line["ref"] for line in timeline_of(people.cam, case) if line["kind"] == "visit"}
    do(actions.give, by=people.sam, case_id=case.id, user_id=lee.id)
    assert second.id not in dict(visits.snapshot(people.cam)).get("encounter", [])
    assert {there.id, second.id} <= set(dict(visits.snapshot(lee))["encounter"]), "both go where the case goes"


def test_the_ladder_begins_anew_and_no_promise_is_put_off_by_it(
    people: People, there: Assignment, person: Person
) -> None:
    case = aged(opened(people, there), 40 * HOUR)
    signed(people.casey, visited(people, person, there), judgement="high")
    run_handlers()
    case.refresh_from_db()
    due = {row.name: in_hours(row.due_at) for row in case.rungs.filter(state="due")}
    assert set(due) == {"day1", "day2", "day3", "day7", "day30"}
    assert due["day2"] > 30, "the contacts count from the second visit"
    assert in_hours(case.next_due_at) < 9, "who was promised a call today is called today"
    tried(people.cam, case, "reached")
    case.refresh_from_db()
    assert in_hours(case.next_due_at) > 9


def test_a_step_that_was_late_stays_late_when_another_visit_joins(
    people: People, there: Assignment, person: Person
) -> None:
    case = aged(opened(people, there), 60 * HOUR)
    signed(people.casey, visited(people, person, there))
    run_handlers()
    case.refresh_from_db()
    old = case.rungs.order_by("due_at").first()
    assert old is not None
    assert (old.name, old.state, old.late) == ("day2", Rung.State.SKIPPED, True)
    assert case.next_due_at is not None
    assert case.next_due_at < now(), "and is still to be done now"


def test_a_milder_visit_lowers_no_risk_and_a_graver_word_later_raises_it(
    people: People, there: Assignment, person: Person
) -> None:
    case = opened(people, there)
    second = visited(people, person, there)
    signed(people.casey, second, judgement="low")
    run_handlers()
    case.refresh_from_db()
    assert case.risk == "moderate"
    amended(people.casey, second, "judgement", "high")
    amended(people.casey, second, "disposition", "stabilization")
    run_handlers()
    case.refresh_from_db()
    assert (case.risk, states(case)["day1"]) == ("high", "due")
    assert CaseVisit.objects.get().rule == "after_care"


def test_the_reaction_may_run_again_and_joins_once(people: People, there: Assignment, person: Person) -> None:
    case = opened(people, there)
    signed(people.casey, visited(people, person, there))
    run_handlers()
    version = Case.objects.get().version
    HandlerRun.objects.filter(event="EncounterSigned").update(status="due", claimed_until=None)
    run_handlers()
    assert (CaseVisit.objects.count(), Case.objects.get().version, case.id) == (1, version, Case.objects.get().id)


def test_a_case_that_ended_long_ago_is_no_reason_not_to_open_one(
    people: People, there: Assignment, person: Person
) -> None:
    case = opened(people, there)
    do(actions.land, by=people.cam, case_id=case.id)
    Case.objects.filter(id=case.id).update(ended_at=now() - timedelta(days=200))
    signed(people.casey, visited(people, person, there))
    run_handlers()
    assert sorted(Case.objects.values_list("status", flat=True)) == ["landed", "open"]


def test_visits_of_somebody_unknown_have_a_case_each_and_both_owners_hear_when_it_is_one_person(
    people: People, there: Assignment, person: Person
) -> None:
    case = opened(people, there)
    second = visited(people, None, there)
    signed(people.casey, second)
    run_handlers()
    other = Case.objects.get(encounter_id=second.id)
    assert alerted("CaseTwice", "case") == set()
    second.incident.person = person
    second.incident.save(update_fields=["person"])
    do(encounters.follow_person, by=people.system, incident_id=second.incident_id)
    run_handlers()
    assert set(Case.objects.values_list("status", flat=True)) == {"open"}, "nothing is closed by itself"
    told = Delivery.objects.filter(event="CaseTwice", kind="alert").values_list("object_id", flat=True)
    assert set(told) == {case.id, other.id}
    seen = queries.as_seen_by(people.sam, [case.id, other.id])
    assert (seen[case.id]["also"][0]["id"], seen[other.id]["also"][0]["id"]) == (str(other.id), str(case.id))
    do(actions.close, by=people.cam, case_id=other.id, reason="other", words="The same person, by the other case.")
    assert queries.as_seen_by(people.sam, [case.id])[case.id]["also"] == []


def test_two_records_that_turn_out_to_be_one_person_leave_two_cases_that_name_each_other(
    people: People, there: Assignment, person: Person
) -> None:
    case = opened(people, there)
    twin = Person.objects.create(programme=people.calder, given="Ansl", family="Varga", made_by=people.casey)
    second = visited(people, twin, there)
    signed(people.casey, second)
    run_handlers()
    assert Case.objects.count() == 2
    do(persons.merge, by=people.sam, person_id=twin.id, into=person.id, reason="the same")
    run_handlers()
    assert Delivery.objects.filter(event="CaseTwice", kind="alert").count() == 2
    assert queries.as_seen_by(people.sam, [case.id])[case.id]["also"][0]["owner_name"] == "Cam"
    signed(people.casey, visited(people, twin, second))
    run_handlers()
    assert (Case.objects.count(), CaseVisit.objects.get().case_id) == (2, case.id), "a third joins the older"


def test_a_visit_that_is_found_to_be_about_somebody_else_leaves_the_case_and_has_one_of_its_own(
    people: People, there: Assignment, person: Person
) -> None:
    case = opened(people, there)
    second = visited(people, person, there)
    signed(people.casey, second)
    run_handlers()
    other = Person.objects.create(programme=people.calder, given="Bo", made_by=people.casey)
    second.incident.person = other
    second.incident.save(update_fields=["person"])
    do(encounters.follow_person, by=people.system, incident_id=second.incident_id)
    run_handlers()
    assert Case.objects.get(encounter_id=second.id).person == other
    assert queries.as_seen_by(people.sam, [case.id])[case.id]["visits"] == []
    assert Case.objects.get(id=case.id).is_open


@pytest.mark.usefixtures("committed")
def test_two_visits_of_one_person_signed_in_the_same_second_are_one_case(people: People) -> None:
    first = send(people, call(people), ride(people, people.casey, people.omar))
    person = known(people, first)
    for step in ("en_route", "on_scene"):
        tap(people.casey, first, step)
    second = visited(people, person, first)
    for one in (first, second):
        encounters_of(people, one, person)
    gate = threading.Barrier(2)

    def go(one: Assignment) -> Any:
        try:
            gate.wait()
            return do(actions.open_case, by=people.system, encounter_id=one.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [each.id for each in pool.map(go, (first, second))]
    assert (len(set(made)), Case.objects.count(), CaseVisit.objects.count()) == (1, 1, 1)
    assert Rung.objects.filter(state="due").count() == 4, "one ladder"


def encounters_of(people: People, one: Assignment, person: Person) -> None:
    """Signed, and whose it is known, before anything follows from it."""
    one.incident.person = person
    one.incident.save(update_fields=["person"])
    signed(people.casey, one)
