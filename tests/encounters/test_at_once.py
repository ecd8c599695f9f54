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
from apps.encounters.queries import outcome_of
from apps.followups.actions import open_case
from apps.followups.models import Case
from apps.outbox.commands import Answer, run
from apps.outbox.models import Delivery
from apps.outbox.sweeps import run_handlers
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import FORCE, WHOLE, signed
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


@pytest.mark.usefixtures("committed")
def test_an_outcome_amended_by_two_at_once_while_the_worker_opens_its_case_is_one_case(people: People) -> None:
    there = send(people, call(people), ride(people, people.casey, people.omar))
    tap(people.casey, there, "en_route")
    signed(people.casey, there, disposition="resolved")
    amend: dict[str, Any] = {
        "part": "clinician",
        "field": "disposition",
        "reason": "told otherwise",
        "encounter_id": there.id,
    }
    opening: dict[str, Any] = {"by": people.system, "encounter_id": there.id}

    def amending(value: str) -> Callable[[], Answer]:
        return lambda: run(actions.amend, by=people.casey, key=uuid7(), id=uuid7(), value=value, **amend)

    def opens() -> Answer:
        return run(open_case, key=uuid7(), **opening)

    answers = at_once(amending("hold_adult"), amending("stabilization"), opens, opens)
    assert {answer.status for answer in answers} <= {200, 201}
    run_handlers()
    at_once(opens, opens)
    case = Case.objects.get()
    outcome = outcome_of(case.encounter)
    assert outcome is not None
    assert (case.rule, case.owner_id, case.doubted_at) == (outcome.case_rule, people.cam.id, None)
    assert Delivery.objects.filter(event="CaseOpened", kind="alert").count() == 1
