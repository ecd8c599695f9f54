"""A tiny kind of object for tests of delivery: it exists in this process only, and may be hidden from somebody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import pytest

from apps.common.ids import uuid7
from apps.outbox import projections
from apps.outbox.commands import Answer, do, run
from apps.outbox.publish import publish


@dataclass
class Probe:
    """What an event is about."""

    KIND: ClassVar[str] = "probe"

    id: UUID = field(default_factory=uuid7)
    version: int = 1


@dataclass(frozen=True)
class ProbeMoved:
    """Its event."""

    id: UUID


@dataclass
class Probes:
    """What viewers see: every probe with its text, but for those hidden from them."""

    texts: dict[UUID, str] = field(default_factory=dict)
    hidden: set[tuple[UUID, UUID]] = field(default_factory=set)

    def as_seen_by(self, user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        """The projection."""
        return {
            one: {"id": str(one), "version": 1, "text": self.texts.get(one, "")}
            for one in ids
            if (user.id, one) not in self.hidden
        }

    def tell(
        self, by: Any, to: Sequence[str] = (), alert: Sequence[UUID] = (), echo: str = "", about: Probe | None = None
    ) -> Probe:
        """One committed change of a probe, published to these streams."""
        probe = about or Probe()
        do(move, by=by, probe=probe, to=to, alert=alert, echo=echo)
        return probe


def move(*, by: Any, probe: Probe, to: Sequence[str] = (), alert: Sequence[UUID] = (), echo: str = "") -> Probe:
    """A command without rules."""
    publish(ProbeMoved(probe.id), about=probe, to=to, alert=alert, echo=echo)
    return probe


def run_move(by: Any, **more: Any) -> Answer:
    """The same through the runner, with its answer."""
    return run(move, by=by, key=uuid7(), probe=Probe(), **more)


@pytest.fixture
def probes(monkeypatch: pytest.MonkeyPatch) -> Probes:
    """Probes that can be seen for the time of one test."""
    made = Probes()
    monkeypatch.setattr(projections, "_projections", {**projections._projections, Probe.KIND: made.as_seen_by})
    return made
