"""What every reader gives: one row of a source, ready to be taken, or the reason why it is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LONGEST: Final = {
    "source_id": 120, "name": 300, "alternate_name": 300, "website": 500, "email": 254, "address_1": 300,
    "address_2": 300, "city": 120, "state": 60, "postal_code": 20, "description": 60_000,
}  # fmt: skip
_BAD: Final = re.compile("[\0\ud800-\udfff]")
STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")


class BadSource(Exception):
    """The files cannot be read as a directory; the text says what to change."""


@dataclass(frozen=True)
class Refused:
    """One row that was not taken; the reason names the column, never what stood in it."""

    reason: str


@dataclass(frozen=True)
class Item:
    """A row with its file and number there; `again` rows may come more than once (a service repeats its place)."""

    kind: str
    file: str
    number: int
    what: Mapping[str, Any] | Refused
    again: bool = False


def checked(row: dict[str, Any]) -> Mapping[str, Any] | Refused:
    """The row, or why it cannot be taken."""
    if not row["source_id"]:
        return Refused("id: empty")
    if not row.get("name") and row.get("kind") is None:
        return Refused("name: empty")
    for name, longest in LONGEST.items():
        value = row.get(name)
        if isinstance(value, str) and len(value) > longest:
            return Refused(f"{name}: longer than {longest} characters")
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = row.get(name)
        if value is not None and not abs(value) <= most:
            return Refused(f"{name}: not on earth")
    if row.get("status", "active") not in STATUSES:
        return Refused("status: not one of HSDS")
    if has_bad_text(row):
        return Refused("a character that does not fit the encoding")
    return row


def has_bad_text(value: Any) -> bool:
    """Whether anything in it cannot be stored: NUL, or bytes that were no text."""
    if isinstance(value, str):
        return _BAD.search(value) is not None
    if isinstance(value, Mapping):
        return any(has_bad_text(one) for one in value.values())
    return isinstance(value, list) and any(has_bad_text(one) for one in value)


def number(value: Any) -> float | None:
    """A coordinate, or None where there is none. ValueError for what is no number."""
    return None if value in (None, "") else float(value)


def whole(value: Any) -> int | None:
    """A whole number such as an age, or None where there is none that could be one."""
    try:
        found = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if 0 <= found <= 9_999 else None


def text(value: Any) -> str:
    """A cell as text without space around it; None is "", a number its digits."""
    return "" if value is None else str(value).strip()
