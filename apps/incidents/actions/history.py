"""Take in history from another system, in short batches: closed, off the board, without deliveries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, Final
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Invalid
from apps.common.ids import uuid7
from apps.common.keys import block_key, number_key, place_key
from apps.incidents.actions.intake import next_numbers
from apps.incidents.actions.timeline import programme_for
from apps.incidents.models import Incident, NumberLine
from apps.outbox.commands import NEVER, action
from apps.outbox.record import record

BATCH: Final = 1_000


@dataclass(frozen=True)
class ImportedIncident:
    """One past call, already translated. `external_id` is its number in the other system; times are aware."""

    external_id: str
    opened_at: datetime
    closed_at: datetime | None = None
    place: str = ""
    area: str = ""
    words: str = ""
    call_back: str = ""
    result: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    is_exact: bool = True  # False: the export rounds addresses to their block, so "same address" would be untrue


@dataclass(frozen=True)
class ImportBatch:
    """What came of one batch: `taken` are new, `known` were already here."""

    KIND: ClassVar[str] = "import_batch"

    id: UUID
    taken: int
    known: int
    version: int = 1


@action("incident.import", offline=NEVER)
def import_batch(
    *,
    rows: Sequence[ImportedIncident],
    feed: str,
    file_hash: str,
    by: Any,
    programme_id: UUID | None = None,
) -> ImportBatch:
    """Take up to 1,000 past calls. Those whose (feed, external_id) the programme has are left as they are.

    One audit row with the file's hash, no deliveries, no timeline, no hazards, no level.
    """
    allow(by, "incident.import")
    where = programme_for(by, programme_id)
    if not feed or len(rows) > BATCH or any(not row.external_id for row in rows):
        raise Invalid(Code.INVALID, "A batch names its feed and has at most 1,000 numbered rows.", fields=["rows"])
    new = _unknown(where, feed, rows)
    numbers = iter(range(next_numbers(where, len(new)), 2**31)) if new else iter(())
    Incident.objects.bulk_create(_incidents(where, feed, new, numbers, by.id), batch_size=500)
    batch = ImportBatch(uuid7(), taken=len(new), known=len(rows) - len(new))
    record(
        by,
        "incident.imported",
        batch,
        programme=where,
        feed=feed,
        file_hash=file_hash,
        rows=len(rows),
        taken=batch.taken,
        known=batch.known,
    )
    return batch


def _unknown(programme_id: UUID, feed: str, rows: Sequence[ImportedIncident]) -> list[ImportedIncident]:
    """The rows that are not here yet, each once. Waits for another import of the same programme to end."""
    NumberLine.objects.get_or_create(programme_id=programme_id)
    NumberLine.objects.select_for_update().get(programme_id=programme_id)
    asked = {row.external_id: row for row in rows}
    known = set(
        Incident.objects.filter(programme_id=programme_id, feed=feed, external_id__in=asked).values_list(
            "external_id", flat=True
        )
    )
    return [row for external_id, row in asked.items() if external_id not in known]


def _incidents(
    programme_id: UUID, feed: str, rows: Sequence[ImportedIncident], numbers: Iterator[int], by_id: UUID
) -> list[Incident]:
    return [
        Incident(
            programme_id=programme_id,
            number=number,
            status=Incident.Status.CLOSED,
            source=Incident.Source.IMPORT,
            feed=feed,
            external_id=row.external_id,
            codes=dict(row.codes),
            opened_by_id=by_id,
            opened_at=row.opened_at,
            closed_at=row.closed_at or row.opened_at,
            place=row.place,
            place_key=place_key(row.place) if row.is_exact else "",
            block_key=block_key(row.place),
            area=row.area,
            words=row.words,
            call_back=row.call_back,
            call_back_key=number_key(row.call_back),
            result=row.result,
            provisional=False,
        )
        for row, number in zip(rows, islice(numbers, len(rows)), strict=True)
    ]
