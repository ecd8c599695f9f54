"""What is hidden cannot be worked out from what is shown: in a row, in a table, with all totals."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.outcomes.cells import LEAST, shown_line, shown_share, shown_table

counts = st.one_of(st.integers(0, 14), st.integers(0, 60))
rows = st.lists(counts, min_size=1, max_size=6)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=2, max_size=4)
)


def known_by_sums(lines: list[list[Any]]) -> bool:
    """Whether a reader who adds and subtracts can find one hidden number. Each line ends with its own total.

    A hidden number is found exactly when no way of changing the hidden ones leaves all that is shown as it is: when
    its column has a pivot of its own and nothing else in that row (Gauss, exact).
    """
    hidden: dict[tuple[int, int], int] = {}
    equations: list[dict[int, Fraction]] = []
    for line in lines:
        row: dict[int, Fraction] = {}
        for at, (key, value) in enumerate(line):
            if value is None:
                hidden.setdefault(key, len(hidden))
                row[hidden[key]] = Fraction(-1 if at == len(line) - 1 else 1)
        equations.append(row)
    matrix = [[row.get(at, Fraction(0)) for at in range(len(hidden))] for row in equations]
    done = 0
    for column in range(len(hidden)):
        pivot = next((r for r in range(done, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        matrix[done] = [value / matrix[done][column] for value in matrix[done]]
        for r in range(len(matrix)):
            if r != done and matrix[r][column]:
                matrix[r] = [a - matrix[r][column] * b for a, b in zip(matrix[r], matrix[done], strict=True)]
        done += 1
    return any(sum(1 for value in row if value) == 1 for row in matrix)


def keyed(
    table: list[list[int | None]], row_totals: list[int | None], columns: list[int | None], total: int | None
) -> list[list[Any]]:
    whole = [[*row, end] for row, end in zip(table, row_totals, strict=True)] + [[*columns, total]]
    across = [[((i, j), value) for j, value in enumerate(row)] for i, row in enumerate(whole)]
    down = [[((i, j), whole[i][j]) for i in range(len(whole))] for j in range(len(whole[0]))]
    return [*across, *down]


@given(tables)
def test_nobody_works_out_a_hidden_cell_of_a_table_by_its_totals(table: list[list[int]]) -> None:
    cells, across, down, total = shown_table(table)
    assert not known_by_sums(keyed(cells, across, down, total))


@given(tables)
def test_nothing_under_eleven_is_shown_and_what_is_shown_is_true(table: list[list[int]]) -> None:
    cells, across, down, total = shown_table(table)
    for row, true in zip(cells, table, strict=True):
        assert all(
            shown is None or (shown == count and not 0 < count < LEAST)
            for shown, count in zip(row, true, strict=True)
        )
    sums = [sum(row) for row in table]
    assert all(
        shown is None or (shown == count and not 0 < count < LEAST) for shown, count in zip(across, sums, strict=True)
    )
    assert all(shown in (None, sum(row[j] for row in table)) for j, shown in enumerate(down))
    assert total in (None, sum(sums))


@given(rows)
def test_a_row_and_its_total_give_nothing_away(line: list[int]) -> None:
    shown, total = shown_line(line)
    together = [((0, at), value) for at, value in enumerate([*shown, total])]
    assert not known_by_sums([together])
    rest = sum(count for count, value in zip(line, shown, strict=True) if value is None)
    assert total is None or rest == 0 or rest >= LEAST, "the hidden ones together are fewer than may be shown"


@given(rows, rows)
def test_a_report_about_one_agency_gives_nothing_of_the_others_away(here: list[int], others: list[int]) -> None:
    size = min(len(here), len(others))
    mine, rest = here[:size], others[:size]
    shown, total = shown_line(mine, rest)
    for value, count in zip([*shown, total], [*rest, sum(rest)], strict=True):
        assert value in (None, 0) or not 0 < count < LEAST, "taken from the whole, it would say a small number"


def test_a_share_is_hidden_when_too_few_are_in_it_or_too_few_are_not() -> None:
    assert shown_share(9, 318) == (None, 318)
    assert shown_share(309, 318) == (None, 318)
    assert shown_share(11, 318) == (11, 318)
    assert shown_share(0, 318) == (0, 318)
    assert shown_share(4, 8) == (None, None)
    assert shown_share(318, 318) == (318, 318)


def test_one_hidden_area_hides_the_smallest_other_one_as_well() -> None:
    assert shown_line([66, 4, 48, 31]) == ([66, None, 48, None], 149)


def test_an_empty_table_stays_empty() -> None:
    assert shown_table([[0, 0], [0, 0]]) == ([[0, 0], [0, 0]], [0, 0], [0, 0], 0)
