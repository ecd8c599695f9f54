"""The first yes takes the need, in every order of what two or three places say."""

from typing import Any

from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.outbox.commands import run
from apps.referrals.actions import answers
from apps.referrals.models import Referral
from tests.dispatch.scenes import alerted, refused
from tests.people import People
from tests.referrals.scenes import act, asked, at, fresh, says, steps


def test_a_late_no_of_one_that_was_released_is_no_news_and_a_late_yes_is_refused_kindly(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    says(people, need, places[0], "accept", first_action="A quiet room, then tea")
    before = fresh(need.id).version
    says(people, need, places[1], "decline", code="full")
    assert fresh(need.id).version == before
    with refused(Code.PLACE_TAKEN, fields=["answer"]):
        says(people, need, places[2], "accept")
    with refused(Code.PLACE_TAKEN):
        act(answers.ask_question, people.system, need, places[2], name="Vera", text="Still?")
    assert steps(people.casey, need)["Harbor Light"] == ("accepted", "get_time", "us")
    assert alerted("ReferralAnswered", "need") == {"Casey"}


def test_a_place_that_takes_back_its_yes_lets_the_released_be_asked_again(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    says(people, need, places[0], "accept")
    says(people, need, places[0], "decline", code="too_acute")
    assert steps(people.casey, need)["Harbor Light"] == ("declined", "ask_next", "us")


SAID = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["accept", "schedule", "decline", "needs_client"])),
    min_size=1,
    max_size=8,
)


@given(many=st.integers(2, 3), said=SAID)
@hypothesis_settings(max_examples=12)
def test_whatever_the_places_say_in_whatever_order_at_most_one_has_it(
    many: int, said: list[tuple[int, str]], people: People, visit: Assignment, places: list[Service]
) -> None:
    with transaction.atomic():
        need = asked(people.casey, visit, places[:many])
        first_yes = None
        for which, answer in said:
            place = places[which % many]
            facts: dict[str, Any] = {"code": "full"} if answer == "decline" else {}
            when = need.asked_at if answer == "schedule" else None
            got = run(
                answers.answer,
                by=people.system,
                key=uuid7(),
                referral_id=at(need, place).id,
                answer=answer,
                name="Rosa",
                at=when,
                **facts,
            )
            assert got.status < 500
            yes = list(Referral.objects.filter(need=need, status__in=["accepted", "scheduled"]))
            assert len(yes) <= 1
            if answer in ("accept", "schedule") and got.outcome == "applied" and first_yes is None:
                first_yes = place.id
            if yes and first_yes is not None and got.code == "place_taken":
                assert yes[0].service_id != place.id
            open_ones = Referral.objects.filter(need=need, status__in=["sent", "needs_client", "draft"])
            assert not (yes and open_ones.exists()), "whoever was not first is released in the same breath"
        connection.check_constraints()
        transaction.set_rollback(True)
