"""Fields found in text pasted from a CAD screen. A proposal with the line it came from; a person confirms it.

Time grows with the length of the text and no faster, whatever is pasted; nothing is ever raised.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypedDict

from apps.common.keys import ROAD_WORDS, SPANISH_ROAD_WORDS, plain
from apps.incidents.cad_labels import BARE, FIELD_OF, LONGEST_LABEL, PREFIXES, RELATIONS, folded

LONGEST: Final = {
    "place": 200, "place_detail": 200, "call_back": 40, "caller_name": 120, "caller_relation": 120,
    "person_name": 120, "external_id": 64, "words": 10_000, "hazards": 2_000,
}  # fmt: skip
_JOINED: Final = {"words": "\n", "hazards": ". ", "place_detail": ", "}
_OLDEST: Final = 120
_READ_OF_A_LINE: Final = 2_000

_CELL: Final = re.compile(r"[|\t]")
_WORD: Final = re.compile(r"[:=]|[^\s:=]+")
_PHONE: Final = re.compile(
    r"(?<![\w-])(?:\+?1[ .-]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[ .-])?[0-9]{3}[ .-][0-9]{4}(?![\w-])"
    r"|(?<![\w-])(?:\+?1)?[2-9][0-9]{9}(?![\w-])"
)
_AGE: Final = re.compile(
    r"(?<![\w-])([0-9]{1,3}) ?-?(?:yo|y/o|yoa|yrs? old|years? old|year-old|anos|años)(?!\w)", re.IGNORECASE
)
_OWN_NUMBER: Final = re.compile(r"[A-Z]{0,4}-?[0-9]{2,6}-?[0-9]{4,12}\Z")
_NAME_THEN_AGE: Final = re.compile(r"([^0-9]{2,100}?)[ ,(/]{1,3}([0-9]{1,3})(?![0-9])")
_TOKEN: Final = re.compile(r"#?[^\W_][\w'’.-]{0,40}|[,;]")
_BARE: Final = re.compile(r"([A-Z]{2,8}(?: ?#)?)(?=[ #][^:=]|[0-9])(?! ?[:=])")
_HOUSE: Final = re.compile(r"[0-9]{1,6}[A-Za-z]?\Z")
_AFTER_A_COUNT: Final = (
    "yo y yoa yr yrs year years old day days night nights week weeks wk wks hour hours hr hrs min mins minutes times",
    "time mg pills people kids beers shots am pm anos dias noches horas pastillas",
)
_NOT_A_ROAD: Final = frozenset(word for line in _AFTER_A_COUNT for word in line.split())
_UNITS: Final = frozenset({"apt", "unit", "ste", "suite", "rm", "spc", "lot", "bldg", "fl", "depto"})
_ROAD_WITHIN: Final = 5


class Found(TypedDict):
    """A proposed value and the line of the pasted text, counted from 1."""

    value: str | int
    line: int


@dataclass(slots=True)
class _Reading:
    """What has been found so far, and the label that what has none belongs to."""

    fields: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    loose: list[tuple[int, str]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rows: int = 0
    open_label: str = ""

    def take(self, name: str, value: str, line: int) -> None:
        """Keep a value; of a field that holds one, the first stays."""
        clean = value.strip(" \t,;-")
        if not name or not clean:
            return
        if name not in self.fields:
            self.fields[name] = [(line, clean)]
        elif name in _JOINED:
            self.fields[name].append((line, clean))


def parse(text: str) -> dict[str, Found]:
    """Proposed fields of an incident, by the incident's own field names. `person_age` is a whole number."""
    reading = _Reading()
    for number, line in enumerate(re.sub(r"\r\n?", "\n", text).split("\n"), start=1):
        _read_line(reading, number, line)
    _split_people(reading)
    _read_loose(reading)
    return dict(_answers(reading))


