"""One socket: hello, then whatever its streams carry, until somebody parts.

It holds no buffer. A ring or a beat says "look"; it reads the next page behind what it has sent, sends that, and
only then reads on. So a slow phone costs one page, and is closed when it does not take that in 10 s.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import structlog
from channels.consumer import AsyncConsumer
from django.db import DatabaseError

from apps.common.clock import now, shift, stamp
from apps.common.errors import Busy, Code, DomainError
from apps.common.guard import Malformed
from apps.outbox import receipts
from apps.realtime import bell, messages
from apps.realtime.actions import Contact
from apps.realtime.messages import Ack, Beat, Hello
from apps.realtime.presence import presence_channel
from apps.realtime.reader import Reading, Standing, to_text
from apps.realtime.viewers import Viewer

log = structlog.get_logger()
HELLO_S: Final = 10.0
SEND_S: Final = 10.0
BEAT_S: Final = (15.0, 25.0)
UNHEARD_S: Final = 2.0
"""An alert that has brought no answer for so long is told to the board as sent, not received."""
FORBIDDEN, SLOW, GOING_AWAY = 4403, 4408, 1012
CLOSE_CODE: Final = {
    "signed_out": 4401,
    "revoked": FORBIDDEN,
    "access_changed": FORBIDDEN,
    "slow": SLOW,
    "restart": GOING_AWAY,
}


class LiveConsumer(AsyncConsumer):  # type: ignore[misc]
    """The socket of one device. It has no channel layer: with one, a dead Redis would refuse every new socket."""

    def __init__(self) -> None:
        self.positions: dict[str, int] = {}
        self._is_live = False
        self._is_reading = False
        self._again = False
        self._has_parted = False
        self._unheard: set[UUID] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope_: dict[str, Any], receive: Any, send: Any) -> None:
        """Take one message of the client after the other; the next is not read before the last is dealt with."""
        self.scope, self.base_send = scope_, send
        self.bell, self.viewer = bell.here(), Viewer(**vars(scope_["viewer"]))
        await send({"type": "websocket.accept"})
        self._later("hello", HELLO_S, lambda: self.part("slow"))
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if not self._has_parted:
                    await self._take(message)
        finally:
            self._gone()

    def _gone(self) -> None:
        self._has_parted = True
        self.bell.unregister(self)
        for timer in self._timers.values():
            timer.cancel()
        if self.viewer.device_id and self.viewer.user.programme_id:
            self.bell.note_parting(self.viewer.user.programme_id)

    # ---- what the client says

    async def _take(self, message: dict[str, Any]) -> None:
        try:
            said = messages.parse(message)
            if isinstance(said, Hello):
                await self._hello(said)
            elif not self._is_live:
                raise Malformed(Code.INVALID, "Say hello first.", fields=["type"])
            elif isinstance(said, Ack):
                await self._acknowledge(said)
            elif isinstance(said, Beat):
                self._note_contact(Contact(now()))
        except DomainError as error:
            await self._send({"type": "error", "code": str(error.code), "message": error.message})
        except DatabaseError as error:
            log.warning("socket_read_failed", error=type(error).__name__)
            busy = Busy(Code.BUSY, "Busy just now.")
            await self._send({"type": "error", "code": str(busy.code), "message": busy.message})

    async def _hello(self, hello: Hello) -> None:
        """Register with the bell first, then read what was missed, then be live: nothing can fall in between."""
        self._is_reading, self._is_live = True, False
        if "hello" in self._timers:  # from here on it is the server that is slow
            self._timers.pop("hello").cancel()
        try:
            self.viewer.device_id = hello.device
            names = self.viewer.streams
            self.bell.unregister(self)
            self.bell.register(self, [*names, *self._boards(names)])
            known = {name: hello.cursors[name] for name in names if name in hello.cursors}
            reading = await self.bell.reader.read(
                self.viewer, {name: known.get(name, 0) for name in names}, is_hello=True
            )
            if self._refuses(reading):
                return
            reset = reading.reset or len(known) < len(names) or str(reading.epoch) != hello.epoch
            self.positions = dict(reading.heads) if reset else known
            self._note_contact(self._contact_of(hello), is_news=True)
            welcome = {"epoch": str(reading.epoch), "server_time": stamp(now()), "streams": names, "reset": reset}
            numbers = {"highest_op": reading.highest_op, "missing_ops": reading.missing_ops}
            await self._send({"type": "welcome", **welcome, **numbers})
            self._is_live = True
            self._beat_later()
        finally:
            self._is_reading = False
        self.wake()

    def _boards(self, names: list[str]) -> list[str]:
        """Boards hear of presence; a phone does not want a message for each position."""
        programme_id = self.viewer.user.programme_id
        return [presence_channel(programme_id)] if programme_id and len(names) > 1 else []

    def _contact_of(self, hello: Hello) -> Contact:
        at = now()
        ours = at - shift()  # a device is not off by what the demo's clock was moved
        offset = None if hello.time_ms is None else hello.time_ms - int(ours.timestamp() * 1000)
        return Contact(at, offset, hello.app_version)

    def _note_contact(self, contact: Contact, *, is_news: bool = False) -> None:
        if self.viewer.device_id is not None:
            programme_id = self.viewer.user.programme_id if is_news else None
            self.bell.note_contact(self.viewer.device_id, contact, programme_id)

    async def _acknowledge(self, ack: Ack) -> None:
        device_id = self.viewer.device_id
        assert device_id is not None  # hello came first
        self._note_contact(Contact(now()))
        cursors = {name: seq for name, seq in ack.cursors.items() if seq <= self.positions.get(name, -1)}
        self.bell.note_cursors(device_id, cursors)
        self._unheard -= {*ack.received, *ack.seen}
        if ack.received or ack.seen:
            await self.bell.reader.write(
                receipts.acknowledge_all,
                by=self.viewer.user,
                device_id=device_id,
                received=ack.received,
                seen=ack.seen,
            )

    # ---- what the streams carry

    def wake(self) -> None:
        """Look for rows behind what was sent. While a read is under way it only looks once more."""
        if self._has_parted:
            return
        if self._is_reading or not self._is_live:
            self._again = True
            return
        self._is_reading = True
        self._spawn(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while not self._has_parted:
                self._again = False
                reading = await self.bell.reader.read(self.viewer, self.positions)
                if self._refuses(reading):
                    return
                for text in reading.texts:
                    await self._send_text(text)
                self.positions.update(reading.ends)
                if reading.alerts:
                    self._spawn(self._note_sent(reading.alerts))
                if not (reading.more or self._again):
                    return
        except DatabaseError as error:  # the next ring, beat or tick tries again
            log.warning("socket_read_failed", error=type(error).__name__)
        finally:
            self._is_reading = False

    async def _note_sent(self, alerts: list[UUID]) -> None:
        self._unheard.update(alerts)
        if "unheard" not in self._timers:
            self._later("unheard", UNHEARD_S, lambda: self._spawn(self._tell_unheard()))
        await self._note(receipts.mark_sent, alerts, self.viewer.device_id)

    async def _tell_unheard(self) -> None:
        unheard, self._unheard = sorted(self._unheard), set()
        if unheard:
            who = {"by": self.viewer.user, "device_id": self.viewer.device_id}
            await self._note(receipts.acknowledge_all, **who, sent=unheard)

    async def _note(self, fn: Callable[..., None], *arguments: Any, **named: Any) -> None:
        """Write what nobody waits for. When it fails, the device's own acknowledgement says more than that."""
        try:
            await self.bell.reader.write(fn, *arguments, **named)
        except (DatabaseError, DomainError) as error:
            log.warning("note_not_kept", error=type(error).__name__)

    def tell_presence(self) -> None:
        """Say that GET /api/presence is worth another look."""
        if self._is_live:
            self._spawn(self._send({"type": "presence"}))

    def tell_time(self) -> None:
        """Say what time it is, because the clock has jumped; whoever listens now was heard now, by the new time."""
        if self._is_live:
            self._note_contact(Contact(now()), is_news=True)
            self._spawn(self._send({"type": "beat", "seqs": {}, "server_time": stamp(now())}))

    # ---- beats

    def _beat_later(self) -> None:
        self._later("beat", random.uniform(*BEAT_S), lambda: self._spawn(self._beat()))  # noqa: S311  (jitter)

    async def _beat(self) -> None:
        """Compare access, and say the newest numbers, so that a lost ring is found on both sides."""
        self._beat_later()
        try:
            reading = await self.bell.reader.read(self.viewer, self.positions, is_beat=True)
        except DatabaseError as error:
            log.warning("beat_without_numbers", error=type(error).__name__)
            await self._send({"type": "beat", "seqs": {}, "server_time": stamp(now())})
            return
        if self._refuses(reading):
            return
        await self._send({"type": "beat", "seqs": reading.heads, "server_time": stamp(now())})
        if any(self.positions.get(name, 0) < seq for name, seq in reading.heads.items()):
            self.wake()

    # ---- parting

    def _refuses(self, reading: Reading) -> bool:
        """Part when access has ended or changed, or when rows between were dropped as too old."""
        if reading.standing != Standing.GOOD:
            self.part(str(reading.standing))
        elif reading.reset and self._is_live:
            self.part("restart")  # hello will say `reset`
        return self._has_parted

    def part(self, reason: str) -> None:
        """Say goodbye and close."""
        if not self._has_parted:
            self._has_parted = True
            self.bell.unregister(self)
            self._spawn(self._bye(reason))

    async def _bye(self, reason: str) -> None:
        if reason != "slow":
            await self._write({"type": "websocket.send", "text": to_text({"type": "bye", "reason": reason})})
        with suppress(OSError, RuntimeError):  # the other side was faster
            await self.base_send({"type": "websocket.close", "code": CLOSE_CODE[reason]})

    # ---- sending

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(to_text(message))

    async def _send_text(self, text: str) -> None:
        if not self._has_parted and not await self._write({"type": "websocket.send", "text": text}):
            self.part("slow")

    async def _write(self, message: dict[str, Any]) -> bool:
        """Whether the server took it in time. A connection that has ended is dealt with where it is read."""
        try:
            async with asyncio.timeout(SEND_S):
                await self.base_send(message)
        except TimeoutError:
            return False
        except (OSError, RuntimeError):
            self._has_parted = True
        return True

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)  # the loop itself keeps only weak references
        task.add_done_callback(self._tasks.discard)

    def _later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        def run() -> None:
            del self._timers[name]
            work()

        if name in self._timers:
            self._timers.pop(name).cancel()
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, run)
