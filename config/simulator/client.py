"""One device of one person, as the app is on the wire: cookies, CSRF, device id, socket, poll, outbox."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from config.simulator.store import Op, Outbox, Store

PATIENCE_S: Final = 10.0
AGAIN_S: Final = (0.2, 1.0)
Answer = tuple[int, dict[str, Any]]


class Client:
    """Store and outbox survive everything; the rest is gone when the app is killed."""

    def __init__(self, url: str, login: tuple[str, str], chance: Random, loses: float, canaries: list[str]) -> None:
        self.url, (self._email, self._password) = url, login
        self._chance, self._loses, self._canaries = chance, loses, canaries
        self.device = uuid7()
        self.store, self.outbox = Store(), Outbox()
        self.me: dict[str, Any] = {}
        self.online = False
        self.leaks: list[str] = []
        self.spells = 0
        self.sessions = 0
        self.is_revoked = False
        self.heard: tuple[datetime, str] = (now(), "")
        """When it was last told anything that only its person may be told, and on which road."""
        self._cookies = httpx.Cookies()
        self._http: httpx.AsyncClient | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._answers: dict[str, Answer] = {}
        self._changed = asyncio.Event()

    # ---- coming and going

    async def sign_in(self) -> None:
        """Through the same door as people: CSRF, password, device."""
        self._open()
        try:
            await self._token()
        except httpx.ConnectError as error:
            raise RuntimeError(f"Nothing answers at {self.url}. Start it first: make demo") from error
        login = {"email": self._email, "password": self._password}
        answer = await self._request("POST", "/_allauth/browser/v1/auth/login", json=login)
        if answer.status_code >= 500:  # busy just now
            await asyncio.sleep(AGAIN_S[1])
            answer = await self._request("POST", "/_allauth/browser/v1/auth/login", json=login)
        if answer.status_code != 200:
            raise RuntimeError(f"{self._email} could not sign in: {answer.status_code} {answer.text[:200]}")
        await self._token()
        self.me = (await self._request("GET", "/api/me")).json()
        known = {"id": str(self.device), "name": "", "platform": "simulator", "app_version": "1"}
        await self._request("POST", "/api/devices", json=known, headers={"Idempotency-Key": str(uuid7())})
        self.come_back()

    def come_back(self) -> None:
        """There is a network, or the app is open again."""
        if not self.online:
            self._open()
            self.online = True
            self.sessions += 1
            self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._drain())]

    async def go_dark(self) -> None:
        """No network from this moment on, also in the middle of a request; the server may have had it."""
        self.online = False
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            self._cookies = self._http.cookies
            await self._http.aclose()
            self._http = None

    def _open(self) -> None:
        if self._http is None:
            parts = urlsplit(self.url)
            origin = f"{parts.scheme}://{parts.netloc}"
            headers = {"Origin": origin, "Referer": f"{origin}/", "X-Device": str(self.device)}
            self._http = httpx.AsyncClient(
                base_url=self.url, cookies=self._cookies, headers=headers, timeout=PATIENCE_S, trust_env=False
            )

    async def _token(self) -> None:
        answer = await self._request("GET", "/api/csrf")
        if self._http is not None:
            self._http.headers["X-CSRFToken"] = answer.json()["token"]

    async def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        if self._http is None:
            raise httpx.ConnectError("no network")
        answer = await self._http.request(method, path, **more)
        self._listen(answer.text)
        if answer.is_success and path != "/api/csrf":
            self.heard = (now(), path)
        if answer.status_code == 401 and "device_revoked" in answer.text:
            self._erase()
        return answer

    def _erase(self) -> None:
        """The phone was taken away: it keeps nothing, and goes on asking, so that anything it is told is noticed."""
        self.is_revoked = True
        self.store.wipe()
        self.outbox.erase()
        self._tell()

    def _listen(self, text: str) -> None:
        """Whatever comes in on any road must not hold words that are not for this person."""
        self.leaks += [word for word in self._canaries if word in text]

    # ---- writing

    def write(self, path: str, body: dict[str, Any], *, method: str = "POST", base: int | None = None) -> Op:
        """A tap or a word: into the outbox, with its true time. It is sent when it can be."""
        op = self.outbox.add(uuid7(), path, body, stamp(now()) or "", method=method, base=base)
        self._tell()
        return op

    def decide(self, op: Op, how: str) -> Op:
        """What this person makes of a write that did not go in: "mine" or "theirs"."""
        incident = self.store.get("incident", op.path.rsplit("/", 1)[-1])
        base = incident["version"] if incident and op.base is not None else op.base
        new = self.outbox.decide(op, how, uuid7(), stamp(now()) or "", base)
        self._tell()
        return new

    async def order(self, path: str, body: dict[str, Any], *, method: str = "POST") -> Answer:
        """An order of the board, and what the server says to it."""
        op = self.write(path, body, method=method)
        await self.until(lambda: op.key in self._answers)
        return self._answers[op.key]

    async def ask(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        """A look that is kept nowhere: what the server says, or (0, {}) where there is no network."""
        with suppress(httpx.HTTPError, RuntimeError):  # the latter: it went dark in the middle
            answer = await self._request("GET" if body is None else "POST", path, json=body)
            return answer.status_code, answer.json() if "json" in answer.headers.get("content-type", "") else {}
        return 0, {}

    async def _drain(self) -> None:
        if self._http is not None and "X-CSRFToken" not in self._http.headers:
            await self._patiently(self._token)
        while True:
            await self.until(lambda: bool(self.outbox.waiting))
            op = self.outbox.waiting[0]
            await self._patiently(lambda op=op: self._send(op))  # type: ignore[misc]

    async def _patiently(self, work: Callable[[], Any]) -> None:
        with suppress(httpx.HTTPError):
            if await work() is not False:
                return
        await asyncio.sleep(self._chance.uniform(*AGAIN_S))

    async def _send(self, op: Op) -> bool:
        op.tries += 1
        answer = await self._request(op.method, op.path, content=op.raw, headers=op.headers(self.device))
        if self._chance.random() < self._loses:
            return False  # the server has it, and the answer never came
        body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        said = self.outbox.settle(op, answer.status_code, body)
        if said in ("again", "signed_out"):
            return False
        if body.get("object"):
            self.store.put({"kind": body["kind"], "id": body["id"], "object": body["object"]})
        self._answers[op.key] = (answer.status_code, body)
        self._tell()
        return True

    # ---- hearing

    async def until(self, holds: Callable[[], Any], seconds: float | None = None) -> bool:
        """Wait until it is so on this device; False when so many real seconds are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        return bool(holds())

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _live(self) -> None:
        parts = urlsplit(self.url)
        while True:
            with suppress(httpx.HTTPError, OSError, TimeoutError, WebSocketException):
                if not await self._is_known():
                    await asyncio.sleep(AGAIN_S[1] * 3)
                    continue
                async with connect(
                    f"ws://{parts.netloc}/ws",
                    origin=Origin(f"{parts.scheme}://{parts.netloc}"),
                    additional_headers={"Cookie": self._cookie()},
                    compression=None,
                    ping_interval=None,
                    open_timeout=PATIENCE_S,
                    close_timeout=1,
                    proxy=None,
                ) as socket:
                    await self._hold(socket)
            await asyncio.sleep(self._chance.uniform(*AGAIN_S))

    async def _is_known(self) -> bool:
        """Whether there is anything for this person on this device: not when it was revoked or the role taken."""
        answer = await self._request("GET", "/api/me")
        if not answer.is_success:
            return False
        self.me = answer.json()
        if self.me["programme"] is not None:
            return True
        self.store.wipe()
        self._tell()
        return False

    def _cookie(self) -> str:
        jar = self._http.cookies.jar if self._http else ()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar if cookie.domain)

    async def _hold(self, socket: ClientConnection) -> None:
        hello: dict[str, Any] = {
            "type": "hello",
            "device": str(self.device),
            "epoch": self.store.epoch,
            "app_version": "1",
        }
        hello |= {"cursors": self.store.cursors, "time": int(now().timestamp() * 1000)}
        await socket.send(json.dumps(hello))
        async for text in socket:
            self._listen(str(text))
            message = json.loads(text)
            if message["type"] == "frame":
                self.heard = (now(), "/ws")
            match message["type"]:
                case "welcome":
                    if message["reset"] or self._is_strange(message):
                        await self._snapshot()
                case "frame":
                    if not self.store.take_frame(message):
                        await self.poll()
                case "beat":
                    if any(seq > self.store.cursors.get(name, 0) for name, seq in message["seqs"].items()):
                        await self.poll()
                    await socket.send(json.dumps({"type": "beat"}))
                case "bye":
                    return
            await self._acknowledge(socket)
            self._tell()

    def _is_strange(self, welcome: dict[str, Any]) -> bool:
        known = sorted(self.store.cursors) == sorted(welcome["streams"]) and self.store.epoch == welcome["epoch"]
        return not known or self.store.access != self.me["access_version"]

    async def _acknowledge(self, socket: ClientConnection) -> None:
        """After it is stored only. Whoever has it stored looks at it, too."""
        ids = self.store.receipts[:400]
        if ids:
            said = {"type": "ack", "cursors": self.store.cursors, "received": ids, "seen": ids}
            await socket.send(json.dumps(said))
            self.store.receipts = self.store.receipts[len(ids) :]

    async def _snapshot(self) -> None:
        access = self.me["access_version"]
        answer = await self._request("GET", "/api/snapshot")
        if answer.is_success:
            self.store.take_snapshot(answer.json(), access)
        else:
            self.store.wipe()

    async def poll(self) -> None:
        """Everything behind the cursors by plain HTTP."""
        more = True
        while more:
            asked = [("epoch", self.store.epoch)]
            asked += [("after", f"{name}~{seq}") for name, seq in self.store.cursors.items()]
            answer = await self._request("GET", "/api/changes", params=asked)
            if not answer.is_success:
                return
            changes = answer.json()
            if changes["reset"]:
                await self._snapshot()
                return
            for frame in changes["frames"]:
                self.store.take_frame(frame)
            more = changes["more"]
        self._tell()

    async def catch_up(self) -> None:
        """The same, asked for until it comes: a kept connection may just have been closed by the server."""
        while True:
            try:
                return await self.poll()
            except httpx.HTTPError:
                await asyncio.sleep(AGAIN_S[1])

    def id(self) -> UUID:
        """Whose device this is."""
        return UUID(self.me["id"])
