"""The tables and charts of a month: each one hidden as a whole, so that its own totals give nothing away."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from apps.outcomes.cells import LEAST, shown_line, shown_table
from apps.outcomes.definitions import Share
from apps.outcomes.definitions.base import mean, percentile
from apps.outcomes.definitions.calls import ARRIVE, SENT, WITHIN_60, compared
from apps.outcomes.definitions.care import ATTENDED, CALLED_AGAIN
from apps.outcomes.definitions.visits import HOLD, MET, STAYED
from apps.outcomes.facts import BLOCK_H, Call, Facts

LEVELS: Final = (1, 2, 3, 4)
BINS: Final = (0, 10, 20, 30, 45, 60)
"""Minutes; the last one is open above. Wider where there are fewer, so that the end of it can be shown."""
RESPONSES: Final = ("pair", "clinician", "officer")
SLICED: Final = (SENT, WITHIN_60, MET, STAYED, HOLD, ATTENDED[7])
"""What is compared between areas, levels, hours and agencies."""


def share(n: int | None, of: int | None) -> dict[str, Any]:
    """A share, with its part of one where both are shown and there is anybody."""
    return {"n": n, "of": of, "share": round(n / of, 4) if n is not None and of else None}


def times(values: Sequence[float]) -> dict[str, Any]:
    """Middle, mean, middle half and nine of ten of some lengths in minutes; nothing where there are too few."""
    if len(values) < LEAST:
        count = 0 if not values else None
        return {"n": count, "median": None, "mean": None, "low": None, "high": None, "p90": None}
    parts = {"median": 0.5, "low": 0.25, "high": 0.75, "p90": 0.9}
    return {
        "n": len(values),
        "mean": round(mean(values), 1),
        **{name: round(percentile(values, part), 1) for name, part in parts.items()},
    }


def levels(here: Facts, rest: Facts | None) -> dict[str, Any]:
    """What the rules advised (rows) against what was given (columns), with all totals."""
    cells, rows, columns, total = shown_table(matrix_of(here), matrix_of(rest) if rest else None)
    return {"cells": cells, "advised": rows, "given": columns, "total": total}


def matrix_of(facts: Facts) -> list[list[int]]:
    """Advised (rows) against given (columns), as they are."""
    found = Counter((call.advised, call.level) for call in facts.calls if compared(call))
    return [[found[advised, given] for given in LEVELS] for advised in LEVELS]


def arrivals(here: Facts, rest: Facts | None) -> dict[str, Any]:
    """How many arrived within how many minutes."""
    shown, total = shown_line(_binned(here), _binned(rest) if rest else None)
    ends = (*BINS[1:], None)
    return {
        "bins": [{"from": low, "to": high, "n": n} for low, high, n in zip(BINS, ends, shown, strict=True)],
        "total": total,
    }


def _binned(facts: Facts) -> list[int]:
    counts = [0] * len(BINS)
    for value in ARRIVE.values(facts):
        # exactly 60 minutes is within the promise: a bin has its upper end and not its lower
        counts[max(0, sum(1 for low in BINS if value > low) - 1)] += 1
    return counts


def hours(here: Facts, rest: Facts | None, teams: Mapping[int, float] | None) -> list[dict[str, Any]]:
    """Calls by three hours of the day, with how many teams rode then; without teams in a report about one agency."""
    blocks = range(0, 24, BLOCK_H)
    shown, _ = shown_line(_by_block(here, blocks), _by_block(rest, blocks) if rest else None)
    return [
        {"from": block, "to": block + BLOCK_H, "calls": n, "teams": round(teams[block], 1) if teams else None}
        for block, n in zip(blocks, shown, strict=True)
    ]


def _by_block(facts: Facts, blocks: Iterable[int]) -> list[int]:
    found = Counter(call.block for call in facts.calls)
    return [found[block] for block in blocks]


def slices(here: Facts, rest: Facts | None, agencies: Mapping[UUID, str] | None) -> dict[str, list[dict[str, Any]]]:
    """The same figures for each area, level, time of day, and agency. A call is each agency's that was sent."""
    areas = sorted({call.area for call in here.calls if call.area})
    found = {
        "area": _slices(here, rest, [(area, area, _has("area", area)) for area in areas]),
        "level": _slices(here, rest, [(str(one), str(one), _has("level", one)) for one in LEVELS]),
        "hour": _slices(here, rest, [(str(at), str(at), _has("block", at)) for at in range(0, 24, BLOCK_H)]),
    }
    if agencies is not None:
        sent = {agency for call in here.calls for agency in call.agencies}
        named = [(str(one), name, _of_agency(one)) for one, name in agencies.items() if one in sent]
        found["agency"] = _apart(here, named)
    return found


