"""Bring the payload of an older app up to today's, one pure function per step, so that no queued write is lost."""

from collections.abc import Callable
from typing import Any, Final

CURRENT: Final = 1
STEPS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""(action, version it comes from) -> the payload one version later."""


def upgrade(action: str, version: int, payload: Any) -> Any:
    """The payload as the present version of the action takes it."""
    for step in range(version, CURRENT):
        change = STEPS.get((action, step))
        payload = change(payload) if change else payload
    return payload
