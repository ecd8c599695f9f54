"""The parts of the model: a device on a lossy network, and the server behind it. Real API, real commits."""

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.queries import with_standing
from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from apps.outbox import streams
from apps.realtime import scope
from apps.realtime.frames import frames_for
from config.simulator.store import Op, Outbox, Store
from tests.people import Client


class Fate(Enum):
    """What becomes of one request on its way."""

    ARRIVES = "arrives"
    LOST = "the request is lost"
    UNHEARD = "the answer is lost after the commit"
    TWICE = "the network sends it twice"
    CRASH = "the server dies before the commit"


class Crash(Exception):
    """The server process has died; its transaction with it."""


class Device:
    """One person's device: store and outbox that survive, a network that does not."""

    def __init__(self, user: User, skew: timedelta = timedelta()) -> None:
        self.user, self.skew, self.online = user, skew, True
        self.store, self.outbox = Store(), Outbox()
        self.retired: list[Outbox] = []
        self.socket: deque[dict[str, Any]] | None = None
        self.written: dict[str, int] = {}
        self.sign_in()

    def sign_in(self) -> None:
        """A new device id and session, an empty store; the outbox of before stays as it was with the old one."""
        self.id = uuid7()
        self.http = Client()
        self.http.user, self.http.device_id = self.user, self.id
        self.http.force_login(self.user)
        self.http.post("/api/devices", {"id": str(self.id)})
        if self.outbox.highest:
            self.retired.append(self.outbox)
        self.store, self.outbox = Store(), Outbox()
        self.connect()

    # ---- writing

    def write(self, path: str, *, method: str = "POST", base: int | None = None, **body: Any) -> Op:
        """One write into the outbox, with the time of this device's clock."""
        return self.outbox.add(uuid7(), path, body, stamp(now() + self.skew), method=method, base=base)  # type: ignore[arg-type]

    def send(self, op: Op, fate: Fate) -> None:
        """One try of one write."""
        if fate is Fate.LOST or not self.online:
            return
        op.tries += 1
        if fate is Fate.CRASH:
            with suppress(Crash), transaction.atomic():
                self._ask(op)
                raise Crash
            return
        answers = [self._ask(op) for _ in range(2 if fate is Fate.TWICE else 1)]
        if fate is Fate.UNHEARD:
            return
        for answer in answers:
            body = answer.json()
            if self.outbox.settle(op, answer.status_code, body) == "signed_out":
                self.revoked()
                return
            if body.get("object"):  # an answer's object is shown at once; about the cursors it says nothing
                self.store.put(body)

    def _ask(self, op: Op) -> Any:
        headers = op.headers(self.id)
        headers.pop("Content-Type")
        return self.http.generic(
            op.method, op.path, op.raw.decode(), content_type="application/json", headers=headers
        )

    def revoked(self) -> None:
        """The device was taken away: what it held is gone; its person gets another one."""
        self.store.wipe()
        self.sign_in()

    # ---- hearing

    def connect(self) -> None:
        """Hello: with another access or an unknown epoch everything anew; then live from there."""
        me = self._get("/api/me")
        if me is None:
            return
        known = sorted(self.store.cursors) == sorted(me["streams"]) and self.store.epoch == me["epoch"]
        if not known or self.store.access != me["access_version"]:
            snapshot = self._get("/api/snapshot")
            if snapshot is None:
                return
            self.store.take_snapshot(snapshot, me["access_version"])
        self.written, self.socket = dict(self.store.cursors), deque()

    def poll(self) -> None:
        """Everything behind the cursors by plain HTTP."""
        while self.online:
            after = [f"{name}~{seq}" for name, seq in self.store.cursors.items()]
            changes = self._get("/api/changes", {"epoch": self.store.epoch, "after": after})
            if changes is None:
                return
            if changes["reset"]:
                self.store.wipe()
                self.connect()
                return
            for frame in changes["frames"]:
                self.store.take_frame(frame)
            if not changes["more"]:
                return

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        answer = self.http.get(path, query)
        if answer.status_code == 401:
            self.revoked()
            return None
        if answer.status_code == 403:  # in no programme any more: there is nothing that may be shown
            self.store.wipe()
            self.part()
            return None
        assert answer.status_code == 200, answer.content
        return answer.json()

    def written_to(self, user: User) -> None:
        """The server writes what is behind to the socket; it parts when access has changed."""
        if self.socket is None:
            return
        if user.access_version != self.store.access:
            self.part()
            return
        for frame in shown_now(user, self.written):
            self.socket.append(frame)
            self.written[frame["stream"]] = frame["to"]

    def hear(self, fate: Fate) -> None:
        """One frame comes out of the socket, twice, or is lost between; the next one then shows the gap."""
        if not self.socket or not self.online:
            return
        frame = self.socket.popleft()
        if fate is Fate.LOST:
            return
        for _ in range(2 if fate is Fate.TWICE else 1):
            if not self.store.take_frame(frame):
                self.poll()

    def acknowledge(self, *, seen: bool) -> None:
        """Say which alerts are stored, or were in front of somebody's eyes."""
        ids, self.store.receipts = self.store.receipts, []
        said = {"device": str(self.id), "cursors": self.store.cursors, "received": ids, "seen": ids if seen else []}
        if ids and self.http.post("/api/acks", said).status_code == 401:
            self.revoked()

    def part(self) -> None:
        """The socket is gone with everything on its way."""
        self.socket = None


def shown_now(user: User, cursors: Mapping[str, int]) -> list[dict[str, Any]]:
    """The frames behind these cursors, as a socket would be sent them."""
    return frames_for(user, streams.after_each(cursors.items()))


class Shadow:
    """A viewer who never misses anything: an old snapshot that only events have changed since."""

    def __init__(self, user: User) -> None:
        self.store = Store()
        self.begin(user)

    def begin(self, user: User) -> None:
        """Everything anew."""
        cursors = streams.heads(scope.streams(user))
        snapshot = {"objects": scope.snapshot(user), "cursors": cursors, "epoch": str(streams.epoch())}
        self.store.take_snapshot(snapshot, user.access_version)

    def keep_up(self, user: User) -> bool:
        """Take what came; answers whether anything did."""
        if user.access_version != self.store.access:
            self.begin(user)
            return True
        frames = shown_now(user, self.store.cursors)
        for frame in frames:
            assert self.store.take_frame(frame)
        return bool(frames)


def fresh_users(ids: list[UUID]) -> list[User]:
    """The people as they stand now, in two queries."""
    found = {user.id: user for user in with_standing(User.objects.filter(id__in=ids))}
    return [found[one] for one in ids]
