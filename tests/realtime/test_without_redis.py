"""Redis dead or frozen: no commit waits for it, every row still arrives, and all is well again by itself."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from apps.realtime import bell, ring
from config import processes
from config.programs import valkey_program
from tests.people import People
from tests.probes import Probes
from tests.realtime.conftest import Open, Phone, Server, own, wait_until

MOST_S = 0.25
"""What a commit may take longer until the breaker opens (threats_faults §6)."""


class Valkey:
    """One of our own, which may be killed and frozen."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.child: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it on its port and wait until it answers."""
        argv = [
            str(valkey_program()),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.child = processes.spawn(argv, signal.SIGTERM, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        """Gone from one moment to the next."""
        assert self.child is not None
        self.child.kill()
        self.child.wait()

    def signal(self, number: int) -> None:
        """Freeze it, or let it go on."""
        assert self.child is not None
        os.kill(self.child.pid, number)


@pytest.fixture
def valkey(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """A Valkey of this test, as the only road from a commit to the sockets."""
    made = Valkey()
    layers: dict[str, Any] = settings.CHANNEL_LAYERS
    settings.CHANNEL_LAYERS = {
        name: {
            **layer,
            "CONFIG": {**layer["CONFIG"], "hosts": [{**layer["CONFIG"]["hosts"][0], "address": made.url}]},
        }
        for name, layer in layers.items()
    }
    monkeypatch.setattr(ring, "hear", lambda hears: None)  # as if the commit came from another process
    monkeypatch.setattr(ring, "token", lambda: "another process")
    monkeypatch.setattr(ring._ring, "_quiet_until", 0.0)
    monkeypatch.setattr(ring, "QUIET_S", 0.5)
    monkeypatch.setattr(bell, "PULSE_S", 0.2)
    monkeypatch.setattr(bell, "DEAF_AFTER_S", 1.0)
    monkeypatch.setattr(bell, "TICK_WHILE_DEAF_S", 0.2)
    yield made
    made.signal(signal.SIGCONT)
    made.kill()


@pytest.fixture
def phone(valkey: Valkey, open_phone: Open, people: People, server: Server) -> Phone:
    """A phone that is live on a server which hears its bell."""
    made = open_phone(people.casey)
    made.hello()
    wait_until(lambda: not server.bell().is_deaf)
    return made


def _tell(probes: Probes, people: People) -> float:
    """Seconds that a commit took."""
    before = time.monotonic()
    probes.tell(people.dana, to=[own(people.casey)])
    return time.monotonic() - before


def _usual(probes: Probes, people: People, phone: Phone) -> float:
    taken = []
    for _ in range(5):
        taken.append(_tell(probes, people))
        phone.frame(5)
    return min(taken)


def test_the_bell_rings_through_redis(people: People, phone: Phone, probes: Probes) -> None:
    for _ in range(3):
        _tell(probes, people)
        before = time.monotonic()
        phone.frame(5)
        assert time.monotonic() - before < 2  # the tick would take 10 s


@pytest.mark.long
@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_redis_gone_delays_no_commit_loses_no_row_and_all_recovers_by_itself(
    how: str,
    people: People,
    phone: Phone,
    valkey: Valkey,
    probes: Probes,
    server: Server,
    open_phone: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = _usual(probes, people, phone)
    valkey.kill() if how == "killed" else valkey.signal(signal.SIGSTOP)
    slowest = []
    for _ in range(3):  # Redis would hold the first commit of each round alike; a busy machine does not
        monkeypatch.setattr(ring._ring, "_quiet_until", 0.0)
        taken = []
        for _ in range(2):
            taken.append(_tell(probes, people))
            phone.frame(8)  # found by the look that needs no Redis
        slowest.append(max(taken))
    assert min(slowest) < usual + MOST_S
    assert server.bell().is_deaf

    late = open_phone(people.casey)  # a new socket is let in as ever
    late.hello()
    _tell(probes, people)
    assert late.frame(8)["to"] == phone.frame(8)["to"]

    valkey.start() if how == "killed" else valkey.signal(signal.SIGCONT)
    wait_until(lambda: not server.bell().is_deaf, 15)
    wait_until(lambda: time.monotonic() > ring._ring._quiet_until)  # the sender's breaker
    _tell(probes, people)
    before = time.monotonic()
    phone.frame(5)
    assert time.monotonic() - before < 2


def test_rows_committed_while_the_subscription_was_away_are_looked_for_once_it_is_back(
    people: People, phone: Phone, valkey: Valkey, probes: Probes, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "TICK_WHILE_DEAF_S", 60.0)
    valkey.kill()
    wait_until(lambda: server.bell().is_deaf, 10)
    phone.hears_nothing()
    _tell(probes, people)
    phone.hears_nothing()
    valkey.start()
    assert phone.frame(15)["items"]
