"""What another version of the rules would have given to calls that were decided by people. Nothing is written."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.incidents.models import Answer, Incident, LevelDecision
from apps.incidents.triage.evaluate import evaluate, reach
from apps.incidents.triage.shape import Answer as Said
from apps.incidents.triage.shape import Ems, Matrix

CALLS: Final = 200
"""How many of the last decided calls are tried: screen z7's figure."""
_BY_HAND: Final = (LevelDecision.Kind.OVERRIDE, LevelDecision.Kind.REDECIDED)


@dataclass(frozen=True)
class Moved:
    """One call that would get another level, and the level that a person stood by."""

    number: int
    at: datetime
    before: int
    after: int
    stood_by: int | None
    by_hand: bool


@dataclass(frozen=True)
class Shadow:
    """What became of all of them: `table[before][after]` counts calls, `ambulances` those that newly need one."""

    calls: int
    table: dict[int, dict[int, int]]
    moved: list[Moved]
    ups: int
    downs: int
    ambulances: int
    by_rule: dict[str, tuple[int, int]]
    police_more: int
    safety_downs: int

    @property
    def raised_that_go_down(self) -> list[Moved]:
        """Calls that somebody raised by hand on the night, and that would now get less."""
        return [one for one in self.moved if one.by_hand and one.after < one.before]


def shadow(user: Any, before: Matrix, after: Matrix, calls: int = CALLS) -> Shadow:
    """Give the last decided calls of the person's programme their level by both versions. Two queries."""
    rows = list(
        Incident.objects.filter(programme_id=user.programme_id, decided_at__isnull=False)
        .exclude(source=Incident.Source.IMPORT)
        .order_by("-decided_at", "-id")[:calls]
    )
    answers = _answers([row.id for row in rows])
    by_hand = set(
        LevelDecision.objects.filter(incident__in=rows, kind__in=_BY_HAND).values_list("incident_id", flat=True)
    )
    safety = {item["code"] for item in before["items"] if item["kind"] in {"weapon", "violence"}}
    tally = _Tally(before, after, safety)
    for row in rows:
        tally.take(row, answers.get(row.id, {}), by_hand=row.id in by_hand)
    return tally.said(len(rows))


def _answers(ids: list[UUID]) -> dict[UUID, dict[str, Said]]:
    found: dict[UUID, dict[str, Said]] = defaultdict(dict)
    for incident_id, item, said in Answer.objects.filter(incident__in=ids).values_list(
        "incident_id", "item", "answer"
    ):
        found[incident_id][item] = Said(said)
    return found


class _Tally:
    def __init__(self, before: Matrix, after: Matrix, safety: set[str]) -> None:
        self.before, self.after, self.safety = before, after, safety
        self.table = {one: dict.fromkeys((1, 2, 3, 4), 0) for one in (1, 2, 3, 4)}
        self.moved: list[Moved] = []
        self.ambulances = self.police_more = self.safety_downs = 0
        self.by_rule: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def take(self, row: Incident, said: dict[str, Said], *, by_hand: bool) -> None:
        (old, old_ems), (new, new_ems) = reach(self.before, said), reach(self.after, said)
        self.table[old][new] += 1
        self.ambulances += new_ems == Ems.NEEDED != old_ems
        if old == new:
            return
        at = row.decided_at or row.opened_at
        self.moved.append(Moved(row.number, at, old, new, row.decided_level, by_hand))
        self.police_more += old < 3 <= new  # from level 3 on an officer goes: product's levels
        self.safety_downs += new < old and any(said.get(item) == Said.YES for item in self.safety)
        decided = {*evaluate(self.before, said).decided_by} ^ {*evaluate(self.after, said).decided_by}
        for code in decided:
            self.by_rule[code][new < old] += 1

    def said(self, calls: int) -> Shadow:
        ups = sum(one.after > one.before for one in self.moved)
        return Shadow(
            calls,
            self.table,
            self.moved,
            ups,
            len(self.moved) - ups,
            self.ambulances,
            {code: (up, down) for code, (up, down) in self.by_rule.items()},
            self.police_more,
            self.safety_downs,
        )
