"""Keys by which incidents from the same number, address or block find each other. Pure; "" means no key.

US addresses first, Spanish street words too. A key is for comparing, never for showing or driving.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

LONGEST: Final = 200
_READ: Final = 400

# USPS abbreviations, the three-letter codes of CAD exports, and Spanish words, each to one short form.
_TYPES: Final = {
    "aly": "alley aly", "ave": "avenue ave av avn avenida avda", "blvd": "boulevard blvd blv boul bulevar",
    "cir": "circle cir circ", "ct": "court ct crt", "cv": "cove cov cv", "dr": "drive dr drv",
    "drwy": "driveway drw drwy", "expy": "expressway expy expwy", "fwy": "freeway fwy", "gln": "glen gln",
    "hwy": "highway hwy", "ln": "lane ln", "loop": "loop", "mall": "mall mal", "pkwy": "parkway pkwy pky pkw",
    "pl": "place pl", "plz": "plaza plz", "pt": "point pt", "rd": "road rd", "row": "row", "sq": "square sq",
    "st": "street st str saint", "ter": "terrace ter terr", "trl": "trail trl tl", "walk": "walk wal",
    "way": "way wy", "xing": "crossing xing",
}  # fmt: skip
_SPANISH_TYPES: Final = {
    "calle": "calle cll", "camino": "camino cam", "caminito": "caminito cmto", "paseo": "paseo pso", "via": "via",
    "carr": "carretera carr ctra", "calz": "calzada calz", "callejon": "callejon cjon", "privada": "privada priv",
}  # fmt: skip
_DIRECTIONS: Final = {
    "n": "north n norte", "s": "south s sur", "e": "east e este", "w": "west w oeste", "ne": "northeast ne noreste",
    "nw": "northwest nw noroeste", "se": "southeast se sureste", "sw": "southwest sw suroeste",
}  # fmt: skip
_OTHERS: Final = {
    "mt": "mount mt", "ft": "fort ft", "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth",
    "5th": "fifth", "6th": "sixth", "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip
_SHORT: Final = {
    word: short
    for table in (_TYPES, _SPANISH_TYPES, _DIRECTIONS, _OTHERS)
    for short, words in table.items()
    for word in words.split()
}
ROAD_WORDS: Final = frozenset(word for words in _TYPES.values() for word in words.split())
SPANISH_ROAD_WORDS: Final = frozenset(word for words in _SPANISH_TYPES.values() for word in words.split())
_LEADING_TYPES: Final = frozenset({*_SPANISH_TYPES, "ave"})
_UNITS: Final = frozenset(
    {"apt", "apartment", "apto", "apartamento", "unit", "ste", "suite", "rm", "room", "spc", "space", "trlr", "lot",
     "lote", "bldg", "building", "edif", "edificio", "depto", "departamento", "int", "interior", "cuarto", "fl",
     "floor", "piso", "num", "#"}
)  # fmt: skip
_FLOORS: Final = frozenset({"floor", "fl", "piso"})
_CROSSES: Final = frozenset({"&", "/", "@", "and", "y", "at", "con"})
_CORNERS: Final = frozenset(
    {"corner", "cor", "intersection", "esquina", "esq", "cruce", "block", "blk", "bloque", "cuadra"}
)
_OF: Final = frozenset({"of", "de"})
_NOWHERE: Final = frozenset(
    {"", "unk", "unknown", "home", "here", "none", "na", "n", "x", "casa", "aqui", "desconocido"}
)

_TOKEN: Final = re.compile(r"[^\W_]+|[#&/@]")
_SEGMENT: Final = re.compile(r"[,;\n\t|]")
_ORDINAL: Final = re.compile(r"0*([0-9]{1,4}(?:st|nd|rd|th))\Z")
_HOUSE: Final = re.compile(r"0*([0-9]{1,6})([a-z]?)\Z")
_UNIT_NAME: Final = re.compile(r"(?:[0-9]{1,4}[a-z]?|[a-z]{1,2}[0-9]{0,4})\Z")
_EXTENSION: Final = re.compile(r"(?:ext|x|#|;|,|/)")
_NUMBER: Final = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class _Address:
    """What a place says: a house on a road, two roads that cross, or a name. `unit` is apart from all of them."""

    number: int
    road: str
    crossing: bool
    unit: str


def number_key(text: str) -> str:
    """The last ten digits of a phone number, or all seven of a local one; "" for emergency and made-up numbers."""
    own = _EXTENSION.split(text[:_READ].casefold().strip(), maxsplit=1)[0]
    digits = "".join(_NUMBER.findall(own))
    if len(digits) not in (7, *range(10, 16)) or len(set(digits)) == 1:
        return ""
    return digits[-10:]


def place_key(text: str) -> str:
    """The address without its unit: `1418 Alder Court, Apt 6` and `1418 ALDER CT` are both `1418 alder ct`."""
    found = _read(text)
    return (f"{found.number} {found.road}" if found.number else found.road)[:LONGEST]


def unit_key(text: str) -> str:
    """The apartment, suite or floor that `place_key` leaves out: `Apt 6` and `#6` are both `6`."""
    return _read(text).unit


def block_key(text: str) -> str:
    """The hundred block (`1400 alder ct`) or the crossing, roads sorted (`4th & alder`); "" for a mere name."""
    found = _read(text)
    if found.number:
        return f"{found.number // 100 * 100} {found.road}"[:LONGEST]
    return found.road[:LONGEST] if found.crossing else ""


def _read(text: str) -> _Address:
    """The first part of the text that is a house or a crossing, else the first part as a name."""
    segments = [_words(segment) for segment in _SEGMENT.split(_fold(text[:_READ]))]
    units: list[str] = []
    named: list[list[str]] = []
    for segment in segments:
        words, unit = _without_unit(segment)
        units += unit
        named += [words] if words else []
    unit_name = " ".join(units)
    for words in named:
        found = _house(words, unit_name) or _crossing(words, unit_name)
        if found:
            return found
    name = " ".join(named[0]) if named else ""
    return _Address(0, "" if name in _NOWHERE or name.isdigit() else name, crossing=False, unit=unit_name)


def plain(text: str) -> str:
    """Lower case without accents."""
    return "".join(m for m in unicodedata.normalize("NFKD", text) if not unicodedata.combining(m)).casefold()


def _fold(text: str) -> str:
    return re.sub(r"['’.]", "", plain(text).replace("c/", "calle "))


def _words(segment: str) -> list[str]:
    """Words in their short forms; `0 5th & g` (a crossing in a CAD export) loses its house number 0."""
    found = [_short(word) for word in _TOKEN.findall(segment)]
    return found[1:] if found[:1] == ["0"] else found


def _short(word: str) -> str:
    ordinal = _ORDINAL.match(word)
    return ordinal.group(1) if ordinal else _SHORT.get(word, word)


def _without_unit(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words before and after `apt 6` or `2nd floor`, and what the unit is called."""
    kept: list[str] = []
    units: list[str] = []
    at = 0
    while at < len(words):
        word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word in _UNITS and _UNIT_NAME.match(after):
            units.append(after.lstrip("0") or "0")
            at += 2
        elif after in _FLOORS and _ORDINAL.match(word):
            units.append(word.rstrip("stndrh"))
            at += 2
        else:
            kept.append(word)
            at += 1
    return kept, units


