"""The people in the dispatch centre: who types a call, and who sends, diverts, takes back and closes."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from uuid import UUID, uuid5

from config.simulator import figures
from config.simulator.client import Client
from config.simulator.plan import Call

OVER = ("cleared", "cancelled", "diverted")


class Town(Protocol):
    """What players need of the city: its time, its counts and its noise."""

    run: UUID
    clinical: str
    """A word that stands in every clinical text, and may reach no officer and no desk."""

    @property
    def is_closing(self) -> bool:
        """Whether the day is over."""

    async def rest(self, seconds: float) -> None:
        """So many seconds of the simulated day."""

    def note(self, what: str, seconds: float | None = None) -> None:
        """Count something for the table at the end."""

    def finished(self, task: "asyncio.Task[None]") -> None:
        """Tell of a player who stumbled."""

    def clock(self) -> float:
        """Seconds of the simulated day."""

    def time_of_day(self) -> str:
        """The same as a clock shows it."""


@dataclass
class Case:
    """A call on its way through the city."""

    call: Call
    id: UUID
    twin_of: "Case | None" = None
    assignments: list[str] = field(default_factory=list)
    is_over: bool = False

    @property
    def path(self) -> str:
        """Where its commands go."""
        return f"/api/incidents/{self.id}"


async def take(town: Town, desk: Client, case: Case) -> None:
    """Type a call as it is told: every word is saved as it is typed."""
    call, typed = case.call, dict(case.call.fields)
    place, words = typed.pop("place"), typed.pop("words")
    desk.write("/api/incidents", {"id": str(case.id), "place": place[: len(place) // 2]})
    await town.rest(call.typing / 4)
    desk.write(case.path, {"place": place}, method="PATCH")
    await town.rest(call.typing / 4)
    desk.write(case.path, {**typed, "words": words[: len(words) // 2]}, method="PATCH")
    await town.rest(call.typing / 4)
    desk.write(case.path, {"words": words}, method="PATCH")
    desk.write(f"{case.path}/answers", {"answers": call.answers})
    await town.rest(call.typing / 4)
    await desk.order(f"{case.path}/decide", {})
    town.note("taken", call.typing)


async def link(town: Town, desk: Client, case: Case) -> None:
    """The same call told twice: linked to the first one, and closed by that."""
    if case.twin_of is None:
        return
    first = case.twin_of
    await town.rest(case.call.dispatch)
    status, _ = await desk.order(f"{case.path}/duplicate", {"of": str(first.id)})
    town.note("duplicates" if status < 300 else "not linked")
    if status < 300:
        case.is_over = True


async def dispatch(town: Town, board: Client, case: Case, teams: list[str]) -> None:
    """Send a team until one has been there, then close; everything by what the board shows."""
    call = case.call
    await town.rest(call.dispatch)
    while not case.is_over:
        shown = board.store.get("incident", case.id)
        if shown is not None and shown["status"] != "open":
            return
        if _needs_nobody(shown):
            await town.rest(figures.BY_PHONE.median)
            await _close(town, board, case, "by_phone")
            return
        one = await _send(town, board, case, teams)
        if one is None:
            await town.rest(20)
            continue
        await _follow(town, board, case, one)
        if await _ended(board, one) == "cleared":
            await _close(town, board, case, "seen" if call.result == "cancelled" else call.result)
        elif call.result == "cancelled":
            await _close(town, board, case, "cancelled")


def _needs_nobody(shown: dict[str, Any] | None) -> bool:
    return shown is not None and shown.get("level") == 1


async def _send(town: Town, board: Client, case: Case, teams: list[str]) -> str | None:
    """Send the first free team, of the same area if there is one; answers the assignment."""
    shown = board.store.get("incident", case.id) or {}
    free = [team for team in _teams(board, teams) if not team.get("assignment") and team["status"] == "available"]
    free.sort(key=lambda team: team["area"] != shown.get("area"))
    if free:
        body = {"team": free[0]["id"], "incident": str(case.id)}
        return await _try(town, board, case, "/api/assignments", body)
    lesser = _lesser(board, shown, teams)
    if lesser is None:
        return None
    town.note("diverted")
    return await _try(town, board, case, f"/api/assignments/{lesser}/divert", {"incident": str(case.id)})


async def _try(town: Town, board: Client, case: Case, path: str, body: dict[str, Any]) -> str | None:
    one = str(uuid5(case.id, f"assignment {len(case.assignments)} {path}"))
    case.assignments.append(one)
    status, answer = await board.order(path, {"id": one, "sends_police": True, **body})
    if status < 300:
        town.note("sent")
        return one
    town.note(f"not sent: {answer.get('code')}")
    return None


def _teams(board: Client, teams: list[str]) -> list[dict[str, Any]]:
    return [team for team in board.store.all_of("team") if team["id"] in teams]


def _lesser(board: Client, shown: dict[str, Any], teams: list[str]) -> str | None:
    """An assignment on its way to a call of a lower level, when this one is at least a level 3."""
    level = shown.get("level") or 0
    for row in board.store.all_of("assignment"):
        on_its_way = row["status"] in ("assigned", "acknowledged", "en_route") and row["team"] in teams
        if level >= 3 and on_its_way and (row["level"] or level) < level - 1:
            return str(row["id"])
    return None


async def _follow(town: Town, board: Client, case: Case, one: str) -> None:
    """What the dispatcher does while the team is on its way."""
    call = case.call
    if call.asks:
        await town.rest(call.travel / 4)
        body = {"id": str(uuid5(case.id, f"asks {one}")), "text": f"{town.time_of_day()} {call.asks}"}
        board.write(f"{case.path}/remarks", body)
    if call.moves and case.assignments.index(one) == 0:
        await town.rest(call.travel / 4)
        board.write(case.path, {"place": call.moves}, method="PATCH")
    if call.rises and case.assignments.index(one) == 0:
        await town.rest(call.travel / 4)
        await board.order(f"{case.path}/level", {"level": 4, "reason": "a knife is in hand now"})
        town.note("raised to 4")
    if call.result == "cancelled":
        await town.rest(call.travel / 2)
        if _is_going(board, one):
            await board.order(f"/api/assignments/{one}/cancel", {"reason": "caller says it is over"})
            town.note("taken back")
    await _let_approach(town, board, one)


def _is_going(board: Client, one: str) -> bool:
    row = board.store.get("assignment", one)
    return row is not None and row["status"] in ("assigned", "acknowledged", "en_route", "staged")


async def _let_approach(town: Town, board: Client, one: str) -> None:
    """A team that stages is cleared to approach after a while; until it is over.

    When the day ends and a team is stuck, the dispatcher asks by radio and sets the status.
    """
    stuck = 0
    while (row := board.store.get("assignment", one)) is not None and row["status"] not in OVER:
        if row.get("staged") and not row.get("clear_at") and row["status"] == "staged":
            await town.rest(180)
            await board.order(f"/api/assignments/{one}/clear", {})
            town.note("cleared to approach")
        before = (row["status"], row.get("staged"), row.get("clear_at"))
        moved = await board.until(partial(_is_otherwise, board, one, before), 5)
        stuck = stuck + 1 if town.is_closing and not moved else 0
        if stuck > 2:
            await board.order(f"/api/assignments/{one}/correct", {"to": "cleared", "reason": "told by radio"})
            town.note("set by radio")


def _is_otherwise(board: Client, one: str, before: tuple[Any, ...]) -> bool:
    row = board.store.get("assignment", one)
    return row is None or (row["status"], row.get("staged"), row.get("clear_at")) != before


async def _ended(board: Client, one: str) -> str:
    row = board.store.get("assignment", one)
    return "" if row is None else str(row["status"])


async def _close(town: Town, board: Client, case: Case, result: str) -> None:
    status, answer = await board.order(f"{case.path}/close", {"result": result, "words": ""})
    if status < 300:
        case.is_over = True
        town.note(f"closed: {result}")
    elif answer.get("code") == "illegal_transition":  # somebody closed it before
        case.is_over = True
    else:
        await town.rest(30)
