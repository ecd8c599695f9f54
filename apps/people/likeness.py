"""How well a person fits what was asked: points for each thing that agrees or differs, told as codes. Pure.

The weights are our own judgement, set on the generated set of `benchmarks/identity.py`; no percentage is ever shown.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from math import log10
from typing import Final

from apps.people import birth
from apps.people.names import Words, alike, one_slip, roots, spanish

NAME, NICKNAME, SOUNDS, SIMILAR, INITIAL, OTHER = "same_name", "nickname", "sounds_alike", "similar", "initial", ""
ALIAS, ONE_SURNAME, SWAPPED = "also_known_as", "one_surname", "names_swapped"
NUMBER, ADDRESS, BLOCK = "same_number", "same_address", "same_block"
BORN: Final = {
    birth.SAME: ("same_birth", 5.0), birth.SWAPPED: ("birth_swapped", 3.5), birth.NEAR: ("birth_near", 3.0),
    birth.YEAR: ("birth_year", 1.5), birth.ABOUT: ("age_about", 0.75), birth.DIFFERS: ("age_differs", -3.0),
}  # fmt: skip
PLACES: Final = {NUMBER: 4.0, ADDRESS: 3.0, BLOCK: 1.0}
GIVEN, FAMILY, OTHER_NAME, WRONG_WAY = 3.0, 4.0, -3.0, 0.75
NEAR: Final = ((9.0, 3), (5.5, 2), (3.0, 1))
"""Points from which three, two and one boxes are filled; below the last nobody is shown. A name and a year: two."""
BY_NAME: Final = 4.5
"""Who was not met at the same number or place has to fit better: the same name with another birth is nobody."""
FEW: Final = 5
COMMON: Final = 1.25
"""So many may bear one name before it says less; then so many points less for each ten times as many."""
BEHIND: Final = 6.0
"""Who is further behind the nearest is not shown beside them."""

_WORTH: Final = {NAME: 1.0, NICKNAME: 0.85, SOUNDS: 0.85, SIMILAR: 0.7, INITIAL: 0.4, OTHER: 0.0}
_ORDER: Final = (NAME, NICKNAME, SOUNDS, SIMILAR, INITIAL)


@dataclass(frozen=True)
class Question:
    """What is known of the person at hand, by whatever was asked or said."""

    name: Words = field(default_factory=Words)
    born: date | None = None
    year: int | None = None
    number: str = ""
    place: str = ""
    block: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked by."""
        return not (self.name.all or self.born or self.number or self.place or self.block)


@dataclass
class Candidate:
    """One person as compared: every name, date of birth, and what else was found to agree."""

    names: list[tuple[Words, bool]]
    """Each with whether it is another name than the person's own."""
    born: date | None = None
    year: int | None = None
    is_joined: bool = False
    """Whether another record is in force for this one."""


@dataclass(frozen=True)
class Likeness:
    """How near somebody is, in boxes of three, and why."""

    points: float
    near: int
    why: tuple[str, ...]


def likeness(asked: Question, found: Candidate, places: AbstractSet[str], crowd: int, sounds: "Sounds") -> Likeness:
    """Compare. `near` is 0 for whom nobody should be shown.

    `places` is what of NUMBER, ADDRESS, BLOCK agrees; `crowd` how many bear as much of the name that was asked by.
    """
    points, why = 0.0, list[str]()
    if asked.name.all:
        points, why = _best_name(asked.name, found.names, sounds)
        if points > 0:
            points = max(0.0, points - _common(crowd))
    fits = birth.compare(asked.born, asked.year, found.born, found.year)
    if fits in BORN:
        code, worth = BORN[fits]
        points += worth
        why.append(code)
    places = places - ({BLOCK} if ADDRESS in places else set())
    for code in (NUMBER, ADDRESS, BLOCK):
        if code in places:
            points += PLACES[code]
            why.append(code)
    near = next((boxes for least, boxes in NEAR if points >= (least if places else max(least, BY_NAME))), 0)
    return Likeness(points, near, tuple(why))


def _common(crowd: int) -> float:
    """What a name is worth less because so many bear it: that it agrees is then the less a sign."""
    return COMMON * log10(crowd / FEW) if crowd > FEW else 0.0


