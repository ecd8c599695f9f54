"""The places that are asked: clinicians ask for people whom they met, places answer late, say no, or stay silent.

Half of the answers come by the place's own road (a link, an own system), half are told by phone and logged by the
clinician. Whoever gets a date comes, or does not.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor
from apps.common.clock import now, stamp
from apps.common.errors import DomainError
from apps.directory.models import Organization, Service
from apps.outbox.commands import do
from apps.outbox.models import OpKey
from apps.referrals.actions import answers, coming
from apps.referrals.models import Disclosure, Need, Referral
from apps.referrals.transitions import LIVE, YES
from config.cast import CALDER, fixed_id
from config.simulator import figures
from config.simulator.client import Client
from config.simulator.desk import Town
from config.simulator.field import Phone
from config.simulator.plan import seconds

_NAMES = ("Lantern House", "Ferry Street Clinic", "Open Door Beds", "Alder Night Desk")
_WORDS = ("A bed tonight", "Somebody to talk to this week", "A night nurse", "Rest, two days away from home")
WHAT = ["name", "contact", "today"]


async def play(town: Town, phones: Sequence[Phone], care: Client, seed: int) -> None:
    """Until the day is over: whoever was met may need something."""
    chance = Random(f"{seed} places")  # noqa: S311  (a game)
    services = await _in_thread(directory)
    asked = set[str]()
    working: list[asyncio.Task[None]] = []
    while not town.is_closing:
        for phone in phones:
            for visit in [] if phone.place else phone.client.store.all_of("encounter"):
                if visit["id"] in asked or visit.get("contact") != "met":
                    continue
                asked.add(visit["id"])
                if chance.random() < figures.NEEDS:
                    own = Random(f"{seed} {len(asked)}")  # noqa: S311  (a game)
                    working.append(asyncio.create_task(_Care(town, phone, care, own).see(visit["id"], services)))
                    working[-1].add_done_callback(town.finished)
        await town.rest(60)
    await asyncio.gather(*working, return_exceptions=True)  # each has told of its own stumbling


def directory() -> list[str]:
    """The places of the city: those of the directory that take referrals, else some invented ones."""
    rows = Service.objects.filter(programme_id=CALDER.id, takes_referrals=True, is_sud=False)
    rows = rows.filter(status=Service.Status.ACTIVE, vanished_at__isnull=True).order_by("id")
    if rows.count() < len(_NAMES):
        programme = Programme.objects.get(id=CALDER.id)
        runs, _ = Organization.objects.get_or_create(
            id=fixed_id("simulated places"), defaults={"programme": programme, "name": "Simulated places"}
        )
        for name in _NAMES:
            fields: dict[str, Any] = {"programme": programme, "organization": runs, "name": name}
            Service.objects.get_or_create(id=fixed_id(f"place {name}"), defaults=fields)
    return [str(one) for one in rows.values_list("id", flat=True)[:40]]


class _Care:
    """One need, from the asking to whether it helped."""

    def __init__(self, town: Town, phone: Phone, care: Client, chance: Random) -> None:
        self.town, self.phone, self.care, self.chance = town, phone, care, chance
        self.need = ""

    async def see(self, visit: str, services: list[str]) -> None:
        """Ask up to three places, hear them, and see whether the person came."""
        chance, self.need = self.chance, str(uuid5(UUID(visit), "need"))
        places = chance.sample(services, min(len(services), chance.randrange(1, 4)))
        body: dict[str, Any] = {"id": self.need, "encounter": visit, "words": chance.choice(_WORDS), "what": WHAT}
        body |= {"urgency": "now", "basis": "treatment"}
        body["places"] = [{"referral": str(uuid5(UUID(self.need), one)), "service": one} for one in places]
        await self._write("/api/needs", body)
        self.town.note("needs")
        await asyncio.gather(*(self._hear(row["referral"]) for row in body["places"]))
        yes = next((row for row in self._rows() if row["status"] == "accepted"), None)
        if yes is not None:
            await self._come(str(yes["id"]))

    async def _write(self, path: str, body: dict[str, Any]) -> None:
        await self.phone.is_open.wait()
        self.phone.client.write(path, body)

    def _rows(self) -> list[dict[str, Any]]:
        shown = self.phone.client.store.get("need", self.need)
        rows: list[dict[str, Any]] = shown["referrals"] if shown else []
        return rows

    async def _hear(self, referral: str) -> None:
        """A place answers after a while, or never."""
        said = self.chance.choices(list(figures.PLACE_SAYS), weights=list(figures.PLACE_SAYS.values()))[0]
        by_itself = self.chance.random() < figures.BY_ITSELF
        await self.town.rest(seconds(self.chance, figures.PLACE_ANSWERS))
        if self.town.is_closing or said == "silent":
            return
        facts = {"code": self.chance.choice(("full", "age", "payer", "too_acute"))} if said == "decline" else {}
        body: dict[str, Any] = {"answer": said, "name": "Somebody at the desk", **facts}
        if by_itself:
            self.town.note(await _in_thread(by_place, answers.answer, UUID(referral), **body))
        elif any(row["id"] == referral and row["status"] == "sent" for row in self._rows()):
            await self._write(f"/api/referrals/{referral}/answer", body)
            self.town.note("answers logged")

    async def _come(self, referral: str) -> None:
        """A date, and whoever comes or does not."""
        at = stamp(now() + timedelta(minutes=5))
        await self._write(f"/api/referrals/{referral}/answer", {"answer": "schedule", "at": at})
        await self.town.rest(seconds(self.chance, figures.UNTIL_THE_DATE))
        if self.town.is_closing:
            return
        came = self.chance.random() < figures.SHOWS_UP
        await self._say_whether(referral, came)
        if not came:
            return
        await self._write(f"/api/referrals/{referral}/close", {"helped": self.chance.random() < figures.HELPED})

    async def _say_whether(self, referral: str, came: bool) -> None:
        """The case manager asks and logs it, as far as the person's case is theirs; else the place says it."""
        if self.chance.random() < figures.ASKED_BY_CARE and self.care.store.get("need", self.need):
            what = "attended" if came else "missed"
            status, _ = await self.care.order(f"/api/referrals/{referral}/{what}", {})
            self.town.note(f"cases: {what}" if status < 300 else "cases: refused")
            if status < 300:
                return
        action = coming.attended if came else coming.missed
        self.town.note(await _in_thread(by_place, action, UUID(referral)))


