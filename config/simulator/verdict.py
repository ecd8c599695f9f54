"""What is said of a day once it is over: what must hold and does not, and a short table."""

from collections import Counter
from statistics import median

from apps.audit.seal import verify
from config.simulator import caring, invariants, papers, places
from config.simulator.tally import Tally


def violations(tally: Tally) -> list[str]:
    """Everything that does not hold after the day; empty when all does."""
    found = [f"{tally.unfinished} calls were still being worked"] if tally.unfinished else []
    found += [*invariants.calls(tally.incidents), *invariants.bookings(), *invariants.doubled(tally.incidents)]
    found += [*invariants.visits(tally.incidents), *invariants.streams(), *invariants.reactions()]
    found += [*places.held(), *caring.held(), *tally.leaks, *tally.failed]
    found += papers.problems(tally.kept, tally.lost, tally.since)
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
    met = f"met again {counts['met again']}  not known {counts['nobody said who']}"
    read = f"approved {counts['plans approved']}  cards read {counts['cards read']}"
    lines = [
        f"  {'calls':<22}{counts['calls']:>5}   {levels}",
        f"  {'sent':<22}{counts['sent']:>5}   diverted {counts['diverted']}  taken back {counts['taken back']}",
        f"  {'closed':<22}{'':>5}   {closed}  told twice {counts['duplicates']}",
        f"  {'started in the field':<22}{counts['started in the field']:>5}",
        f"  {'visits written':<22}{counts['visits']:>5}",
        f"  {'needs':<22}{counts['needs']:>5}   {_places(counts)}",
        f"  {'cases tended':<22}{sum(_cases(counts).values()):>5}   {_said(_cases(counts))}",
        f"  {'people written down':<22}{counts['people written down']:>5}   {met}",
        f"  {'safety plans':<22}{counts['safety plans']:>5}   instruments answered {counts['instruments answered']}",
        f"  {'response plans':<22}{counts['response plans']:>5}   {read}",
        f"  {'phones went dark':<22}{counts['dark spells']:>5}   writes sent again {counts['repeats']}",
        f"  {'left to a person':<22}{counts['left to a person']:>5}   {decided}",
        f"  {'phones revoked':<22}{counts['phones revoked']:>5}   roles taken and given {counts['roles changed']}",
    ]
    for what, words in (("to en route", "alarm to en route"), ("to on scene", "alarm to on scene")):
        if times[what]:
            lines.append(f"  {words:<22}{median(times[what]) / 60:>5.1f}   minutes, median")
    return lines


def _cases(counts: Counter[str]) -> dict[str, int]:
    """What case managers did, and how often."""
    return {what.removeprefix("cases: "): n for what, n in sorted(counts.items()) if what.startswith("cases: ")}


def _said(done: dict[str, int]) -> str:
    return "  ".join(f"{what} {n}" for what, n in done.items())


def _places(counts: Counter[str]) -> str:
    """What the places said, and what they were told."""
    said = sorted((what, n) for what, n in counts.items() if what.startswith(("places said: ", "places told: ")))
    return "  ".join(f"{what.removeprefix('places ')} {n}" for what, n in said)
