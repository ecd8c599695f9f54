"""Take a whole export in as closed history: batches of 1,000, flat memory, again changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from apps.incidents.actions import ImportBatch, ImportedIncident, import_batch
from apps.incidents.actions.history import BATCH
from apps.incidents.imports.mapping import Mapping
from apps.incidents.imports.reader import Call, Line, Refused, file_hash, read
from apps.outbox.commands import do


@dataclass
class Summary:
    """What came of an import."""

    read: int = 0
    taken: int = 0
    known: int = 0
    refused: int = 0
    unknown_types: Counter[str] = field(default_factory=Counter)
    unknown_outcomes: Counter[str] = field(default_factory=Counter)


def take(
    path: Path,
    mapping: Mapping,
    *,
    programme_id: UUID,
    by: Any,
    progress: Callable[[int], None],
    refuse: Callable[[Line, str], None],
) -> Summary:
    """Read the file and take what is new. `progress` hears the bytes read, `refuse` every row that is not taken.

    Stopped half-way, the next run goes on: rows that are here count as known.
    """
    summary, digest = Summary(), file_hash(path)
    for batch in _batches(read(path, mapping), summary, refuse, progress):
        for call in batch:
            _count_unknown(call, mapping, summary)
        done: ImportBatch = do(
            import_batch,
            by=by,
            rows=[_translated(call, mapping) for call in batch],
            feed=mapping.feed,
            file_hash=digest,
            programme_id=programme_id,
        )
        summary.taken += done.taken
        summary.known += done.known
    return summary


def _batches(
    lines: Iterator[Line],
    summary: Summary,
    refuse: Callable[[Line, str], None],
    progress: Callable[[int], None],
) -> Iterator[list[Call]]:
    calls: list[Call] = []
    for line in lines:
        summary.read += 1
        if isinstance(line.what, Refused):
            summary.refused += 1
            refuse(line, line.what.reason)
        else:
            calls.append(line.what)
        if len(calls) == BATCH:
            yield calls
            calls = []
            progress(line.offset)
    if calls:
        yield calls


def _count_unknown(call: Call, mapping: Mapping, summary: Summary) -> None:
    """Remember codes that the mapping does not name; they are kept as they came."""
    if call.type and call.type not in mapping.types:
        summary.unknown_types[call.type] += 1
    if call.outcome and call.outcome not in mapping.outcomes:
        summary.unknown_outcomes[call.outcome] += 1


def _translated(call: Call, mapping: Mapping) -> ImportedIncident:
    known = mapping.types.get(call.type)
    codes = {"type": call.type, "outcome": call.outcome, "priority": call.priority}
    return ImportedIncident(
        external_id=call.external_id,
        opened_at=call.opened_at,
        place=call.place,
        area=call.area,
        words=known.text if known else "",
        result=mapping.outcomes.get(call.outcome, ""),
        is_exact=not mapping.block_level,
        codes={name: code for name, code in codes.items() if code},
    )
