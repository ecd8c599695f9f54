"""Take a whole directory in: read it as a stream, write in short batches, say what came of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from apps.directory.actions import BATCH, ImportBatch, end_import, take_batch
from apps.directory.imports import ohana, tabular
from apps.directory.imports.hsds import items_of
from apps.directory.imports.items import BadSource, Item, Refused
from apps.directory.imports.json_stream import objects
from apps.directory.imports.spool import Spool, spooling
from apps.directory.imports.tables import header_of, table
from apps.directory.models import Location, Organization, Service
from apps.outbox.commands import do

ORDER: Final = ("organization", "location", "service")
_ROWS: Final[dict[str, Any]] = {"organization": Organization, "location": Location, "service": Service}
VANISH_MOST: Final = 0.3
"""Share of a source's rows that may vanish in one run without being asked for: more is most often half a file."""


@dataclass
class Summary:
    """What came of an import, by kind."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    vanished: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    """Rows that are missing, but so many that they were left as they are."""
    nameless: int = 0
    """Services whose source names no organisation; each is kept under its own name."""


def shape_of(path: Path) -> str:
    """hsds_json, hsds_csv or ohana_csv. BadSource when it is none of them."""
    if path.is_file():
        if path.suffix.lower() == ".json":
            return "hsds_json"
        raise BadSource(f"{path.name}: name a .json file, or the folder that holds the tables.")
    services = table(path, "service")
    if services is None:
        if any(path.glob("*.json")):
            return "hsds_json"
        raise BadSource(f"{path} has neither services.csv nor any .json file.")
    header = set(header_of(services))
    if "organization_id" in header:
        return "hsds_csv"
    if "location_id" in header:
        return "ohana_csv"
    raise BadSource(f"{services.name} has neither organization_id (HSDS) nor location_id (Ohana, iCarol).")


def items(path: Path, shape: str, spool: Spool) -> Iterator[Item]:
    """Everything that the source holds, organisations first where their order is ours to choose."""
    if shape == "ohana_csv":
        yield from ohana.items(path, spool)
    elif shape == "hsds_csv":
        yield from tabular.items(path, spool)
    else:
        files = [path] if path.is_file() else sorted(path.glob("*.json"), key=lambda one: (_rank(one), one.name))
        for file in files:
            for at, thing in enumerate(objects(file), start=1):
                yield from items_of(thing, file.name, at)


def _rank(file: Path) -> int:
    return next((at for at, kind in enumerate(ORDER) if file.name.startswith(kind)), len(ORDER))


def take(
    path: Path,
    *,
    source: str,
    programme_id: UUID,
    by: Any,
    refuse: Callable[[Item, str], None],
    progress: Callable[[int], None] = lambda _rows: None,
    vanish_all: bool = False,
) -> Summary:
    """Read the source, take what is new or another. `refuse` hears every row that is not taken, `progress` a count.

    Stopped half-way, the next run goes on. Raises BadSource with a sentence when the files do not fit.
    """
    shape, summary = shape_of(path), Summary()
    with spooling() as spool:
        taker = _Taker(source, programme_id, by, summary)
        for count, item in enumerate(items(path, shape, spool), start=1):
            why = _refusal(item, spool)
            if why is not None:
                if why:
                    summary.refused[item.kind] += 1
                    refuse(item, why)
                continue
            assert isinstance(item.what, Mapping)
            taker.add(item.kind, item.what)
            if count % BATCH == 0:
                progress(count)
        taker.flush()
        vanished = _vanished(spool, source, programme_id, summary, vanish_all)
    did_change = bool(summary.new or summary.changed)
    do(end_import, by=by, vanished=vanished, source=source, programme_id=programme_id, did_change=did_change)
    return summary


def _refusal(item: Item, spool: Spool) -> str | None:
    """Why a row is not taken: a sentence, "" for one that was taken before, None when it is taken."""
    if isinstance(item.what, Refused):
        return item.what.reason
    if spool.see(item.kind, item.what["source_id"]):
        return None
    return "" if item.again else "id: a second row has it"


@dataclass
class _Taker:
    """Rows wait until there are enough; what a row refers to goes before it."""

    source: str
    programme_id: UUID
    by: Any
    summary: Summary
    waiting: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, row: Mapping[str, Any]) -> None:
        self.waiting[kind].append(row)
        self.summary.nameless += kind == "service" and not row.get("organization")
        if len(self.waiting[kind]) == BATCH:
            self.flush()

    def flush(self) -> None:
        for kind in ORDER:
            rows = self.waiting.pop(kind, [])
            if rows:
                self._take(kind, rows)

    def _take(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
        done: ImportBatch = do(
            take_batch, by=self.by, kind=kind, rows=rows, source=self.source, programme_id=self.programme_id
        )
        for counted, n in ((self.summary.new, done.new), (self.summary.changed, done.changed)):
            counted.update({kind: n} if n else {})
        self.summary.known[kind] += done.known


def _vanished(
    spool: Spool, source: str, programme_id: UUID, summary: Summary, vanish_all: bool
) -> dict[str, list[UUID]]:
    """The rows that the source listed once and does not now. Too many at once are left, and said."""
    gone: dict[str, list[UUID]] = {}
    for kind in ORDER:
        rows = _ROWS[kind].objects.filter(programme_id=programme_id, source=source, vanished_at__isnull=True)
        rows = rows.exclude(source_id="")
        ids = dict(rows.values_list("source_id", "id").iterator(chunk_size=2_000))
        missing = [ids[one] for one in spool.unseen(kind, ids)]
        if missing and len(missing) > VANISH_MOST * len(ids) and not vanish_all:
            summary.kept[kind] = len(missing)
        elif missing:
            summary.vanished[kind] = len(missing)
            gone[kind] = missing
    return gone