def _read_line(reading: _Reading, number: int, line: str) -> None:
    cells = [cell.strip() for cell in _CELL.split(line)]
    if len(cells) > 1:
        labels = [folded(cell.rstrip(":")) if len(cell) < LONGEST["external_id"] else "" for cell in cells]
        if reading.header and len(cells) == len(reading.header):
            _read_row(reading, number, cells)
            return
        if all(label in FIELD_OF for label in labels):
            reading.header, reading.open_label = labels, ""
            return
        for cell, label in zip(cells, labels, strict=True):
            if label in FIELD_OF:
                reading.open_label = label
            elif cell:
                _read_cell(reading, number, cell)
    elif cells[0]:
        _read_cell(reading, number, cells[0])


def _read_row(reading: _Reading, number: int, cells: Sequence[str]) -> None:
    """The first row under a header; further rows are other incidents."""
    reading.rows += 1
    if reading.rows == 1:
        for label, cell in zip(reading.header, cells, strict=True):
            reading.take(FIELD_OF[label], _with_label(label, cell), number)


def _read_cell(reading: _Reading, number: int, cell: str) -> None:
    labels = list(_labels(cell))
    before = cell[: labels[0][0]] if labels else cell
    _read_unlabelled(reading, number, before.strip())
    starts = [start for start, _, _ in labels]
    for (_, value_at, label), end in zip(labels, [*starts[1:], len(cell)], strict=False):
        name, value = FIELD_OF[label], cell[value_at:end].strip()
        reading.take(name, _with_label(label, value), number)
        reading.open_label = label if name == "words" or not value else ""


def _read_unlabelled(reading: _Reading, number: int, text: str) -> None:
    """A line that goes on with the narrative, fills the label above it, or stands by itself."""
    if not text:
        return
    if not reading.open_label:
        reading.loose.append((number, text))
        return
    name = FIELD_OF[reading.open_label]
    reading.take(name, _with_label(reading.open_label, text), number)
    if name != "words":
        reading.open_label = ""


def _labels(cell: str) -> Iterator[tuple[int, int, str]]:
    """Every known label of a cell: where it starts, where its value starts, and its folded form."""
    recent: list[re.Match[str]] = []
    bare = _bare_label(cell)
    if bare:
        yield bare
    for word in _WORD.finditer(cell, bare[1] if bare else 0):
        if word.group() in (":", "="):
            label = _known_before(cell, recent)
            if label is not None:
                yield label[0], word.end(), label[1]
            recent = []
        else:
            recent = [*recent[-LONGEST_LABEL + 1 :], word]


def _bare_label(cell: str) -> tuple[int, int, str] | None:
    """A label in capitals without a colon that the cell starts with: `LOC 1418 ALDER CT`, `INC # 3187`."""
    found = _BARE.match(cell)
    if found is None or folded(found.group(1)) not in BARE:
        return None
    return 0, found.end(1), folded(found.group(1))


def _known_before(cell: str, words: Sequence[re.Match[str]]) -> tuple[int, str] | None:
    """The longest known label that these words end with."""
    for word in words:
        label = folded(cell[word.start() : words[-1].end()][:80])
        if label in FIELD_OF:
            return word.start(), label
    return None


def _with_label(label: str, value: str) -> str:
    return f"{PREFIXES[label]} {value}" if label in PREFIXES and value else value


def _split_people(reading: _Reading) -> None:
    """Take a phone and a relation out of who is calling, and an age out of the person's name."""
    if "caller_name" in reading.fields:
        ((line, value),) = reading.fields.pop("caller_name")
        value = value[:_READ_OF_A_LINE]
        phone = _PHONE.search(value)
        if phone:
            reading.take("call_back", phone.group(), line)
            value = value[: phone.start()] + value[phone.end() :]
        name, relation = _name_and_relation(value.strip(" ,;-/"))
        reading.take("caller_name", name, line)
        reading.take("caller_relation", relation, line)
    if "person_name" in reading.fields:
        ((line, value),) = reading.fields["person_name"]
        aged = _NAME_THEN_AGE.match(value[:_READ_OF_A_LINE])
        if aged:
            reading.take("person_age", aged.group(2), line)
            reading.fields["person_name"] = [(line, aged.group(1).strip(" ,(/"))]


