"""Who last wrote which field in which version, so that nobody overwrites a value he was not shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.common.clock import stamp
from apps.common.errors import Code, NeedsReview
from apps.incidents.actions.timeline import happened_at
from apps.incidents.models import Incident
from apps.outbox.commands import current_op


@dataclass(frozen=True)
class Merge:
    """How what one person wrote fits what others have written since the version he saw."""

    goes_in: Mapping[str, Any]
    """What differs from the incident now."""
    same: list[str]
    """What others have changed meanwhile, to this very value."""
    clash: list[str]
    """What others have changed meanwhile, to another one."""
    is_late: bool
    """Whether others have written anything since that version."""


def mark(incident: Incident, names: Iterable[str], by: Any) -> None:
    """Note that these fields change with the version to come. The caller bumps `field_marks` along."""
    at = stamp(happened_at())
    incident.field_marks |= {name: [incident.version + 1, _who(by), at] for name in names}


def three_way(incident: Incident, sent: Mapping[str, Any], by: Any) -> Merge:
    """Compare what was sent with its base version and with the incident now. Without a base version all goes in.

    One person on one device types ahead of the answers and does not clash with himself.
    """
    theirs = _changed_since_base(incident, by)
    goes_in = {name: value for name, value in sent.items() if getattr(incident, name) != value}
    return Merge(
        goes_in,
        same=sorted(name for name in sent if name in theirs and name not in goes_in),
        clash=sorted(name for name in goes_in if name in theirs),
        is_late=bool(theirs),
    )


def refuse_clash(incident: Incident, merge: Merge) -> None:
    """Raise NeedsReview naming the fields that two people wrote apart: nothing goes in until a person has decided."""
    if merge.clash:
        raise NeedsReview(
            Code.CHANGED_MEANWHILE, "Somebody has changed this meanwhile.", about=incident, fields=merge.clash
        )


def refuse_other_level(incident: Incident, by: Any) -> None:
    """Raise NeedsReview when the level is not the one that was shown: a level never merges by itself."""
    if "level" in _changed_since_base(incident, by, also_own=True):
        raise NeedsReview(Code.LEVEL_CHANGED, "The level has changed meanwhile.", about=incident, fields=["level"])


def _changed_since_base(incident: Incident, by: Any, *, also_own: bool = False) -> set[str]:
    base = current_op().base_version
    if base is None:
        return set()
    return {
        name
        for name, (version, who, *_) in incident.field_marks.items()
        if version > base and (also_own or who != _who(by))
    }


def _who(by: Any) -> str:
    return f"{by.id}/{current_op().device_id or ''}"
