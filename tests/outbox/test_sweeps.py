"""Sweeps: claimed rows, one effect each, poison parked, old rows dropped, silence seen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.common.clock import now
from apps.common.errors import Code, Conflict
from apps.common.ids import uuid7
from apps.outbox import publish, sweeps
from apps.outbox.commands import do, run
from apps.outbox.models import Cursor, Delivery, HandlerRun, OpKey, Receipt, SweepRun
from apps.outbox.sweeps import ATTEMPTS, Sweep, forget_old, run_handlers, run_sweep, silent
from tests.people import People
from tests.probes import Probe, Probes, move

seen: list[dict[str, Any]] = []
refusals: list[Exception] = []


def when_probe_moved(*, by: Any, payload: dict[str, Any]) -> None:
    """A reaction of these tests."""
    if refusals:
        raise refusals.pop()
    seen.append({"by": by.id, **payload})


@pytest.fixture(autouse=True)
def handler(monkeypatch: pytest.MonkeyPatch) -> None:
    """That reaction, owed for every moved probe."""
    seen.clear()
    refusals.clear()
    monkeypatch.setattr(publish, "_handlers", {"ProbeMoved": [when_probe_moved]})


def test_a_handler_is_owed_with_the_commit_and_done_once_by_the_system(people: People, probes: Probes) -> None:
    probe = probes.tell(people.dana)
    assert seen == []
    assert run_handlers() == 1
    assert run_handlers() == 0
    assert seen == [{"by": people.system.id, "id": str(probe.id)}]
    assert HandlerRun.objects.get(event="ProbeMoved").status == "done"


def test_a_refused_command_owes_nothing(people: People) -> None:
    def refused(*, by: Any) -> None:
        move(by=by, probe=Probe())
        raise Conflict(Code.STALE, "No.")

    run(refused, by=people.dana, key=uuid7())
    assert run_handlers() == 0


def test_two_sweeps_at_once_do_each_run_once(committed: None, people: People, probes: Probes) -> None:
    for _ in range(30):
        probes.tell(people.dana)

    def go(_: int) -> int:
        try:
            return run_handlers()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert sum(threads.map(go, range(3))) == 30
    assert len({one["id"] for one in seen}) == len(seen) == 30


def test_a_run_whose_worker_died_is_taken_again_after_its_lease_and_still_has_one_effect(
    people: People, probes: Probes
) -> None:
    probes.tell(people.dana)
    assert len(sweeps._claim()) == 1  # and dies here
    assert run_handlers() == 0
    HandlerRun.objects.update(claimed_until=now() - timedelta(seconds=1))
    assert run_handlers() == 1
    HandlerRun.objects.update(status="due", claimed_until=None)  # died after the effect, before the note
    assert run_handlers() == 1
    assert len(seen) == 1


@pytest.mark.parametrize("error", [Conflict(Code.STALE, "No."), ZeroDivisionError()])
def test_a_poison_row_waits_longer_each_time_and_is_parked_in_the_end(
    error: Exception, people: People, probes: Probes
) -> None:
    probes.tell(people.dana)
    for attempt in range(1, ATTEMPTS + 1):
        refusals.append(error)
        assert run_handlers() == 1
        row = HandlerRun.objects.get()
        assert row.attempt == attempt
        assert row.due_at - now() > timedelta(seconds=2**attempt - 2)
        assert run_handlers() == 0
        HandlerRun.objects.update(due_at=now())
    row = HandlerRun.objects.get()
    assert (row.status, row.error) == ("dead", "stale" if isinstance(error, Conflict) else "ZeroDivisionError")
    assert run_handlers() == 0


def test_a_poison_row_does_not_keep_the_others_waiting(people: People, probes: Probes) -> None:
    probes.tell(people.dana)
    refusals.append(ZeroDivisionError())
    after = [probes.tell(people.dana) for _ in range(2)]
    run_handlers()
    assert [one["id"] for one in seen] == [str(probe.id) for probe in after]


def test_a_handler_that_a_release_removed_is_passed_over(
    people: People, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes.tell(people.dana)
    monkeypatch.setattr(publish, "_handlers", {})
    assert run_handlers() == 1
    assert HandlerRun.objects.get().status == "done"


def test_old_rows_are_dropped_oldest_first_and_young_ones_kept(people: People, probes: Probes) -> None:
    for _ in range(5):
        probes.tell(people.dana, to=["s"], alert=[people.casey.id])
    connection.check_constraints()
    run_handlers()
    young = now() - timedelta(days=13)
    old = now() - timedelta(days=100)
    Delivery.objects.update(queued_at=young)
    Delivery.objects.filter(stream="s", seq__lte=3).update(queued_at=old)
    Receipt.objects.create(delivery=Delivery.objects.filter(stream="s")[0], device_id=uuid7())
    Cursor.objects.create(device_id=uuid7(), stream="s", seq=1, at=old)
    OpKey.objects.filter(action="move").update(received_at=old)
    HandlerRun.objects.update(done_at=old)
    kept = OpKey.objects.exclude(action="move").count()
    forget_old(batch=2)
    assert list(Delivery.objects.filter(stream="s").order_by("seq").values_list("seq", flat=True)) == [4, 5]
    assert Cursor.objects.count() == HandlerRun.objects.count() == 0
    assert OpKey.objects.count() == kept


def test_what_died_is_kept_for_a_person_to_look_at(people: People, probes: Probes) -> None:
    probes.tell(people.dana)
    HandlerRun.objects.update(status="dead", due_at=now() - timedelta(days=400))
    forget_old()
    assert HandlerRun.objects.count() == 1


# ---- silence


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two sweeps that only say that they ran; the third breaks."""
    ran: list[str] = []

    def breaks() -> None:
        raise ZeroDivisionError

    def says(name: str) -> Callable[[], None]:
        return lambda: ran.append(name)

    made = [Sweep("slow", 60, says("slow")), Sweep("broken", 1, breaks), Sweep("fast", 1, says("fast"))]
    monkeypatch.setattr(sweeps, "_sweeps", {sweep.name: sweep for sweep in made})
    SweepRun.objects.all().delete()
    return ran


def _names() -> list[str]:
    return [sweep.name for sweep in silent()]


def test_a_sweep_is_silent_when_its_last_run_is_older_than_three_intervals(db: None, ticking: list[str]) -> None:
    assert _names() == ["slow", "broken", "fast"]
    run_sweep("fast")
    run_sweep("slow")
    assert _names() == ["broken"]
    SweepRun.objects.update(last_run_at=now() - timedelta(seconds=4))
    assert _names() == ["broken", "fast"]
    SweepRun.objects.update(last_run_at=now() - timedelta(seconds=181))
    assert _names() == ["slow", "broken", "fast"]


def test_a_tick_of_a_sweep_that_is_no_more_does_nothing(db: None, ticking: list[str]) -> None:
    run_sweep("of an earlier release")
    assert ticking == []


def test_a_sweep_that_breaks_stays_silent(db: None, ticking: list[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        run_sweep("broken")
    assert "broken" in _names()


def test_the_system_acts_in_handlers_and_do_answers_their_refusal(people: People) -> None:
    refusals.append(Conflict(Code.STALE, "No.", version=2))
    with pytest.raises(Conflict):
        do(when_probe_moved, by=people.system, payload={})
