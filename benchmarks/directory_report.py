"""One run of benchmarks/directory.py as a section of RESULTS.md."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from benchmarks.report import machine, today
from config import stack


def measure(values: Mapping[str, str], services: int) -> str:
    """Run it beside a stage's servers; answers the section."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.directory", str(services)],
        cwd=stack.ROOT,
        env=dict(values),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return section(json.loads(told.stdout))


def section(told: Mapping[str, Any]) -> str:
    """Speed as a ratio to the bound of the same run."""
    count, bound = told["services"], told["bound_s"]
    rows = (("the first time", told["first_s"]), ("again, nothing changed", told["again_s"]))
    lines = [
        f"## A directory of {count:,} services comes in, {today()}",
        "",
        "Ohana's tables, a place and a phone for each service. Bound: reading the services and writing them by COPY.",
        "",
        "| | bound, s | ours, s | ours ÷ bound | services/s |",
        "|---|---|---|---|---|",
        *(f"| {name} | {bound:.2f} | {took:.2f} | {took / bound:.0f} | {count / took:,.0f} |" for name, took in rows),
        "",
        f"Load at the end {told['load']:.1f}. Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)
