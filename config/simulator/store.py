"""What a client keeps on its disk: objects with cursors, and an outbox. No network, no clock; the app's own rules.

The rules are those of frontend/src/store and frontend/src/sync/verdict.ts, written once more so that the server is
tried by a second implementation of them. Everything here survives a killed client.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

Key = tuple[str, str]
"""(kind, id)"""

DONE: Final = frozenset({"applied", "already_applied", "merged"})
SETTLE: Final = "/api/ops/settle"
"""Where it is said that what is there now stands."""


@dataclass
class Store:
    """Objects as they were last shown to this person, and how far each stream is kept."""

    objects: dict[Key, dict[str, Any]] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    epoch: str = ""
    access: int = 0
    """The `access_version` under which the objects were shown."""
    receipts: list[str] = field(default_factory=list)
    """Alerts that are stored and not yet acknowledged."""
    alerts: list[tuple[str, str]] = field(default_factory=list)
    """(event, object) of every alert, once."""
    ever: set[Key] = field(default_factory=set)
    """Whatever was shown at any time, for the checks at the end."""
    fields: dict[str, set[str]] = field(default_factory=dict)
    """Names of fields that were shown at any time, by kind."""
    _alarmed: set[str] = field(default_factory=set)

    def take_frame(self, frame: Mapping[str, Any]) -> bool:
        """Apply what follows on from what is known, drop what is known; False when something is missing between."""
        last = self.cursors.get(frame["stream"], 0)
        if frame["to"] <= last:
            return True
        if frame["from"] > last + 1:
            return False
        for item in frame["items"]:
            self.put(item)
        self.cursors[frame["stream"]] = frame["to"]
        return True

    def take_snapshot(self, snapshot: Mapping[str, Any], access: int) -> None:
        """Replace the scope: what the snapshot does not hold has left this person's view."""
        self.objects = {}
        for item in snapshot["objects"]:
            self.put(item)
        self.cursors, self.epoch, self.access = dict(snapshot["cursors"]), snapshot["epoch"], access

    def put(self, item: Mapping[str, Any]) -> None:
        """One object, or its tombstone. What is said about an incident leaves together with it."""
        key, shown = (item["kind"], item["id"]), item["object"]
        if shown is None:
            self.objects.pop(key, None)
            if item["kind"] == "incident":
                self.objects = {
                    (kind, one): held
                    for (kind, one), held in self.objects.items()
                    if kind != "entry" or held["incident"] != key[1]
                }
        else:
            self.ever.add(key)
            self.fields.setdefault(item["kind"], set()).update(shown)
            held = self.objects.get(key)
            if held is None or shown["version"] >= held["version"]:
                self.objects[key] = shown
        if alert := item.get("alert"):
            self.receipts.append(alert["delivery"])
            if alert["delivery"] not in self._alarmed:
                self._alarmed.add(alert["delivery"])
                self.alerts.append((alert["event"], item["id"]))

    def wipe(self) -> None:
        """Signed out or revoked: what the server can give again goes."""
        self.objects, self.cursors, self.epoch, self.receipts = {}, {}, "", []

    def all_of(self, kind: str) -> list[dict[str, Any]]:
        """Everything held of one kind."""
        return [shown for (of_kind, _), shown in self.objects.items() if of_kind == kind]

    def get(self, kind: str, object_id: Any) -> dict[str, Any] | None:
        """One object, or None when it is not held."""
        return self.objects.get((kind, str(object_id)))


@dataclass
class Op:
    """One write, as it is sent: byte for byte the same at every try."""

    key: str
    number: int
    path: str
    raw: bytes
    occurred_at: str
    method: str = "POST"
    base: int | None = None
    supersedes: str | None = None
    """The key of the earlier write that a person has decided by this one."""
    tries: int = 0
    outcomes: list[str] = field(default_factory=list)

    @property
    def body(self) -> dict[str, Any]:
        """What it says."""
        said: dict[str, Any] = json.loads(self.raw)
        return said

    def headers(self, device: UUID | str) -> dict[str, str]:
        """What goes with it."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": self.key,
            "X-Device": str(device),
            "X-Occurred-At": self.occurred_at,
            "X-Op-Number": str(self.number),
        }
        headers |= {} if self.base is None else {"If-Match": str(self.base)}
        return headers | ({} if self.supersedes is None else {"X-Supersedes": self.supersedes})


@dataclass
class Outbox:
    """Writes without a final answer, oldest first; and what became of the others."""

    waiting: list[Op] = field(default_factory=list)
    done: list[Op] = field(default_factory=list)
    undecided: list[Op] = field(default_factory=list)
    """Refused or in conflict: a person has to decide."""
    decisions: list[tuple[Op, str, Op]] = field(default_factory=list)
    """(write, "mine" or "theirs", the write that says so): what a person has decided."""
    erased: list[Op] = field(default_factory=list)
    """What was never sent when the phone was taken away."""
    highest: int = 0

    def add(
        self, key: UUID | str, path: str, body: Mapping[str, Any], occurred_at: str, *, method: str = "POST",
        base: int | None = None, supersedes: str | None = None,
    ) -> Op:  # fmt: skip
        """Keep one write."""
        self.highest += 1
        raw = json.dumps(body, separators=(",", ":")).encode()
        op = Op(str(key), self.highest, path, raw, occurred_at, method, base, supersedes)
        self.waiting.append(op)
        return op

    def settle(self, op: Op, status: int, answer: Any) -> str:
        """What an answer means: "done", "person", "signed_out" or "again". Nothing here means "drop it"."""
        outcome = answer.get("outcome", "") if isinstance(answer, dict) else ""
        if status == 401:
            return "signed_out"
        if status in (408, 429) or status >= 500 or 300 <= status < 400:
            return "again"
        op.outcomes.append(outcome or str(status))
        if op not in self.waiting:  # its twin was faster
            return "done"
        self.waiting.remove(op)
        if (status < 300 and (outcome in DONE or status == 204)) or op.path == SETTLE:
            self.done.append(op)
            return "done"
        self.undecided.append(op)
        return "person"

    def decide(self, op: Op, how: str, key: UUID | str, occurred_at: str, base: int | None) -> Op:
        """A person's word about a write that did not go in: once more on what is shown now, or the other stands."""
        if how == "mine":
            new = self.add(key, op.path, op.body, occurred_at, method=op.method, base=base, supersedes=op.key)
        else:
            new = self.add(key, SETTLE, {"supersedes": op.key, "decision": how}, occurred_at)
        self.undecided.remove(op)
        self.decisions.append((op, how, new))
        return new

    def erase(self) -> None:
        """The phone was taken away: what it had not sent is gone with it."""
        self.erased, self.waiting = [*self.erased, *self.waiting], []

    @property
    def repeats(self) -> int:
        """How often a write was sent once more."""
        return sum(max(0, op.tries - 1) for op in self.all())

    def all(self) -> Sequence[Op]:
        """Every write there ever was."""
        return [*self.done, *(op for op, _, _ in self.decisions), *self.undecided, *self.waiting]
