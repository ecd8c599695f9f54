"""What the runner does when a bell breaks, rows are locked, or PostgreSQL gives up on a transaction."""

import threading
import time
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import OperationalError, connection

from apps.accounts.models import User
from apps.common.errors import Busy, NotFound
from apps.common.ids import uuid7
from apps.outbox import bell
from apps.outbox.commands import Answer, run
from apps.outbox.models import OpKey
from apps.outbox.publish import user_stream
from tests.outbox.speaking import at_once, refuse, speak, speak_in_turn
from tests.people import People

# ---- after the commit


def test_it_rings_once_after_the_commit_and_not_for_a_refusal(
    committed: None, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[frozenset[str]] = []
    monkeypatch.setattr(bell, "_ring", rung.append)
    run(speak_in_turn, by=people.casey, key=uuid7(), languages=["es", "en"])
    run(refuse, by=people.casey, key=uuid7(), error=NotFound())
    assert rung == [frozenset({user_stream(people.casey.id)})]


def test_a_bell_that_breaks_does_not_break_the_command(
    committed: None, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(streams: frozenset[str]) -> None:
        raise OSError

    monkeypatch.setattr(bell, "_ring", broken)
    assert run(speak, by=people.casey, key=uuid7(), language="es").outcome == "applied"


# ---- faults


def test_a_deadlock_is_tried_again_and_both_succeed(committed: None, people: People) -> None:
    tries: list[str] = []
    first_locks = threading.Barrier(2)

    def lock_both(*, by: Any, order: list[UUID]) -> None:
        tries.append("")
        User.objects.select_for_update().get(id=order[0])
        if len(tries) <= 2:
            first_locks.wait(10)
        User.objects.select_for_update().get(id=order[1])

    one, two = people.casey.id, people.omar.id
    answers = at_once(
        [
            lambda: run(lock_both, by=people.casey, key=uuid7(), order=[one, two]),
            lambda: run(lock_both, by=people.omar, key=uuid7(), order=[two, one]),
        ]
    )
    assert [answer.outcome for answer in answers] == ["applied", "applied"]
    assert len(tries) == 3


def test_faults_that_do_not_end_are_given_up_after_three_more_tries(
    committed: None, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def serialise(*, by: Any) -> None:
        tries.append("")
        raise OperationalError from psycopg.errors.SerializationFailure()

    key = uuid7()
    with pytest.raises(OperationalError):
        run(serialise, by=people.casey, key=key)
    assert len(tries) == 4
    assert not OpKey.objects.filter(key=key).exists()


def test_a_row_that_stays_locked_is_busy_and_may_be_sent_again(
    committed: None, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, done = threading.Event(), threading.Event()

    def hold(*, by: Any) -> None:
        User.objects.select_for_update().get(id=people.casey.id)
        locked.set()
        done.wait(20)

    def wait_briefly(*, by: Any, language: str) -> User:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        return speak(by=by, language=language)

    def ask() -> Answer:
        locked.wait(10)
        try:
            return run(wait_briefly, by=people.casey, key=key, language="es")
        finally:
            done.set()

    key = uuid7()
    held, asked = at_once([lambda: run(hold, by=people.omar, key=uuid7()), ask])
    assert held.outcome == "applied"
    assert isinstance(asked, Busy)
    assert asked.status == 503
    assert run(wait_briefly, by=people.casey, key=key, language="es").outcome == "applied"


def test_a_twin_waits_for_the_first_one_and_repeats_what_it_did(committed: None, people: People) -> None:
    begun = threading.Event()

    def slow(*, by: Any, language: str) -> User:
        begun.set()
        time.sleep(0.3)
        return speak(by=by, language=language)

    def later() -> Answer:
        begun.wait(10)
        return run(slow, by=people.casey, key=key, language="es")

    key = uuid7()
    first, twin = at_once([lambda: run(slow, by=people.casey, key=key, language="es"), later])
    assert (first.outcome, twin.outcome) == ("applied", "already_applied")
    assert twin.version == first.version