def by_place(action: Callable[..., Any], referral_id: UUID, **said: Any) -> str:
    """What a place says by its own road; answers what is counted."""
    try:
        do(action, by=system_actor(), referral_id=referral_id, **said)
    except DomainError as error:
        return f"places told: {error.code}"
    return f"places said: {said.get('answer', action.__name__)}"


async def _in_thread(work: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """The database's own work, on a connection of its own."""

    def inside() -> Any:
        try:
            return work(*arguments, **more)
        finally:
            connection.close()

    return await asyncio.to_thread(inside)


def held() -> list[str]:
    """Of all needs: at most one yes; an owner, and for what goes on a clock; whatever was told is accounted for."""
    rows = list(Referral.objects.select_related("need__owner"))
    yes = Counter(row.need_id for row in rows if row.status in YES)
    found = [f"need {one} has {count} places that said yes" for one, count in yes.items() if count > 1]
    found += [f"referral {row.id} is {row.status} without a clock" for row in rows if _is_adrift(row)]
    owners = Need.objects.filter(ended_at__isnull=True, owner__is_active=False).values_list("id", flat=True)
    found += [f"need {one} belongs to somebody who has left" for one in owners]
    told = set(Disclosure.objects.values_list("referral_id", flat=True))
    logged = OpKey.objects.filter(action="referral.answer", outcome=OpKey.Outcome.APPLIED, object_kind=Need.KIND)
    by_phone = logged.exclude(user_id=system_actor().id).values_list("object_id", flat=True)
    accounted = {row.need_id for row in rows if row.id in told}
    return found + [f"need {one}: a call with a place is not accounted for" for one in set(by_phone) - accounted]


def _is_adrift(row: Referral) -> bool:
    return row.status in LIVE and row.due_at is None