def _house(words: Sequence[str], unit: str) -> _Address | None:
    """A house number and its road, anywhere between `at`, `/` and the like."""
    if words[1:4] == ["1", "/", "2"]:
        return _house([words[0], *words[4:]], f"1/2 {unit}".strip())
    for part in map(_number_first, _parts(words)):
        house = _HOUSE.match(part[0]) if part else None
        if house is None:
            continue
        rest = list(part[1:])
        while rest and (rest[0].isdigit() or rest[0] in _CORNERS | _OF):
            rest = rest[1:]
        if rest and int(house.group(1)) > 0:
            own_unit = f"{house.group(2)} {unit}".strip()
            return _Address(int(house.group(1)), " ".join(_road(rest)), crossing=False, unit=own_unit)
    return None


def _number_first(part: list[str]) -> list[str]:
    """`calle cristobal 8800`, as Spanish has it, with its number in front."""
    if len(part) > 2 and part[0] in _LEADING_TYPES and part[-1].isdigit():
        return [part[-1], *part[:-1]]
    return part


def _crossing(words: Sequence[str], unit: str) -> _Address | None:
    """Two roads that cross, without their types, which people and CAD exports leave out as they like."""
    roads = [_bare(part) for part in _parts([word for word in words if word not in _CORNERS])]
    named = [road for road in roads if road]
    if len(named) < 2:
        return None
    return _Address(0, " & ".join(sorted(named[-2:])), crossing=True, unit=unit)


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in words:
        if word in _CROSSES:
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _start(words: Sequence[str]) -> int:
    """Where the name of a road may have its type: after leading directions and the first word of the name."""
    return len(list(takewhile(_DIRECTIONS.__contains__, words))) + 1


def _road(words: Sequence[str]) -> list[str]:
    """The road up to its type and direction, so that a city written without a comma falls away."""
    start = _start(words)
    if words[start - 1 : start] and words[start - 1] in _LEADING_TYPES:
        return list(words)
    end = next((at for at in range(start, len(words)) if words[at] in _TYPES), len(words))
    while end < len(words) and (words[end] in _TYPES or words[end] in _DIRECTIONS):
        end += 1
    return list(words[:end])


def _bare(words: Sequence[str]) -> str:
    """A road of a crossing without leading direction and type; a road that is nothing else keeps them."""
    road = _road([word for at, word in enumerate(words) if at or word not in _OF])
    ahead = len(list(takewhile(_DIRECTIONS.__contains__, road)))
    bare = road[ahead:] if len(road) > ahead else road
    while len(bare) > 1 and bare[-1] in _TYPES:
        bare = bare[:-1]
    return " ".join(bare)
