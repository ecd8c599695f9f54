"""From a dispatcher's commit to the frame on both phones of a crew, among a thousand connected; and the raw bound.

Bound: PUBLISH -> bare ASGI socket. Ours: the commit of "send a team" over HTTP -> its frame on the socket, with
access check, projection for each viewer, receipts and a board that follows. Both in the same run, the bound twice.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks import EVENTS, WARM_UP
from benchmarks.bare import CHANNEL
from benchmarks.stage import Stage

BOUND_S: Final = 20.0
OURS_S: Final = 70.0
"""A busy machine gets fewer events, not more time."""
PAUSE_S: Final = 0.15
"""Between two orders of one crew, so that each finds a server which has dealt with the last one."""
PATIENCE_S: Final = 10.0


@dataclass
class Arrivals:
    """When which phone had what: ns since 1970."""

    at: dict[str, list[int]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, what: str, at: int) -> None:
        """It is here."""
        self.at.setdefault(what, []).append(at)
        self.changed.set()

    async def both(self, what: str) -> list[int]:
        """Wait for two; raises TimeoutError when one of them was lost."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.at.get(what, ())) < 2:
                self.changed.clear()
                await self.changed.wait()
        return self.at[what]


@dataclass(frozen=True)
class Series:
    """One series of latencies, in ms, and how long all sockets took to connect, in s."""

    ms: list[float]
    connected_s: float


async def _connect(
    url: str, origin: str, cookies: list[str], greet: Callable[[ClientConnection], Awaitable[None]] | None = None
) -> tuple[list[ClientConnection], float]:
    """All at once, as after a deploy; each says its hello as soon as it can."""

    async def one(n: int, cookie: str) -> ClientConnection:
        socket = await connect(
            url.format(n=n),
            origin=Origin(origin),
            additional_headers={"Cookie": cookie} if cookie else {},
            compression=None,
            ping_interval=None,
            open_timeout=60,
            close_timeout=2,
        )
        if greet is not None:
            await greet(socket)
        return socket

    before = time.perf_counter()
    made = await asyncio.gather(*(one(n, cookie) for n, cookie in enumerate(cookies)))
    return list(made), time.perf_counter() - before


async def _leave(sockets: list[ClientConnection], tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*(socket.close() for socket in sockets), return_exceptions=True)


# ---- the bound


async def bound(stage: Stage, phones: int) -> Series:
    """PUBLISH -> frame at two of so many bare sockets."""
    url = f"ws://127.0.0.1:{stage.bare}/?{{n}}"
    sockets, connected_s = await _connect(url, f"http://127.0.0.1:{stage.bare}", [""] * phones)
    arrivals = Arrivals()

    async def listen(socket: ClientConnection) -> None:
        async for text in socket:
            at = time.time_ns()
            arrivals.note(str(text)[:32], at)

    tasks = [asyncio.create_task(listen(socket)) for socket in sockets]
    ms: list[float] = []
    until = time.monotonic() + BOUND_S
    async with Redis.from_url(stage.redis_url, socket_timeout=5) as redis:
        for number in range(EVENTS + WARM_UP):
            if time.monotonic() > until:
                break
            what = uuid4().hex
            before = time.time_ns()
            await redis.publish(CHANNEL, f"0,1|{what}{'x' * 1000}")
            got = await arrivals.both(what)
            if number >= WARM_UP:
                ms += [(at - before) / 1e6 for at in got]
            await asyncio.sleep(PAUSE_S)
    await _leave(sockets, tasks)
    return Series(ms, connected_s)


# ---- ours


class Desk:
    """The dispatcher's side: orders over HTTP."""

    def __init__(self, stage: Stage, client: httpx.AsyncClient) -> None:
        self._stage, self._client = stage, client
        token = secrets.token_hex(16)
        people = stage.people
        self._headers = {
            "Cookie": f"{people['session_cookie']}={people['board']}; {people['csrf_cookie']}={token}",
            "X-CSRFToken": token,
            "X-Device": str(uuid4()),
        }

    async def order(self, path: str, **body: Any) -> int:
        """One write; answers the moment of its commit."""
        answer = await self._client.post(
            f"http://127.0.0.1:{self._stage.web}/api/assignments{path}",
            json=body,
            headers={**self._headers, "Idempotency-Key": str(uuid4())},
        )
        if answer.status_code not in (200, 201):
            raise RuntimeError(f"the order was answered {answer.status_code}: {answer.text[:300]}")
        return int(answer.headers["X-Committed-Ns"])


async def _live(socket: ClientConnection, arrivals: Arrivals | None) -> None:
    """A phone: notes alerts of sendings and acknowledges them; reads and drops everything else."""
    async for text in socket:
        at = time.time_ns()
        if arrivals is None:
            continue
        message = json.loads(text)
        alerts = [item for item in message.get("items", ()) if item.get("alert")]
        for item in alerts:
            if item["alert"]["event"] == "TeamSent":
                arrivals.note(item["id"], at)
        if alerts:
            received = [item["alert"]["delivery"] for item in alerts]
            cursors = {message["stream"]: message["to"]}
            await socket.send(json.dumps({"type": "ack", "cursors": cursors, "received": received}))


async def _hello(socket: ClientConnection) -> None:
    hello = {"type": "hello", "device": str(uuid4()), "epoch": "", "cursors": {}, "time": time.time_ns() // 10**6}
    await socket.send(json.dumps(hello))
    while json.loads(await socket.recv())["type"] != "welcome":
        pass


async def ours(stage: Stage, phones: int) -> Series:
    """The commit of an order -> its frame on both phones of the crew."""
    people = stage.people
    keys = [*people["crew"], people["board"], *people["crowd"]][:phones]
    cookies = [f"{people['session_cookie']}={key}" for key in keys]
    address = f"127.0.0.1:{stage.live}"
    sockets, connected_s = await _connect(f"ws://{address}/ws", f"http://{address}", cookies, _hello)
    arrivals = Arrivals()
    tasks = [asyncio.create_task(_live(socket, arrivals if n < 2 else None)) for n, socket in enumerate(sockets)]
    ms: list[float] = []
    async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
        desk = Desk(stage, client)
        until = time.monotonic() + OURS_S
        for number in range(EVENTS + WARM_UP):
            if time.monotonic() > until:
                break
            what = str(uuid4())
            committed = await desk.order("", id=what, incident=people["incidents"][number], team=people["team"])
            got = await arrivals.both(what)
            if number >= WARM_UP:
                ms += [(at - committed) / 1e6 for at in got]
            await desk.order(f"/{what}/cancel", reason="bench")
            await asyncio.sleep(PAUSE_S)
    await _leave(sockets, tasks)
    return Series(ms, connected_s)


async def measure(stage: Stage, phones: int, say: Callable[[str], None]) -> tuple[Series, Series, Series]:
    """The bound, ours, the bound again."""
    steps: list[tuple[str, Callable[[Stage, int], Awaitable[Series]]]] = [
        ("bound", bound),
        ("ours", ours),
        ("bound again", bound),
    ]
    found = []
    for name, step in steps:
        found.append(await step(stage, phones))
        say(f"{name}: {len(found[-1].ms)} frames")
    first, second, third = found
    return first, second, third
