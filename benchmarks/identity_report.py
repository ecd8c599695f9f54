"""One run of benchmarks/identity.py as a section of RESULTS.md."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from benchmarks.report import machine, percentile, today
from config import stack

SETS: Final = ("tuned", "held_out")
Read = Callable[[Mapping[str, Any]], str]


def measure(values: Mapping[str, str], people: int) -> str:
    """Run it beside a stage's servers; answers the section."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.identity", str(people)],
        cwd=stack.ROOT,
        env=dict(values),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return section(json.loads(told.stdout))


def section(told: Mapping[str, Any]) -> str:
    """Speed as a ratio to the bound of the same run, quality against known truth."""
    sets = [told[name] for name in SETS]
    asked = sets[0]["there"] + sets[0]["nobody"]
    lines = [
        f"## Who is this? {told['people']:,} invented people in each of two sets, {today()}",
        "",
        f"{asked} questions of each set, half about somebody who is there. The weights were set on the first; the",
        "second has other names and errors (`benchmarks/held_out.py`) and changed nothing. Bound: one look-up by an",
        "indexed key.",
        "",
        "| tuned; held out | bound, ms | ours, ms | ours ÷ bound |",
        "|---|---|---|---|",
        *(_speed(name, sets) for name in ("p50", "p95", "p99")),
        f"| p50, what Python itself computes | | {'; '.join(_cpu(one) for one in sets)} | |",
        "",
        "| quality | tuned | held out |",
        "|---|---|---|",
        *(f"| {words} | {' | '.join(read(one) for one in sets)} |" for words, read in _QUALITY.items()),
        "",
        "Recall by how the name was said, tuned: " + _by_how(sets[0]) + ".",
        "",
        "Held out: " + _by_how(sets[1]) + ".",
        "",
        f"Load at the end {os.getloadavg()[0]:.1f}. Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)


def _speed(name: str, sets: list[Mapping[str, Any]]) -> str:
    share = int(name[1:]) / 100
    read = statistics.median if share == 0.5 else lambda values: percentile(values, share)
    low, high = [read(one["bound_ms"]) for one in sets], [read(one["ms"]) for one in sets]
    cells = (
        "; ".join(f"{value:.2f}" for value in low),
        "; ".join(f"{value:.1f}" for value in high),
        "; ".join(f"{ours / bound:.0f}" for ours, bound in zip(high, low, strict=True)),
    )
    return f"| {name} | {' | '.join(cells)} |"


def _cpu(one: Mapping[str, Any]) -> str:
    return f"{statistics.median(one['cpu_ms']):.1f}"


def _share(part: str, whole: str) -> Read:
    return lambda one: f"{one[part] / max(1, one[whole]):.3f}"


_QUALITY: Final[Mapping[str, Read]] = {
    "recall: the right one is among the lines shown (at most 5)": _share("found", "there"),
    "the right one is the first line": _share("first", "there"),
    "lines shown when there is a right one": lambda one: f"{one['there_lines'] / one['there']:.2f}",
    "precision of all lines then": _share("found", "there_lines"),
    "precision of lines with three boxes then": lambda one: (
        f"{one['strong_right'] / max(1, one['there_strong']):.3f} ({one['there_strong']})"
    ),
    "the same, questions about nobody counted in": lambda one: (
        f"{one['strong_right'] / max(1, one['there_strong'] + one['nobody_strong']):.3f}"
    ),
    "missed, and five others were shown": lambda one: f"{one['missed_behind_five']}",
    "missed otherwise": lambda one: f"{one['there'] - one['found'] - one['missed_behind_five']}",
    "lines shown for somebody who is not in the record": lambda one: f"{one['nobody_lines'] / one['nobody']:.2f}",
    "of these with three boxes, in all": lambda one: f"{one['nobody_strong']}",
}


def _by_how(one: Mapping[str, Any]) -> str:
    return ", ".join(f"{how} {hits}/{all_}" for how, (hits, all_) in one["by_how"].items())
