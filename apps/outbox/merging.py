"""Who last wrote which field in which version, so that nobody overwrites a value he was not shown.

For any locked row that has `version` and `field_marks` (field -> [version, who, when] of its last change).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from apps.common.clock import stamp
from apps.common.errors import Code, NeedsReview
from apps.outbox.commands import current_op


class Marked(Protocol):
    """A row that several people write at the same time."""

    version: Any
    field_marks: Any


@dataclass(frozen=True)
class Merge:
    """How what one person wrote fits what others have written since the version he saw."""

    goes_in: Mapping[str, Any]
    """What differs from the row now."""
    same: list[str]
    """What others have changed meanwhile, to this very value."""
    clash: list[str]
    """What others have changed meanwhile, to another one."""
    is_late: bool
    """Whether others have written anything since that version."""


def mark(obj: Marked, names: Iterable[str], by: Any, at: datetime) -> None:
    """Note that these fields change with the version to come. The caller bumps `field_marks` along."""
    obj.field_marks |= {name: [obj.version + 1, _who(by), stamp(at)] for name in names}


def three_way(obj: Marked, sent: Mapping[str, Any], by: Any, *, unseen: int | None = None) -> Merge:
    """Compare what was sent with its base version and with the row now.

    Without a base version all goes in, or with `unseen` it counts as written on that version. One person on one
    device types ahead of the answers and does not clash with himself.
    """
    theirs = changed_since_base(obj, by, unseen=unseen)
    goes_in = {name: value for name, value in sent.items() if getattr(obj, name) != value}
    return Merge(
        goes_in,
        same=sorted(name for name in sent if name in theirs and name not in goes_in),
        clash=sorted(name for name in goes_in if name in theirs),
        is_late=bool(theirs),
    )


def refuse_clash(obj: Any, fields: Iterable[str]) -> None:
    """Raise NeedsReview naming the fields that two people wrote apart: nothing goes in until a person has decided."""
    names = sorted(fields)
    if names:
        raise NeedsReview(Code.CHANGED_MEANWHILE, "Somebody has changed this meanwhile.", about=obj, fields=names)


def changed_since_base(obj: Marked, by: Any, *, also_own: bool = False, unseen: int | None = None) -> set[str]:
    """The fields that others (or also oneself) have written since the version that the command was made on."""
    base = current_op().base_version
    base = unseen if base is None else base
    if base is None:
        return set()
    return {
        name
        for name, (version, who, *_) in obj.field_marks.items()
        if version > base and (also_own or who != _who(by))
    }


def _who(by: Any) -> str:
    return f"{by.id}/{current_op().device_id or ''}"
