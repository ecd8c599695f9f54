"""What can happen in one step of the model, and what must hold after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from apps.accounts import actions as accounts
from apps.accounts.models import Membership, User
from apps.common.ids import uuid7
from apps.incidents.models import Incident
from apps.outbox import projections
from apps.outbox.commands import do
from apps.outbox.models import HandlerRun, OpKey
from apps.outbox.sweeps import run_handlers
from config.simulator import invariants
from config.simulator.truth import differences, strangers
from tests.model.parts import Device, Fate, Shadow, fresh_users
from tests.people import People, read_people
from tests.teams.riding import make_team, put_on

BOARDS, PHONES = ("dana", "priya"), ("casey", "omar")
NAMES = (*BOARDS, *PHONES)

_WEIGHTS: Final = {
    "take_a_call": 3, "correct_the_address": 2, "send_a_team": 5, "change_the_order": 3, "correct_a_status": 1,
    "decide_on_a_call": 3, "answer": 4, "tap": 8, "say": 3, "meet_somebody": 1, "deliver": 16,
    "lose_the_network": 2, "find_the_network": 5, "hear": 14, "worker": 3, "take_a_phone_away": 1, "change_a_role": 2,
}  # fmt: skip
MOVES: Final = [name for name, weight in _WEIGHTS.items() for _ in range(weight)]


FATES: Final = [Fate.ARRIVES] * 6 + [Fate.LOST, Fate.UNHEARD, Fate.UNHEARD, Fate.TWICE, Fate.CRASH]


@dataclass(frozen=True)
class Draw:
    """The chances of one step; each move uses some of them."""

    board: str
    phone: str
    anybody: str
    fate: Fate
    one: int
    other: int


def pick(rows: Sequence[Any], which: int) -> Any:
    """One of these, whichever number was drawn; None of none."""
    return rows[which % len(rows)] if rows else None


def drawn(chance: Random) -> tuple[str, Draw]:
    """A move and its chances. Drawn evenly: hypothesis itself likes to repeat a value, and then little happens."""
    draw = Draw(
        board=chance.choice(BOARDS),
        phone=chance.choice(PHONES),
        anybody=chance.choice((*NAMES, *PHONES)),
        fate=chance.choice(FATES),
        one=chance.randrange(8),
        other=chance.randrange(8),
    )
    return chance.choice(MOVES), draw


class Shift:
    """Dana and Priya at their boards, Casey and Omar on Mesa 2 with a phone each; Grant 1 rides without phones."""

    def __init__(self) -> None:
        self.people: People = read_people()
        self.teams = [make_team(self.people, name) for name in ("Mesa 2", "Grant 1")]
        for team, crew in zip(self.teams, (("casey", "omar"), ("riley", "jo")), strict=True):
            for name in crew:
                put_on(self.people, team, getattr(self.people, name))
        skews = {"casey": timedelta(hours=-3), "omar": timedelta(minutes=9)}
        self.devices = {name: Device(self.user(name), skews.get(name, timedelta())) for name in NAMES}
        self.shadows = {name: Shadow(user) for name, user in self.fresh()}
        self.said = 0
        self.touched = True
        begin = Draw("dana", "casey", "dana", Fate.ARRIVES, 1, 0)
        self.take_a_call(begin)
        self.send_a_team(begin)
        for name in PHONES:
            self.devices[name].poll()

    def user(self, name: str) -> User:
        """The account of the cast, as it was at the beginning."""
        found: User = getattr(self.people, name)
        return found

    def fresh(self) -> list[tuple[str, User]]:
        """Everybody as they stand now."""
        return list(zip(NAMES, fresh_users([self.user(name).id for name in NAMES]), strict=True))

    def move(self, what: str, draw: Draw) -> None:
        """One step."""
        getattr(self, what)(draw)

    # ---- what a screen shows to choose from

    def call(self, name: str, which: int, status: str = "open") -> dict[str, Any] | None:
        """One of the calls on this screen."""
        rows = self.devices[name].store.all_of("incident")
        found: dict[str, Any] | None = pick([row for row in rows if row["status"] == status], which)
        return found

    def job(self, name: str, which: int) -> dict[str, Any] | None:
        """One of the assignments on this screen; mostly the newest."""
        rows = sorted(self.devices[name].store.all_of("assignment"), key=lambda row: str(row["id"]), reverse=True)
        found: dict[str, Any] | None = pick(rows, which if which > 4 else 0)
        return found

    def order(self, draw: Draw, path: str, **body: Any) -> None:
        """Orders of the board are never queued: without a connection the button says so, and nothing is kept."""
        device = self.devices[draw.board]
        if device.online:
            device.send(device.write(path, **body), draw.fate)
            self.touched = True

    # ---- the boards

    def take_a_call(self, draw: Draw) -> None:
        """A call comes in and is given a level."""
        device, one, self.said = self.devices[draw.board], str(uuid7()), self.said + 1
        if len([row for row in device.store.all_of("incident") if row["status"] == "open"]) > 4:
            return
        device.send(device.write("/api/incidents", id=one, place=f"{self.said} Alder Court"), draw.fate)
        self.order(draw, f"/api/incidents/{one}/level", level=2 + draw.one % 3, reason="told so")

    def correct_the_address(self, draw: Draw) -> None:
        """A field is typed over, on the version that is shown."""
        if call := self.call(draw.board, draw.one):
            device, self.said = self.devices[draw.board], self.said + 1
            path, place = f"/api/incidents/{call['id']}", f"{self.said} Juniper Lane"
            device.send(device.write(path, method="PATCH", base=call["version"], place=place), draw.fate)
            self.touched = True

    def send_a_team(self, draw: Draw) -> None:
        """Mostly Mesa 2; sometimes a second team, with a reason."""
        if call := self.call(draw.board, draw.one):
            more = {"override_reason": "two are needed"} if draw.other > 5 else {}
            body = {"id": str(uuid7()), "incident": call["id"], "team": str(self.teams[draw.other > 4].id)}
            self.order(draw, "/api/assignments", sends_police=True, **body, **more)

    def change_the_order(self, draw: Draw) -> None:
        """Take back, send elsewhere, let approach, hold."""
        there, call = self.job(draw.board, draw.one), self.call(draw.board, draw.other)
        what = pick(("cancel", "divert", "clear", "hold"), draw.other)
        if there is None or (what == "divert" and call is None):
            return
        body: dict[str, Any] = {"reason": "calm again"} if what == "cancel" else {}
        if what == "divert" and call is not None:
            body = {"id": str(uuid7()), "incident": call["id"], "sends_police": True, "override_reason": "worse"}
        self.order(draw, f"/api/assignments/{there['id']}/{what}", **body)

    def correct_a_status(self, draw: Draw) -> None:
        """Told by radio."""
        if there := self.job(draw.board, draw.one):
            to = pick(("acknowledged", "on_scene", "cleared"), draw.other)
            self.order(draw, f"/api/assignments/{there['id']}/correct", to=to, reason="by radio")

    def decide_on_a_call(self, draw: Draw) -> None:
        """Close, another level, told twice, open again."""
        what = pick(("close", "level", "reopen", "duplicate"), draw.other)
        call = self.call(draw.board, draw.one, "closed" if what == "reopen" else "open")
        if call is None:
            return
        bodies: dict[str, dict[str, Any]] = {
            "close": {"result": "seen"},
            "level": {"level": 4, "reason": "a knife"},
            "reopen": {"reason": "called again"},
            "duplicate": {"of": (self.call(draw.board, draw.one + 1) or call)["id"]},
        }
        self.order(draw, f"/api/incidents/{call['id']}/{what}", **bodies[what])

    # ---- the phones: into the outbox, whether there is a network or not

    def answer(self, draw: Draw) -> None:
        """Got it, I can't, I can after all."""
        if there := self.job(draw.phone, draw.one):
            what = pick(("accept", "accept", "decline", "undo"), draw.other)
            body: dict[str, Any] = {"reason": "too_far"} if what == "decline" else {}
            self.devices[draw.phone].write(f"/api/assignments/{there['id']}/{what}", **body)

    def tap(self, draw: Draw) -> None:
        """The next status, or any."""
        if there := self.job(draw.phone, draw.one):
            to = pick(("en_route", "on_scene", "cleared", "staged"), draw.other)
            self.devices[draw.phone].write(f"/api/assignments/{there['id']}/status", to=to)

    def say(self, draw: Draw) -> None:
        """A remark, from a phone or a board."""
        if call := self.call(draw.anybody, draw.one):
            self.said += 1
            body: dict[str, Any] = {"id": str(uuid7()), "text": f"{draw.anybody} says {self.said}"}
            self.devices[draw.anybody].write(f"/api/incidents/{call['id']}/remarks", **body)

    def meet_somebody(self, draw: Draw) -> None:
        """A team begins an incident itself."""
        ids: dict[str, Any] = {"id": str(uuid7()), "incident": str(uuid7())}
        status = pick(("on_scene", "en_route"), draw.one)
        self.devices[draw.phone].write("/api/assignments/own", **ids, place="Juniper and 4th", status=status)

    # ---- the network, the server, what is taken away

    def deliver(self, draw: Draw) -> None:
        """Whichever write of the outbox gets through next: also out of order, four at once."""
        device = self.devices[draw.anybody]
        if device.online and (op := pick(device.outbox.waiting[:4], draw.one if draw.other > 5 else 0)):
            device.send(op, draw.fate)
            self.touched = True

    def lose_the_network(self, draw: Draw) -> None:
        """The socket goes with everything on its way."""
        self.devices[draw.anybody].online = False
        self.devices[draw.anybody].part()

    def find_the_network(self, draw: Draw) -> None:
        """A socket again, or only the poll."""
        device = self.devices[draw.anybody]
        device.online = self.touched = True
        device.connect()
        if draw.one > 5:
            device.part()
            device.poll()

    def hear(self, draw: Draw) -> None:
        """The next frame: it comes, comes twice, or is lost; what is stored is acknowledged."""
        device = self.devices[draw.anybody]
        device.hear(draw.fate if draw.fate in (Fate.TWICE, Fate.LOST) else Fate.ARRIVES)
        while draw.one % 2 and device.socket and device.online:
            device.hear(Fate.ARRIVES)
        if device.online and device.store.receipts:
            device.acknowledge(seen=draw.one > 3)
            self.touched = True

    def worker(self, draw: Draw) -> None:
        """What other apps owe is done."""
        run_handlers()
        self.touched = True

    def take_a_phone_away(self, draw: Draw) -> None:
        """A lost phone is revoked by the board, whether it is online or not."""
        self.order(draw, f"/api/devices/{self.devices[draw.phone].id}/revoke")

    def change_a_role(self, draw: Draw) -> None:
        """Somebody leaves the programme, or is back."""
        there = Membership.objects.filter(user=self.user(draw.phone), until__isnull=True).first()
        if there is None:
            self.grant_again(draw.phone)
        elif draw.one > 4:
            do(accounts.end_membership, by=self.people.system, membership_id=there.id)
        self.touched = True

    def grant_again(self, name: str) -> None:
        """The role that was taken."""
        user, programme_id = self.user(name), self.people.calder.id
        role = Membership.objects.filter(user=user).latest("since").role
        do(accounts.grant_membership, by=self.people.system, user_id=user.id, role=role, programme_id=programme_id)

    # ---- what must hold

    def wrong(self) -> list[str]:
        """After every step. A step that changed nothing but a device's own memory needs no look."""
        if not self.touched:
            return []
        self.touched = False
        found = [*invariants.streams(), *invariants.bookings()]
        found += invariants.doubled(Incident.objects.values_list("id", flat=True))
        found += invariants.writes(
            (device.user, outbox.all())
            for device in self.devices.values()
            for outbox in (device.outbox, *device.retired)
        )
        with projections.sharing({}):  # nothing changes meanwhile
            return found + self.otherwise()

    def otherwise(self) -> list[str]:
        """What a viewer who never misses an event holds otherwise than a fresh snapshot; and the sockets go on."""
        found = []
        owed = HandlerRun.objects.filter(status=HandlerRun.Status.DUE).exists()
        for name, user in self.fresh():
            device, shadow = self.devices[name], self.shadows[name]
            # Both boards follow one stream, so that one of them is compared after each step, the other at the end.
            if name != "priya" and shadow.keep_up(user):
                found += differences(user, shadow.store.objects, owed=owed)
                found += strangers(user, shadow.store.objects)
            device.written_to(user)
        return found

    def wrong_at_the_end(self) -> list[str]:
        """When everybody is back and everything has its answer: each store against a fresh snapshot."""
        for name, device in self.devices.items():
            if not Membership.objects.filter(user=device.user, until__isnull=True).exists():
                self.grant_again(name)
            device.online = True
            device.connect()
            while device.outbox.waiting:
                device.send(device.outbox.waiting[0], Fate.ARRIVES)
        run_handlers()
        found = [f"{row.action} has no answer" for row in OpKey.objects.filter(outcome=OpKey.Outcome.PENDING)]
        for name, user in self.fresh():
            device = self.devices[name]
            device.connect()
            device.poll()
            found += invariants.client(invariants.Kept(user, device.store, device.outbox))
        return found + invariants.reactions()
