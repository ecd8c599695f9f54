"""Read an export row by row in flat memory: a call, or the reason why a row is refused."""

import csv
import hashlib
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from apps.common.clock import now
from apps.incidents.imports.mapping import BadMapping, Mapping

LONGEST = {"external_id": 64, "place": 200, "area": 80, "type": 32, "outcome": 32, "priority": 32}


@dataclass(frozen=True)
class Call:
    """One past call as the other system gave it."""

    external_id: str
    opened_at: datetime
    place: str
    area: str = ""
    type: str = ""
    outcome: str = ""
    priority: str = ""


@dataclass(frozen=True)
class Refused:
    """One row that was not taken; the reason names the column, never what stood in it."""

    reason: str


@dataclass(frozen=True)
class Line:
    """A row with its number (the header is 1) and how far into the file it ends, in bytes."""

    number: int
    offset: int
    what: Call | Refused


def file_hash(path: Path) -> str:
    """SHA-256 of the file, by which an import is recorded."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(path: Path, mapping: Mapping) -> Iterator[Line]:
    """Every row of the file. Raises BadMapping when the header does not fit; a bad row is only refused."""
    with path.open("rb") as file:
        rows = csv.reader(_text(file, mapping.encoding), delimiter=mapping.delimiter, strict=False)
        header = [name.strip() for name in next(rows, [])]
        _check_header(header, mapping)
        number = 1
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                number += 1
                yield Line(number, file.tell(), Refused("the row cannot be read (quotes or length)"))
                continue
            number += 1
            if cells:
                yield Line(number, file.tell(), _row(header, cells, mapping))


def _text(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Lines as text; bytes that do not fit the encoding stay visible, so that only their row is refused."""
    first = True
    for raw in file:
        line = raw.decode(encoding if first else encoding.removesuffix("-sig"), errors="surrogateescape")
        first = False
        yield line


def _check_header(header: list[str], mapping: Mapping) -> None:
    missing = sorted(mapping.needed - set(header))
    if not missing:
        return
    hint = ""
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|,"):
        hint = " The whole header is one column: is the delimiter right?"
    raise BadMapping(f"The file has no column {', '.join(missing)}.{hint} It has: {', '.join(header)[:400]}.")


def _row(header: list[str], cells: list[str], mapping: Mapping) -> Call | Refused:
    if len(cells) != len(header):
        return Refused(f"{len(cells)} cells instead of {len(header)}")
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    if any("\0" in cell or any("\udc80" <= char <= "\udcff" for char in cell) for cell in cells):
        return Refused("a character that does not fit the encoding")
    values = {name: row[columns[0]] for name, columns in mapping.columns.items() if name not in ("place", "crossing")}
    values["place"] = _place(row, mapping)
    for name, longest in LONGEST.items():
        if len(values.get(name, "")) > longest:
            return Refused(f"{name}: longer than {longest} characters")
    if not values["external_id"]:
        return Refused("external_id: empty")
    at = mapping.at(values.pop("opened_at"))
    if at is None:
        return Refused("opened_at: not in any of the mapping's date formats")
    if at > now():
        return Refused("opened_at: in the future")
    return Call(opened_at=at.astimezone(UTC), **values)


def _place(row: dict[str, str], mapping: Mapping) -> str:
    """The parts of an address as people say it: no house number 0, no padded street numbers, a crossing with &."""
    parts = [_part(row[name]) for name in mapping.columns["place"]]
    here = " ".join(part for part in parts if part)
    across = " ".join(filter(None, (_part(row[name]) for name in mapping.columns.get("crossing", ()))))
    return f"{here} & {across}" if across else here


def _part(text: str) -> str:
    """One cell of an address as it is said: "05TH" is 5th, "FERGUS" is Fergus, "I-805" stays."""
    text = text.lstrip("0")
    if text[:1].isdigit():
        return text.lower()
    return text if any(char.isdigit() for char in text) else string.capwords(text)
