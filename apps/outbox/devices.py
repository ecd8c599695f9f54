"""What the runner asks about the device that a command came from. Config hands the answers down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

OffsetOf = Callable[[Any, UUID], int | None]
NoteNumber = Callable[[Any, UUID, int], None]
_offset_of: OffsetOf | None = None
_note_number: NoteNumber | None = None


def set_devices(offset_of: OffsetOf, note_number: NoteNumber) -> None:
    """Take who knows how far a person's device is off our clock, and who keeps its highest operation."""
    global _offset_of, _note_number
    _offset_of, _note_number = offset_of, note_number


def offset_of(user: Any, device_id: UUID | None) -> int | None:
    """Milliseconds that this device's clock is ahead of ours, as last measured; None while nobody knows."""
    return None if device_id is None or _offset_of is None else _offset_of(user, device_id)


def note_number(user: Any, device_id: UUID | None, number: int | None) -> None:
    """Remember the highest operation of this device. In the transaction that stores its answer."""
    if device_id is not None and number is not None and _note_number is not None:
        _note_number(user, device_id, number)
