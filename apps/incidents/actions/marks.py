"""Who last wrote which field in which version, so that nobody overwrites a value he was not shown."""

from collections.abc import Iterable
from typing import Any

from apps.common.errors import Code, Conflict
from apps.incidents.models import Incident
from apps.outbox.commands import current_op


def mark(incident: Incident, names: Iterable[str], by: Any) -> None:
    """Note that these fields change with the version to come. The caller bumps `field_marks` along."""
    incident.field_marks |= {name: [incident.version + 1, _who(by)] for name in names}


def refuse_overwriting(incident: Incident, names: Iterable[str], by: Any, *, also_own: bool = False) -> None:
    """Raise Conflict (STALE) naming the fields that were changed after the base version, where one was sent.

    One person on one device types ahead of the answers and does not conflict with himself, unless `also_own`.
    """
    base = current_op().base_version
    if base is None:
        return
    marks = {name: incident.field_marks.get(name, [0, ""]) for name in names}
    differing = sorted(
        name for name, (version, who) in marks.items() if version > base and (also_own or who != _who(by))
    )
    if differing:
        raise Conflict(Code.STALE, "Somebody has changed this meanwhile.", version=incident.version, fields=differing)


def _who(by: Any) -> str:
    return f"{by.id}/{current_op().device_id or ''}"
