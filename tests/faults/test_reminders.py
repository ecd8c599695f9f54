"""Reminders with real processes: worker, beats, Redis, a gateway. None is lost, none comes twice, late is said."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings as configured

from apps.accounts.models import Programme, User
from apps.common.clock import now
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.followups.models import Case, Reminder
from apps.notifications.models import Message
from apps.outbox.models import Delivery, Epoch, SweepRun
from tests.encounters.conftest import incident, mesa, there
from tests.followups.reminding import NUMBER, booked, phone_of
from tests.followups.scenes import opened
from tests.notifications.receivers import TOKEN, Sms
from tests.people import People
from tests.referrals.scenes import find_out, service
from tests.servers import SERVERS, WORKER

__all__ = ["incident", "mesa", "there"]
ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("committed")]
CELERY = [sys.executable, "-m", "celery", "--app", "config.celery", "--quiet"]
WORKS = [*CELERY, "worker", "--pool=threads", "--concurrency=4", "--loglevel=ERROR", "--without-gossip"]
BEATS = [*CELERY, "beat", "--loglevel=ERROR", "--pidfile="]
HOUR = timedelta(hours=1)
CAMS, PATIENCE_S = "555-0190", 60.0


class Programs:
    """What runs of worker and beat; each ended by its own id."""

    def __init__(self, gateway: Sms) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        self.variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "SMS_URL": f"http://127.0.0.1:{gateway.server.server_port}/messages",
            "SMS_TOKEN": TOKEN,
        }

    def start(self, *commands: list[str]) -> list[subprocess.Popen[bytes]]:
        made = [subprocess.Popen(each, cwd=ROOT, env=self.variables) for each in commands]
        self.running += made
        return made

    def kill(self, *some: subprocess.Popen[bytes]) -> None:
        for each in some or tuple(self.running):
            if each.poll() is None:
                os.kill(each.pid, signal.SIGKILL)
            each.wait(10)
            self.running.remove(each)


@pytest.fixture
def gateway() -> Iterator[Sms]:
    with Sms() as running:
        yield running


@pytest.fixture
def programs(gateway: Sms) -> Iterator[Programs]:
    made = Programs(gateway)
    yield made
    made.kill()
    Epoch.objects.update(clock_shift_s=0)


@pytest.fixture
def case(people: People, there: Assignment) -> Case:
    """Cam's, who has a work phone; nobody sleeps here, whatever the hour at which this runs."""
    Programme.objects.filter(id=people.calder.id).update(settings={"quiet_from": "00:00", "quiet_to": "00:00"})
    User.objects.filter(id=people.cam.id).update(phone=CAMS)
    return opened(people, there)


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def it_is(at: Any) -> None:
    """All clocks are moved to then."""
    ahead = at - now()
    Epoch.objects.update(clock_shift_s=Epoch.objects.get().clock_shift_s + int(ahead.total_seconds()) + 1)


def swept_again(times: int = 3) -> None:
    """So many runs later of all that could send something."""
    for _ in range(times):
        for name in ("handlers", "reminders", "messages"):
            before = SweepRun.objects.get(name=name).last_run_at or now()
            until(SweepRun.objects.filter(name=name, last_run_at__gt=before).exists)


def came(gateway: Sms, to: str = CAMS) -> list[str]:
    return [body["text"] for body in gateway.bodies if body["to"] == to]


def ends() -> dict[str, tuple[str, str]]:
    return {row.what: (row.state, row.why) for row in Reminder.objects.filter(case__isnull=False)}


def test_two_beats_and_a_flushed_redis_one_text(gateway: Sms, programs: Programs, case: Case) -> None:
    assert case.next_due_at is not None
    programs.start(WORKS, BEATS, BEATS)
    until(lambda: SweepRun.objects.filter(name="reminders").exists())
    it_is(case.next_due_at - HOUR)
    until(lambda: came(gateway))
    redis.Redis.from_url(configured.REDIS_URL).flushall()
    swept_again()
    assert came(gateway) == ["Follow-up: something of yours is due. http://testserver/cases"]
    redis.Redis.from_url(configured.REDIS_URL).flushall()
    it_is(case.next_due_at)
    until(lambda: len(came(gateway)) > 1)
    swept_again()
    assert len(came(gateway)) == 2, "near, and due: each once"
    assert "late" not in "".join(came(gateway))


