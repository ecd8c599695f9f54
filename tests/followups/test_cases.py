"""A case opens by how a visit ended, once, and with an owner from its first moment."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.access import Role
from apps.accounts import actions as accounts
from apps.accounts.models import Programme, User
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions as encounters
from apps.encounters import queries as visits
from apps.followups import actions, queries
from apps.followups.models import Case
from apps.outbox.commands import do
from apps.outbox.models import HandlerRun
from apps.outbox.sweeps import run_handlers
from apps.people import queries as persons
from apps.people.models import Person
from tests.dispatch.scenes import alerted
from tests.encounters.conftest import incident, mesa, there
from tests.encounters.scenes import amended, signed, url, written
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]


def colleague(people: People, key: str, role: Role) -> User:
    """One more of this role."""
    user: User = do(accounts.create_user, by=people.system, email=f"{key}@alongside.example", name=key.title())
    do(accounts.grant_membership, by=people.system, user_id=user.id, role=role, programme_id=people.calder.id)
    User.objects.filter(id=user.id).update(short_name=key.title())
    return User.objects.get(id=user.id)


def named(people: People, owner: str) -> None:
    Programme.objects.filter(id=people.calder.id).update(settings={"case_owner": owner})


def test_a_visit_that_ended_at_home_has_a_case_and_its_owner_is_told(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    signed(people.casey, there)
    run_handlers()
    case = Case.objects.get()
    assert (case.owner_id, case.rule, case.encounter_id) == (people.cam.id, "welfare", there.id)
    assert alerted("CaseOpened", "case") == {"Cam"}
    held = dict(queries.snapshot(people.cam))["case"]
    assert queries.as_seen_by(people.cam, held)[case.id]["owner_name"] == "Cam"
    assert signed_in(people.cam).get(url(there)).json()["judgement"] == "guarded"
    assert there.id in dict(visits.snapshot(people.cam))["encounter"]


def test_an_outcome_that_is_amended_to_one_that_asks_for_a_case_opens_it_once(
    people: People, there: Assignment
) -> None:
    signed(people.casey, there, disposition="resolved")
    run_handlers()
    assert not Case.objects.exists()
    amended(people.casey, there, "disposition", "stabilization")
    run_handlers()
    case = Case.objects.get()
    assert (case.owner_id, case.rule, case.doubted_at) == (people.cam.id, "after_care", None)
    assert alerted("CaseOpened", "case") == {"Cam"}
    amended(people.casey, there, "disposition", "hold_adult")
    run_handlers()
    case.refresh_from_db()
    assert (case.rule, Case.objects.count()) == ("after_hold", 1)
    assert alerted("CaseDoubted", "case") == set()


def test_an_outcome_amended_away_from_its_case_closes_nothing_and_tells_the_owner(
    people: People, there: Assignment
) -> None:
    signed(people.casey, there)
    run_handlers()
    amended(people.casey, there, "disposition", "resolved")
    run_handlers()
    case = Case.objects.get()
    assert case.status == "open"
    assert alerted("CaseDoubted", "case") == {"Cam"}
    assert queries.as_seen_by(people.cam, [case.id])[case.id]["doubted_at"] is not None
    HandlerRun.objects.filter(event="DispositionAmended").update(status="due", claimed_until=None)
    run_handlers()
    assert Case.objects.get().version == case.version, "told once"
    amended(people.casey, there, "disposition", "home_plan")
    run_handlers()
    assert Case.objects.get().doubted_at is None


@pytest.mark.parametrize("outcome", ["resolved", "moved_on"])
def test_an_outcome_that_asks_for_none_opens_none(outcome: str, people: People, there: Assignment) -> None:
    signed(people.casey, there, disposition=outcome)
    run_handlers()
    assert not Case.objects.exists()


def test_a_visit_that_found_nobody_is_tried_again_by_somebody(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="no_contact")
    do(encounters.sign, by=people.casey, encounter_id=there.id)
    run_handlers()
    assert Case.objects.get().rule == "try_again"


def test_the_reaction_may_run_again_and_opens_no_second_one(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    run_handlers()
    for _ in range(2):
        do(actions.open_case, by=people.system, encounter_id=there.id)
    HandlerRun.objects.filter(event="EncounterSigned").update(status="due", claimed_until=None)
    run_handlers()
    assert Case.objects.count() == 1


def test_the_case_manager_with_the_fewest_gets_the_next(people: People, there: Assignment) -> None:
    lee = colleague(people, "lee", Role.CASE_MANAGER)
    signed(people.casey, there)
    run_handlers()
    first = Case.objects.get().owner
    assert queries.least_busy_owner(people.calder) == ({people.cam, lee} - {first}).pop()


@pytest.mark.parametrize(
    ("setting", "owner"),
    [("sam@alongside.example", "Sam"), ("nia@alongside.example", "Cam"), ("", "Cam"), (7, "Cam")],
)
def test_the_programme_may_name_who_gets_them(setting: Any, owner: str, people: People) -> None:
    """Only somebody who may look after people there: a stranger's address is passed over."""
    named(people, setting)
    found = queries.least_busy_owner(Programme.objects.get(id=people.calder.id))
    assert found is not None
    assert found.short_name == owner


