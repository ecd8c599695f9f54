"""People and slips that no weight was set on: other names, other shares, other errors than `invented.py`. Seeded.

Written to be unlike the set that the weights were tuned on: whole families share a number, records have accents,
names have a middle, surnames change, several things go wrong at once, and a date of birth is missing as often as not.
"""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final


def _words(text: str) -> list[str]:
    """Names with a gap between them; `_` stands for a gap within one."""
    return [word.replace("_", " ") for word in text.split()]


GIVEN: Final = (_words(
    # English-speaking, of several generations and origins
    "Aaliyah Tyler Destiny Logan Madison Dwayne Latoya Marcus Tamika Jerome Ebony Terrence Keisha Darnell Shanice "
    "Tyrone Brittany Dustin Heather Travis Crystal Cody Tiffany Chad Courtney Kyle Lindsey Derek Kelsey Trevor Paige "
    "Evelyn Clarence Mildred Ernest Lorraine Stanley Marjorie Wayne Phyllis Roy Geraldine Earl Wanda Floyd Thelma "
    "Oliver Ava Mason Harper Elijah Chloe Wyatt Zoe Owen Hazel Caleb Naomi Isaac Leah Gavin Claire Dominic Audrey "
    "Bradley Caroline Philip Valerie Douglas Suzanne Randall Jill Curtis Robin Craig Tracy Glenn Dawn Theodore Alice"
), _words(
    # Spanish
    "Brayan Yadira Edwin Maribel Wilmer Dayana Osvaldo Xiomara Efraín Noemí Abel Araceli Saúl Rocío Moisés Marisol "
    "Adán Rebeca Óscar Fátima Iván Sofía Andrés Valentina Diego Camila Mateo Ximena Emilio Julieta Hugo Renata "
    "Germán Liliana Rogelio Griselda Gilberto Evangelina Tomás Amparo César Blanca Joaquín Susana Agustín Perla "
    "José María Juan Ana Luis Carmen Jesús Rosa Miguel Elena Ángel Lucía Cristóbal Inés Félix Olga Julián Nélida"
))  # fmt: skip
FAMILY: Final = (_words(
    "Washington Jefferson Banks Booker Gaines Dixon Simmons Hunter Fisher Ellis Harrison Gibson McDonald Ford "
    "Marshall "
    "Owens Freeman Wells Webb Simpson Stevens Tucker Porter Hicks Crawford Boyd Mason Kennedy Warren Dunn Gordon "
    "Shaw "
    "Holmes Rice Black Palmer Nichols Grant Knight Ferguson Rose Stone Hawkins Perkins Hudson Spencer Gardner Payne "
    "Pierce Berry Matthews Arnold Wagner Willis Watkins Olson Carroll Duncan Snow Hart Cunningham Bradley Lane "
    "Andrews "
    "Tran Pham Vang Xiong Kim Park Chen Wong Singh Patel Khan Haddad Nasser Ivanov Petrov Nowak Kovalenko Popescu "
    "O'Connor O'Brien MacDougall Fitzgerald Van_Houten Von_Braun Saint-Pierre Okafor Adeyemi Mensah Tesfaye Abdi"
), _words(
    "Hinojosa Quiñones Santillán Arellano Zamora Carrillo Delgado Fuentes Cárdenas Pacheco Rangel Velasco Solís "
    "Trejo Barrera Tapia Camacho Maldonado Montoya Escobar Cisneros Lozano Quintero Bravo Palacios Robles Esquivel "
    "Sandoval Macías Orozco Meza Ventura Montes Galván Benítez Calderón Duarte Becerra Murillo Andrade Bonilla "
    "Saldaña Ocampo Huerta Cordero Aldana Chacón Rosales Alfaro Portillo Menjívar Funes Zelaya Cruz García Hernández "
    "López Martínez Peña Núñez Ibáñez De_la_Cruz De_la_Rosa De_León Del_Río Del_Valle Santos Ybarra Ponce_de_León"
))  # fmt: skip
_STARTS: Final = _words("Br Ch Dr Fl Gr Kr Pl Pr Sch St Th Tr B D G H J K L M N P R S T V W Z")
_VOWELS: Final = _words("a e i o u ai ea ie oo ou")
_MIDDLES: Final = _words("b ch d ff gg k ll m nn r rr ss st tt v z nd rk lm")
_ENDS: Final = _words("er ic aj ez ian ova enko son ard ett in ano ara elli opoulos yan ung")
PETS: Final = {
    "theodore": "Ted Teddy", "philip": "Phil", "douglas": "Doug", "randall": "Randy", "evelyn": "Evie",
    "ernest": "Ernie", "madison": "Maddie", "caroline": "Carrie", "suzanne": "Sue Suzy", "bradley": "Brad",
    "dominic": "Dom", "isaac": "Ike", "josé": "Pepe Chepe", "jesús": "Chuy", "maría": "Mari",
    "osvaldo": "Ozzie Valdo",
    "maribel": "Mari", "efraín": "Efra", "rogelio": "Roger", "gilberto": "Beto", "evangelina": "Eva",
    "joaquín": "Quino",
    "valentina": "Vale", "sofía": "Sofi", "andrés": "Andy", "cristóbal": "Cris", "rebeca": "Becky", "susana": "Susi",
    "miguel": "Mike Migue", "ángel": "Angelito", "juan": "Juanito John", "luis": "Lucho Louie", "terrence": "Terry",
}  # fmt: skip
_NEIGHBOURS: Final = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "wqwrtyuioosapdfghjkxzcvbn", strict=False)
)  # the key beside it, roughly
_BY_EAR: Final = (
    ("qu", "k"), ("ñ", "ny"), ("z", "c"), ("b", "v"), ("g", "j"), ("rr", "r"), ("ou", "u"), ("ai", "ay"),
    ("sch", "sh"),
    ("tt", "t"), ("ll", "l"), ("c", "s"), ("x", "j"), ("mac", "mc"), ("th", "t"), ("ey", "y"), ("d", "t"), ("m", "n"),
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
    others: tuple[tuple[str, str], ...] = field(default=())
    """Other names: given, family."""


class People:
    """Invented people one after the other: some are of the family of the one before, under one number."""

    def __init__(self) -> None:
        self._last: Invented | None = None

    def __call__(self, at: random.Random) -> Invented:
        self._last = relative(self._last, at) if self._last and at.random() < 0.2 else _alone(at)
        return self._last


def relative(of: Invented, at: random.Random) -> Invented:
    """Somebody of the same family and number, of another age."""
    born, year = _birth(at)
    spanish = bool(of.second_family)
    return Invented(_given(at, spanish), of.family, of.second_family, born, year, of.number)


def _alone(at: random.Random) -> Invented:
    spanish = at.random() < 0.55
    born, year = _birth(at)
    family, second = _family(at, spanish), _family(at, spanish) if spanish and at.random() < 0.7 else ""
    if second and at.random() < 0.15:
        family, second = f"{family}-{second}", ""
    others: tuple[tuple[str, str], ...] = ()
    given = _given(at, spanish)
    if at.random() < 0.1:
        others = ((given, _family(at, spanish)),)
    number = f"444{at.randrange(10**7):07d}" if at.random() < 0.5 else ""
    return Invented(given, family, second, born, year, number, others)


def _birth(at: random.Random) -> tuple[date | None, int | None]:
    born = date(1930, 1, 1) + timedelta(days=int(at.triangular(0, 30_000, 20_000)))
    dice = at.random()
    return (born, None) if dice < 0.5 else (None, born.year) if dice < 0.75 else (None, None)


def _given(at: random.Random, spanish: bool) -> str:
    first = _common(at, GIVEN[spanish])
    return f"{first} {_common(at, GIVEN[spanish])}" if at.random() < (0.35 if spanish else 0.2) else first


def _family(at: random.Random, spanish: bool) -> str:
    if at.random() < 0.5:
        return _common(at, FAMILY[spanish])
    made = at.choice(_STARTS) + at.choice(_VOWELS) + at.choice(_MIDDLES)
    if at.random() < 0.5:
        made += at.choice(_VOWELS) + at.choice(_MIDDLES)
    return made + at.choice(_ENDS)


def _common(at: random.Random, names: list[str]) -> str:
    """The first ones a few times as often as the last."""
    return at.choices(names, weights=[1 / (place + 12) for place in range(len(names))])[0]


def _typed(text: str, at: random.Random) -> str:
    """One slip of a finger in the longest word, the first letter included."""
    word = max(text.split(), key=len)
    spot = at.randrange(len(word) - 1) if len(word) > 2 else 0
    letter = word[spot].lower()
    new = at.choice(
        [
            word[:spot] + word[spot + 1 :],
            word[:spot] + word[spot] + word[spot:],
            word[:spot] + _NEIGHBOURS.get(letter, letter) + word[spot + 1 :],
            word[:spot] + word[spot + 1 : spot + 2] + word[spot] + word[spot + 2 :],
        ]
    )
    return text.replace(word, new, 1)


def _heard(text: str, at: random.Random) -> str:
    low = text.lower()
    fits = [(old, new) for old, new in _BY_EAR if old in low]
    if not fits:
        return _typed(text, at)
    old, new = at.choice(fits)
    return low.replace(old, new, 1)


def _bare(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _pet(text: str, at: random.Random) -> str:
    known = PETS.get(text.split()[0].lower())
    return at.choice(known.split()) if known else text


def _one_surname(who: Invented, at: random.Random) -> Invented:
    both = [*who.family.split("-"), *([who.second_family] if who.second_family else [])]
    return replace(who, family=at.choice(both), second_family="")


def _other_order(who: Invented, at: random.Random) -> Invented:
    if who.second_family:
        return replace(who, family=who.second_family, second_family=who.family)
    return replace(who, family="-".join(reversed(who.family.split("-"))))


Slip = Callable[[Invented, random.Random], Invented]
SLIPS: Final[dict[str, tuple[int, Slip]]] = {
    "no slip": (20, lambda who, _: who),
    "no accents": (12, lambda who, _: replace(who, given=_bare(who.given), family=_bare(who.family),
                                              second_family=_bare(who.second_family))),
    "typed family": (9, lambda who, at: replace(who, family=_typed(who.family, at))),
    "typed given": (7, lambda who, at: replace(who, given=_typed(who.given, at))),
    "heard family": (9, lambda who, at: replace(who, family=_heard(who.family, at))),
    "heard given": (7, lambda who, at: replace(who, given=_heard(who.given, at))),
    "pet name": (9, lambda who, at: replace(who, given=_pet(who.given, at))),
    "first of two given": (6, lambda who, _: replace(who, given=who.given.split()[0])),
    "second of two given": (3, lambda who, _: replace(who, given=who.given.split()[-1])),
    "initial": (3, lambda who, _: replace(who, given=f"{who.given[0]}.")),
    "one surname": (8, _one_surname),
    "other order": (5, _other_order),
    "swapped": (5, lambda who, _: replace(who, given=who.family, family=who.given, second_family="")),
    "other name": (4, lambda who, _: replace(who, given=who.others[0][0], family=who.others[0][1], second_family="")
                   if who.others else who),
}  # fmt: skip
"""How often of a hundred, and what befalls the name."""


def said(who: Invented, at: random.Random) -> tuple[dict[str, Any], str]:
    """The question somebody would ask about this person, and what went wrong with the name; often two things."""
    ways, weights = list(SLIPS), [share for share, _ in SLIPS.values()]
    took = at.choices(ways, weights=weights, k=2 if at.random() < 0.3 else 1)
    name = who
    for way in took:
        name = SLIPS[way][1](name, at)
    asked: dict[str, Any] = {"given": name.given, "family": name.family, "second_family": name.second_family}
    dice = at.random()
    if who.born and dice < 0.6:
        asked["born"] = _said_birth(who.born, at)
    elif (who.born or who.year) and dice < 0.8:
        asked["year"] = (who.born.year if who.born else who.year or 0) + at.choice([-3, -2, -1, 0, 0, 0, 1, 2, 3])
    if who.number and at.random() < 0.35:
        asked["number"] = who.number
    return asked, took[0] if len(took) == 1 else "two slips"


def _said_birth(born: date, at: random.Random) -> date:
    dice = at.random()
    if dice < 0.72:
        return born
    if dice < 0.82 and born.day <= 12:
        return date(born.year, born.day, born.month)
    if dice < 0.9:
        return date(born.year + at.choice([-1, 1, -2, 2, -10, 10]), born.month, min(born.day, 28))
    if dice < 0.96:
        return date(born.year, born.month, at.randrange(1, 29))
    return date(born.year, at.randrange(1, 13), min(born.day, 28))
