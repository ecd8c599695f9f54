"""Which item has to be decided before which: after its parent and after whatever it depends on."""

from collections import deque
from collections.abc import Mapping

from apps.encounters.forms.shape import BadInstrument, Item


def in_order(items: Mapping[str, Item]) -> tuple[str, ...]:
    """Every linkId after those it depends on; raises BadInstrument naming the items of a circle."""
    needs = {
        link_id: ({item.parent} if item.parent else set()) | {when.question for when in item.when}
        for link_id, item in items.items()
    }
    unlocks: dict[str, list[str]] = {link_id: [] for link_id in items}
    for link_id, needed in needs.items():
        for other in needed:
            unlocks[other].append(link_id)
    left = {link_id: len(needed) for link_id, needed in needs.items()}
    ready = deque(link_id for link_id, count in left.items() if not count)
    done: list[str] = []
    while ready:
        here = ready.popleft()
        done.append(here)
        for other in unlocks[here]:
            left[other] -= 1
            if not left[other]:
                ready.append(other)
    if len(done) < len(items):
        stuck = [link_id[:80] for link_id in items if left[link_id]]
        raise BadInstrument(f"{', '.join(stuck[:5])}: each waits for the other (enableWhen goes in a circle).")
    return tuple(done)
