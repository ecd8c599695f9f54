"""The hearing side of the doorbell: a socket process subscribes once and wakes its own sockets.

A pulse through Redis every 2 s tells whether the bell works. While it does not, a look at all local streams every
second stands in for it; when it works again, every local socket is looked after once.
"""

import asyncio
import random
import time
from collections.abc import Coroutine
from typing import Any, Final, Protocol
from uuid import UUID

import structlog
from channels.layers import get_channel_layer
from django.db import DatabaseError
from redis.exceptions import RedisError

from apps.common.clock import now
from apps.outbox import receipts, streams
from apps.outbox.bell import ring as ring_after_write
from apps.realtime import ring
from apps.realtime.actions import Contact, note_contacts
from apps.realtime.presence import is_presence, presence_channel
from apps.realtime.reader import Reader

log = structlog.get_logger()
PULSE_S: Final = 2.0
DEAF_AFTER_S: Final = 5.0
SUBSCRIBE_AGAIN_S: Final = 15.0
TICK_S: Final = 10.0
TICK_WHILE_DEAF_S: Final = 1.0
NOTES_S: Final = 2.0
PRESENCE_S: Final = 1.0
JUMP_S: Final = 5.0
CANCEL_AGAIN_S: Final = 0.25
CANCEL_TIMES: Final = 20


class Socket(Protocol):
    """What the bell knows of a socket."""

    positions: dict[str, int]

    def wake(self) -> None: ...
    def tell_presence(self) -> None: ...
    def tell_time(self) -> None: ...
    def part(self, reason: str) -> None: ...


