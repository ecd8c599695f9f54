"""Never without an owner, a next step and a clock: late ones climb once to the owner, once to the supervisor."""

from datetime import timedelta

import pytest

from apps.access import Role
from apps.accounts import actions as accounts
from apps.common.clock import now
from apps.common.errors import Code
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.encounters.queries import visible_to as visits_of
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.sweeps import run_handlers
from apps.people import queries as persons
from apps.people.models import Person
from apps.referrals import queries
from apps.referrals.actions import care, clocks
from apps.referrals.models import Need, Referral, Rung
from apps.referrals.sweeps import due_referrals, let_go_of_old
from apps.teams import actions as teams
from tests.dispatch.scenes import alerted, refused, tap
from tests.encounters.scenes import signed
from tests.followups.test_cases import colleague
from tests.people import People
from tests.referrals.scenes import asked, at, fresh, says, seen, steps


def late(need: Need, by: timedelta) -> None:
    """As if everything had happened so much earlier that all of it has been due for so long."""
    for row in Referral.objects.filter(need=need, due_at__isnull=False):
        assert row.due_at is not None
        earlier = row.due_at - (now() - by)
        row.due_at, row.status_at = row.due_at - earlier, row.status_at - earlier
        row.sent_at = row.sent_at - earlier if row.sent_at else None
        row.save(update_fields=["due_at", "status_at", "sent_at"])


def test_a_silent_place_calls_the_owner_once_and_after_a_day_the_supervisor_once(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1], urgency="soon")
    assert due_referrals() == 0
    late(need, timedelta(hours=2))
    assert [due_referrals(), due_referrals()] == [1, 0]
    assert alerted("NeedOverdue", "need") == {"Casey"}
    assert steps(people.casey, need)["Harbor Light"] == ("sent", "phone_place", "us")
    late(need, timedelta(hours=25))
    assert [due_referrals(), due_referrals(), due_referrals()] == [1, 1, 0], "another clock begins with the owner"
    assert alerted("NeedEscalated", "need") == {"Sam"}
    assert fresh(need.id).escalated_at is not None
    assert dict(queries.snapshot(people.sam))["need"] == [need.id]
    assert Rung.objects.filter(rung="supervisor").count() == 1


def test_after_an_outage_of_days_it_surfaces_once_and_is_marked_late(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    late(need, timedelta(days=5))
    while due_referrals():
        pass
    assert list(Rung.objects.order_by("rung").values_list("rung", "late")) == [("owner", True), ("supervisor", True)]
    assert Delivery.objects.filter(event="NeedOverdue", kind="alert").count() == 1
    assert at(need, places[0]).status == "sent"


def test_an_answer_stops_the_ladder(people: People, visit: Assignment, places: list[Service]) -> None:
    need = asked(people.casey, visit, places[:1], urgency="soon")
    late(need, timedelta(hours=2))
    due_referrals()
    says(people, need, places[0], "accept")
    assert due_referrals() == 0
    row = at(need, places[0])
    do(clocks.remind, by=people.system, referral_id=row.id, rung="supervisor")
    assert fresh(need.id).escalated_at is None


def test_a_place_silent_for_a_week_is_given_up_and_the_next_is_asked(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    late(need, timedelta(days=8))
    due_referrals()
    assert steps(people.casey, need)["Harbor Light"][:2] == ("expired", "ask_next")
    assert due_referrals() == 0


def test_the_figures_are_the_programmes(people: People, visit: Assignment, places: list[Service]) -> None:
    chosen = {"referral_answer_now_h": 6, "referral_supervisor_now_h": 3, "referral_expire_days": 30}
    type(people.calder).objects.filter(id=people.calder.id).update(settings=chosen)
    need = asked(people.casey, visit, places[:1])
    row = at(need, places[0])
    assert row.sent_at is not None
    assert row.due_at == row.sent_at + timedelta(hours=6)
    late(need, timedelta(hours=2))
    assert [due_referrals(), due_referrals()] == [1, 0]
    late(need, timedelta(days=8))
    while due_referrals():
        pass
    assert at(need, places[0]).status == "sent"


def test_whoever_asks_owns_it_while_on_shift_and_then_the_case_manager_does(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    run_handlers()
    assert fresh(need.id).owner_id == people.casey.id
    signed(people.casey, visit)
    tap(people.casey, visit, "cleared")
    run_handlers()
    assert fresh(need.id).owner_id == people.casey.id, "still on shift"
    assert not persons.visible_to(people.riley).exists()
    do(teams.end_shift, by=people.casey, shift_id=people.casey.shifts.get(ended_at__isnull=True).id)
    run_handlers()
    assert fresh(need.id).owner_id == people.cam.id
    assert alerted("NeedChanged", "need") == {"Cam"}
    assert dict(queries.snapshot(people.cam))["need"] == [need.id]
    assert persons.visible_to(people.cam).filter(id=ruth.id).exists()
    assert need.id in dict(queries.snapshot(people.casey))["need"], "who asked sees what becomes of it"


def test_asked_off_shift_it_finds_its_owner_at_once(people: People, visit: Assignment, places: list[Service]) -> None:
    tap(people.casey, visit, "cleared")
    do(teams.end_shift, by=people.casey, shift_id=people.casey.shifts.get(ended_at__isnull=True).id)
    need = asked(people.casey, visit, places[:1])
    assert need.owner_id == people.casey.id, "never without one"
    run_handlers()
    assert fresh(need.id).owner_id == people.cam.id


def test_an_owner_who_left_the_programme_is_found_out_by_the_clock(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    membership = people.casey.memberships.get(until__isnull=True)
    do(accounts.end_membership, by=people.system, membership_id=membership.id)
    late(need, timedelta(hours=2))
    due_referrals()
    run_handlers()
    assert fresh(need.id).owner_id == people.cam.id


def test_a_need_is_taken_or_given_to_who_may_see_to_it(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    for nobody in (people.omar, people.dana, people.nia, people.quinn):
        with refused(Code.INVALID, fields=["user"]):
            do(care.give, by=people.casey, need_id=need.id, user_id=nobody.id)
    lee = colleague(people, "lee", Role.CASE_MANAGER)
    do(care.give, by=people.casey, need_id=need.id, user_id=lee.id)
    assert [seen(lee, need)["owner_name"], persons.visible_to(lee).count()] == ["Lee", 1]
    assert not visits_of(lee).filter(id=visit.id).exclude(person=ruth).exists()
    do(care.take, by=people.sam, need_id=need.id)
    do(care.take, by=people.sam, need_id=need.id)
    assert fresh(need.id).owner_id == people.sam.id
    assert queries.as_seen_by(lee, [need.id]) == {}
    assert not persons.visible_to(lee).exists(), "who no longer sees to it no longer has to do with the person"


def test_an_ended_need_leaves_all_devices_after_a_week(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    do(care.end, by=people.casey, need_id=need.id, words="not needed")
    let_go_of_old()
    assert dict(queries.snapshot(people.casey))["need"] == [need.id]
    Need.objects.update(ended_at=now() - timedelta(days=8))
    let_go_of_old()
    assert dict(queries.snapshot(people.casey))["need"] == []
    assert queries.as_seen_by(people.casey, [need.id]), "read from the server while he is with her"


@pytest.mark.parametrize("key", ["casey", "cam", "sam"])
def test_nobody_but_the_system_climbs(key: str, people: People, visit: Assignment, places: list[Service]) -> None:
    need = asked(people.casey, visit, places[:1])
    with refused(Code.NOT_ALLOWED):
        do(clocks.remind, by=getattr(people, key), referral_id=at(need, places[0]).id, rung="owner")
