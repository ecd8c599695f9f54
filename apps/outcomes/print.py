"""The month on paper: one paragraph, charts and tables, made of the same answer as the screen."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import typst

from apps.outcomes.findings import month_name
from apps.outcomes.period import Month
from apps.outcomes.table import group_name
from apps.outcomes.words import STATES, WORDS
from apps.people.consent_print import breakable, written

TEMPLATE: Final = (Path(__file__).parent / "report_page.typ").read_bytes()
FUNNEL: Final = ("calls", "sent", "met", "referred", "said_yes", "attended_7", "attended_30")
BESIDE: Final = ("force", "person_hurt", "staff_hurt", "less_restrictive")
TOLD: Final = ("numerator", "denominator", "left_out")
FOLLOW: Final = ("reached_24h", "reached_48h", "reached_72h")
TIMES: Final = ("arrive", "scene_minutes", "drop_off_minutes", "police_minutes")


def printed(report: Mapping[str, Any], *, language: str, by: str) -> bytes:
    """The PDF, US Letter, as many pages as it takes."""
    page = page_of(report, language=language, by=by)
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"page": json.dumps(page)})
    return made


def page_of(report: Mapping[str, Any], *, language: str, by: str) -> dict[str, Any]:
    """What is on the page, in words and numbers; a hidden number is its word."""
    words, zone = WORDS[language], ZoneInfo(report["zone"])
    figures = report["figures"]
    day = written(datetime.fromisoformat(report["counted_at"]).astimezone(zone).date(), language)
    within = figures["within_60"]
    month = Month(date.fromisoformat(f"{report['month']}-01"), zone)
    counted = words["counted"].format(day=day) + ("" if report["is_over"] else f" {words['not_over']}")
    return {
        "language": language,
        "words": words,
        "title": month_name(month, language),
        "programme": breakable(report["programme"]),
        "who": [counted, report["agency_name"] or words["all_agencies"], words["by"].format(name=by)],
        "findings": report["findings"][language],
        "funnel": [_bar(figures[one], figures["calls"]["n"], language) for one in FUNNEL],
        "endings": [_ending(figures[one], language) for one in (*report["endings"], *BESIDE)],
        "arrivals": _arrivals(report, words),
        "arrivals_note": _within(within, words),
        "matrix": [[DOT if n is None else _shown(n, words) for n in row] for row in report["levels"]["cells"]],
        "hours": [{"label": f"{row['from']:02}", "n": row["calls"]} for row in report["hours"]],
        "trend": _trend(report),
        "repeats": [
            [words[row["response"]], *(_percent(cell, words) for cell in row["within"].values())]
            for row in report["repeats"]
        ],
        "follow": [_ending(figures[one], language) for one in FOLLOW],
        "times": [_times(figures[one], language) for one in TIMES],
        "slices": _slices(report, language),
        "states": [[STATES[language].get(row["status"], row["status"]), _shown(row["n"], words)]
                   for row in report["states"]["rows"]],
        "notes": [
            [one["title"][language], " ".join(one[part][language] for part in TOLD)]
            for one in figures.values()
        ],
    }  # fmt: skip


def _shown(n: Any, words: Mapping[str, str]) -> str:
    return words["short"] if n is None else f"{n:g}" if isinstance(n, float) else str(n)


def _percent(cell: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if cell["share"] is None:
        return words["short"] if cell["n"] is None else "–"
    return f"{cell['share'] * 100:.0f}%"


DOT: Final = "·"
"""A number that is not shown, where the page says so beneath."""


def _within(figure: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    said = words["arrivals_hidden" if figure["n"] is None else "arrivals_note"]
    return str(said.format(n=_shown(figure["n"], words), of=_shown(figure["of"], words)))


def _bar(one: Mapping[str, Any], most: int | None, language: str) -> dict[str, Any]:
    words = WORDS[language]
    return {
        "label": one["title"][language],
        "n": _shown(one["n"], words),
        "part": one["n"] / most if one["n"] is not None and most else None,
        "share": "" if one["id"] == "calls" else _percent(one, words),
        "strong": one["id"] == "attended_7",
    }


def _ending(one: Mapping[str, Any], language: str) -> list[str]:
    words, before = WORDS[language], one["before"]
    # what is not shown says so once: three times in a line leaves no room for what it is
    share = "" if one["n"] is None else _percent(one, words)
    then = "" if not before else DOT if before["n"] is None else _percent(before, words)
    return [one["title"][language], _shown(one["n"], words), share, then]


def _times(one: Mapping[str, Any], language: str) -> list[str]:
    words = WORDS[language]
    return [one["title"][language], *(_shown(one[name], words) for name in ("median", "mean", "p90", "n"))]


def _arrivals(report: Mapping[str, Any], words: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{row['from']}–{row['to']}" if row["to"] else f"{row['from']}+",
            "n": row["n"],
            "late": not row["to"],
        }
        for row in report["arrivals"]["bins"]
    ]


def _trend(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [("", report["trend"]["total"]), *((row["area"], row["months"]) for row in report["trend"]["areas"])]
    return [{"name": breakable(name), "shares": [month["share"] for month in months]} for name, months in rows]


def _slices(report: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    words, names = WORDS[language], {"level": "by_level"}
    found = []
    for by, rows in report["slices"].items():
        if not rows:
            continue
        head = [report["figures"][one]["title"][language] for one in rows[0]["figures"]]
        body = [
            [breakable(group_name(by, row, words)), _shown(row["calls"], words)]
            + [_percent(cell, words) for cell in row["figures"].values()]
            for row in rows
        ]
        found.append({"title": words[names.get(by, by)], "head": [words["calls"], *head], "rows": body})
    return found
