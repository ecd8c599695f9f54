"""The whole city: calls come in, people work them, phones go dark; then everything is compared."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import connection

from apps.access.roles import CLINICAL
from apps.common.ids import uuid7
from apps.outbox.models import HandlerRun, Stream
from config.simulator import caring, crews, desk, doorstep, figures, places, roles
from config.simulator.client import Client
from config.simulator.crews import Crew
from config.simulator.desk import Case
from config.simulator.field import Phone
from config.simulator.plan import Call, Change, Plan
from config.simulator.tally import Tally

ENDING_S: Final = 120.0
"""Real seconds that what is under way may take once the day is over."""
QUIET_WITHIN_S: Final = 600.0
"""Real seconds in which the worker may catch up: a fast day leaves it far behind."""
QUIET_S: Final = 0.7
SHOWN_WITHIN_S: Final = 20.0
"""Real seconds in which a phone that is online has followed a changed role."""


class City:
    """Plays one plan. Real time with compressed waits: `speed` simulated seconds in each real one."""

    def __init__(
        self, url: str, plan: Plan, speed: float, count: int, say: Callable[[str], None] | None = None
    ) -> None:
        self.url, self.plan, self.speed, self._say = url, plan, speed, say
        self.run = uuid7()
        self.tally = Tally()
        self.persons, self.users, self.crews = crews.cast(count)
        self._canary, self.clinical = (f"{bird}-{self.run.hex[-8:]}" for bird in ("nightjar", "heron"))
        self._closing = asyncio.Event()
        self._began = time.monotonic()
        self._cases: dict[str, Case] = {}
        self._clients: dict[str, Client] = {}
        self._taken: list[tuple[str, Client]] = []
        self._phones: list[Phone] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # ---- what players ask of it

    @property
    def is_closing(self) -> bool:
        """Whether the day is over: what is under way is brought to its end without waiting."""
        return self._closing.is_set()

    async def rest(self, seconds: float) -> None:
        """So many seconds of the simulated day, or until it is over."""
        await asyncio.sleep(0)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds) / self.speed):
                await self._closing.wait()

    def note(self, what: str, seconds: float | None = None) -> None:
        """Count it; once the day is over times say nothing any more."""
        self.tally.counts[what] += 1
        if seconds is not None and not self.is_closing:
            self.tally.times[what].append(seconds)

    def clock(self) -> float:
        """Seconds of the simulated day."""
        return self.plan.begins + (time.monotonic() - self._began) * self.speed

    def finished(self, task: "asyncio.Task[None]") -> None:
        """A player who stumbles is a fault of the city or of the server, and is told at the end."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.tally.failed.append(f"a player stumbled: {error!r}")

    def time_of_day(self) -> str:
        """The same as a clock shows it."""
        return time.strftime("%H:%M", time.gmtime(self.clock() % 86_400))

    # ---- the day

    def play(self) -> Tally:
        """Everybody signs in, the day goes by, what is under way ends, everything becomes quiet."""
        asyncio.run(self._play())
        self.tally.take_stock(self._clients, self._taken, {key: user.id for key, user in self.users.items()})
        return self.tally

    async def _play(self) -> None:
        try:
            await self._come()
            self._began = time.monotonic()
            await self._day()
            await self._end()
        finally:
            for task in self._tasks:
                task.cancel()
            everyone = [*self._clients.values(), *(client for _, client in self._taken)]
            await asyncio.gather(*(client.go_dark() for client in everyone))

    async def _come(self) -> None:
        field_people = [key for crew in self.crews for key in crew.people]
        for key in (*crews.DISPATCHERS, *crews.TAKERS, crews.STRANGER, *crews.CARE, *field_people):
            self._clients[key] = self._client(key, "network")
        for client in self._clients.values():
            await client.sign_in()  # one after the other, as people come to work
        for client in self._clients.values():
            if not await client.until(lambda client=client: bool(client.store.epoch), ENDING_S):  # type: ignore[misc]
                raise RuntimeError("somebody's screen never filled")
        for crew in self.crews:
            await self._ride(crew)
            for place, key in enumerate(crew.people):
                chance = Random(f"{self.plan.seed} person {key}")  # noqa: S311  (a game)
                phone = Phone(self, self._clients[key], place, self._cases, chance)
                self._phones.append(phone)
                self._spawn(phone.ride())
                self._spawn(phone.decide())

    def _client(self, key: str, what: str) -> Client:
        """A device of this person's, not signed in yet."""
        person = self.persons[key]
        canaries = [] if key == crews.STRANGER else [self._canary]
        canaries += [] if person.role in CLINICAL else [self.clinical]
        chance = Random(f"{self.plan.seed} {what} {key}")  # noqa: S311  (a game)
        return Client(self.url, (person.email, person.password), chance, figures.LOST_ANSWERS, canaries)

    async def _ride(self, crew: Crew) -> None:
        """One starts the shift, the other confirms; who rides already goes on."""
        first, second = (self._clients[key] for key in crew.people)
        if not first.store.all_of("shift"):
            shifts = {"id": str(uuid5(self.run, f"{crew.team.id} 0")), "team": str(crew.team.id)}
            partner = {"partner": second.me["id"], "partner_shift_id": str(uuid5(self.run, f"{crew.team.id} 1"))}
            await first.order("/api/shifts", {**shifts, **partner})
        await second.until(lambda: bool(second.store.all_of("shift")), 10)
        for shift in second.store.all_of("shift"):
            if not shift["confirmed_at"]:
                await second.order(f"/api/shifts/{shift['id']}/confirm", {})

    async def _day(self) -> None:
        stranger = self._clients[crews.STRANGER]
        words = {"id": str(uuid5(self.run, "stranger")), "place": f"1 {self._canary} St", "words": self._canary}
        stranger.write("/api/incidents", words)
        for key, spells in self.plan.dark.items():
            self._spawn(self._darken(self._phone(key), spells))
        for own in self.plan.own:
            self._spawn(self._meet(own))
        befalls = [self._spawn(self._lose(change)) for change in self.plan.lost]
        befalls += [self._spawn(self._without_role(change)) for change in self.plan.roles]
        self._spawn(self._progress())
        befalls.append(self._spawn(places.play(self, self._phones, self._clients[crews.CARE[1]], self.plan.seed)))
        befalls.append(self._spawn(caring.play(self, self._managers(), self.plan.seed)))
        self._spawn(self._approve())
        working: list[asyncio.Task[None]] = []
        for call in self.plan.calls:
            await self.rest(call.at - self.clock())
            working += [self._spawn(work) for work in self._work(call)]
        await self.rest(self.plan.begins + self.plan.lasts - self.clock())
        self._closing.set()
        if ending := {*working, *befalls}:
            _, left = await asyncio.wait(ending, timeout=ENDING_S)
            self.tally.unfinished = len(left)

    async def _approve(self) -> None:
        """What clinicians write of what helps is looked at every now and then, by somebody else."""
        while not self.is_closing:
            await self.rest(figures.APPROVES.median)
            await doorstep.approve(self, self._clients[crews.SUPERVISOR])

    def _managers(self) -> list[Client]:
        """Who owns people after a visit."""
        return [self._clients[key] for key in crews.CARE]

    def _work(self, call: Call) -> Iterator[Coroutine[Any, Any, None]]:
        self.note("calls")
        case = self._case(call, f"call {call.number}")
        yield self._take_and_send(case)
        if call.twin:
            twin = self._case(replace(call, taker=1 - call.taker), f"twin {call.number}", case)
            yield self._take_and_link(twin)

    def _case(self, call: Call, what: str, twin_of: Case | None = None) -> Case:
        case = Case(call, uuid5(self.run, what), twin_of)
        self._cases[str(case.id)] = case
        self.tally.incidents.append(case.id)
        return case

    async def _take_and_send(self, case: Case) -> None:
        call, teams = case.call, [str(crew.team.id) for crew in self.crews]
        await desk.take(self, self._clients[crews.TAKERS[call.taker]], case)
        await desk.dispatch(self, self._clients[crews.DISPATCHERS[call.dispatcher]], case, teams)

    async def _take_and_link(self, case: Case) -> None:
        taker = self._clients[crews.TAKERS[case.call.taker]]
        await desk.take(self, taker, case)
        await desk.link(self, taker, case)
        if not case.is_over:  # the first one was closed or linked before: now this is a call of its own
            teams = [str(crew.team.id) for crew in self.crews]
            await desk.dispatch(self, self._clients[crews.DISPATCHERS[0]], case, teams)

    def _phone(self, key: str) -> Phone:
        return next(phone for phone in self._phones if phone.client is self._clients[key])

    async def _darken(self, phone: Phone, spells: Any) -> None:
        for spell in spells:
            await self.rest(spell.at - self.clock())
            if self.is_closing:
                return
            await phone.darken(spell)

    async def _lose(self, change: Change) -> None:
        """A phone is lost: the desk revokes it, and its person gets another one after a while."""
        await self.rest(change.at - self.clock())
        if self.is_closing:
            return
        phone, old = self._phone(change.who), self._clients[change.who]
        phone.lay_down()
        road = f"/api/devices/{old.device}/revoke"
        status, _ = await self._clients[crews.DISPATCHERS[0]].order(road, {"reason": "lost"})
        self._taken.append((change.who, old))
        self.note("phones revoked" if status < 300 else "not revoked")
        await self.rest(change.lasts)
        new = self._client(change.who, f"network since {change.at}")
        await new.sign_in()
        await new.until(lambda: bool(new.store.epoch), ENDING_S)
        self._clients[change.who] = new
        phone.take_up(new)

    async def _without_role(self, change: Change) -> None:
        """A role is taken and given again, as administration does; what it opened leaves the phone and comes back."""
        await self.rest(change.at - self.clock())
        if self.is_closing:
            return
        user_id = self.users[change.who].id
        membership = await _in_thread(roles.take, user_id)
        await self.rest(change.lasts / 2)
        client = self._clients[change.who]
        if client.online and not await client.until(lambda: not client.store.objects, SHOWN_WITHIN_S):
            self.tally.leaks += await _in_thread(roles.still_held, user_id, list(client.store.objects))
        await self.rest(change.lasts / 2)
        await _in_thread(roles.give, user_id, membership)
        self.note("roles changed")
        if client.online and not await client.until(lambda: bool(client.store.epoch), SHOWN_WITHIN_S):
            self.tally.failed.append(f"{change.who} was shown nothing again")

    async def _meet(self, own: Any) -> None:
        await self.rest(own.at - self.clock())
        if not self.is_closing:
            incident = uuid5(self.run, f"own {own.at}")
            crew = self.crews[own.team % len(self.crews)]
            await self._phone(crew.people[0]).meet(own, incident)
            await self._close_own(incident)

    async def _close_own(self, incident: UUID) -> None:
        """The board closes what a team has begun itself, once it is clear again."""
        board = self._clients[crews.DISPATCHERS[1]]
        if not await board.until(lambda: board.store.get("incident", incident), 60):
            return
        self.tally.incidents.append(incident)
        await board.until(lambda: _is_left(board, incident))
        await board.order(f"/api/incidents/{incident}/close", {"result": "seen"})

    # ---- the end of the day

    async def _end(self) -> None:
        for client in [*self._clients.values(), *(client for _, client in self._taken)]:
            client.come_back()
        await self._in_time(ENDING_S, "phones were still busy", self._sent())
        await self._in_time(ENDING_S, "the last incidents and shifts did not end", self._finished())
        await self._in_time(ENDING_S, "a revoked phone was never told", self._told())
        await self._in_time(QUIET_WITHIN_S, "the server was not done with its reactions", self._quiet())
        chance = Random(f"{self.plan.seed} care at the end")  # noqa: S311  (a game)
        await self._in_time(ENDING_S, "cases were still worked", caring.tend(self, self._managers(), chance))
        await self._in_time(QUIET_WITHIN_S, "the server was not done with the last of it", self._quiet())
        caught_up = asyncio.gather(*(client.catch_up() for client in self._clients.values()))
        await self._in_time(ENDING_S, "somebody's screen never caught up", _done(caught_up))

    async def _in_time(self, seconds: float, otherwise: str, work: Coroutine[Any, Any, None]) -> None:
        """Do this, or say at the end that it took longer than so many real seconds."""
        try:
            async with asyncio.timeout(seconds):
                await work
        except TimeoutError:
            self.tally.failed.append(otherwise)

    async def _sent(self) -> None:
        while any(phone.is_busy for phone in self._phones) or self._unsent():  # noqa: ASYNC110  (many)
            await asyncio.sleep(0.1)

    async def _finished(self) -> None:
        await self._close_open_own()
        await self._end_shifts()

    async def _told(self) -> None:
        for _, client in self._taken:
            await client.until(lambda client=client: client.is_revoked)  # type: ignore[misc]

    async def _quiet(self) -> None:
        """Until nothing is owed and nothing is published any more."""
        before: tuple[int, int] = (-1, -1)
        while (state := await _in_thread(_state)) != before or state[1]:
            before = state
            await asyncio.sleep(QUIET_S)

    def _unsent(self) -> bool:
        return any(client.outbox.waiting for client in self._clients.values())

    async def _close_open_own(self) -> None:
        board = self._clients[crews.DISPATCHERS[1]]
        for incident in self.tally.incidents:
            row = board.store.get("incident", incident)
            if row and row["status"] == "open" and row["source"] == "field":
                await board.until(lambda incident=incident: _is_left(board, incident), 10)  # type: ignore[misc]
                await board.order(f"/api/incidents/{incident}/close", {"result": "seen"})

    async def _end_shifts(self) -> None:
        """Those that began with this run end with it."""
        for crew in self.crews:
            for place, key in enumerate(crew.people):
                client, shift = self._clients[key], str(uuid5(self.run, f"{crew.team.id} {place}"))
                if client.store.get("shift", shift):
                    await client.ask(f"/api/shifts/{shift}/handover")
                    await client.order(f"/api/shifts/{shift}/end", {})

    # ---- words while it plays

    async def _progress(self) -> None:
        while not self.is_closing:
            await self.rest(600)
            counts, dark = self.tally.counts, sum(not phone.client.online for phone in self._phones)
            over = sum(case.is_over for case in self._cases.values())
            repeats = sum(client.outbox.repeats for client in self._clients.values())
            words = (
                f"{self.time_of_day()}  calls {counts['calls']:>3}  open {len(self._cases) - over:>2}"
                f"  sent {counts['sent']:>3}  phones dark {dark:>2}  repeats {repeats:>3}"
            )
            if self._say:
                self._say(words)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self.finished)
        return task


def _is_left(board: Client, incident: UUID) -> bool:
    """Whether no team is on it any more."""
    rows = [row for row in board.store.all_of("assignment") if row["incident"] == str(incident)]
    return bool(rows) and all(row["status"] in desk.OVER for row in rows)


async def _done(work: Awaitable[Any]) -> None:
    await work


async def _in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    """The database's own work, on a connection of its own."""

    def inside() -> Any:
        try:
            return work(*arguments)
        finally:
            connection.close()

    return await asyncio.to_thread(inside)


def _state() -> tuple[int, int]:
    """How much was ever published, and how many reactions are owed."""
    published = sum(Stream.objects.values_list("seq", flat=True))
    return published, HandlerRun.objects.filter(status=HandlerRun.Status.DUE).count()
