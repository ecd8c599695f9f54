"""What is counted of a day, and what each device keeps at its end."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from config.simulator import crews
from config.simulator.client import Client
from config.simulator.invariants import Kept, Lost


@dataclass
class Tally:
    """What happened, for the table and the checks."""

    counts: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kept: list[Kept] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    incidents: list[UUID] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    unfinished: int = 0
    since: datetime = field(default_factory=now)

    def take_stock(
        self, clients: Mapping[str, Client], taken: Sequence[tuple[str, Client]], ids: Mapping[str, UUID]
    ) -> None:
        """What every device keeps, those in use and those that were lost; by the keys of their people."""
        board = clients[crews.DISPATCHERS[0]]
        for incident in self.incidents:
            row = board.store.get("incident", incident)
            self.levels[str(row["level"] if row else "?")] += 1
        for key, client in clients.items():
            self.kept.append(Kept(User.objects.get(id=ids[key]), client.store, client.outbox))
            self._count(client)
            if key not in (*crews.DISPATCHERS, *crews.TAKERS):  # a board is told at once, and decides at once
                self.counts["left to a person"] += len(client.outbox.undecided)
            self.leaks += [f"{key} was sent words that are not for them: {word}" for word in client.leaks]
        for key, client in taken:
            user = User.objects.get(id=ids[key])
            self._count(client)
            self.lost.append(Lost(user, client.device, client.store, client.outbox, client.heard))

    def _count(self, client: Client) -> None:
        self.counts["dark spells"] += client.spells
        self.counts["repeats"] += client.outbox.repeats
