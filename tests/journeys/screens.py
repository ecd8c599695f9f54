"""People at their screens, over real HTTP and a real socket: what each holds is what the server has sent so far."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import httpx

from apps.accounts.models import User
from apps.common.ids import uuid7
from tests.realtime.conftest import Open, Phone, Server, cookie_of

PATIENCE_S = 12.0


class Screen:
    """One person's device: writes over HTTP, hears on the socket, keeps objects as the app's store does."""

    def __init__(self, server: Server, open_phone: Open, user: User, *, device: UUID | None = None) -> None:
        self.user, self.device = user, device or uuid7()
        cookie = cookie_of(user)
        self.socket: Phone = open_phone(user, self.device, cookie=cookie)
        self.held: dict[tuple[str, str], dict[str, Any]] = {}
        self.gone: set[tuple[str, str]] = set()
        self.alerts: list[tuple[str, str]] = []
        self._unsaid: list[str] = []
        name, _, value = cookie.partition("=")
        self.http = httpx.Client(
            base_url=f"http://{server.host}",
            cookies={name: value},
            headers={"X-Device": str(self.device)},
            timeout=PATIENCE_S,
        )
        self.http.headers["X-CSRFToken"] = self.http.get("/api/csrf").json()["token"]
        made = self.post("/api/devices", id=str(self.device), name="", platform="test", app_version="1")
        assert made.get("outcome") in ("applied", "already_applied"), made
        self.socket.hello()
        self._take_snapshot()

    def _take_snapshot(self) -> None:
        for item in self.get("/api/snapshot")["objects"]:
            self._apply(item)

    # ---- writing

    def post(self, path: str, *, method: str = "POST", **body: Any) -> dict[str, Any]:
        """One command; answers the envelope, also of a refusal."""
        answer = self.http.request(method, path, json=body, headers={"Idempotency-Key": str(uuid7())})
        return dict(answer.json())

    def get(self, path: str) -> Any:
        """One question."""
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def done(self, path: str, **body: Any) -> dict[str, Any]:
        """One command that must be applied; answers the object."""
        answer = self.post(path, **body)
        assert answer.get("outcome") == "applied", answer
        return dict(answer["object"] or {})

    # ---- hearing

    def until(self, holds: Callable[[], Any], what: str = "") -> Any:
        """Take frames until it is so; fails after a while."""
        end = time.monotonic() + PATIENCE_S
        while not (found := holds()):
            assert time.monotonic() < end, f"{self.user.short_name} never saw it: {what}"
            with suppress(TimeoutError):
                for item in self.socket.frame(1.0)["items"]:
                    self._apply(item)
        return found

    def _apply(self, item: dict[str, Any]) -> None:
        key = (item["kind"], item["id"])
        if item["object"] is None:
            self.held.pop(key, None)
            self.gone.add(key)
        else:
            self.held[key] = item["object"]
            self.gone.discard(key)
        if alert := item.get("alert"):
            self.alerts.append((alert["event"], item["id"]))
            self._unsaid.append(alert["delivery"])

    def see(self, kind: str, object_id: Any, **wanted: Any) -> dict[str, Any]:
        """Wait until this object is held with these values."""

        def is_so() -> dict[str, Any] | None:
            held = self.held.get((kind, str(object_id)))
            return held if held and wanted.items() <= held.items() else None

        return dict(self.until(is_so, f"{kind} {json.dumps(wanted)}"))

    def lose(self, kind: str, object_id: Any) -> None:
        """Wait until this object has left the screen."""
        self.until(lambda: (kind, str(object_id)) in self.gone, f"{kind} leaving")

    def alarm(self, event: str, object_id: Any) -> None:
        """Wait for this alert about this object."""
        self.until(lambda: (event, str(object_id)) in self.alerts, f"alert {event}")

    def acknowledge(self, *, seen: bool = False) -> None:
        """Say on the socket that the alerts so far are stored, or were in front of somebody's eyes."""
        ids = list(self._unsaid)
        self.socket.say(type="ack", cursors=self.socket.cursors, received=ids, seen=ids if seen else [])

    def response(self, assignment_id: Any, of: User) -> dict[str, Any]:
        """How far the order has got with one person, as this screen shows it."""
        held = self.held.get(("assignment", str(assignment_id)), {"responses": []})
        nothing = {"received_at": None, "seen_at": None, "answer": ""}
        return dict(next((each for each in held["responses"] if each["user"] == str(of.id)), nothing))