class Sounds:
    """What words sound like in English, as the database says it: word -> its codes; and how two words compare."""

    def __init__(self, codes: dict[str, frozenset[str]]) -> None:
        self._codes = codes
        self._compared: dict[tuple[str, str], str] = {}
        self.sides: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[float, set[str]]] = {}
        """What was compared already, of words and of whole given or family names: many candidates share them."""

    def compare(self, one: str, other: str) -> str:
        """How two words of a name agree, as a code."""
        if (one, other) not in self._compared:
            self._compared[one, other] = self._compare(one, other)
        return self._compared[one, other]

    def _compare(self, one: str, other: str) -> str:
        if one == other:
            return NAME
        if len(one) == 1 or len(other) == 1:
            return INITIAL if one[0] == other[0] else OTHER
        mine, theirs = roots(one) | {one}, roots(other) | {other}
        if mine & theirs:
            return NICKNAME
        if self.alike(one, other):
            return SOUNDS
        return SIMILAR if one_slip(one, other) or alike(one, other) >= 0.5 else OTHER

    def alike(self, one: str, other: str) -> bool:
        """Whether two words sound the same in Spanish, or in English and then from the first sound on."""
        as_spanish, others = spanish(one), spanish(other)
        if as_spanish == others:
            return True
        mine, theirs = self._codes.get(one, frozenset()), self._codes.get(other, frozenset())
        return bool(mine & theirs) and (as_spanish[:1] == others[:1] or alike(one, other) >= 0.25)


def _best_name(asked: Words, names: Iterable[tuple[Words, bool]], sounds: Sounds) -> tuple[float, list[str]]:
    best: tuple[float, list[str]] = (OTHER_NAME, [])
    for name, is_other in names:
        points, why = _name(asked, name, sounds)
        if is_other and points > 0:
            points, why = points - 0.25, [*why, ALIAS]
        if points > best[0]:
            best = (points, why)
    return best


def _name(asked: Words, name: Words, sounds: Sounds) -> tuple[float, list[str]]:
    straight = _parts(asked, name, sounds)
    if not (asked.given and asked.family) or straight[0] >= GIVEN + FAMILY - WRONG_WAY:
        return straight
    points, why = _parts(Words(asked.family, asked.given), name, sounds)
    points -= WRONG_WAY
    return (points, [*why, SWAPPED]) if points > straight[0] else straight


def _parts(asked: Words, name: Words, sounds: Sounds) -> tuple[float, list[str]]:
    points, codes = 0.0, set[str]()
    missing = 0
    for mine, theirs, worth in ((asked.given, name.given, GIVEN), (asked.family, name.family, FAMILY)):
        if not mine or not theirs:
            missing += bool(mine) or bool(theirs)
            continue
        score, found = _side(mine, theirs, sounds)
        # Half a likeness is none: above it counts for, below it counts against.
        points += worth * score if score >= 0.35 else OTHER_NAME * (1 - score)
        codes |= found
        if len(mine) != len(theirs) and theirs is name.family and score > 0.5:
            codes.add(ONE_SURNAME)
    if missing and not codes and asked.given and not asked.family:
        return _parts(Words((), asked.given), name, sounds) if name.family else (points, [])
    worst = next((code for code in reversed(_ORDER) if code in codes), "")
    return points, [code for code in (worst, ONE_SURNAME if ONE_SURNAME in codes else "") if code]


def _side(mine: tuple[str, ...], theirs: tuple[str, ...], sounds: Sounds) -> tuple[float, set[str]]:
    """The best way to lay the words of one side beside those of the other: how good, and how."""
    if (mine, theirs) not in sounds.sides:
        sounds.sides[mine, theirs] = _laid(mine, theirs, sounds)
    return sounds.sides[mine, theirs]


def _laid(mine: Sequence[str], theirs: Sequence[str], sounds: Sounds) -> tuple[float, set[str]]:
    left = list(theirs)
    total, codes = 0.0, set[str]()
    for word in mine[: len(theirs)] if len(mine) > len(theirs) and len(theirs) > 1 else mine:
        graded = [(_WORTH[code], code, other) for other in left for code in [sounds.compare(word, other)]]
        if not graded:
            break
        worth, code, other = max(graded, key=lambda one: one[0])
        if code:
            left.remove(other)
            codes.add(code)
        total += worth
    compared = min(len(mine), len(theirs))
    # Fewer words than are known (one surname of two) say less, but do not speak against.
    return total / compared - (0.05 if len(mine) != len(theirs) else 0.0), codes
