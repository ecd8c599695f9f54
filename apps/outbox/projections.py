"""The one place that turns an object's kind and id into what a viewer may see of it. Config fills the table."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

Projection = Callable[[Any, Sequence[UUID]], dict[UUID, dict[str, Any]]]
Changes = Callable[[Any, UUID, Sequence[str]], Mapping[str, tuple[str, str | None]]]
"""(viewer, object, fields) -> field -> whose last change it bears and when, as that viewer may know it."""
_projections: Mapping[str, Projection] = {}
_changes: Mapping[str, Changes] = {}
_memo: ContextVar[dict[Hashable, Any] | None] = ContextVar("projections_memo", default=None)
T = TypeVar("T")


def set_projections(projections: Mapping[str, Projection]) -> None:
    """Take config's table: object kind -> how a viewer sees it."""
    global _projections
    _projections = projections


def set_changes(changes: Mapping[str, Changes]) -> None:
    """Take config's table: object kind -> who last changed its fields."""
    global _changes
    _changes = changes


def changes(
    user: Any, kind: str, object_id: UUID | None, fields: Sequence[str]
) -> Mapping[str, tuple[str, str | None]]:
    """Field -> (name, time) of its last change; a field that nobody has changed since it was made is missing."""
    known = _changes.get(kind)
    return {} if known is None or object_id is None or not fields else known(user, object_id, fields)


@contextmanager
def sharing(memo: dict[Hashable, Any]) -> Iterator[None]:
    """While several viewers are shown the same objects, load once what is the same for all of them."""
    token = _memo.set(memo)
    try:
        yield
    finally:
        _memo.reset(token)


def shared(key: Hashable, load: Callable[[], T]) -> T:
    """What `load` gives, once for all viewers under `sharing`. Never for what depends on who looks."""
    memo = _memo.get()
    if memo is None:
        return load()
    if key not in memo:
        memo[key] = load()
    found: T = memo[key]
    return found


def as_seen_by(user: Any, kind: str, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The objects as this viewer may see them now; what he may not know of is missing. Unknown kinds are empty."""
    projection = _projections.get(kind)
    return {} if projection is None or not ids else projection(user, list(dict.fromkeys(ids)))


def is_shown(kind: str) -> bool:
    """Whether anybody is shown objects of this kind; rows about others only wake."""
    return kind in _projections


def one(user: Any, kind: str, object_id: UUID | None) -> dict[str, Any] | None:
    """One object as this viewer may see it now, or None."""
    return None if object_id is None else as_seen_by(user, kind, [object_id]).get(object_id)


def item(kind: str, object_id: UUID, seen: dict[str, Any] | None, alert: Any = None) -> dict[str, Any]:
    """One entry of a frame or snapshot: the object, or a tombstone; with the delivery it is to be alarmed by."""
    entry = {"kind": kind, "id": str(object_id), "version": seen["version"] if seen else None, "object": seen}
    if alert is not None:
        entry["alert"] = {"delivery": str(alert[0]), "event": alert[1]}
    return entry
