"""Three places that say yes in the very same second, with real commits: one has it, the others are told."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.outbox.commands import Answer, run
from apps.referrals.actions import answers
from apps.referrals.models import Need, Referral
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import written
from tests.people import People
from tests.referrals.scenes import asked, at, three
from tests.teams.riding import ride


def at_once(*commands: Callable[[], Answer]) -> list[Answer]:
    """Each on a thread and a connection of its own, let go together."""
    gate = threading.Barrier(len(commands))

    def go(command: Callable[[], Answer]) -> Answer:
        try:
            gate.wait()
            return command()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(go, commands))


@pytest.mark.usefixtures("committed")
def test_of_three_that_say_yes_in_the_same_second_one_has_it_and_the_others_are_told(people: People) -> None:
    there = send(people, call(people), ride(people, people.casey, people.omar))
    tap(people.casey, there, "en_route")
    written(people.casey, there, contact="met")
    for _ in range(3):
        places = three(people)
        need = asked(people.casey, there, places)

        def yes(place: Service, about: Need = need) -> Callable[[], Answer]:
            row = at(about, place)
            more: dict[str, Any] = {"referral_id": row.id, "answer": "accept", "name": place.name}
            return lambda: run(answers.answer, by=people.system, key=uuid7(), **more)

        said = at_once(*(yes(place) for place in places))
        assert sorted(each.status for each in said) == [200, 409, 409]
        assert {each.code for each in said if each.status == 409} == {"place_taken"}
        rows = list(Referral.objects.filter(need=need))
        assert sorted(row.status for row in rows) == ["accepted", "cancelled", "cancelled"]
        assert {row.end_reason for row in rows if row.status == "cancelled"} == {"released"}
        winner = next(row for row in rows if row.status == "accepted")
        assert winner.answered_by == winner.service_name
