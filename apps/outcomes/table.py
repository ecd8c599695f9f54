"""The report as lines of one table, made of what may be shown: a hidden cell is empty, and its line says so."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from apps.outcomes.words import STATES, WORDS

HEADER: Final = {
    "en": ("figure", "group", "counted", "out of", "share", "median", "mean", "90 percent within", "before: counted",
           "before: out of", "before: share", "note", "numerator", "denominator", "left out"),
    "es": ("cifra", "grupo", "contados", "de", "parte", "mediana", "media", "90 por ciento en", "antes: contados",
           "antes: de", "antes: parte", "nota", "numerador", "denominador", "se deja fuera"),
}  # fmt: skip


def lines(report: Mapping[str, Any], language: str) -> Iterator[list[str]]:
    """Every figure, then its groups."""
    words = WORDS[language]
    for one in report["figures"].values():
        yield _figure(one, language)
    for by, rows in report["slices"].items():
        for row in rows:
            name = group_name(by, row, words)
            yield _line(words["calls"], name, {"n": row["calls"], "of": None, "share": None}, words)
            for figure, cell in row["figures"].items():
                yield _line(report["figures"][figure]["title"][language], name, cell, words)
    for row in report["states"]["rows"]:
        name = STATES[language].get(row["status"], row["status"])
        yield _line(words["places"], name, {"n": row["n"], "of": report["states"]["total"], "share": None}, words)
    for at, cells in enumerate(report["levels"]["cells"], start=1):
        for given, n in enumerate(cells, start=1):
            name = words["advised_given"].format(advised=at, given=given)
            yield _line(words["matrix"], name, {"n": n, "of": report["levels"]["total"], "share": None}, words)
    for row in report["repeats"]:
        for days, cell in row["within"].items():
            yield _line(report["figures"][f"again_{days}"]["title"][language], words[row["response"]], cell, words)


def group_name(by: str, row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """What a group is called."""
    if by == "level":
        return words["level"].format(n=row["id"])
    if by == "hour":
        return words["hours"].format(a=f"{int(row['id']):02}:00", b=f"{int(row['id']) + 3:02}:00")
    return str(row["name"])


def _figure(one: Mapping[str, Any], language: str) -> list[str]:
    words, before = WORDS[language], one["before"] or {}
    told = [one[name][language] for name in ("numerator", "denominator", "left_out")]
    hidden = one.get("n") is None
    return [
        one["title"][language],
        "",
        *(_text(one.get(name)) for name in ("n", "of", "share", "median", "mean", "p90")),
        *(_text(before.get(name)) for name in ("n", "of", "share")),
        words["hidden"] if hidden else "",
        *told,
    ]


def _line(title: str, group: str, cell: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    numbers = [_text(cell.get(name)) for name in ("n", "of", "share")]
    return [title, group, *numbers, "", "", "", "", "", "", words["hidden"] if cell["n"] is None else "", "", "", ""]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
