"""People who do not exist, with known truth: who is who, and how their names are said wrong. Seeded, no real data."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from apps.people.nicknames import ROOTS_OF


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN_EN: Final = _words(
    "james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan "
    "joseph jessica thomas sarah christopher karen charles lisa daniel nancy matthew betty anthony sandra "
    "mark margaret donald ashley steven kimberly andrew emily paul donna joshua michelle kenneth carol kevin "
    "amanda brian dorothy george melissa timothy deborah ronald stephanie jason rebecca edward sharon jeffrey "
    "laura ryan cynthia jacob kathleen gary amy nicholas angela eric shirley jonathan brenda stephen emma "
    "larry anna justin pamela scott nicole brandon samantha benjamin katherine samuel christine gregory helen "
    "alexander debra patrick rachel frank carolyn raymond janet"
)
GIVEN_ES: Final = _words(
    "maria jose luis ana juan carmen carlos rosa jorge guadalupe miguel leticia francisco veronica antonio "
    "patricia alejandro silvia roberto gabriela pedro elena manuel claudia ricardo adriana fernando monica "
    "javier beatriz eduardo teresa rafael isabel sergio alicia raul norma arturo lucia enrique dolores ramon "
    "esperanza alberto yolanda ruben margarita gustavo irma salvador gloria alfredo martha victor esther "
    "hector cristina jesus josefina xavier yesenia ernesto graciela ignacio pilar vicente rosario santiago "
    "concepcion"
)
FAMILY_EN: Final = _words(
    "smith johnson williams brown jones miller davis wilson anderson taylor thomas moore jackson martin lee "
    "thompson white harris clark lewis robinson walker young allen king wright scott nguyen hill flores green "
    "adams nelson baker hall campbell mitchell carter roberts phillips evans turner parker collins edwards "
    "stewart morris murphy cook rogers morgan peterson cooper reed bailey bell kelly howard ward cox "
    "richardson wood watson brooks bennett gray hughes price myers long foster sanders ross powell sullivan "
    "russell schmidt snyder hoffman kaczmarek varga"
)
FAMILY_ES: Final = _words(
    "garcia hernandez martinez lopez gonzalez rodriguez perez sanchez ramirez cruz flores gomez morales "
    "vazquez reyes jimenez torres diaz gutierrez ruiz mendoza aguilar ortiz moreno castillo romero alvarez "
    "mendez chavez rivera juarez ramos dominguez herrera medina castro vargas guzman velazquez munoz rojas "
    "contreras salazar luna ortega zavala guerrero estrada bautista cortez nunez espinoza ibarra valdez "
    "figueroa pena leon cervantes ayala villarreal"
)
_HEADS: Final = _words(
    "bar cal dun el fen gar hal kin lor mar nor pel quin ros sal tor ul ven wes zan al ber cor dor"
)
_MIDDLES: Final = _words("a e i o u an en in on ar er or is al el and ing ull ett ova ida")
_TAILS: Final = _words(
    "by ton well man son ley ford wick dale ez oza ero ado ski ova berg stein mont iel anda ino eda"
)
_ACCENTS: Final = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú", "n": "ñ"}
_SOUND_FOR_SOUND: Final = (
    ("z", "s"), ("v", "b"), ("c", "k"), ("ll", "y"), ("j", "x"), ("ph", "f"), ("y", "i"), ("s", "z"), ("ck", "k"),
    ("h", ""), ("nn", "n"), ("tt", "t"), ("ee", "ea"), ("ie", "ei"), ("gu", "w"), ("q", "k"),
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """One invented person, or what somebody says of one."""

    given: str
    family: str
    second_family: str = ""
    born: date | None = None
    year: int | None = None
    number: str = ""


def one(at: random.Random) -> Invented:
    """Somebody, English or Spanish, with a common name or a rare one."""
    spanish = at.random() < 0.45
    given = _zipf(at, GIVEN_ES if spanish else GIVEN_EN)
    if spanish and at.random() < 0.3:
        given = f"{given} {_zipf(at, GIVEN_ES)}"
    born = date(1935, 1, 1) + timedelta(days=at.randrange(27_000))
    has_date = at.random() < 0.7
    return Invented(
        given=given,
        family=_family(at, FAMILY_ES if spanish else FAMILY_EN),
        second_family=_family(at, FAMILY_ES) if spanish and at.random() < 0.8 else "",
        born=born if has_date else None,
        year=None if has_date or at.random() < 0.3 else born.year,
        number=f"555{at.randrange(10**7):07d}" if at.random() < 0.6 else "",
    )


def _family(at: random.Random, common: tuple[str, ...]) -> str:
    if at.random() < 0.45:
        return _zipf(at, common)
    return at.choice(_HEADS) + (at.choice(_MIDDLES) if at.random() < 0.7 else "") + at.choice(_TAILS)


def _zipf(at: random.Random, names: tuple[str, ...]) -> str:
    return names[min(int(at.paretovariate(0.6)) - 1, at.randrange(len(names)))]


def slip(word: str, at: random.Random) -> str:
    """One letter lost, doubled, changed or swapped with the next."""
    if len(word) < 4:
        return word
    spot = at.randrange(1, len(word) - 1)
    return at.choice(
        [
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
            word[:spot] + at.choice("aeioulnrst") + word[spot + 1 :],
            word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :],
        ]
    )


def by_ear(word: str, at: random.Random) -> str:
    """As somebody would write it who only heard it."""
    fits = [
        (old, new) for old, new in _SOUND_FOR_SOUND if old in word[1:] or (old in "zvcjh" and word.startswith(old))
    ]
    if not fits:
        return slip(word, at)
    old, new = at.choice(fits)
    return word.replace(old, new, 1)


def pet(given: str, at: random.Random) -> str:
    """A pet name for it, if there is one."""
    first = given.split()[0]
    shorts = sorted(short for short, roots in ROOTS_OF.items() if first in roots)
    return at.choice(shorts) if shorts else given


def accented(word: str, at: random.Random) -> str:
    """With an accent where the record has none."""
    spots = [spot for spot, letter in enumerate(word) if letter in _ACCENTS]
    if not spots:
        return word
    spot = at.choice(spots)
    return word[:spot] + _ACCENTS[word[spot]] + word[spot + 1 :]


def wrong_birth(born: date, at: random.Random) -> date:
    """Day and month swapped, or one digit off."""
    if born.day <= 12 and at.random() < 0.5:
        return date(born.year, born.day, born.month)
    if at.random() < 0.5:
        return date(born.year + at.choice([-10, -1, 1, 10]), born.month, min(born.day, 28))
    return date(born.year, born.month, min(28, max(1, born.day + at.choice([-1, 1]))))


Slip = Callable[[Invented, random.Random], Invented]
NAMES: Final[dict[str, Slip]] = {
    "as it is": lambda who, _: who,
    "accents": lambda who, at: replace(who, given=accented(who.given, at), family=accented(who.family, at)),
    "one letter off": lambda who, at: replace(who, family=slip(who.family, at)),
    "by ear": lambda who, at: replace(who, given=by_ear(who.given, at), family=by_ear(who.family, at)),
    "pet name": lambda who, at: replace(who, given=pet(who.given, at)),
    "one surname": lambda who, _: replace(who, second_family=""),
    "second surname only": lambda who, _: replace(who, family=who.second_family or who.family, second_family=""),
    "surnames swapped": lambda who, _: replace(
        who, family=who.second_family or who.family, second_family=who.family if who.second_family else ""
    ),
    "given and family swapped": lambda who, _: replace(who, given=who.family, family=who.given, second_family=""),
}
"""What befalls a name between a mouth and a keyboard."""


def said(who: Invented, how: str, at: random.Random) -> dict[str, Any]:
    """The question somebody would ask about this person: a name said so, and one other thing, right or nearly so."""
    name = NAMES[how](who, at)
    asked: dict[str, Any] = {"given": name.given, "family": name.family, "second_family": name.second_family}
    dice = at.random()
    if who.born and dice < 0.55:
        asked["born"] = who.born if at.random() < 0.7 else wrong_birth(who.born, at)
    elif who.number and dice < 0.8:
        asked["number"] = who.number
    elif who.born or who.year:
        asked["year"] = (who.born.year if who.born else who.year or 0) + at.choice([-1, 0, 0, 1])
    return asked
