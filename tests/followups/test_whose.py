"""Whose case it is: offered, accepted, taken, given, passed on. There is no moment without an owner."""

from collections.abc import Callable

import pytest

from apps.access import Role
from apps.accounts import actions as accounts
from apps.accounts.models import Membership, User
from apps.common.clock import now
from apps.common.errors import Conflict, Invalid, NotAllowed
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.followups import actions, queries
from apps.followups.models import Case
from apps.followups.sweeps import pass_on_and_let_go
from apps.outbox.commands import do
from apps.outbox.sweeps import run_handlers
from apps.people import queries as persons
from apps.teams import actions as teams
from tests.dispatch.scenes import alerted, tap
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import known, opened
from tests.followups.test_cases import colleague
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]


def test_an_offer_leaves_the_case_with_its_owner_until_the_colleague_says_yes(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    person = known(people, there)
    case, lee = opened(people, there), colleague(people, "lee", Role.CASE_MANAGER)
    road = f"/api/cases/{case.id}"
    answer = signed_in(people.cam).post(f"{road}/offer", {"user": str(lee.id), "words": "Off until Monday."}).json()
    assert (answer["object"]["owner_name"], answer["object"]["offered_to_name"]) == ("Cam", "Lee")
    assert alerted("CaseOffered", "case") == {"Lee"}
    assert dict(queries.snapshot(lee))["case"] == [case.id], "it is on her phone, to be read"
    assert persons.as_seen_by(lee, [person.id]) == {}
    assert signed_in(lee).post(f"{road}/accept").json()["object"]["owner_name"] == "Lee"
    assert alerted("CaseHandedOver", "case") == {"Cam"}
    assert set(persons.as_seen_by(lee, [person.id])) == {person.id}
    assert persons.as_seen_by(people.cam, [person.id]) == {}
    assert dict(queries.snapshot(people.cam))["case"] == []
    assert signed_in(lee).post(f"{road}/accept").json()["outcome"] == "already_applied"


def test_a_no_tells_the_owner_and_an_offer_that_is_over_cannot_be_taken(people: People, there: Assignment) -> None:
    case, lee = opened(people, there), colleague(people, "lee", Role.CASE_MANAGER)
    do(actions.offer, by=people.cam, case_id=case.id, user_id=lee.id)
    do(actions.decline, by=lee, case_id=case.id, words="Full.")
    assert alerted("CaseDeclined", "case") == {"Cam"}
    with pytest.raises(NotAllowed):
        do(actions.accept, by=lee, case_id=case.id)
    do(actions.offer, by=people.cam, case_id=case.id, user_id=lee.id)
    do(actions.land, by=people.cam, case_id=case.id)
    assert Case.objects.get().offered_to is None


def test_only_somebody_of_care_is_asked_and_a_supervisor_gives_at_once(people: People, there: Assignment) -> None:
    case = opened(people, there)
    for who in (people.omar, people.dana, people.nia, people.cam):
        with pytest.raises(Invalid):
            do(actions.offer, by=people.cam, case_id=case.id, user_id=who.id)
    lee = colleague(people, "lee", Role.CASE_MANAGER)
    for wrong in (people.casey, lee):
        with pytest.raises(NotAllowed):
            do(actions.give, by=wrong, case_id=case.id, user_id=wrong.id)
        with pytest.raises(NotAllowed):
            do(actions.take, by=wrong, case_id=case.id)
    do(actions.give, by=people.sam, case_id=case.id, user_id=lee.id)
    assert Case.objects.get().owner_id == lee.id
    do(actions.take, by=people.sam, case_id=case.id)
    assert Case.objects.get().owner_id == people.sam.id


def test_when_an_owner_leaves_the_case_goes_to_whom_he_asked_else_by_the_rule(
    people: People, there: Assignment
) -> None:
    case, lee = opened(people, there), colleague(people, "lee", Role.CASE_MANAGER)
    do(actions.offer, by=people.cam, case_id=case.id, user_id=people.riley.id)
    do(accounts.end_membership, by=people.system, membership_id=people.cam.memberships.get(until__isnull=True).id)
    run_handlers()
    case.refresh_from_db()
    assert (case.owner_id, case.offered_to) == (people.riley.id, None), "a clinician was named by a person"
    do(accounts.end_membership, by=people.system, membership_id=people.riley.memberships.get(until__isnull=True).id)
    pass_on_and_let_go()
    case.refresh_from_db()
    assert case.owner_id == lee.id, "the sweep finds what a reaction has missed"
    assert alerted("CaseHandedOver", "case") >= {"Lee"}


def test_at_shift_end_a_clinicians_case_goes_to_somebody_who_is_there(people: People, there: Assignment) -> None:
    case = opened(people, there)
    do(actions.offer, by=people.cam, case_id=case.id, user_id=people.casey.id)
    do(actions.accept, by=people.casey, case_id=case.id)
    run_handlers()
    assert Case.objects.get().owner_id == people.casey.id, "while she rides it is hers"
    tap(people.casey, there, "cleared")
    do(teams.end_shift, by=people.casey, shift_id=people.casey.shifts.get(ended_at__isnull=True).id)
    run_handlers()
    case.refresh_from_db()
    assert (case.owner_id, case.next_action) == (people.cam.id, "contact")
    assert alerted("CaseHandedOver", "case") >= {"Cam"}


def test_a_closed_account_leaves_no_open_case_behind(people: People, there: Assignment) -> None:
    case = opened(people, there)
    User.objects.filter(id=people.cam.id).update(is_active=False)
    pass_on_and_let_go()
    case.refresh_from_db()
    assert case.owner_id == people.sam.id, "with no other case manager there it is the supervisor's"
    assert pass_on_and_let_go() == 0


def test_with_nobody_else_there_it_stays_whose_it_was(people: People, there: Assignment) -> None:
    case = opened(people, there)
    Membership.objects.filter(user__in=[people.cam, people.sam]).update(until=now())
    pass_on_and_let_go()
    case.refresh_from_db()
    assert case.owner_id == people.cam.id, "never nobody's"


def test_an_offer_to_somebody_who_leaves_is_a_no(people: People, there: Assignment) -> None:
    case, lee = opened(people, there), colleague(people, "lee", Role.CASE_MANAGER)
    do(actions.offer, by=people.cam, case_id=case.id, user_id=lee.id)
    do(accounts.end_membership, by=people.system, membership_id=lee.memberships.get(until__isnull=True).id)
    run_handlers()
    case.refresh_from_db()
    assert (case.owner_id, case.offered_to) == (people.cam.id, None)
    assert alerted("CaseDeclined", "case") == {"Cam"}


def test_who_could_have_a_case_is_named_with_how_many_each_has(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    opened(people, there)
    rows = {row["name"]: row for row in signed_in(people.cam).get("/api/cases/owners").json()["owners"]}
    assert (rows[people.cam.name]["open"], rows[people.casey.name]["on_duty"]) == (1, True)
    assert people.omar.name not in rows
    assert signed_in(people.omar).get("/api/cases/owners").status_code == 403


def test_nobody_else_acts_on_a_case(people: People, there: Assignment, signed_in: Callable[..., Client]) -> None:
    case = opened(people, there)
    body = {"id": str(uuid7()), "channel": "call", "result": "reached"}
    for who in (people.omar, people.dana, people.ada, people.riley, people.nia):
        for road, sent in (("attempts", body), ("land", {}), ("close", {"reason": "died"}), ("take", {})):
            answer = signed_in(who).post(f"/api/cases/{case.id}/{road}", sent)
            assert answer.status_code == 404, f"{who.name} {road}"
    with pytest.raises(NotAllowed):
        do(actions.land, by=people.casey, case_id=case.id)
    do(actions.attempt, by=people.casey, case_id=case.id, id=uuid7(), channel="call", result="no_answer")
    with pytest.raises(Conflict):
        do(actions.decide, by=people.cam, case_id=case.id, way="visit")
