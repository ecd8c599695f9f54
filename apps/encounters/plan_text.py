"""The words of a safety plan: its seven parts, what a line may be, and how codes and words are compared. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

PARTS: Final = ("signs", "alone", "places", "people", "professionals", "safer", "reasons")
LINES: Final = 6
LINE: Final = 200
"""Letters in one line. Six of them in each part still print on one page."""

_CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
"""Crockford's base 32: no I, L, O or U, so that it can be read aloud and typed."""
_LOOKALIKE: Final = str.maketrans("ILO", "110")


def problems_of(parts: Any) -> list[str]:
    """The names of the parts that are not right; empty when all are."""
    if not isinstance(parts, Mapping):
        return ["parts"]
    wrong = [str(name)[:40] for name in parts if name not in PARTS]
    wrong += [name for name in PARTS if not _are_lines(parts.get(name, []))]
    return wrong or ([] if any(parts.get(name) for name in PARTS) else ["parts"])


def _are_lines(lines: Any) -> bool:
    if isinstance(lines, str) or not isinstance(lines, Sequence) or len(lines) > LINES:
        return False
    return all(isinstance(line, str) and line.strip() and len(line) <= LINE for line in lines)


def folded_code(code: str) -> str | None:
    """A code as it is compared: without gaps, look-alikes made one. None when it can be none."""
    plain = re.sub(r"[\s-]", "", code[:64]).upper().translate(_LOOKALIKE)
    return plain if _CODE.fullmatch(plain) else None


def folded_word(word: str) -> str | None:
    """A word as it is compared: whatever the case and accents. None when it is too short or too long."""
    plain = unicodedata.normalize("NFKD", word[:200]).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter) and not letter.isspace())
    return plain if 3 <= len(plain) <= 80 else None
