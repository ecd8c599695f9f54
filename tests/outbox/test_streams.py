"""Streams under concurrent writers, with real commits: no gap, no ghost, nothing late that is skipped."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.queries import system_actor
from apps.common.errors import NotFound
from apps.common.ids import uuid7
from apps.outbox import streams
from apps.outbox.commands import do, run
from apps.outbox.models import Delivery, Stream
from apps.outbox.publish import publish
from apps.outbox.streams import after, after_each, heads, is_whole, must_reset, tails
from tests.people import People
from tests.probes import Probe, ProbeMoved, Probes, move

NAMES = ["a", "b", "c", "d"]
Publish = list[str]
Command = tuple[list[Publish], str]
"""The publishes of one transaction, and how it ends: applied, refused, or with a savepoint undone on the way."""

commands = st.tuples(
    st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True), min_size=1, max_size=3),
    st.sampled_from(["applied", "applied", "applied", "refused", "half"]),
)


@dataclass
class Truth:
    """What writers know they have committed."""

    prefix: str
    committed: set[tuple[str, UUID]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def name(self, short: str) -> str:
        """A stream of this run only."""
        return f"{self.prefix}:{short}"


def _write(*, by: Any, truth: Truth, publishes: list[Publish], end: str, made: list[tuple[str, UUID]]) -> None:
    for number, to in enumerate(publishes):
        probe = Probe()
        names = [truth.name(short) for short in to]
        if end == "half" and number == 0:
            sid = transaction.savepoint()
            publish(ProbeMoved(probe.id), about=probe, to=names)
            transaction.savepoint_rollback(sid)
            continue
        publish(ProbeMoved(probe.id), about=probe, to=names)
        made += [(name, probe.id) for name in names]
    if end == "refused":
        raise NotFound


def _writer(truth: Truth, by: Any, work: list[Command]) -> None:
    try:
        for publishes, end in work:
            made: list[tuple[str, UUID]] = []
            answer = run(_write, by=by, key=uuid7(), truth=truth, publishes=publishes, end=end, made=made)
            if answer.is_done:
                with truth.lock:
                    truth.committed.update(made)
    finally:
        connection.close()


def _reader(truth: Truth, ended: threading.Event) -> dict[str, list[tuple[int, UUID]]]:
    """Follows all streams as a socket does, from the first number on, while they are written."""
    cursors = {truth.name(short): 0 for short in NAMES}
    got: dict[str, list[tuple[int, UUID]]] = {name: [] for name in cursors}
    try:
        while True:
            was_ended = ended.is_set()
            rows = after(cursors, 7)
            for row in rows:
                got[row.stream].append((row.seq, row.object_id))
                cursors[row.stream] = row.seq
            if was_ended and not rows:
                return got
    finally:
        connection.close()


@settings(max_examples=12)
@given(work=st.lists(st.lists(commands, min_size=1, max_size=5), min_size=3, max_size=3))
def test_a_reader_beside_concurrent_writers_gets_each_committed_row_once_in_order_and_no_other(
    committed: None, work: list[list[Command]]
) -> None:
    truth, ended, by = Truth(uuid7().hex), threading.Event(), system_actor()
    with ThreadPoolExecutor(len(work) + 1) as threads:
        reading = threads.submit(_reader, truth, ended)
        writing = [threads.submit(_writer, truth, by, each) for each in work]
        for writer in writing:
            writer.result(60)
        ended.set()
        got = reading.result(60)
    for name, rows in got.items():
        assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1)), f"a gap in {name}"
    assert {(name, one) for name, rows in got.items() for _, one in rows} == truth.committed
    assert sum(len(rows) for rows in got.values()) == len(truth.committed)
    assert heads(list(got)) == {name: len(rows) for name, rows in got.items()}
    assert not Delivery.objects.filter(stream__startswith=truth.prefix, seq__isnull=True).exists()


def test_a_transaction_that_commits_late_gets_a_later_number_and_is_not_skipped(
    committed: None, people: People, probes: Probes
) -> None:
    published, may_end = threading.Event(), threading.Event()

    def slow(*, by: Any, probe: Probe) -> Probe:
        publish(ProbeMoved(probe.id), about=probe, to=["late"])
        published.set()
        may_end.wait(10)
        return probe

    def in_thread() -> None:
        try:
            do(slow, by=people.dana, probe=late)
        finally:
            connection.close()

    late = Probe()
    thread = threading.Thread(target=in_thread)
    thread.start()
    published.wait(10)
    early = [probes.tell(people.dana, to=["late"]) for _ in range(3)]  # nobody waits for the open transaction
    cursor = after({"late": 0})[-1].seq
    assert [row.object_id for row in after({"late": 0})] == [probe.id for probe in early]
    may_end.set()
    thread.join(10)
    (row,) = after({"late": cursor})
    assert (row.object_id, row.seq) == (late.id, cursor + 1)


def test_two_transactions_that_publish_twice_in_opposite_order_do_not_deadlock(
    committed: None, people: People
) -> None:
    first = threading.Barrier(2)

    def both(*, by: Any, order: list[str]) -> None:
        publish(ProbeMoved(uuid7()), about=Probe(), to=[order[0]])
        first.wait(10)
        publish(ProbeMoved(uuid7()), about=Probe(), to=[order[1]])

    def go(order: list[str]) -> str:
        try:
            return run(both, by=people.dana, key=uuid7(), order=order).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(go, [["x", "y"], ["y", "x"]])) == ["applied", "applied"]
    assert heads(["x", "y"]) == {"x": 2, "y": 2}


def test_new_streams_begun_by_many_at_once_are_gap_free(committed: None, people: People) -> None:
    names = [f"new:{number}" for number in range(6)]
    chance = random.Random(7)

    def go(order: list[str]) -> None:
        try:
            for name in order:
                do(move, by=people.dana, probe=Probe(), to=[name, *chance.sample(names, 2)])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(go, [chance.sample(names, 6) for _ in range(4)]))
    for name in names:
        rows = after({name: 0})
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


def test_a_refused_command_leaves_no_row_and_takes_no_number(committed: None, people: People, probes: Probes) -> None:
    probes.tell(people.dana, to=["s"])
    run(_write, by=people.dana, key=uuid7(), truth=Truth("s"), publishes=[["a"]], end="refused", made=[])
    probes.tell(people.dana, to=["s"])
    assert [row.seq for row in after({"s": 0})] == [1, 2]
    assert not Stream.objects.filter(name="s:a").exists()


def test_an_open_transaction_elsewhere_holds_nothing_back(committed: None, people: People, probes: Probes) -> None:
    open_now, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Stream.objects.create(name="elsewhere")
            open_now.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    open_now.wait(10)
    before = time.monotonic()
    probes.tell(people.dana, to=["here"])
    assert after({"here": 0})
    assert time.monotonic() - before < 2
    may_end.set()
    thread.join(10)


# ---- reading, in one transaction


@pytest.fixture
def tell(people: People, probes: Probes) -> Callable[..., Probe]:
    """A change that is numbered, as after its commit."""

    def make(*names: str) -> Probe:
        probe = probes.tell(people.dana, to=names)
        connection.check_constraints()
        return probe

    return make


def test_one_statement_answers_many_cursors_of_the_same_stream(tell: Callable[..., Probe]) -> None:
    for _ in range(4):
        tell("s", "t")
    with CaptureQueriesContext(connection) as queries:
        pages = after_each([("s", 0), ("s", 2), ("s", 2), ("t", 3), ("s", 4), ("nobody", 0)], 3)
    assert len(queries) == 1
    assert {asked: [row.seq for row in rows] for asked, rows in pages.items()} == {
        ("s", 0): [1, 2, 3],
        ("s", 2): [3, 4],
        ("t", 3): [4],
    }


def test_a_hole_between_the_cursor_and_the_rows_is_seen(tell: Callable[..., Probe]) -> None:
    for _ in range(4):
        tell("s")
    assert is_whole(0, after({"s": 0}))
    Delivery.objects.filter(stream="s", seq=2).delete()
    assert not is_whole(0, after({"s": 0}))
    assert not is_whole(1, after({"s": 1}))
    assert is_whole(2, after({"s": 2}))


def test_a_cursor_is_too_old_only_when_rows_behind_it_are_gone(tell: Callable[..., Probe]) -> None:
    for _ in range(3):
        tell("s")
    assert not must_reset({"s": 0})
    Delivery.objects.filter(stream="s", seq=1).delete()
    assert must_reset({"s": 0})
    assert not must_reset({"s": 1})
    Delivery.objects.filter(stream="s").delete()
    assert tails(["s"]) == {"s": 3}
    assert must_reset({"s": 2})
    assert not must_reset({"s": 3})
    assert must_reset({"s": 4})


def test_a_stream_that_was_never_written_begins_at_zero(db: None) -> None:
    assert heads(["never"]) == {"never": 0}
    assert not must_reset({"never": 0})
    assert must_reset({"never": 1})


def test_rows_of_one_transaction_are_numbered_in_the_order_they_were_published(
    people: People, probes: Probes
) -> None:
    made = [Probe() for _ in range(5)]

    def several(*, by: Any) -> None:
        for probe in made:
            publish(ProbeMoved(probe.id), about=probe, to=["s"])

    do(several, by=people.dana)
    connection.check_constraints()
    assert [row.object_id for row in after({"s": 0})] == [probe.id for probe in made]


def test_numbering_never_scans_the_whole_table(people: People, probes: Probes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")  # those of earlier tests on this connection were made without the next line
        cursor.execute("SET LOCAL enable_seqscan = off")  # whoever can use an index now does
        scans = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'outbox_delivery'"
        cursor.execute(scans)
        before = cursor.fetchone()
        probes.tell(people.dana, to=["s", "t"])
        connection.check_constraints()
        cursor.execute(scans)
        assert cursor.fetchone() == before
    assert heads(["s", "t"]) == {"s": 1, "t": 1}


def test_the_epoch_is_one_and_stays(db: None) -> None:
    assert streams.epoch() == streams.epoch()
