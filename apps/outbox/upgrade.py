"""Bring the payload of an older app up to today's, one pure function per step, so that no queued write is lost."""

from collections.abc import Callable
from typing import Any, Final

FIRST: Final = 1
"""What an app meant that does not say which version it speaks."""
CURRENT: Final = 2
"""2: the app knows `merged` and `needs_review`, and closes what it asked about. Bodies are as they were."""
STEPS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""(action, version it comes from) -> the payload one version later."""


def upgrade(action: str, version: int, payload: Any) -> Any:
    """The payload as the present version of the action takes it."""
    for step in range(version, CURRENT):
        change = STEPS.get((action, step))
        payload = change(payload) if change and isinstance(payload, dict) else payload
    return payload
