"""One guard before every body parser: size, depth, NUL, lone surrogates, duplicate keys, NaN.

Without it DRF, allauth and Channels answer 500 or drop the socket (threats_faults §4.7).
"""

import json
import math
import re
from typing import Any, NoReturn

from apps.common.errors import Code, Invalid

MAX_BYTES = 1_000_000
MAX_DEPTH = 64


class Malformed(Invalid):
    """The bytes are not what they claim to be."""

    status = 400


class TooLarge(Invalid):
    """More than 1 MB."""

    status = 413


def parse_json(raw: bytes | str, *, limit: int = MAX_BYTES) -> Any:
    """Parse JSON that is safe to hand on; raises Malformed (400) or TooLarge (413)."""
    if len(raw) > limit:
        raise TooLarge(Code.TOO_LARGE, "That is too large.", limit=limit)
    text = _decode(raw)
    _refuse_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_refuse_constant)
    except ValueError as error:
        raise Malformed(Code.MALFORMED, "This is not valid JSON.") from error
    refuse_bad_text(value)
    return value


def _decode(raw: bytes | str) -> str:
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(Code.MALFORMED, "This is not UTF-8.") from error


# A string is passed over as a whole, also one that never ends: then nothing can be tried twice.
_MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def _refuse_depth(text: str) -> None:
    """Count brackets outside strings before any parser recurses."""
    depth = 0
    for mark in _MARKS.finditer(text):
        first = text[mark.start()]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Malformed(Code.MALFORMED, "This is nested too deeply.", limit=MAX_DEPTH)
        elif first in "]}":
            depth -= 1


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed(Code.MALFORMED, "A key stands twice in one object.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(Code.MALFORMED, "Numbers must be finite.")


def refuse_bad_text(value: Any) -> None:
    """Raise Malformed when any text in here holds NUL or a lone surrogate, which no database column takes."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            if "\0" in here or not _is_encodable(here):
                raise Malformed(Code.MALFORMED, "This text holds a character that cannot be kept.")
        elif isinstance(here, dict):
            waiting += [*here, *here.values()]
        elif isinstance(here, list | tuple):
            waiting += here
        elif isinstance(here, float) and not math.isfinite(here):
            raise Malformed(Code.MALFORMED, "Numbers must be finite.")


def _is_encodable(text: str) -> bool:
    """A lone surrogate is the one thing that UTF-8 cannot say."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
