"""Small cells are hidden, and so much beside them that no total gives them away. Pure functions.

Fewer than eleven people is the bound of the federal health agency's tables (CMS cell size suppression policy). What
is hidden because it is small and what is hidden beside it look the same: nobody can tell which is which.
"""

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Final

LEAST: Final = 11
"""The smallest count of people that is shown; none at all is shown as well."""

Cell = tuple[int, int]


def is_small(count: int) -> bool:
    """Whether a count stands for so few people that it is not shown."""
    return 0 < count < LEAST


def shown_line(counts: Sequence[int], rest: Sequence[int] | None = None) -> tuple[list[int | None], int | None]:
    """A row of counts and its total, None where hidden. `rest` has the same counts of everybody who is left out here.

    Where the report is about one agency, the whole is printed too: what is small in the difference is hidden as well.
    """
    rows, _across, _down, total = shown_table([counts], None if rest is None else [rest])
    return rows[0], total


def shown_table(
    counts: Sequence[Sequence[int]], rest: Sequence[Sequence[int]] | None = None
) -> tuple[list[list[int | None]], list[int | None], list[int | None], int | None]:
    """Cells, totals of the rows, totals of the columns, total of all; None where hidden.

    Nothing that is hidden can be worked out from what is shown: each hidden cell lies on a ring of hidden cells,
    round which one can be added and taken away without changing anything that is shown.
    """
    table, across, down = _with_totals(counts), len(counts), len(counts[0]) if counts else 0
    beyond = _with_totals(rest) if rest is not None else None
    hidden = {
        (i, j)
        for i, row in enumerate(table)
        for j, count in enumerate(row)
        if is_small(count) or (beyond is not None and count > 0 and is_small(beyond[i][j]))
    }
    _close(table, hidden)
    shown = [[None if (i, j) in hidden else count for j, count in enumerate(row)] for i, row in enumerate(table)]
    if across == 1:  # one row is its own total of columns
        return [shown[0][:down]], [shown[0][down]], shown[0][:down], shown[0][down]
    *rows, last = shown
    return [row[:down] for row in rows], [row[down] for row in rows], last[:down], last[down]


def shown_share(n: int, of: int, rest: tuple[int, int] | None = None) -> tuple[int | None, int | None]:
    """ "n of so many", as much of it as may be shown: too few who are in it, or too few who are not, hide both."""
    beside = None if rest is None else (rest[0], rest[1] - rest[0])
    (shown, _other), total = shown_line((n, of - n), beside)
    return shown, total


def _with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in counts]
    if len(rows) == 1:
        return rows
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _close(table: Sequence[Sequence[int]], hidden: set[Cell]) -> None:
    """Hide more until nothing that is hidden can be worked out."""
    while True:
        lone = next((cell for cell in sorted(hidden) if _is_alone(table, hidden, cell)), None)
        more = _too_few(table, hidden) if lone is None else _ring(table, hidden, lone)
        if not more or more <= hidden:
            return
        hidden |= more


def _is_alone(table: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> bool:
    """Whether what is shown gives this cell away."""
    return _path(table, hidden, cell, only_hidden=True) is None


def _ring(table: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> set[Cell]:
    """The fewest people's worth of further cells that close a ring through this one."""
    found = _path(table, hidden, cell, only_hidden=False)
    return set(found or ())


def _path(table: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, *, only_hidden: bool) -> list[Cell] | None:
    """The lightest way from the cell's line to its column through other cells that are not zero; None: there is none.

    Lines and columns are the places, cells the ways between them. A single line has one place, and each other cell of
    it leads back there.
    """
    if len(table) == 1:
        others = [(0, j) for j, count in enumerate(table[0]) if (0, j) != cell and count > 0]
        kept = [other for other in others if other in hidden]
        if kept or only_hidden:
            return kept[:1] or None
        return sorted(others, key=lambda other: (other[1] == len(table[0]) - 1, table[0][other[1]]))[:1] or None
    begin, end = (0, cell[0]), (1, cell[1])
    queue: list[tuple[int, tuple[int, int], list[Cell]]] = [(0, begin, [])]
    done: set[tuple[int, int]] = set()
    while queue:
        weight, place, way = heappop(queue)
        if place == end:
            return way
        if place in done:
            continue
        done.add(place)
        for other, following in _ways(table, place):
            if other == cell or table[other[0]][other[1]] == 0 or (only_hidden and other not in hidden):
                continue
            cost = 0 if other in hidden else table[other[0]][other[1]]
            heappush(queue, (weight + cost, following, [*way, other]))
    return None


def _ways(table: Sequence[Sequence[int]], place: tuple[int, int]) -> list[tuple[Cell, tuple[int, int]]]:
    side, at = place
    if side == 0:
        return [((at, j), (1, j)) for j in range(len(table[at]))]
    return [((i, at), (0, i)) for i in range(len(table))]


def _too_few(table: Sequence[Sequence[int]], hidden: set[Cell]) -> set[Cell]:
    """One more cell of a line whose hidden ones are together too few to be shown: the shown total would say it."""
    for line in _lines(table):
        *inner, total = line
        together = sum(table[i][j] for i, j in inner if (i, j) in hidden)
        if total in hidden or not is_small(together):
            continue
        others = [(i, j) for i, j in inner if (i, j) not in hidden and table[i][j] > 0]
        return {min(others, key=lambda cell: (table[cell[0]][cell[1]], cell), default=total)}
    return set()


def _lines(table: Sequence[Sequence[int]]) -> list[list[Cell]]:
    rows = [[(i, j) for j in range(len(row))] for i, row in enumerate(table)]
    if len(table) == 1:
        return rows
    return rows + [[(i, j) for i in range(len(table))] for j in range(len(table[0]))]
