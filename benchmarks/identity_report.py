"""One run of benchmarks/identity.py as a section of RESULTS.md."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from benchmarks.report import machine, percentile, today
from config import stack


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
    ours, bound = told["ms"], told["bound_ms"]
    rows = [("p50", statistics.median(bound), statistics.median(ours))]
    rows += [(f"p{int(share * 100)}", percentile(bound, share), percentile(ours, share)) for share in (0.95, 0.99)]
    lines = [
        f"## Who is this? among {told['people']:,} invented people, {today()}",
        "",
        f"{2 * told['there']} questions, half about somebody who is there. Bound: one look-up by an indexed key.",
        "",
        "| | bound, ms | ours, ms | ours ÷ bound |",
        "|---|---|---|---|",
        *(f"| {name} | {low:.2f} | {high:.2f} | {high / low:.1f} |" for name, low, high in rows),
        "",
        "| quality | |",
        "|---|---|",
        f"| recall: the right one is among the lines shown (at most 5) | {told['recall']:.3f} |",
        f"| the right one is the first line | {told['first']:.3f} |",
        f"| lines shown when there is a right one | {told['lines']:.2f} |",
        f"| precision of all lines | {told['precision']:.3f} |",
        f"| precision of lines with three boxes ({told['strong']}) | {told['strong_precision']:.3f} |",
        f"| lines shown for somebody who is not in the record | {told['nobody_lines']:.2f} |",
        f"| of these with three boxes, in all | {told['nobody_strong']} |",
        *(f"| recall, name said: {how} | {share:.3f} |" for how, share in told["by_how"].items()),
        "",
        f"Load at the end {os.getloadavg()[0]:.1f}. Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)
