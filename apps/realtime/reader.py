"""How sockets reach the database: one batching reader and one writer per process, each a thread with its connection.

Everything asked since the last query goes into one statement. A socket asks for its next page itself, so nothing
is held for one that reads slowly. Pages with an alert are put together first and as far as the alert only; all
others by a thread of their own, so that no board keeps a phone waiting.
"""

import asyncio
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, connections
from rest_framework.utils.encoders import JSONEncoder

from apps.accounts.models import Device, Session, User
from apps.accounts.queries import op_numbers_of
from apps.outbox import projections, streams
from apps.outbox.streams import PAGE, Row
from apps.realtime.frames import alerts_in, frames_for
from apps.realtime.viewers import Viewer, viewers_of

BATCH: Final = 250
T = TypeVar("T")
Memo = dict[Hashable, Any]


class Standing(StrEnum):
    """Whether somebody may still listen; otherwise the reason to say at parting."""

    GOOD = "good"
    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    ACCESS_CHANGED = "access_changed"


@dataclass
class Ask:
    """What one socket wants to know: the rows behind its cursors, and where its streams end."""

    viewer: Viewer
    cursors: Mapping[str, int]
    answer: "asyncio.Future[Reading]"
    is_hello: bool = False
    is_beat: bool = False


@dataclass
class Reading:
    """What the reader found for one ask."""

    standing: Standing
    ends: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    alerts: list[UUID] = field(default_factory=list)
    more: bool = False
    reset: bool = False
    heads: dict[str, int] = field(default_factory=dict)
    epoch: UUID | None = None
    highest_op: int = 0
    missing_ops: list[list[int]] = field(default_factory=list)


Found = tuple[Ask, Reading, dict[tuple[str, int], list[Row]]]


def to_text(message: Mapping[str, Any]) -> str:
    """A message as it goes over the wire."""
    return json.dumps(message, cls=JSONEncoder, separators=(",", ":"), ensure_ascii=False)


