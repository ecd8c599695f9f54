"""What helps somebody is read by those who go to them; by police only on a basis; internal notes by nobody there."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.incidents import actions as incidents
from apps.incidents.models import Incident
from apps.outbox import streams
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.projections import as_seen_by
from apps.outbox.sweeps import run_handlers
from apps.people.actions import plan as writing
from apps.people.actions import plan_basis as basis
from apps.people.models import Person, Plan, PlanBasis
from apps.people.queries.plan import people_with_card, plans_snapshot, today_in
from apps.people.sweeps import due_plans
from apps.realtime import scope
from tests.dispatch.scenes import call, refused, send
from tests.people import People
from tests.plans.scenes import SECRET, WORDS, act, agree, approved, draft, involve, known, leave
from tests.teams.riding import ride


def seen(user: User, plan: Plan) -> dict[str, Any] | None:
    """The plan as it travels to this person."""
    return as_seen_by(user, "plan", [plan.id]).get(plan.id)


def test_without_a_basis_an_officer_gets_the_hazards_and_no_hint_of_more(people: People, person: Person) -> None:
    plan = approved(people, person)
    got = seen(people.omar, plan)
    assert got is not None
    assert set(got) == {"id", "version", "person", "hazards"}
    assert got["hazards"][0]["fact"] == "Dog, Pilot, loud"
    assert people_with_card(people.omar, [person.id]) == set()
    assert people_with_card(people.casey, [person.id]) == {person.id}


def test_a_plan_without_hazards_and_without_a_basis_is_not_there_for_police(people: People, person: Person) -> None:
    plan = approved(people, person, hazards=[])
    assert seen(people.omar, plan) is None
    assert plans_snapshot(people.omar) == [("plan", [])]
    assert seen(people.casey, plan) is not None


def test_consent_opens_the_card_to_the_officer_and_taking_it_back_closes_it_at_once(
    people: People, person: Person
) -> None:
    plan = approved(people, person)
    agree(people, person)
    got = seen(people.omar, plan)
    assert got is not None
    assert got["card"]["first_words"] == WORDS["first_words"]
    assert got["basis"]["kind"] == "consent"
    before = Delivery.objects.filter(stream=f"user:{people.omar.id}", object_kind="plan").count()
    do(basis.end_basis, by=people.casey, person_id=person.id)
    trimmed = seen(people.omar, plan)
    assert trimmed is not None
    assert "card" not in trimmed
    assert Delivery.objects.filter(stream=f"user:{people.omar.id}", object_kind="plan").count() == before + 1
    assert seen(people.casey, plan)["card"]["helps"] == WORDS["helps"]  # type: ignore[index]


def test_a_consent_ends_with_its_last_day_and_phones_are_told(people: People, person: Person) -> None:
    plan = approved(people, person)
    agree(people, person)
    PlanBasis.objects.update(ends_at=now() - timedelta(seconds=1))
    assert "card" not in (seen(people.omar, plan) or {})
    before = Delivery.objects.filter(stream=f"user:{people.omar.id}").count()
    due_plans()
    due_plans()
    assert Delivery.objects.filter(stream=f"user:{people.omar.id}").count() == before + 1


def test_a_stated_threat_opens_the_card_for_this_incident_and_ends_with_it(people: People) -> None:
    team = ride(people, people.casey, people.omar)
    incident = call(people)
    assignment = send(people, incident, team)
    person = known(people, people.casey, people.omar, people.riley, people.jo)
    plan = approved(people, person)
    threat: dict[str, Any] = {
        "basis_id": uuid7(),
        "person_id": person.id,
        "words": "He means to hurt whoever comes to the door.",
    }
    with refused(Code.INVALID, fields=["incident"]):  # Riley is not there
        do(basis.state_threat, by=people.riley, incident_id=incident.id, **threat)
    do(basis.state_threat, by=people.casey, incident_id=incident.id, **threat)
    assert seen(people.omar, plan)["basis"]["kind"] == "threat"  # type: ignore[index]
    assert threat["words"] not in json.dumps(seen(people.omar, plan))
    assert "card" not in (seen(people.jo, plan) or {}), "Jo is on another incident"
    _close(people, incident, assignment.id)
    assert "card" not in (seen(people.omar, plan) or {})
    run_handlers()
    assert PlanBasis.objects.get().ended_at is not None


def _close(people: People, incident: Incident, assignment_id: Any) -> None:
    do(dispatch.cancel, by=people.dana, assignment_id=assignment_id)
    do(incidents.close_incident, by=people.dana, incident_id=incident.id, result="no_need")


def test_nobody_but_a_clinician_states_a_threat(people: People, person: Person) -> None:
    for who in (people.omar, people.cam, people.dana, people.sam):
        with refused(Code.NOT_ALLOWED):
            do(
                basis.state_threat,
                by=who,
                basis_id=uuid7(),
                person_id=person.id,
                incident_id=uuid7(),
                words="He has a gun.",
            )


@pytest.mark.parametrize(("days", "field"), [(2, "given_on"), (-400, "until")])
def test_a_consent_is_not_signed_tomorrow_and_does_not_end_before_it_began(
    people: People, person: Person, days: int, field: str
) -> None:
    day = today_in(people.calder.id) + timedelta(days=days)
    dates: dict[str, Any] = (
        {"given_on": day, "until": day + timedelta(days=30)} if field == "given_on" else {"until": day}
    )
    with refused(Code.INVALID, fields=[field]):
        do(
            basis.record_consent,
            by=people.riley,
            basis_id=uuid7(),
            person_id=person.id,
            **({"given_on": today_in(people.calder.id)} | dates),
        )


def test_those_who_have_left_or_work_elsewhere_know_of_nothing(people: People, person: Person) -> None:
    plan = approved(people, person)
    agree(people, person)
    leave(person, people.omar, people.casey)
    involve(person, people.nia)
    for who in (people.omar, people.casey, people.jo, people.nia, people.ada, people.quinn):
        assert seen(who, plan) is None, who.short_name
    assert seen(people.dana, plan)["card"]["looks"] == WORDS["looks"]  # type: ignore[index]
    Person.objects.filter(id=person.id).update(open_incidents=0)
    assert seen(people.dana, plan) is None, "the call is over"


def test_internal_notes_and_drafts_go_to_no_phone_and_no_board(
    people: People, person: Person, signed_in: Callable[..., Any], commits: Callable[..., Any]
) -> None:
    everyone = [who for who in people.everyone().values() if who.programme_id == people.calder.id]
    before = {who.id: streams.heads(scope.streams(who)) for who in everyone}
    with commits():
        plan = approved(people, person)
        agree(people, person)
        do(writing.add_note, by=people.riley, note_id=uuid7(), plan_id=plan.id, text=SECRET)
        coming = draft(people, person, looks="words that nobody has approved")
    note = person.plan_notes.get()
    for who in everyone:
        client = signed_in(who)
        said = json.dumps(scope.snapshot(who), default=str)
        said += str(as_seen_by(who, "plan", [plan.id, coming.id])) + str(as_seen_by(who, "plan_note", [note.id]))
        after = [f"{name}~{seq}" for name, seq in before[who.id].items()]
        changes = client.get("/api/changes", {"epoch": str(streams.epoch()), "after": after})
        assert changes.status_code == 200
        said += changes.content.decode()
        assert SECRET not in said, who.short_name
        assert "words that nobody has approved" not in said, who.short_name
        assert ("Hi Ansel" in said) == (who not in (people.jo, people.ada)), who.short_name
    for who, status in ((people.omar, 403), (people.dana, 403), (people.jo, 404), (people.riley, 200)):
        answer = signed_in(who).get(f"/api/plans/{plan.id}")
        assert answer.status_code == status, who.short_name
        assert (SECRET in answer.content.decode()) == (status == 200)
    assert signed_in(people.omar).get("/api/plans").json()["plans"] == []
    assert not Delivery.objects.filter(object_kind="plan_note").exists()


def test_a_plan_whose_review_was_due_stays_readable_and_says_so(people: People, person: Person) -> None:
    plan = approved(people, person)
    plan.reminders.filter(rung="due").update(due_at=now() - timedelta(hours=3))
    due_plans()
    assert seen(people.casey, plan)["card"]["status"] == "expired"  # type: ignore[index]
    after = act(writing.approve_plan, people.sam, _next(people, person))
    assert seen(people.casey, plan) is None
    assert seen(people.casey, after)["card"]["status"] == "approved"  # type: ignore[index]


def _next(people: People, person: Person) -> Plan:
    plan = draft(people, person)
    return act(writing.submit_plan, people.riley, plan)
