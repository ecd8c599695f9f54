"""One run of benchmarks/worklist.py as a section of RESULTS.md."""

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from benchmarks.report import machine, percentile, today
from config import stack


def measure(values: Mapping[str, str], rows: int) -> str:
    """Run it beside a stage's servers; answers the section."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.worklist", str(rows)],
        cwd=stack.ROOT,
        env=dict(values),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return section(json.loads(told.stdout))


def section(told: Mapping[str, Any]) -> str:
    """Milliseconds of a page, and as a ratio to the bound of the same run."""
    lines = [
        f"## The worklist among {told['open']:,} open cases, {today()}",
        "",
        f"With {told['steps']:,} steps and {told['tries']:,} tries, a consent and a referral beside each. A page is",
        "fifty rows with all that stands beside them and every count. Bound: the same fifty rows by their ids, bare.",
        "",
        "| | bound p50, ms | ours p50, ms | ours p95, ms | ours ÷ bound | of it: the rows in their order, ms |",
        "|---|---|---|---|---|---|",
        *(_line(name, one) for name, one in told["rows"].items()),
        "",
        f"Load at the end {told['load']:.1f}. Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)


def _line(name: str, one: Mapping[str, Any]) -> str:
    bound, ours = statistics.median(one["bound_ms"]), statistics.median(one["ours_ms"])
    order = statistics.median(one["order_ms"])
    worst = percentile(one["ours_ms"], 0.95)
    return f"| {name} | {bound:.2f} | {ours:.1f} | {worst:.1f} | {ours / bound:.0f} | {order:.2f} |"