class Reader:
    """Used from one event loop only."""

    def __init__(self) -> None:
        self._asks: list[Ask] = []
        self._pump: asyncio.Task[None] | None = None
        self._arrivals: list[tuple[str, asyncio.Future[Viewer | None]]] = []
        self._door: asyncio.Task[None] | None = None
        self._reads = ThreadPoolExecutor(1, "socket-reads")
        self._bulk = ThreadPoolExecutor(1, "socket-bulk")
        self._writes = ThreadPoolExecutor(1, "socket-writes")

    async def read(
        self, viewer: Viewer, cursors: Mapping[str, int], *, is_hello: bool = False, is_beat: bool = False
    ) -> Reading:
        """The next page behind these cursors; raises DatabaseError when it cannot be read now."""
        loop = asyncio.get_running_loop()
        ask = Ask(viewer, dict(cursors), loop.create_future(), is_hello, is_beat)
        self._asks.append(ask)
        if self._pump is None:
            self._pump = loop.create_task(self._run())
        return await ask.answer

    async def admit(self, session_key: str) -> Viewer | None:
        """Who comes with this session, or None; raises DatabaseError when that cannot be read now."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Viewer | None] = loop.create_future()
        self._arrivals.append((session_key, answer))
        if self._door is None:
            self._door = loop.create_task(self._admit())
        return await answer

    async def _admit(self) -> None:
        """Everybody who came since the last look, at once."""
        loop = asyncio.get_running_loop()
        try:
            while self._arrivals:
                batch, self._arrivals = self._arrivals[:BATCH], self._arrivals[BATCH:]
                keys = [key for key, _ in batch]
                looked = loop.run_in_executor(self._reads, partial(_with_connection, viewers_of, keys))
                await asyncio.wait([looked])
                error = looked.exception()
                for place, (_, answer) in enumerate(batch):
                    if error is not None and not answer.done():
                        answer.set_exception(error)
                    elif not answer.done():
                        answer.set_result(looked.result()[place])
        finally:
            self._door = None

    async def call(self, fn: Callable[..., T], *arguments: Any) -> T:
        """Run a small read in the reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reads, partial(_with_connection, fn, *arguments)
        )

    async def write(self, fn: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Run a write that may be repeated in the writer's thread, so that no read waits for it."""
        work = partial(_with_connection, partial(fn, *arguments, **named))
        return await asyncio.get_running_loop().run_in_executor(self._writes, work)

    def stop(self) -> None:
        """End all threads once they are idle, and give their connections back."""
        for threads in (self._reads, self._bulk, self._writes):
            threads.submit(connections.close_all)
            threads.shutdown(wait=False)

    async def _run(self) -> None:
        try:
            while self._asks:
                batch, self._asks = self._asks[:BATCH], self._asks[BATCH:]
                await self._answer(batch)
        finally:
            self._pump = None

    async def _answer(self, batch: Sequence[Ask]) -> None:
        loop = asyncio.get_running_loop()
        looked = loop.run_in_executor(self._reads, partial(_with_connection, look, batch))
        await asyncio.wait([looked])
        if error := looked.exception():
            for ask in batch:
                _settle(ask, error)
            return
        urgent: list[Found] = []
        others: list[Found] = []
        for ask, reading, pages in looked.result():
            if not pages:
                _settle(ask, reading)
            else:
                (urgent if _has_alert(pages) else others).append((ask, reading, pages))
        if urgent:
            await asyncio.wait(self._show(self._reads, urgent))
        self._show(self._bulk, others)  # only then: two threads that compute would each go at half the speed

    def _show(self, threads: ThreadPoolExecutor, found: Sequence[Found]) -> list[asyncio.Future[Reading]]:
        """Begin to put together the pages of these; each goes to its socket as soon as it is done."""
        loop = asyncio.get_running_loop()
        memo: Memo = {}
        works = []
        for ask, reading, pages in found:
            work = loop.run_in_executor(threads, partial(_with_connection, show, ask, reading, pages, memo))
            work.add_done_callback(partial(_hand_over, ask))
            works.append(work)
        return works


def _hand_over(ask: Ask, work: "asyncio.Future[Reading]") -> None:
    _settle(ask, work.exception() or work.result())


def _settle(ask: Ask, outcome: "Reading | BaseException") -> None:
    if ask.answer.done():  # the socket went away meanwhile
        return
    if isinstance(outcome, Reading):
        ask.answer.set_result(outcome)
    else:
        ask.answer.set_exception(outcome)


def _has_alert(pages: Mapping[Any, Sequence[Row]]) -> bool:
    return any(row.is_alert for rows in pages.values() for row in rows)


def _up_to_alerts(pages: dict[tuple[str, int], list[Row]]) -> dict[tuple[str, int], list[Row]]:
    """What an alarm needs first: rows up to the last alert, of streams that carry one. The rest is the next page."""
    cut = {}
    for asked, rows in pages.items():
        last = max((place for place, row in enumerate(rows, start=1) if row.is_alert), default=0)
        if last:
            cut[asked] = rows[:last]
    return cut or pages


def _with_connection(fn: Callable[..., T], *arguments: Any) -> T:
    """Run with this thread's own connection, kept between calls; once more when it had been lost meanwhile."""
    try:
        return fn(*arguments)
    except (OperationalError, InterfaceError):
        if connection.connection is not None and connection.is_usable():
            raise
        connection.close()
        return fn(*arguments)


def look(batch: Sequence[Ask]) -> list[Found]:
    """Standing, rows and ends of streams for all asks of a batch, each in one statement. In the reader's thread."""
    standings = standing_of([ask.viewer for ask in batch])
    good = [ask for ask, standing in zip(batch, standings, strict=True) if standing == Standing.GOOD]
    curious = {name for ask in good if ask.is_hello or ask.is_beat for name in ask.cursors}
    heads = streams.heads(sorted(curious)) if curious else {}
    hellos = [ask for ask in good if ask.is_hello]
    tails = streams.tails(sorted({name for ask in hellos for name in ask.cursors})) if hellos else {}
    epoch = streams.epoch() if curious else None
    numbers = op_numbers_of([ask.viewer.device_id for ask in hellos if ask.viewer.device_id]) if hellos else {}
    wanted = {item for ask in good if not ask.is_hello and not ask.is_beat for item in ask.cursors.items()}
    pages = streams.after_each(wanted) if wanted else {}
    found: list[Found] = []
    for ask, standing in zip(batch, standings, strict=True):
        reading = Reading(standing, epoch=epoch, heads={name: heads.get(name, 0) for name in ask.cursors})
        own: dict[tuple[str, int], list[Row]] = {}
        if standing == Standing.GOOD and ask.is_hello:
            reading.reset = any(
                not tails.get(name, 0) <= seq <= heads.get(name, 0) for name, seq in ask.cursors.items()
            )
            known = numbers.get(ask.viewer.device_id) if ask.viewer.device_id else None
            reading.highest_op, reading.missing_ops = known or (0, [])
        elif standing == Standing.GOOD and not ask.is_beat:
            own = {item: pages[item] for item in ask.cursors.items() if item in pages}
            reading.reset = not all(streams.is_whole(cursor, rows) for (_, cursor), rows in own.items())
        found.append((ask, reading, {} if reading.reset else own))
    return found


def show(ask: Ask, reading: Reading, pages: dict[tuple[str, int], list[Row]], memo: Memo) -> Reading:
    """Fill in the frames as this viewer may see them now. In a thread of the reader."""
    now = _up_to_alerts(pages)
    with projections.sharing(memo):
        frames = frames_for(ask.viewer.user, now)
    reading.texts = [to_text({"type": "frame", **frame}) for frame in frames]
    reading.alerts = [alert for frame in frames for alert in alerts_in(frame["items"])]
    reading.ends = {frame["stream"]: frame["to"] for frame in frames}
    reading.more = any(len(rows) >= PAGE or now.get(asked) != rows for asked, rows in pages.items())
    return reading


_STANDING = (
    "SELECT u.access_version, u.is_active, s.session_key IS NOT NULL, d.user_id, d.revoked_at IS NOT NULL"
    " FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) WITH ORDINALITY AS a(user_id, session_key, device_id, no)"
    f" LEFT JOIN {User._meta.db_table} u ON u.id = a.user_id"
    f" LEFT JOIN {Session._meta.db_table} s ON s.session_key = a.session_key AND s.expire_date > now()"
    f" LEFT JOIN {Device._meta.db_table} d ON d.id = a.device_id ORDER BY a.no"
)
"""Sessions run by the database's real time, not by the demo's clock."""


def standing_of(viewers: Sequence[Viewer]) -> list[Standing]:
    """Whether each of them is still signed in, on a device of his own, with the same access. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDING,
            [[v.user.id for v in viewers], [v.session_key for v in viewers], [v.device_id for v in viewers]],
        )
        return [_standing(viewer, *row) for viewer, row in zip(viewers, cursor.fetchall(), strict=True)]


def _standing(
    viewer: Viewer,
    access_version: int | None,
    is_active: bool | None,
    is_signed_in: bool,
    holder: UUID | None,
    is_revoked: bool,
) -> Standing:
    if is_revoked or (holder is not None and holder != viewer.user.id):
        return Standing.REVOKED
    if not is_active or not is_signed_in:
        return Standing.SIGNED_OUT
    return Standing.GOOD if access_version == viewer.user.access_version else Standing.ACCESS_CHANGED