def test_everything_down_for_two_hours_one_text_that_says_it_is_late(
    gateway: Sms, programs: Programs, case: Case
) -> None:
    assert case.next_due_at is not None
    it_is(case.next_due_at + 2 * HOUR)
    programs.start(WORKS, BEATS, BEATS)
    until(lambda: came(gateway))
    swept_again()
    (said,) = came(gateway)
    assert said.startswith("This message is late.")
    assert ends() == {"soon": ("dropped", "later_one"), "due": ("sent", ""), "late": ("waiting", "")}
    assert Reminder.objects.get(what="due").is_late


def test_killed_while_it_decides_the_next_worker_sends_it_once(gateway: Sms, programs: Programs, case: Case) -> None:
    assert case.next_due_at is not None
    it_is(case.next_due_at - HOUR)
    with psycopg.connect(SERVERS.url("postgres", f"test_{WORKER}")) as holding:
        holding.execute("SELECT 1 FROM followups_case FOR UPDATE")  # the worker has the reminder, and waits for it
        (worker,) = programs.start(WORKS)
        with psycopg.connect(SERVERS.url("postgres", f"test_{WORKER}"), autocommit=True) as looking:
            waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%followups_case%'"
            until(lambda: looking.execute(waits).fetchone())
        programs.kill(worker)
        holding.rollback()
    assert (ends()["soon"], came(gateway)) == (("waiting", ""), [])
    programs.start(WORKS, BEATS)
    until(lambda: came(gateway))
    swept_again()
    assert len(came(gateway)) == 1


@pytest.mark.parametrize("keeps", [True, False])
def test_killed_while_it_speaks_to_the_gateway_one_text_arrives(
    keeps: bool, gateway: Sms, programs: Programs, case: Case
) -> None:
    assert case.next_due_at is not None
    it_is(case.next_due_at - HOUR)

    def dies(number: int, _id: str) -> int | None:
        if number == 1:
            os.kill(programs.running[0].pid, signal.SIGKILL)
            return None
        return 202

    gateway.says, gateway.keeps = dies, keeps
    (worker,) = programs.start(WORKS)
    worker.wait(PATIENCE_S)
    assert Message.objects.get().state == "sending", "committed before anybody was contacted"
    it_is(now() + timedelta(minutes=2))  # its lease has run out
    programs.kill(worker)
    programs.start(WORKS, BEATS, BEATS)
    until(lambda: Message.objects.get().state == "sent")
    swept_again()
    assert len(came(gateway)) == 1


def test_of_a_text_to_the_person_that_nobody_can_speak_for_none_goes_again_and_the_owner_is_called(
    people: People, gateway: Sms, programs: Programs, case: Case, there: Assignment
) -> None:
    ruth = find_out(people, there)
    phone_of(people, ruth)
    place: Service = service(people, "Harbor Light")
    at = now() + timedelta(hours=30)
    booked(people, there, place, at)
    it_is(at - timedelta(hours=24))

    def dies(_number: int, letter_id: str) -> int | None:
        if Message.objects.filter(id=letter_id, audience="person").exists():
            os.kill(programs.running[0].pid, signal.SIGKILL)
            return None
        return 202

    gateway.says, gateway.can_be_asked = dies, False
    (worker,) = programs.start(WORKS)
    worker.wait(PATIENCE_S)
    programs.kill(worker)
    it_is(now() + timedelta(minutes=15))
    programs.start(WORKS, BEATS)
    until(lambda: Message.objects.get(audience="person").state == "unknown")
    until(lambda: Delivery.objects.filter(event="ReminderMoved", kind="alert", user=people.cam).exists())
    swept_again()
    assert len(came(gateway, NUMBER)) == 1, "never two without a mark"