_Which = tuple[str, str, Callable[[Call], bool]]


def _has(name: str, value: Any) -> Callable[[Call], bool]:
    return lambda call: getattr(call, name) == value


def _of_agency(agency: UUID) -> Callable[[Call], bool]:
    return lambda call: agency in call.agencies


def _slices(here: Facts, rest: Facts | None, which: Sequence[_Which]) -> list[dict[str, Any]]:
    """Groups that do not overlap: one table for each figure, with its own total, which is shown elsewhere."""
    if not which:
        return []
    parts = [here.only(wanted) for _, _, wanted in which]
    beyond = [rest.only(wanted) for _, _, wanted in which] if rest else None
    none = here.only(lambda call: not any(wanted(call) for _, _, wanted in which))
    none_beyond = rest.only(lambda call: not any(wanted(call) for _, _, wanted in which)) if rest else None
    columns = [*parts, none]
    columns_beyond = [*beyond, none_beyond] if beyond is not None and none_beyond is not None else None
    calls, _ = shown_line(
        [len(part.calls) for part in columns],
        [len(part.calls) for part in columns_beyond] if columns_beyond else None,
    )
    tables = {
        one.id: shown_table(_yes_no(one, columns), _yes_no(one, columns_beyond) if columns_beyond else None)
        for one in SLICED
    }
    return [
        {
            "id": key,
            "name": name,
            "calls": calls[at],
            "figures": {one: share(table[0][0][at], table[2][at]) for one, table in tables.items()},
        }
        for at, (key, name, _) in enumerate(which)
    ]


def _yes_no(one: Share, parts: Sequence[Facts]) -> list[list[int]]:
    pairs = [one.n_of(part) for part in parts]
    return [[n for n, _ in pairs], [of - n for n, of in pairs]]


def _apart(here: Facts, which: Sequence[_Which]) -> list[dict[str, Any]]:
    """Groups that overlap: each against all that is not in it."""
    found = []
    for key, name, wanted in which:
        inside, outside = here.only(wanted), here.only(lambda call, wanted=wanted: not wanted(call))  # type: ignore[misc]
        calls, _ = shown_line([len(inside.calls), len(outside.calls)])
        tables = {one.id: shown_table(_yes_no(one, [inside, outside])) for one in SLICED}
        figures = {one: share(table[0][0][0], table[2][0]) for one, table in tables.items()}
        found.append({"id": key, "name": name, "calls": calls[0], "figures": figures})
    return found


def states(here: Facts, rest: Facts | None) -> dict[str, Any]:
    """Where the places that were asked stand now."""
    order = sorted({place.status for place in here.places})
    if not order:
        return {"rows": [], "total": 0}
    shown, total = shown_line(_by_status(here, order), _by_status(rest, order) if rest else None)
    return {"rows": [{"status": one, "n": n} for one, n in zip(order, shown, strict=True)], "total": total}


def _by_status(facts: Facts, order: Sequence[str]) -> list[int]:
    found = Counter(place.status for place in facts.places)
    return [found[status] for status in order]


def repeats(here: Facts, rest: Facts | None) -> list[dict[str, Any]]:
    """Who called again, by who had been sent. Levels differ between them: no fair race."""
    which: list[_Which] = [(one, one, _has("response", one)) for one in RESPONSES]
    parts = [here.only(wanted) for _, _, wanted in which]
    beyond = [rest.only(wanted) for _, _, wanted in which] if rest else None
    tables = {
        days: shown_table(_yes_no(one, parts), _yes_no(one, beyond) if beyond else None)
        for days, one in CALLED_AGAIN.items()
    }
    return [
        {
            "response": name,
            "within": {str(days): share(table[0][0][at], table[2][at]) for days, table in tables.items()},
        }
        for at, name in enumerate(RESPONSES)
    ]
