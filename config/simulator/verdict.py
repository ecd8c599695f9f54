"""What is said of a day once it is over: what must hold and does not, and a short table."""

from collections import Counter
from statistics import median

from apps.audit.seal import verify
from config.simulator import invariants, places
from config.simulator.city import Tally


def violations(tally: Tally) -> list[str]:
    """Everything that does not hold after the day; empty when all does."""
    found = [f"{tally.unfinished} calls were still being worked"] if tally.unfinished else []
    found += [*invariants.calls(tally.incidents), *invariants.bookings(), *invariants.doubled(tally.incidents)]
    found += [*invariants.visits(tally.incidents), *invariants.streams(), *invariants.reactions()]
    found += [*places.held(), *tally.leaks, *tally.failed]
    for kept in tally.kept:
        found += invariants.client(kept)
    for lost in tally.lost:
        found += invariants.revoked(lost)
    return found + [f"audit: {problem.where} {problem.what}" for problem in verify()]


def table(tally: Tally) -> list[str]:
    """The day in a few lines."""
    counts, times = tally.counts, tally.times
    levels = "  ".join(f"level {level}: {count}" for level, count in sorted(tally.levels.items()))
    closed = "  ".join(f"{what[8:]} {n}" for what, n in sorted(counts.items()) if what.startswith("closed: "))
    decided = f"kept their own words {counts['decided: mine']}  let the other stand {counts['decided: theirs']}"
    lines = [
        f"  {'calls':<22}{counts['calls']:>5}   {levels}",
        f"  {'sent':<22}{counts['sent']:>5}   diverted {counts['diverted']}  taken back {counts['taken back']}",
        f"  {'closed':<22}{'':>5}   {closed}  told twice {counts['duplicates']}",
        f"  {'started in the field':<22}{counts['started in the field']:>5}",
        f"  {'visits written':<22}{counts['visits']:>5}",
        f"  {'needs':<22}{counts['needs']:>5}   {_places(counts)}",
        f"  {'phones went dark':<22}{counts['dark spells']:>5}   writes sent again {counts['repeats']}",
        f"  {'left to a person':<22}{counts['left to a person']:>5}   {decided}",
        f"  {'phones revoked':<22}{counts['phones revoked']:>5}   roles taken and given {counts['roles changed']}",
    ]
    for what, words in (("to en route", "alarm to en route"), ("to on scene", "alarm to on scene")):
        if times[what]:
            lines.append(f"  {words:<22}{median(times[what]) / 60:>5.1f}   minutes, median")
    return lines


def _places(counts: Counter[str]) -> str:
    """What the places said, and what they were told."""
    said = sorted((what, n) for what, n in counts.items() if what.startswith(("places said: ", "places told: ")))
    return "  ".join(f"{what.removeprefix('places ')} {n}" for what, n in said)
