"""The people on the road: two phones of a team, each with its own outbox, that see only what reaches them."""

import asyncio
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from config.simulator import doorstep, figures
from config.simulator.client import Client
from config.simulator.desk import OVER, Case, Town
from config.simulator.faces import Met
from config.simulator.plan import Call, Dark, Own, seconds
from config.simulator.store import Op

WHOLE: Final[dict[str, Any]] = {
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

LOOKS_UP: Final = 45.0
"""Seconds from saying who it is to what the phone then shows of them."""
WAY: Final = ("assigned", "acknowledged", "en_route", "staged", "on_scene", "cleared")


class Phone:
    """One person with one phone."""

    def __init__(self, town: Town, client: Client, place: int, cases: dict[str, Case], chance: Random) -> None:
        self.town, self.client, self.place, self._cases = town, client, place, cases
        self.is_open = asyncio.Event()
        self.is_open.set()
        self._begun: set[str] = set()
        self._taps: dict[str, list[tuple[str, Op]]] = {}
        self._chance = chance
        self._working: set[asyncio.Task[None]] = set()

    async def ride(self) -> None:
        """Take up every assignment that comes, for as long as the city plays."""
        while True:
            await self.client.until(lambda: bool(self._new()), 2)  # meanwhile it may be another phone
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
        shown = self.client.store.get("incident", case.id) if case else None
        call = case.call if case else None
        slower = 1.0 if call is None or call.lead == self.place else 1.3
        began = self.town.clock()
        await self.town.rest(6 + 9 * self.place)
        await self.is_open.wait()
        if not await self._answer(one, call):
            return
        if case and shown and case.call.moves and case.call.lead == self.place:
            await self._correct(case, shown["version"])
        await self._way(one, call, slower, began)
        if row:
            await self._scene(one, str(row["incident"]), case, slower)

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

    async def _correct(self, case: Case, version: int) -> None:
        """The team heard of the other address, too, and writes it over what it was shown at the alarm."""
        await self.town.rest(case.call.travel / 2)
        await self.is_open.wait()
        body = {"place": f"{case.call.moves}, rear"}
        self.client.write(case.path, body, method="PATCH", base=version)

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
        if row is None or row["status"] in OVER:
            return False
        return bool(row.get("staged")) and not row.get("clear_at")

    async def _scene(self, one: str, incident: str, case: Case | None, slower: float) -> None:
        length = (case.call.scene if case else figures.ON_SCENE.median) * slower
        says = case.call.says if case and case.call.lead == self.place else ()
        for number, text in enumerate(says):
            await self.town.rest(length / (len(says) + 1))
            await self.is_open.wait()
            if case and self._status(one) != "over":
                body = {"id": str(uuid5(UUID(one), f"says {number}")), "text": f"{self.town.time_of_day()} {text}"}
                self.client.write(f"{case.path}/remarks", body)
        await self.town.rest(length / (len(says) + 1))
        await self._visit(one, incident, case.call.met if case else None)
        await self._tap(one, "cleared")

    def _was_there(self, one: str) -> bool:
        row = self._row(one)
        return row is not None and bool({self._status(one), row["status"]} & {"on_scene", "cleared"})

    async def _visit(self, one: str, incident: str, met: Met | None) -> None:
        """Each writes his own part of the visit before they leave: the clinician and the officer, at one time."""
        await self.is_open.wait()
        if not self._was_there(one):
            return
        if self.place:
            doorstep.read_card(self.town, self.client, incident)
            self.client.write(f"/api/encounters/{one}/officer", {"force": "none"})
        elif met is None or int(UUID(one)) % 100 >= figures.CONTACT * 100:
            self._sign(one, {"contact": "no_contact"} if met else WHOLE)
        else:
            person = doorstep.person_of(self.client, incident)
            if self._status(one) == "on_scene":  # once the other has cleared the team nobody is asked any more
                person = await doorstep.find_out(self.town, self.client, one, incident, met)
            await self.town.rest(LOOKS_UP)
            await self.is_open.wait()
            is_planned = doorstep.read_card(self.town, self.client, incident)
            doorstep.write_forms(self.town, self.client, one, person, met)
            if not is_planned:
                doorstep.plan_ahead(self.town, self.client, one, person, met)
            self._sign(one, WHOLE | {"note": f"{WHOLE['note']} {self.town.clinical}"})

    def _sign(self, one: str, written: dict[str, Any]) -> None:
        self.client.write(f"/api/encounters/{one}", written, method="PATCH")
        self.client.write(f"/api/encounters/{one}/sign", {})
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
        client = self.client  # another one may have its place when the signal is back
        client.spells += 1
        if spell.killed:
            self.is_open.clear()
        await client.go_dark()
        await self.town.rest(spell.lasts)
        client.come_back()
        if client is self.client:
            self.is_open.set()

    def lay_down(self) -> None:
        """The phone is lost: nothing is tapped until there is another one."""
        self.is_open.clear()

    def take_up(self, client: Client) -> None:
        """Another phone of the same person. What was tapped on the old one counts as far as the server has it."""
        self.client, self._taps = client, {}
        self.is_open.set()

    # ---- what did not go in

    async def decide(self) -> None:
        """Look at what needs this person, after a while, and keep one's own words or what is there now."""
        while True:
            await self.client.until(lambda: bool(self.client.outbox.undecided), 2)
            client = self.client
            if client.outbox.undecided and not client.is_revoked:
                await self.town.rest(seconds(self._chance, figures.THINKS))
                self._decide_all(client)

    def _decide_all(self, client: Client) -> None:
        superseding = {new.key for _, _, new in client.outbox.decisions}
        for op in list(client.outbox.undecided):
            # Only words can be said once more; a tap that came too late, and what was refused twice, is let be.
            is_mine = op.method == "PATCH" and op.key not in superseding
            how = "mine" if is_mine and self._chance.random() < figures.KEEPS_OWN else "theirs"
            client.decide(op, how)
            self.town.note(f"decided: {how}")
