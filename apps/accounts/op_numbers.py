"""Which of a device's operations never came: ranges of numbers, as small as they can be said."""

from collections.abc import Sequence
from typing import Final

MOST: Final = 100
"""Ranges kept for one device; beyond them the oldest are forgotten. Four requests in flight leave three at most."""


def without(missing: Sequence[Sequence[int]], highest: int, number: int) -> list[list[int]]:
    """The ranges after `number` came; what it left out above `highest` is missing from now on."""
    if number > highest + 1:
        return [*map(list, missing), [highest + 1, number - 1]][-MOST:]
    left: list[list[int]] = []
    for first, last in missing:
        if not first <= number <= last:
            left.append([first, last])
            continue
        left += [part for part in ([first, number - 1], [number + 1, last]) if part[0] <= part[1]]
    return left[-MOST:]
