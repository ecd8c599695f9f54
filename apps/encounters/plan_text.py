"""The words of a safety plan: its seven parts and what a line may be. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

PARTS: Final = ("signs", "alone", "places", "people", "professionals", "safer", "reasons")
LINES: Final = 6
LINE: Final = 200
"""Letters in one line. Six of them in each part still print on one page."""


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
