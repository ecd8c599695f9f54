"""The one clock: the database's time plus the demo's shift, asked at most once a second and never in the way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.common import clock
from apps.outbox.models import Epoch
from config import time_source
from config.time_source import offset


@pytest.fixture(autouse=True)
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just started."""
    monkeypatch.setattr(time_source, "_known", time_source._Known())


def test_the_shift_of_the_demo_is_followed(committed: None) -> None:
    before = clock.now()
    Epoch.objects.update(clock_shift_s=7 * 86_400)
    time_source._known.next_at = 0
    assert timedelta(days=6, hours=23) < clock.now() - before < timedelta(days=7, hours=1)


def test_it_asks_at_most_once_a_second(committed: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            offset()
    assert len(queries) == 1


def test_it_never_asks_inside_a_transaction(committed: None) -> None:
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        offset()
    assert not any("outbox_epoch" in query["sql"] for query in queries)
    with CaptureQueriesContext(connection) as queries:
        offset()  # and does so right after
    assert len(queries) == 1


def test_on_an_event_loop_it_answers_what_is_known(committed: None) -> None:
    async def ask() -> timedelta:
        return offset()

    time_source._known.offset = timedelta(hours=1)
    assert asyncio.run(ask()) == timedelta(hours=1)
    assert time_source._known.next_at == 0


def test_a_database_that_does_not_answer_keeps_the_last_offset(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> None:
        raise OperationalError

    time_source._known.offset = timedelta(hours=1)
    monkeypatch.setattr(connection, "cursor", broken)
    assert offset() == timedelta(hours=1)
