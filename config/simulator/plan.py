"""Who does what at which time of the simulated day. The same seed gives the same plan; nothing here waits or asks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

from config.simulator import faces, figures
from config.simulator.faces import Met
from config.simulator.figures import Time

HOUR: Final = 3_600.0
AREAS: Final = ("Mesa", "Harbor", "Northgate", "Quarry Hill")
_STREETS: Final = ("Alder Ct", "Juniper Ln", "Foundry Rd", "Pine Ct", "Harbor Ave", "Cypress St", "Quarry Way")
_RELATIONS: Final = ("mother", "father", "neighbour", "partner", "self", "passer-by", "teacher", "sister")
_WORDS: Final = {
    "violent": ("He is throwing things and shouting at the walls.", "She has a knife beside her and says stay away."),
    "crisis": (
        "She says she cannot go on and has not slept for days.",
        "He hears voices and is afraid of everybody in the house.",
        "My brother wrote goodbye messages to all of us tonight.",
    ),
    "welfare": (
        "Nobody has seen her since Monday and the mail is piling up.",
        "A man is sitting in the rain without shoes and does not answer.",
        "He calls every night and sounds more confused each time.",
    ),
}
_SAID: Final = (
    "At the door now, speaking through it.",
    "Calm so far. Sister is on the phone.",
    "All sit down now.",
)
_ASKED: Final = ("Caller is on the line again.", "Gate code is 4407.", "Ambulance is five minutes out.")

_CALM: Final = {"weapon_in_hand": "no", "violence_now": "no", "medical_now": "no"}
_ANSWERS: Final[dict[str, tuple[dict[str, str], ...]]] = {
    # from mild to urgent; what turns out to be no need for a visit is settled by phone
    "welfare": ({**_CALM, "cannot_care_for_self": "yes"}, {**_CALM, "in_danger_now": "yes"}),
    "no_need": ({**_CALM, "happened_before": "yes"}, {**_CALM, "happened_before": "yes"}),
    "crisis": (
        {**_CALM, "suicide_thoughts": "yes", "suicide_plan": "yes"},
        {**_CALM, "suicide_thoughts": "yes", "suicide_plan": "yes", "in_danger_now": "yes"},
    ),
    "violent": ({"weapon_in_hand": "no", "weapon_in_reach": "yes"}, {"weapon_in_hand": "no", "violence_now": "yes"}),
}


@dataclass(frozen=True)
class Dark:
    """A phone without signal, perhaps with its app killed meanwhile. Seconds of the day."""

    at: float
    lasts: float
    killed: bool


@dataclass(frozen=True)
class Call:
    """One call and all that is drawn for it. `at` and every `after` are seconds of the simulated day."""

    number: int
    at: float
    taker: int
    dispatcher: int
    fields: dict[str, Any]
    answers: dict[str, str]
    typing: float
    dispatch: float
    turnout: float
    travel: float
    scene: float
    result: str
    declines: int | None = None
    lead: int = 0
    moves: str = ""
    rises: bool = False
    twin: bool = False
    says: tuple[str, ...] = ()
    asks: str = ""
    met: Met | None = None


@dataclass(frozen=True)
class Own:
    """A team meets somebody itself."""

    at: float
    team: int
    place: str


@dataclass(frozen=True)
class Change:
    """Something that befalls one person: the phone is lost and revoked, or the role taken; until it is as before."""

    at: float
    who: str
    lasts: float


@dataclass(frozen=True)
class Plan:
    """A day, or its first minutes."""

    seed: int
    begins: float
    lasts: float
    calls: tuple[Call, ...]
    own: tuple[Own, ...]
    dark: dict[str, tuple[Dark, ...]] = field(default_factory=dict)
    lost: tuple[Change, ...] = ()
    roles: tuple[Change, ...] = ()


def draw(seed: int, *, phones: Sequence[str], begins: float = 0.0, lasts: float = 24 * HOUR, most: int | None = None,
         busy: float = 1.0) -> Plan:  # fmt: skip
    """A plan of `lasts` seconds from `begins` (seconds after midnight), `busy` times as many calls as counted.

    Each thing has a source of chance of its own, so that a shorter day is the beginning of a longer one.
    """
    drawn = tuple(_calls(_chance(seed, "calls"), begins, lasts, busy))[:most]
    calls = tuple(replace(call, met=faces.meet(_chance(seed, f"met {call.number}"))) for call in drawn)
    own = tuple(_own(_chance(seed, "own"), begins, lasts, max(1, len(phones) // 2)))
    dark = {name: tuple(_dark(_chance(seed, f"dark {name}"), begins, lasts)) for name in phones}
    lost = tuple(_changes(_chance(seed, "lost"), begins, lasts, phones, figures.LOST_EVERY_S, figures.NEW_PHONE))
    roles = tuple(_changes(_chance(seed, "roles"), begins, lasts, phones, figures.ROLE_EVERY_S, figures.WITHOUT_ROLE))
    return Plan(seed, begins, lasts, calls, own, dark, lost, roles)


def _chance(seed: int, what: str) -> Random:
    return Random(f"{seed} {what}")  # noqa: S311  (a game)


def seconds(chance: Random, time: Time) -> float:
    """A time drawn from the log-normal distribution with this median and ninetieth percentile."""
    spread = math.log(time.ninety / time.median) / 1.2816  # the standard normal's ninetieth percentile
    return round(time.median * math.exp(chance.gauss(0, spread)), 1)


def _calls(chance: Random, begins: float, lasts: float, busy: float) -> Sequence[Call]:
    found: list[Call] = []
    at = begins
    while True:
        share = figures.BY_HOUR[int(at // HOUR) % 24] / 100
        at += chance.expovariate(figures.CALLS_A_DAY * busy * share / HOUR)
        if at >= begins + lasts:
            return found
        found.append(_call(chance, len(found), round(at, 1)))


def _call(chance: Random, number: int, at: float) -> Call:
    kind = chance.choices(list(figures.KINDS), weights=list(figures.KINDS.values()))[0]
    urgent = chance.random() < figures.URGENT
    result = chance.choices(list(figures.RESULTS), weights=list(figures.RESULTS.values()))[0]
    fields = {
        "place": _place(chance),
        "area": chance.choice(AREAS),
        "caller_relation": chance.choice(_RELATIONS),
        "call_back": f"555-{chance.randrange(200, 9_999):04d}",
        "person_age": chance.randrange(14, 88),
        "words": chance.choice(_WORDS[kind]),
    }
    return Call(
        number=number,
        at=at,
        taker=chance.randrange(2),
        dispatcher=chance.randrange(2),
        fields=fields,
        answers=_ANSWERS["no_need" if result == "no_need" else kind][urgent],
        typing=seconds(chance, figures.TYPING),
        dispatch=seconds(chance, figures.DISPATCH),
        turnout=seconds(chance, figures.TURNOUT),
        travel=seconds(chance, figures.TRAVEL),
        scene=seconds(chance, figures.ON_SCENE),
        result=result,
        declines=chance.randrange(2) if chance.random() < figures.DECLINES else None,
        lead=chance.randrange(2),
        moves=_place(chance) if chance.random() < figures.MOVES else "",
        rises=chance.random() < figures.RISES,
        twin=chance.random() < figures.TWICE,
        says=tuple(text for text in _SAID if chance.random() < figures.SPEAKS / 2),
        asks=chance.choice(_ASKED) if chance.random() < figures.SPEAKS / 2 else "",
    )


def _place(chance: Random) -> str:
    return f"{chance.randrange(2, 990)} {chance.choice(_STREETS)}"


def _own(chance: Random, begins: float, lasts: float, teams: int) -> Sequence[Own]:
    found, at = [], begins
    while (at := at + chance.expovariate(1 / figures.OWN_EVERY_S)) < begins + lasts:
        found.append(Own(round(at, 1), chance.randrange(teams), _place(chance)))
    return found


def _changes(
    chance: Random, begins: float, lasts: float, people: Sequence[str], every: float, time: Time
) -> Sequence[Change]:
    """One after the other, to whoever it is; never two at once, so that each can be looked at."""
    found, at = [], begins
    while people and (at := at + chance.expovariate(1 / every)) < begins + lasts:
        change = Change(round(at, 1), chance.choice(people), seconds(chance, time))
        found.append(change)
        at += change.lasts
    return found


def _dark(chance: Random, begins: float, lasts: float) -> Sequence[Dark]:
    found, at = [], begins
    while (at := at + chance.expovariate(1 / figures.DARK_EVERY_S)) < begins + lasts:
        spell = Dark(round(at, 1), seconds(chance, figures.DARK), chance.random() < figures.KILLED)
        found.append(spell)
        at += spell.lasts
    return found
