"""Sweeps run without Celery's alarm clock: when beat, worker or Redis are silent, and when Redis never was there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.common.clock import now
from apps.outbox import sweeps
from apps.outbox.models import SweepRun
from apps.outbox.sweeps import Sweep
from config import processes
from config.celery import app
from config.wiring import SWEEPS
from config.worker import Standby


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sweeps that say that they ran, and one that breaks."""
    said: list[str] = []

    def breaks() -> None:
        raise ZeroDivisionError

    def says(name: str) -> Callable[[], None]:
        return lambda: said.append(name)

    made = [Sweep("broken", 1, breaks), Sweep("one", 1, says("one")), Sweep("two", 60, says("two"))]
    monkeypatch.setattr(sweeps, "_sweeps", {sweep.name: sweep for sweep in made})
    return said


def test_every_sweep_ticks_at_its_interval_and_its_tick_expires_with_it() -> None:
    assert {
        name: (entry["schedule"], entry["args"], entry["options"]["expires"])
        for name, entry in app.conf.beat_schedule.items()
    } == {name: (sweep.every, [name], sweep.every) for name, sweep in SWEEPS.items()}


def test_the_standby_runs_what_is_silent_and_only_that(committed: None, ran: list[str]) -> None:
    standby = Standby()
    assert standby.once() == ["one", "two"]  # the broken one silences nobody
    assert standby.once() == []
    SweepRun.objects.filter(name="one").update(last_run_at=now() - timedelta(seconds=4))
    assert standby.once() == ["one"]
    assert ran == ["one", "two", "one"]


def test_the_standby_outlives_a_database_that_goes_away(committed: None, ran: list[str]) -> None:
    standby = Standby()
    standby.once()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    _terminate(pid)
    standby.once()  # finds its connection dead
    SweepRun.objects.all().delete()
    assert standby.once() == ["one", "two"]


def _terminate(pid: int) -> None:
    import psycopg  # noqa: PLC0415

    from tests.servers import SERVERS  # noqa: PLC0415

    with psycopg.connect(SERVERS.superuser_url) as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s)", [pid])


@pytest.fixture
def worker(committed: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker that finds nobody at its Redis."""
    connection.close()
    argv = [sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", "worker", "--pool=threads"]
    argv += ["--concurrency=1", "--loglevel=ERROR", "--without-gossip", "--without-mingle"]
    values = {**os.environ, "REDIS_URL": f"redis://127.0.0.1:{processes.free_port()}/0"}
    child = processes.spawn(argv, signal.SIGTERM, env=values, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield child
    child.kill()  # how it ends is not asked here, and it would wait for its Redis
    child.wait()


@pytest.mark.long
def test_a_worker_that_never_found_redis_runs_every_sweep(worker: subprocess.Popen[bytes]) -> None:
    def last() -> dict[str, Any]:
        return dict(SweepRun.objects.values_list("name", "last_run_at"))

    until = time.monotonic() + 90
    while set(last()) != set(SWEEPS) and time.monotonic() < until:
        time.sleep(0.1)
    assert set(last()) == set(SWEEPS)
    first = last()["handlers"]
    SweepRun.objects.filter(name="handlers").update(last_run_at=first - timedelta(seconds=4))  # as if silent for long
    while last()["handlers"] <= first and time.monotonic() < until:
        time.sleep(0.1)
    assert last()["handlers"] > first  # again and again
    assert worker.poll() is None
