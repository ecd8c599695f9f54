"""A real uvicorn in a thread of the test's process, on the test's database, and phones that talk to it."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from django.conf import settings
from django.test import Client
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from apps.accounts.models import User
from apps.common.ids import uuid7
from apps.outbox import streams
from apps.outbox.publish import user_stream
from apps.realtime import bell
from tests.probes import probes  # noqa: F401  (a fixture)

PATIENCE_S = 8.0


class Server:
    """One uvicorn, started as the Procfile starts it."""

    def __init__(self) -> None:
        config = uvicorn.Config(
            "config.asgi:application",
            host="127.0.0.1",
            port=0,
            log_level="error",
            lifespan="off",
            ws_per_message_deflate=False,
            ws_max_size=131_072,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + PATIENCE_S
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]

    @property
    def host(self) -> str:
        """What browsers call it."""
        return f"127.0.0.1:{self.port}"

    def bell(self) -> bell.Bell:
        """The bell of this server's loop; it exists once a socket has come."""
        (found,) = [one for loop, one in bell._bells.items() if loop.is_running()]
        return found

    def stop(self) -> None:
        """End it and everything on its loop."""
        self._server.should_exit = True
        self._thread.join(3 * PATIENCE_S)
        assert not self._thread.is_alive()


class Phone:
    """One socket of one person, as the app opens it."""

    def __init__(self, socket: ClientConnection, user: User, device: UUID) -> None:
        self.socket, self.user, self.device = socket, user, device
        self.welcome: dict[str, Any] = {}
        self.cursors: dict[str, int] = {}

    def say(self, **message: Any) -> None:
        """Send one JSON frame."""
        self.socket.send(json.dumps(message))

    def hello(self, cursors: dict[str, int] | None = None, epoch: str | None = None, **more: Any) -> dict[str, Any]:
        """Say hello, by default as somebody who has everything so far; answers the welcome."""
        known = streams.heads(self.own_streams()) if cursors is None else cursors
        self.say(
            type="hello",
            device=str(self.device),
            epoch=str(streams.epoch()) if epoch is None else epoch,
            cursors=known,
            **more,
        )
        self.welcome, self.cursors = self.next("welcome"), known
        return self.welcome

    def own_streams(self) -> list[str]:
        """What this person may follow."""
        from apps.realtime import scope  # noqa: PLC0415

        return scope.streams(User.objects.get(id=self.user.id))

    def hear(self, timeout: float = PATIENCE_S) -> dict[str, Any]:
        """The next message of whatever kind; raises TimeoutError."""
        return dict(json.loads(self.socket.recv(timeout)))

    def next(self, kind: str, timeout: float = PATIENCE_S) -> dict[str, Any]:
        """The next message of this kind; beats and presence in between are passed over."""
        until = time.monotonic() + timeout
        while True:
            message = self.hear(max(0.01, until - time.monotonic()))
            if message["type"] == kind:
                return message
            assert message["type"] in {"beat", "presence"}, message

    def frame(self, timeout: float = PATIENCE_S) -> dict[str, Any]:
        """The next frame, which must follow the last one."""
        frame = self.next("frame", timeout)
        assert frame["from"] == self.cursors.get(frame["stream"], 0) + 1, frame
        self.cursors[frame["stream"]] = frame["to"]
        return frame

    def hears_nothing(self, seconds: float = 0.6) -> None:
        """Nothing but beats and presence comes for so long."""
        with pytest.raises(TimeoutError):
            self.next("never", seconds)

    def closed(self, timeout: float = PATIENCE_S) -> tuple[str, int]:
        """The reason said and the code of a socket that closes now."""
        reason = self.next("bye", timeout)["reason"]
        self.socket.recv_events_exhausted = True  # type: ignore[attr-defined]
        with pytest.raises(Exception, match="received"):
            self.socket.recv(timeout)
        code = self.socket.close_code
        assert code is not None
        return reason, code


Open = Callable[..., Phone]


def cookie_of(user: User) -> str:
    """A sign-in that holds, as a Cookie header."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture
def server(committed: None) -> Iterator[Server]:
    """A running server."""
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def open_phone(server: Server) -> Iterator[Open]:
    """`open_phone(people.casey)`: a socket that was accepted and has said nothing yet."""
    with ExitStack() as stack:

        def make(
            user: User,
            device: UUID | None = None,
            *,
            cookie: str | None = None,
            origin: str = "",
            max_queue: int = 16,
        ) -> Phone:
            headers = {"Cookie": cookie_of(user) if cookie is None else cookie}
            socket = stack.enter_context(
                connect(
                    f"ws://{server.host}/ws",
                    origin=Origin(origin or f"http://{server.host}"),
                    additional_headers=headers,
                    compression=None,
                    max_size=None,
                    max_queue=max_queue,
                    open_timeout=PATIENCE_S,
                    close_timeout=1,
                )
            )
            return Phone(socket, user, device or uuid7())

        yield make


def wait_until(holds: Callable[[], Any], timeout: float = PATIENCE_S) -> Any:
    """What becomes true within the time; fails otherwise."""
    until = time.monotonic() + timeout
    while not (found := holds()):
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)
    return found


def on_loop(server: Server, work: Callable[[], Any]) -> Any:
    """Run something on the server's own loop."""

    async def run() -> Any:
        return work()

    return asyncio.run_coroutine_threadsafe(run(), server.bell()._loop).result(PATIENCE_S)


def own(user: User) -> str:
    """A person's own stream."""
    return user_stream(user.id)
