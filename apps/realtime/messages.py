"""What a client may say on the socket, checked by our own decoder: an error frame for what is wrong, never death."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from apps.common.errors import Code, DomainError
from apps.common.guard import Malformed, parse_json

MAX_TEXT: Final = 65_536
"""Characters. The server in front takes frames up to twice that, so that a large one is answered, not cut off."""
MOST_IDS: Final = 500
MOST_STREAMS: Final = 16
HIGHEST: Final = 2**53
"""Numbers above this are not whole in a browser."""


@dataclass(frozen=True)
class Hello:
    """The first word: which device, what it holds, and what its clock says (ms since 1970)."""

    device: UUID
    epoch: str = ""
    cursors: dict[str, int] = field(default_factory=dict)
    app_version: str | None = None
    time_ms: int | None = None


@dataclass(frozen=True)
class Ack:
    """What the device has in its own store now: streams up to a number, alerts received, alerts seen."""

    cursors: dict[str, int]
    received: list[UUID]
    seen: list[UUID]


@dataclass(frozen=True)
class Beat:
    """Still here."""


def parse(message: Mapping[str, Any]) -> Hello | Ack | Beat:
    """A frame of the client; raises DomainError for what it may not say."""
    text = message.get("text")
    if text is None:
        raise Malformed(Code.MALFORMED, "Text frames only.")
    said = parse_json(text, limit=MAX_TEXT)
    if not isinstance(said, dict):
        raise _bad("type")
    match said.get("type"):
        case "hello":
            return _hello(said)
        case "ack":
            return Ack(_cursors(said), _ids(said, "received"), _ids(said, "seen"))
        case "beat":
            return Beat()
    raise _bad("type")


def _hello(said: Mapping[str, Any]) -> Hello:
    epoch, version, time_ms = said.get("epoch"), said.get("app_version"), said.get("time")
    if epoch is not None and not isinstance(epoch, str):
        raise _bad("epoch")
    if version is not None and not isinstance(version, str):
        raise _bad("app_version")
    if time_ms is not None and (isinstance(time_ms, bool) or not isinstance(time_ms, int | float)):
        raise _bad("time")
    if time_ms is not None and abs(time_ms) > HIGHEST:
        raise _bad("time")
    device = _id(said.get("device"), "device")
    return Hello(
        device,
        epoch or "",
        _cursors(said),
        version[:40] if version else None,
        None if time_ms is None else int(time_ms),
    )


def _cursors(said: Mapping[str, Any]) -> dict[str, int]:
    cursors = said.get("cursors", {})
    if not isinstance(cursors, dict) or len(cursors) > MOST_STREAMS:
        raise _bad("cursors")
    for seq in cursors.values():
        if isinstance(seq, bool) or not isinstance(seq, int) or not 0 <= seq <= HIGHEST:
            raise _bad("cursors")
    return cursors


def _ids(said: Mapping[str, Any], name: str) -> list[UUID]:
    ids = said.get(name, [])
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise _bad(name)
    return [_id(one, name) for one in ids]


def _id(value: Any, name: str) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise _bad(name) from error


def _bad(name: str) -> DomainError:
    return Malformed(Code.INVALID, f"Not right: {name}.", fields=[name])