def test_without_a_case_manager_a_supervisor_and_without_both_whoever_signed(
    people: People, there: Assignment
) -> None:
    for who, owner in ((people.cam, people.sam), (people.sam, None)):
        membership = who.memberships.get(until__isnull=True)
        do(accounts.end_membership, by=people.system, membership_id=membership.id)
        assert queries.least_busy_owner(people.calder) == owner
    signed(people.casey, there)
    run_handlers()
    case = Case.objects.get()
    assert case.owner_id == people.casey.id
    casey = User.objects.get(id=people.casey.id)
    assert dict(queries.snapshot(casey))["case"] == [case.id], "it is on her phone"
    assert queries.as_seen_by(casey, [case.id])[case.id]["rule"] == "welfare"


def test_a_case_that_no_case_manager_has_is_seen_by_whoever_can_mend_that(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    road = "/api/cases/without-manager"
    signed(people.casey, there)
    run_handlers()
    assert signed_in(people.sam).get(road).json() == {"cases": []}
    do(accounts.end_membership, by=people.system, membership_id=people.cam.memberships.get(until__isnull=True).id)
    case = Case.objects.get()
    (seen,) = signed_in(people.sam).get(road).json()["cases"]
    assert (seen["id"], seen["encounter"], seen["owner_name"]) == (str(case.id), str(there.id), "Cam")
    (told,) = signed_in(people.ada).get(road).json()["cases"]
    assert set(told) == {"id", "owner_name", "opened_at"}, "an administrator learns nothing of the visit"
    page = signed_in(people.ada).get("/admin/accounts/programme/", follow=True).content.decode()
    assert f"{people.cam.name}: 1" in page
    for who in (people.casey, people.omar, people.dana):
        assert signed_in(who).get(road).status_code == 403, who.name


def test_the_owner_sees_the_person_also_when_found_out_after_the_signature(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    run_handlers()
    one, other = (
        Person.objects.create(id=uuid7(), programme=people.calder, given=name, made_by=people.casey)
        for name in ("Ansel", "Anselm")
    )
    for found in (one, other):
        there.incident.person = found
        there.incident.save(update_fields=["person"])
        do(encounters.follow_person, by=people.system, incident_id=there.incident_id)
        run_handlers()
        assert Case.objects.get().person == found
        assert set(persons.as_seen_by(people.cam, [one.id, other.id])) == {found.id}


def test_only_care_knows_of_a_case_and_only_its_owners_device_holds_it(people: People, there: Assignment) -> None:
    """Case managers and supervisors of the programme, and the clinician who was there: on no other device."""
    signed(people.casey, there)
    run_handlers()
    lee = colleague(people, "lee", Role.CASE_MANAGER)
    case = Case.objects.get()
    for who in (people.riley, people.omar, people.dana, people.ada, people.nia, people.quinn):
        assert queries.as_seen_by(who, [case.id]) == {}, who.name
    for who in (people.casey, people.sam, lee):
        assert queries.as_seen_by(who, [case.id])[case.id]["rule"] == "welfare", who.name
        assert queries.held_as_seen_by(who, [case.id]) == {}, who.name
    assert queries.held_as_seen_by(people.cam, [case.id])[case.id]["risk"] == "moderate"
