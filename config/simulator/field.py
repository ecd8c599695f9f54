"""The people on the road: two phones of a team, each with its own outbox, that see only what reaches them."""

import asyncio
from typing import Any, Final
from uuid import UUID, uuid5

from config.simulator import figures
from config.simulator.client import Client
from config.simulator.desk import OVER, Case, Town
from config.simulator.plan import Call, Dark, Own
from config.simulator.store import Op

WHOLE: Final = {
    "contact": "met",
    "reasons": ["thoughts"],
    "observed": ["no_sleep"],
    "judgement": "guarded",
    "disposition": "home_plan",
    "decided_by": "person",
    "least_restrictive": "chosen",
    "helped": ["space"],
    "note": "Sat with us until it was quieter.",
}
"""A visit that ended at home, as a clinician writes it."""

WAY: Final = ("assigned", "acknowledged", "en_route", "staged", "on_scene", "cleared")


class Phone:
    """One person with one phone."""

    def __init__(self, town: Town, client: Client, place: int, cases: dict[str, Case]) -> None:
        self.town, self.client, self.place, self._cases = town, client, place, cases
        self.is_open = asyncio.Event()
        self.is_open.set()
        self._begun: set[str] = set()
        self._taps: dict[str, list[tuple[str, Op]]] = {}
        self._working: set[asyncio.Task[None]] = set()

    async def ride(self) -> None:
        """Take up every assignment that comes, for as long as the city plays."""
        while True:
            await self.client.until(lambda: bool(self._new()))
            for row in self._new():
                self._begun.add(row["id"])
                task = asyncio.create_task(self._work(row["id"]))
                self._working.add(task)
                task.add_done_callback(self._working.discard)
                task.add_done_callback(self.town.finished)

    def _new(self) -> list[dict[str, Any]]:
        rows = self.client.store.all_of("assignment")
        return [row for row in rows if row["status"] not in OVER and row["id"] not in self._begun]

    @property
    def is_busy(self) -> bool:
        """Whether it still works on something, or has not sent everything."""
        return bool(self._working or self.client.outbox.waiting)

    # ---- what this person sees, with what they have tapped themselves

    def _row(self, one: str) -> dict[str, Any] | None:
        return self.client.store.get("assignment", one)

    def _status(self, one: str) -> str:
        row = self._row(one)
        if row is None or row["status"] in OVER:
            return "over"
        refused = self.client.outbox.undecided
        tapped = [to for to, op in self._taps.get(one, []) if op not in refused]
        return max([str(row["status"]), *tapped], key=WAY.index)

    def _is_before(self, one: str, status: str) -> bool:
        there = self._status(one)
        return there != "over" and WAY.index(there) < WAY.index(status)

    async def _tap(self, one: str, to: str) -> None:
        await self.is_open.wait()
        if self._is_before(one, to):
            op = self.client.write(f"/api/assignments/{one}/status", {"to": to})
            self._taps.setdefault(one, []).append((to, op))
            self.town.note("taps")

    # ---- an assignment, from the alarm to clear

    async def _work(self, one: str) -> None:
        row = self._row(one)
        case = self._cases.get(str(row["incident"])) if row else None
        call = case.call if case else None
        slower = 1.0 if call is None or call.lead == self.place else 1.3
        began = self.town.clock()
        await self.town.rest(6 + 9 * self.place)
        await self.is_open.wait()
        if not await self._answer(one, call):
            return
        await self._way(one, call, slower, began)
        await self._scene(one, case, slower)

    async def _answer(self, one: str, call: Call | None) -> bool:
        """Got it, or I can't; answers whether this person goes."""
        row = self._row(one)
        if row is None or row["status"] in OVER:
            return False
        if row["self_started"]:
            return True
        if call is not None and call.declines == self.place:
            self.client.write(f"/api/assignments/{one}/decline", {"reason": "know_person"})
            self.town.note("declined")
            return False
        self.client.write(f"/api/assignments/{one}/accept", {})
        return True

    async def _way(self, one: str, call: Call | None, slower: float, began: float) -> None:
        await self.town.rest((call.turnout if call else figures.TURNOUT.median) * slower)
        if self._is_before(one, "en_route"):
            await self._tap(one, "en_route")
            self.town.note("to en route", self.town.clock() - began)
        await self.town.rest((call.travel if call else figures.TRAVEL.median) * slower)
        if self._must_hold(one):
            await self._tap(one, "staged")
            # Nobody of the city clears a team that somebody else has sent: at the end of the day it goes home.
            while self._must_hold(one) and not (call is None and self.town.is_closing):
                await self.client.until(lambda: not self._must_hold(one), 2)
        if not self._must_hold(one) and self._is_before(one, "on_scene"):
            await self._tap(one, "on_scene")
            self.town.note("to on scene", self.town.clock() - began)

    def _must_hold(self, one: str) -> bool:
        row = self._row(one)
        return row is not None and row["status"] not in OVER and row["staged"] and not row["clear_at"]

    async def _scene(self, one: str, case: Case | None, slower: float) -> None:
        length = (case.call.scene if case else figures.ON_SCENE.median) * slower
        says = case.call.says if case and case.call.lead == self.place else ()
        for number, text in enumerate(says):
            await self.town.rest(length / (len(says) + 1))
            await self.is_open.wait()
            if case and self._status(one) != "over":
                body = {"id": str(uuid5(UUID(one), f"says {number}")), "text": f"{self.town.time_of_day()} {text}"}
                self.client.write(f"{case.path}/remarks", body)
        await self.town.rest(length / (len(says) + 1))
        await self._visit(one)
        await self._tap(one, "cleared")

    async def _visit(self, one: str) -> None:
        """Each writes his own part of the visit before they leave: the clinician and the officer, at one time."""
        await self.is_open.wait()
        row = self._row(one)
        if row is None or not {self._status(one), row["status"]} & {"on_scene", "cleared"}:
            return
        road = f"/api/encounters/{one}"
        if self.place:
            self.client.write(f"{road}/officer", {"force": "none"})
        else:
            is_met = int(UUID(one)) % 100 < figures.CONTACT * 100
            self.client.write(road, WHOLE if is_met else {"contact": "no_contact"}, method="PATCH")
            self.client.write(f"{road}/sign", {})
            self.town.note("visits")

    # ---- what befalls a phone

    async def meet(self, own: Own, incident: UUID) -> None:
        """Begin an incident in the field, if this person knows of nothing else."""
        await self.is_open.wait()
        if any(row["status"] not in OVER for row in self.client.store.all_of("assignment")):
            self.town.note("walked past")
            return
        ids = {"id": str(uuid5(incident, "assignment")), "incident": str(incident)}
        self.client.write("/api/assignments/own", {**ids, "place": own.place, "status": "on_scene"})
        self.town.note("started in the field")

    async def darken(self, spell: Dark) -> None:
        """No signal for a while; perhaps the app is killed, too. Taps go on in the outbox, with their true time."""
        self.client.spells += 1
        if spell.killed:
            self.is_open.clear()
        await self.client.go_dark()
        await self.town.rest(spell.lasts)
        self.client.come_back()
        self.is_open.set()
