"""Let the mental-health calls of an export come in now, in their order and rhythm, so that a board can be worked."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from apps.incidents.actions import open_incident
from apps.incidents.imports.mapping import Mapping
from apps.incidents.imports.reader import Call, file_hash, read
from apps.outbox.commands import do

SOURCE = "cad"


def mental_health_calls(path: Path, mapping: Mapping) -> list[Call]:
    """The calls of the types that the mapping marks, in the order they were received."""
    calls = [line.what for line in read(path, mapping) if isinstance(line.what, Call)]
    return sorted(
        (call for call in calls if call.type in mapping.types and mapping.types[call.type].is_mental_health),
        key=lambda call: (call.opened_at, call.external_id),
    )


def replay(
    path: Path,
    mapping: Mapping,
    *,
    programme_id: UUID,
    by: Any,
    speed: float,
    heard: Callable[[int, int], None],
    limit: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Open one incident for each call, `speed` times as fast as they came; answers how many.

    They are new incidents with nothing asked yet, however the old ones ended. Every replay is one of its own.
    """
    calls = mental_health_calls(path, mapping)[:limit]
    run = f"{file_hash(path)}:{time.time_ns()}"
    before: datetime | None = None
    for number, call in enumerate(calls, start=1):
        if before is not None:
            sleep((call.opened_at - before).total_seconds() / speed)
        before = call.opened_at
        do(
            open_incident,
            by=by,
            id=uuid5(programme_id, f"{run}:{call.external_id}"),
            programme_id=programme_id,
            source=SOURCE,
            fields={"place": call.place, "area": call.area, "words": mapping.types[call.type].text},
            codes={"type": call.type, "priority": call.priority},
        )
        heard(number, len(calls))
    return len(calls)
