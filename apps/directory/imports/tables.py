"""Read CSV row by row in flat memory; cells may span lines, and bytes that do not fit only spoil their row."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from apps.directory.imports.items import BadSource, Refused


def table(folder: Path, *names: str) -> Path | None:
    """The first of these tables that the folder has, with or without a final s."""
    for name in names:
        for spelt in (name, f"{name}s", f"{name.removesuffix('y')}ies", f"{name}es"):
            path = folder / f"{spelt}.csv"
            if path.is_file():
                return path
    return None


def header_of(path: Path) -> list[str]:
    """The names of its columns."""
    with path.open("rb") as file:
        return [name.strip() for name in next(csv.reader(_lines(file)), [])]


def rows(path: Path | None, *needed: str) -> Iterator[tuple[int, dict[str, str] | Refused]]:
    """(number, row) of each row, the header being 1. BadSource when a needed column is missing; no file: no rows."""
    if path is None:
        return
    with path.open("rb") as file:
        reader = csv.reader(_lines(file))
        header = [name.strip() for name in next(reader, [])]
        missing = sorted(set(needed) - set(header))
        if missing:
            raise BadSource(f"{path.name} has no column {', '.join(missing)}. It has: {', '.join(header)[:300]}.")
        at = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                at += 1
                yield at, Refused("the row cannot be read (quotes or length)")
                continue
            at += 1
            if not cells:
                continue
            if len(cells) != len(header):
                yield at, Refused(f"{len(cells)} cells instead of {len(header)}")
            else:
                yield at, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _lines(file: BinaryIO) -> Iterator[str]:
    first = True
    for raw in file:
        yield raw.decode("utf-8-sig" if first else "utf-8", errors="surrogateescape")
        first = False
