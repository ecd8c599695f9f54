"""A few minutes of a synthetic city against a real server, and the checks that end it."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection

from apps.audit.seal import seal
from apps.outbox.sweeps import run_handlers
from config.simulator import plan
from config.simulator.city import City
from config.simulator.tally import Tally
from config.simulator.verdict import table, violations
from tests.realtime.conftest import Server

PHONES = ("casey", "omar", "riley", "jo")


@pytest.fixture
def worker() -> Iterator[None]:
    """What the worker does every second, more often."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            run_handlers()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def played(server: Server) -> Tally:
    """Four minutes with calls one after the other; each phone goes dark once, Casey's app is killed with it."""
    drawn = plan.draw(3, phones=PHONES, begins=13 * plan.HOUR, lasts=240, busy=14, most=3)
    spells: dict[str, tuple[plan.Dark, ...]] = {
        name: (plan.Dark(drawn.begins + 60 + 30 * number, 60, killed=name == "casey"),)
        for number, name in enumerate(PHONES)
    }
    own = (plan.Own(drawn.begins + 20, 1, "Juniper and 4th"),)
    lost = (plan.Change(drawn.begins + 90, "jo", 60),)
    roles = (plan.Change(drawn.begins + 60, "riley", 80),)
    today = replace(drawn, dark=spells, own=own, lost=lost, roles=roles)
    return City(f"http://{server.host}", today, 120, 2).play()


@pytest.mark.long
@pytest.mark.usefixtures("worker")
def test_a_few_minutes_of_the_city_lose_double_and_leak_nothing(server: Server) -> None:
    tally = played(server)
    seal()
    assert violations(tally) == []
    assert tally.counts["sent"] > 0
    assert tally.counts["dark spells"] == len(PHONES)
    assert any(what.startswith("cases: ") for what in tally.counts), "case managers had work, and did it"
    assert (tally.counts["phones revoked"], tally.counts["roles changed"]) == (1, 1)
    assert any("calls" in line for line in table(tally))
