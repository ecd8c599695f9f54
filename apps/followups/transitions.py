"""The way of a case: (from, to) -> the action that leads there. Its further way comes with the follow-up screens."""

from typing import Final

NEW: Final = ""

TRANSITIONS: Final[dict[tuple[str, str], str]] = {(NEW, "open"): "case.open"}