class Bell:
    """The sockets of one event loop by stream, and all that wakes them. Made by the first socket."""

    def __init__(self) -> None:
        self.reader = Reader()
        self._loop = asyncio.get_running_loop()
        self._sockets: dict[str, set[Socket]] = {}
        self._presence: dict[str, asyncio.TimerHandle] = {}
        self._contacts: dict[UUID, Contact] = {}
        self._cursors: dict[tuple[UUID, str], int] = {}
        self._moved: set[UUID] = set()
        self._heard_at = time.monotonic()
        self._epoch: UUID | None = None
        self._ahead: float | None = None
        self._now = asyncio.Event()
        self.is_deaf = True
        ring.hear(self._hear_neighbour)
        self._tasks = [self._loop.create_task(work) for work in self._works()]

    def _works(self) -> list[Coroutine[Any, Any, None]]:
        return [self._listen(), self._pulse(), self._tick(), self._keep_notes(), self._until_the_end()]

    # ---- sockets

    def register(self, socket: Socket, names: list[str]) -> None:
        """Wake this socket whenever one of these is rung."""
        for name in names:
            self._sockets.setdefault(name, set()).add(socket)

    def unregister(self, socket: Socket) -> None:
        """Forget a socket."""
        for name in [name for name, there in self._sockets.items() if socket in there]:
            self._sockets[name].discard(socket)
            if not self._sockets[name]:
                del self._sockets[name]

    def wake(self, names: frozenset[str]) -> None:
        """Look at these streams."""
        for name in names & self._sockets.keys():
            if is_presence(name):
                if name not in self._presence:
                    self._presence[name] = self._loop.call_later(PRESENCE_S, self._tell_presence, name)
                continue
            for socket in tuple(self._sockets[name]):
                socket.wake()

    def _tell_presence(self, name: str) -> None:
        del self._presence[name]
        for socket in tuple(self._sockets.get(name, ())):
            socket.tell_presence()

    def _hear_neighbour(self, names: frozenset[str]) -> None:
        """A commit of this very process, from whatever thread: no need of Redis."""
        try:
            self._loop.call_soon_threadsafe(self.wake, names)
        except RuntimeError:  # the loop has ended
            ring.unhear(self._hear_neighbour)

    # ---- notes, kept together and written every 2 s

    def note_contact(self, device_id: UUID, contact: Contact, programme_id: UUID | None = None) -> None:
        """Remember that a device was heard; with a programme, its boards are told once it is written."""
        before = self._contacts.get(device_id)
        if before is not None and contact.clock_offset_ms is None:
            contact = Contact(contact.at, before.clock_offset_ms, before.app_version)
        self._contacts[device_id] = contact
        if programme_id is not None:
            self._moved.add(programme_id)

    def note_parting(self, programme_id: UUID) -> None:
        """Let the boards look once more, because a socket has closed."""
        self._moved.add(programme_id)

    def note_cursors(self, device_id: UUID, cursors: dict[str, int]) -> None:
        """Remember how far a device has stored its streams."""
        self._cursors.update({(device_id, name): seq for name, seq in cursors.items()})

    async def _keep_notes(self) -> None:
        while True:
            await asyncio.sleep(NOTES_S)
            contacts, self._contacts = self._contacts, {}
            cursors, self._cursors = self._cursors, {}
            moved, self._moved = self._moved, set()
            try:
                await self.reader.write(note_contacts, contacts)
                await self.reader.write(receipts.write_cursors, cursors)
            except DatabaseError as error:  # the next beat and acknowledgement say it again
                log.warning("notes_not_kept", error=type(error).__name__)
            if moved:
                ring_after_write(frozenset(presence_channel(one) for one in moved))
            await self._watch_clock()

    async def _watch_clock(self) -> None:
        """Where our clock has jumped (the demo's is moved on), every screen hears it now, not with its next beat."""
        at = await self.reader.write(now)  # in a thread: only there it is compared with the database's
        before, self._ahead = self._ahead, at.timestamp() - time.monotonic()
        if before is not None and abs(self._ahead - before) > JUMP_S:
            for socket in {socket for there in self._sockets.values() for socket in there}:
                socket.tell_time()

    # ---- Redis

    async def _listen(self) -> None:
        layer: Any = get_channel_layer()
        wait = 0.25
        while True:
            try:
                async with asyncio.timeout(2):
                    channel = await layer.new_channel("bell.")
                    await layer.group_add(ring.GROUP, channel)
                wait = 0.25
                await self._hear(layer, channel)
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("bell_not_heard", error=type(error).__name__)
            await self._drop(layer)
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311  (jitter)
            wait = min(wait * 2, 5)

    async def _hear(self, layer: Any, channel: str) -> None:
        """Until nothing has come for so long that the subscription itself must be lost."""
        while True:
            try:
                async with asyncio.timeout(SUBSCRIBE_AGAIN_S):
                    message = await layer.receive(channel)
            except TimeoutError:
                return
            if message["type"] == "bell.pulse":
                self._hears()
            elif message["by"] != ring.token():
                self.wake(frozenset(message["streams"]))

    async def _drop(self, layer: Any) -> None:
        try:
            async with asyncio.timeout(2):
                await layer.flush()
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("bell_not_dropped", error=type(error).__name__)

    async def _pulse(self) -> None:
        layer: Any = get_channel_layer("ring")
        while True:
            try:
                async with asyncio.timeout(1):
                    await layer.group_send(ring.GROUP, {"type": "bell.pulse"})
            except (RedisError, OSError, TimeoutError):
                pass  # no pulse will come back, which says it all
            if not self.is_deaf and time.monotonic() - self._heard_at > DEAF_AFTER_S:
                self.is_deaf = True
                log.warning("bell_is_silent")
                self._now.set()
            await asyncio.sleep(PULSE_S if not self.is_deaf else PULSE_S / 2)

    def _hears(self) -> None:
        self._heard_at = time.monotonic()
        if self.is_deaf:
            self.is_deaf = False
            self._now.set()

    # ---- the look that needs no Redis

    async def _tick(self) -> None:
        while True:
            try:
                async with asyncio.timeout(TICK_WHILE_DEAF_S if self.is_deaf else TICK_S):
                    await self._now.wait()
            except TimeoutError:
                pass
            self._now.clear()
            try:
                await self._look_after_all()
            except DatabaseError as error:
                log.warning("tick_failed", error=type(error).__name__)

    async def _look_after_all(self) -> None:
        names = [name for name in self._sockets if not is_presence(name)]
        if not names:
            return
        epoch, heads = await self.reader.call(_ends, names)
        is_another_life = self._epoch is not None and epoch != self._epoch
        self._epoch = epoch
        for name, seq in heads.items():
            for socket in tuple(self._sockets.get(name, ())):
                if is_another_life:
                    socket.part("restart")
                elif socket.positions.get(name, 0) != seq:
                    socket.wake()

    async def _until_the_end(self) -> None:
        """The loop's end cancels this; then everything that outlives a loop is given back."""
        try:
            await asyncio.Event().wait()
        finally:
            ring.unhear(self._hear_neighbour)
            self.reader.stop()
            _bells.pop(self._loop, None)
            await _cancel_until_ended()


async def _cancel_until_ended() -> None:
    """The loop cancels each task once, and `asyncio.wait_for` before Python 3.12, as Redis' client uses it, may lose
    that: the process then never ends. So what goes on is cancelled again, for at most 5 s."""
    this = asyncio.current_task()
    for _ in range(CANCEL_TIMES):
        others = [task for task in asyncio.all_tasks() if task is not this]
        if not others:
            return
        await asyncio.wait(others, timeout=CANCEL_AGAIN_S)
        for task in others:
            task.cancel()


def _ends(names: list[str]) -> tuple[UUID, dict[str, int]]:
    return streams.epoch(), streams.heads(names)


_bells: dict[asyncio.AbstractEventLoop, Bell] = {}


def here() -> Bell:
    """The bell of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _bells:
        _bells[loop] = Bell()
    return _bells[loop]