def _name_and_relation(value: str) -> tuple[str, str]:
    """`Maria Varga (mother)` in its two parts; `Mother, with him now` is a relation and no name."""
    if _is_relation(value):
        return "", value
    for opening in ("(", ",", " - ", "/"):
        name, found, rest = value.partition(opening)
        if found and _is_relation(rest):
            return name.strip(), rest.strip(" )")
    return value, ""


def _is_relation(value: str) -> bool:
    words = re.findall(r"[a-z]+", plain(value[: LONGEST["caller_relation"]]))
    return any(word in RELATIONS for word in words[:2])


def _read_loose(reading: _Reading) -> None:
    """What lines without a label give: a phone, an address, an age; and the caller's words, when nothing else was."""
    kept: list[tuple[int, str]] = []
    for number, line in reading.loose:
        text = line[:_READ_OF_A_LINE]
        phone, place = _PHONE.search(text), _street(text)
        reading.take("call_back", phone.group() if phone else "", number)
        reading.take("place", place.rstrip("."), number)
        if not phone and _OWN_NUMBER.match(text):
            reading.take("external_id", text, number)
            continue
        rest = text.replace(phone.group() if phone else "\0", "").replace(place or "\0", "")
        if len(rest.strip(" ,;.-")) > 2 or len(line) > len(text):
            kept.append((number, line))
    if "words" not in reading.fields:
        for number, line in kept:
            reading.take("words", line, number)
    for number, line in reading.fields.get("words", ()):
        aged = _AGE.search(line[:_READ_OF_A_LINE])
        if aged:
            reading.take("person_age", aged.group(1), number)


def _street(text: str) -> str:
    """The first stretch that looks like a house on a road, with its unit; "" when there is none."""
    tokens = list(_TOKEN.finditer(text))
    words = [plain(token.group()).strip(".'’-") for token in tokens]
    for at, token in enumerate(tokens):
        if not _HOUSE.match(token.group()):
            continue
        start, end = _spanish_start(words, at), at
        if start == at:
            end = _road_end(words, at)
        if end > start:
            return text[tokens[start].start() : tokens[_unit(words, end)].end()]
    return ""


def _spanish_start(words: Sequence[str], at: int) -> int:
    """Where `Calle San Martín 8800` begins when this is its number; the number itself when it is not."""
    for step in range(at - 2, max(at - 1 - _ROAD_WITHIN, -1), -1):
        if words[step] in SPANISH_ROAD_WORDS and not {",", ";"}.intersection(words[step:at]):
            return step
    return at


def _road_end(words: Sequence[str], at: int) -> int:
    """Where the road after this house number ends with a word like *street*, else 0."""
    for step in range(at + 1, min(at + 1 + _ROAD_WITHIN, len(words))):
        if words[step] in (",", ";") or words[step] in _NOT_A_ROAD:
            return 0
        if words[step] in SPANISH_ROAD_WORDS and step == at + 1:
            return min(at + 2, len(words) - 1)
        if words[step] in ROAD_WORDS and step > at + 1:
            return step
    return 0


def _unit(words: Sequence[str], end: int) -> int:
    """The last word of `, apt 6` or `#6` after the road, or the road's own last word."""
    at = end + 1 + (words[end + 1 : end + 2] == [","])
    if at < len(words) and words[at].startswith("#"):
        return at
    if at + 1 < len(words) and words[at] in _UNITS:
        return at + 1
    return end


def _answers(reading: _Reading) -> Iterator[tuple[str, Found]]:
    for name, parts in reading.fields.items():
        line, values = parts[0][0], [value for _, value in parts]
        if name == "person_age":
            digits = re.match(r"[0-9]{1,3}", values[0])
            if digits and int(digits.group()) <= _OLDEST:
                yield name, {"value": int(digits.group()), "line": line}
            continue
        value = values[0].split(maxsplit=1)[0] if name == "external_id" else _JOINED.get(name, "").join(values)
        yield name, {"value": value[: LONGEST[name]], "line": line}
