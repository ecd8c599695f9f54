"""Lighthouse on the pages a phone opens with (frontend/e2e/lighthouse.ts), as a section of RESULTS.md."""

import json
import os
import subprocess
from typing import Any, Final

from benchmarks.report import machine, today
from config import browser, stack

LONGEST_S: Final = 900.0
AIMS: Final = {"performance": 95, "accessibility": 100, "practices": 100}


def measure() -> dict[str, Any] | None:
    """What Lighthouse said; None where there is no browser. Raises CalledProcessError when it failed."""
    program = browser.find()
    if program is None:
        return None
    argv, variables = browser.beside_stack("lighthouse", program)
    done = subprocess.run(
        argv,
        cwd=stack.ROOT,
        env={**os.environ, **variables, "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LONGEST_S,
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def section(found: dict[str, Any]) -> str:
    """One run as a section of RESULTS.md."""
    aims = " | ".join(f"{name} (≥ {aim})" for name, aim in AIMS.items())
    columns = (*AIMS, "paint", "blocked", "shift")
    rows = [
        f"| {page} | {' | '.join(str(said[name]) for name in columns)} |" for page, said in found["pages"].items()
    ]
    short = [
        f"- {page}: {name} {said[name]} of {aim}."
        for page, said in found["pages"].items()
        for name, aim in AIMS.items()
        if said[name] < aim
    ]
    lines = [
        f"## Lighthouse {found['version']}, mobile, {today()}",
        "",
        f"The best of {found['tries']} on each page: other work on the machine only ever makes one slower.",
        "",
        f"| | {aims} | largest paint | blocked | shift |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
        *([*short, ""] if short else []),
        f"Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)
