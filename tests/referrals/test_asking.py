"""Ask places for what somebody needs: on which basis, how many at once, and what waits for the person."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, do, run
from apps.people.models import Consent, Person
from apps.referrals.actions import asking, coming
from apps.referrals.models import Need, Referral
from tests.dispatch.scenes import refused, tap
from tests.people import People
from tests.referrals.scenes import act, asked, at, body, consent, find_out, fresh, says, seen, service, spoken, steps


def test_three_places_are_asked_at_once_and_each_has_its_clock(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    shown = seen(people.casey, need)
    assert (shown["owner_name"], shown["person"], len(shown["referrals"])) == ("Casey", str(ruth.id), 3)
    assert set(steps(people.casey, need).values()) == {("sent", "wait", "place")}
    for row in Referral.objects.filter(need=need):
        assert row.sent_at is not None
        assert row.due_at == row.sent_at + timedelta(hours=1), "for a bed tonight the place has an hour"
    assert shown["next"]["action"] == "wait"


def test_a_place_that_promised_less_has_less(people: People, visit: Assignment, places: list[Service]) -> None:
    quick = service(people, "Quick desk", answers_within_h=4)
    need = asked(people.casey, visit, [quick, places[0]], urgency="routine")
    quick_due, other_due = at(need, quick).due_at, at(need, places[0]).due_at
    assert quick_due is not None
    assert other_due is not None
    assert (other_due - quick_due) > timedelta(hours=19)


def test_asked_without_signal_it_keeps_its_time_and_the_places_clock_runs_from_when_they_were_told(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    then = now() - timedelta(hours=5)
    need = asked(people.casey, visit, places[:1], op=Op(occurred_at=then))
    row = at(need, places[0])
    assert need.asked_at == then
    assert row.sent_at is not None
    assert row.sent_at > now() - timedelta(minutes=1)
    assert row.due_at == row.sent_at + timedelta(hours=1)


def test_a_phone_that_comes_back_after_its_person_has_left_is_heard_and_no_officer_is(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    tap(people.casey, visit, "cleared")
    then = now()
    for rows in (Involvement.objects.filter(kind="person"), Involvement.objects.filter(kind="encounter")):
        rows.update(until=now())
    long_after = Op(occurred_at=then)
    need = asked(people.casey, visit, places[:1], op=long_after)
    by_person = asked(people.casey, visit, places[:1], op=long_after, encounter_id=None, person_id=ruth.id)
    assert [row.status for row in Referral.objects.filter(need__in=[need, by_person])] == ["sent", "sent"]
    for fields in ({}, {"encounter_id": None, "person_id": ruth.id}):
        answer = run(asking.ask, by=people.omar, key=uuid7(), op=long_after, **body(visit, places[:1], **fields))
        assert answer.status in (403, 404)
    stranger = run(asking.ask, by=people.riley, key=uuid7(), op=long_after, **body(visit, places[:1]))
    assert stranger.status == 404


def test_the_same_again_changes_nothing_and_anothers_id_is_refused(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    sent = body(visit, places)
    first = do(asking.ask, by=people.casey, **sent)
    again = run(asking.ask, by=people.casey, key=uuid7(), **sent)
    assert (again.outcome, Need.objects.count(), Referral.objects.count()) == ("already_applied", 1, 3)
    assert fresh(first.id).version == first.version
    with refused(Code.ALREADY_EXISTS):
        do(asking.ask, by=people.sam, **sent)


def test_what_the_consent_does_not_cover_waits_for_the_person(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    agreed = consent(people, visit, places[:2])
    need = asked(people.casey, visit, places, basis="consent", consent_id=agreed.id, what=[])
    assert steps(people.casey, need) == {
        "Harbor Light": ("sent", "wait", "place"),
        "Casa Serena": ("sent", "wait", "place"),
        "Vera House": ("draft", "ask_person", "us"),
    }
    with refused(Code.CONSENT_NEEDED, fields=["consent"]):
        act(asking.send, people.casey, need, places[2])
    wider = consent(people, visit, places)
    act(asking.send, people.casey, need, places[2])
    assert (at(need, places[2]).status, fresh(need.id).consent_id) == ("sent", wider.id)


def test_a_newer_consent_that_leaves_out_an_open_place_is_not_taken_for_another(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    agreed = consent(people, visit, places[:1])
    need = asked(people.casey, visit, [places[0], places[2]], basis="consent", consent_id=agreed.id)
    consent(people, visit, places[2:])
    with refused(Code.CONSENT_NEEDED):
        act(asking.send, people.casey, need, places[2])
    assert fresh(need.id).consent_id == agreed.id


@pytest.mark.parametrize("basis", ["treatment", "consent", "emergency"])
def test_a_place_for_substance_use_needs_a_signature_whatever_the_basis(
    basis: str, people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    detox = service(people, "Bayside Detox", is_sud=True)
    words: dict[str, Any] = {"basis_words": "Not breathing well"}
    heard = spoken(people, visit, [detox])
    with refused(Code.SIGNATURE_NEEDED, fields=["consent"]):
        asked(people.casey, visit, [detox, places[0]], basis=basis, consent_id=heard.id, **words)
    assert not Need.objects.exists()
    unnamed = consent(people, visit, [detox, places[0]])
    need = asked(people.casey, visit, [detox, places[0]], basis=basis, consent_id=unnamed.id, **words)
    assert steps(people.casey, need)["Bayside Detox"] == ("draft", "ask_person", "us")
    assert at(need, places[0]).status == "sent"
    signed = consent(people, visit, [detox, places[0]], is_sud=True)
    act(asking.send, people.casey, need, detox)
    assert (at(need, detox).status, fresh(need.id).consent_id) == ("sent", signed.id)


def test_on_treatment_a_place_for_substance_use_waits_for_a_consent_and_ask_next_says_so_too(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    detox = service(people, "Bayside Detox", is_sud=True)
    need = asked(people.casey, visit, places[:1])
    do(asking.ask_next, by=people.casey, need_id=need.id, referral_id=uuid7(), service_id=detox.id)
    assert steps(people.casey, need)["Bayside Detox"] == ("draft", "ask_person", "us")
    spoken(people, visit, [detox])
    with refused(Code.CONSENT_NEEDED):
        act(asking.send, people.casey, need, detox)


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"words": "  "}, ["words"]),
    ({"basis": "emergency"}, ["basis_words"]),
    ({"basis": "hold", "basis_words": " "}, ["basis_words"]),
    ({"what": []}, ["what"]),
    ({"what": ["diagnosis"]}, ["what"]),
    ({"places": []}, ["places"]),
    ({"consent_id": UUID(int=0)}, ["consent"]),
    ({"encounter_id": None}, ["encounter", "person"]),
]


@pytest.mark.parametrize(("changed", "fields"), WRONG, ids=str)
def test_what_cannot_be_asked_is_refused_by_the_name_of_its_field(
    changed: dict[str, Any], fields: list[str], people: People, visit: Assignment, places: list[Service]
) -> None:
    with refused(Code.INVALID, fields=fields):
        do(asking.ask, by=people.casey, **{**body(visit, places), **changed})
    assert not Need.objects.exists()


def test_only_places_of_ones_own_directory_that_take_referrals_are_asked(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    elsewhere = service(people, "Elsewhere", programme=people.ellery)
    closed = service(people, "Closed", status="defunct")
    gone, busy = service(people, "Gone", vanished_at=now()), service(people, "Silent", takes_referrals=False)
    for place in (elsewhere, closed, gone, busy):
        with refused(Code.INVALID, fields=["places"]):
            asked(people.casey, visit, [places[0], place])
    four = [*places, service(people, "Fourth")]
    for too_many in (four, [places[0], places[0]]):
        with refused(Code.INVALID, fields=["places"]):
            asked(people.casey, visit, too_many)


def test_without_consent_there_is_no_consent_basis_and_a_state_may_ask_for_it_always(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    with refused(Code.CONSENT_NEEDED, fields=["consent"]):
        asked(people.casey, visit, places, basis="consent")
    type(people.calder).objects.filter(id=people.calder.id).update(settings={"treatment_needs_consent": True})
    with refused(Code.CONSENT_NEEDED, fields=["consent"]):
        asked(people.casey, visit, places, basis="treatment")


def test_a_consent_of_somebody_else_is_none(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    other = Person.objects.create(programme=people.calder, given="Otto", made_by=people.casey)
    theirs = consent(people, visit, places, person_id=other.id, encounter_id=None)
    with refused(Code.INVALID, fields=["consent"]):
        asked(people.casey, visit, places, basis="consent", consent_id=theirs.id)
    with refused(Code.INVALID, fields=["person"]):
        asked(people.casey, visit, places, person_id=other.id)


def test_after_a_no_the_next_place_is_asked_and_one_that_was_full_is_asked_again(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:2])
    says(people, need, places[0], "decline", code="full")
    assert steps(people.casey, need)["Harbor Light"] == ("no_capacity", "none", "us"), "another is still asked"
    says(people, need, places[1], "decline", code="age", words="over 18")
    shown = seen(people.casey, need)
    assert shown["next"]["action"] == "ask_next"
    assert shown["next"]["due_at"] is not None
    more: dict[str, Any] = {"need_id": need.id, "referral_id": uuid7()}
    do(asking.ask_next, by=people.casey, service_id=places[2].id, **more)
    assert steps(people.casey, need)["Vera House"] == ("sent", "wait", "place")
    do(asking.ask_next, by=people.casey, service_id=places[0].id, need_id=need.id, referral_id=uuid7())
    again = at(need, places[0])
    assert (again.status, again.decline_code, again.answered_at) == ("sent", "", None)
    with refused(Code.ILLEGAL_TRANSITION, fields=["service"]):
        do(asking.ask_next, by=people.casey, service_id=places[1].id, need_id=need.id, referral_id=uuid7())


def test_never_more_than_three_at_once_and_none_while_one_has_said_yes(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    fourth = service(people, "Fourth")
    more: dict[str, Any] = {"need_id": need.id, "referral_id": uuid7(), "service_id": fourth.id}
    with refused(Code.INVALID, fields=["service"]):
        do(asking.ask_next, by=people.casey, **more)
    says(people, need, places[0], "accept")
    with refused(Code.PLACE_TAKEN):
        do(asking.ask_next, by=people.casey, **more)
    act(coming.cancel, people.casey, need, places[0], reason="by_person")
    do(asking.ask_next, by=people.casey, **more)
    do(asking.ask_next, by=people.casey, **more)
    assert Referral.objects.filter(need=need).count() == 4


def test_of_somebody_unknown_the_need_goes_with_the_visit_and_follows_when_it_is_found_out(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    assert seen(people.casey, need)["person"] is None
    person = find_out(people, visit)
    assert fresh(need.id).person_id == person.id
    assert seen(people.casey, need)["person"] == str(person.id)


def test_an_emergency_says_what_it_is(people: People, visit: Assignment, places: list[Service]) -> None:
    need = asked(people.casey, visit, places[:1], basis="emergency", basis_words="Cannot be left alone tonight")
    assert seen(people.casey, need)["basis_words"] == "Cannot be left alone tonight"
    assert at(need, places[0]).status == "sent"
    assert Consent.objects.count() == 0
