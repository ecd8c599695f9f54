"""Two phones at the very same moment, with real commits: one row, one signature, nothing lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from apps.common.ids import uuid7
from apps.encounters import actions
from apps.encounters.models import Encounter, ForceReport
from apps.outbox.commands import Answer, run
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import FORCE, WHOLE
from tests.people import People
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
def test_both_make_it_one_signs_while_the_other_writes_and_nothing_is_lost(people: People) -> None:
    there = send(people, call(people), ride(people, people.casey, people.omar))
    tap(people.casey, there, "en_route")

    def command(fn: Any, by: Any, **more: Any) -> Callable[[], Answer]:
        return lambda: run(fn, by=by, key=uuid7(), encounter_id=there.id, **more)

    first = at_once(
        command(actions.write, people.casey, fields={**WHOLE, "note": "first"}),
        command(actions.report_force, people.omar, said=FORCE),
        command(actions.begin, people.omar),
    )
    assert {answer.status for answer in first} <= {200, 201}
    visit = Encounter.objects.get()
    assert (visit.note, ForceReport.objects.get().types) == ("first", ["hands"])
    signing, writing = at_once(
        command(actions.sign, people.casey), command(actions.write, people.casey, fields={"note": "second"})
    )
    visit.refresh_from_db()
    assert (signing.outcome, visit.is_signed) == ("applied", True)
    if writing.is_done:
        assert visit.note == "second", "it was before the signature"
    else:
        assert (writing.code, visit.note) == ("encounter_signed", "first")
