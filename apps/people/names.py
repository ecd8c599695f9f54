"""Names as they are compared: words without accents, how Spanish says them, what a pet name stands for. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.common.keys import plain
from apps.people.nicknames import ROOTS_OF

LONGEST_TOKEN: Final = 40
MOST_TOKENS: Final = 6
_WORD: Final = re.compile(r"[^\W\d_]+")
_PARTICLES: Final = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "van", "von", "der", "da", "do", "dos", "mr", "mrs", "ms", "jr", "sr"}
)

# One after the other, as a Spanish speaker would hear and write them.
_SOUNDS: Final = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"ph", "f"), (r"sh", "x"), (r"ch", "x"), (r"gu(?=[ei])", "g"), (r"g(?=[ei])", "j"), (r"qu(?=[ei])", "k"),
        (r"c(?=[eiy])", "s"), (r"[ckq]", "k"), (r"z", "s"), (r"ll", "y"), (r"^x(?=[eiao])", "j"), (r"v|w(?!$)", "b"),
        (r"h", ""), (r"y$", "i"), (r"^y(?=[^aeiou])", "i"), (r"n(?=[bp])", "m"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """A name in words: what is given, and what is family's, in the order they were said."""

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every word once, at most six."""
        return tuple(dict.fromkeys([*self.given, *self.family]))[:MOST_TOKENS]


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a name in small letters without accents, without `de la` and titles; hyphens part them."""
    found = [word[:LONGEST_TOKEN] for word in _WORD.findall(re.sub(r"['’`.]", "", plain(text)))]
    kept = [word for word in found if word not in _PARTICLES] or found
    return tuple(kept[:MOST_TOKENS])


def name_words(given: str, family: str = "", second_family: str = "", called: str = "") -> Words:
    """What a record or a question says of a name. How somebody is called counts as given."""
    return Words(words(f"{given} {called}"), words(f"{family} {second_family}"))


def said_words(name: str) -> Words:
    """A name as a caller says it, in one piece: the first word is given, the last one or two are family's.

    Of four words and more two are given, as in José Luis García López. `García, Ana` says it itself.
    """
    before, comma, after = name.partition(",")
    if comma and words(after):
        return Words(words(after), words(before))
    found = words(name)
    given = 2 if len(found) > 3 else 1
    return Words(found[:given], found[given:])


@lru_cache(maxsize=20_000)
def spanish(word: str) -> str:
    """How a word sounds in Spanish: `Jiménez` and `Ximenes`, `Vásquez` and `Bazquez` are each one sound."""
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return word


def roots(word: str) -> frozenset[str]:
    """The names that a pet name may stand for; none for what is no pet name."""
    return ROOTS_OF.get(word, frozenset())


def variants(word: str) -> frozenset[str]:
    """The sounds under which a word is kept and looked for: its own, and those of what it may stand for."""
    return frozenset(spanish(each) for each in (word, *roots(word)))


def pairs(found: Iterable[str]) -> list[tuple[str, str]]:
    """Every two of the words, in one order, so that swapped names and either surname find each other."""
    kept = sorted(dict.fromkeys(found))
    return [(one, other) for at, one in enumerate(kept) for other in kept[at + 1 :]]


@lru_cache(maxsize=20_000)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def alike(one: str, other: str) -> float:
    """How many of the trigrams two words share, as pg_trgm counts them: 0 to 1."""
    mine, theirs = _trigrams(one), _trigrams(other)
    return len(mine & theirs) / len(mine | theirs)


def one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two letters in each other's place, make the one of the other."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 3:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[at:], other[at:]
    swapped = len(rest) > 1 and len(others) > 1 and rest[0] == others[1] and rest[1] == others[0]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or (swapped and rest[2:] == others[2:])
