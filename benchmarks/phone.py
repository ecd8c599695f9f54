"""The phone's part: frontend/e2e/bench.ts in a real browser beside a fresh stack, as a section of RESULTS.md."""

import json
import os
import statistics
import subprocess
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.report import DRIFT, OWN_LOAD, machine, today
from benchmarks.stage import cores
from config import browser, stack

LONGEST_S: Final = 900.0
POLL_BYTES: Final = 2_000
"""What a question with nothing new may weigh, headers included."""
READ_MS: Final = 1_000
"""From the start to an address that can be read, without signal, at a quarter of this machine's speed."""
NO_BROWSER: Final = (
    "No Chromium was found, so the phone is not measured. Install Chrome, or set CHROMIUM=/path/to/it."
)


def measure() -> dict[str, Any] | None:
    """What the browser measured; None where there is no browser. Raises CalledProcessError when it failed."""
    program = browser.find()
    if program is None:
        return None
    argv, variables = browser.beside_stack("bench", program)
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


@dataclass(frozen=True)
class Row:
    """A figure beside the one it is held against; `is_aim` tells a promise from a bound measured in the same run."""

    what: str
    ours: float
    against: float
    unit: str
    is_aim: bool = False

    def __str__(self) -> str:
        kind = "aim" if self.is_aim else "bound"
        figures = (
            f"{self.ours:,.{_digits(self.ours)}f} {self.unit} | {kind} {self.against:,.{_digits(self.against)}f}"
        )
        return f"| {self.what} | {figures} {self.unit} | {self.ours / self.against:.2f} |"


def _digits(value: float) -> int:
    return 0 if value >= 100 or value == int(value) else 2


def section(found: dict[str, Any]) -> str:
    """One run as a section of RESULTS.md."""
    lines = [
        f"## The phone, {today()}",
        "",
        _how(found),
        "",
        "| | ours | bound or aim | ours ÷ it |",
        "|---|---|---|---|",
        *(str(row) for row in _rows(found)),
        "",
        *_besides(found),
        "",
        _trust(found["drain"]["bound"]),
        f"Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)


def _rows(found: dict[str, Any]) -> list[Row]:
    drain, write, poll, start = found["drain"], found["write"], found["poll"], found["start"]
    rows = [
        Row(f"{drain['commands']} kept commands sent", drain["seconds"], statistics.mean(drain["bound"]), "s"),
        Row("a command kept and sealed", write["ms"], write["plain_ms"], "ms"),
        Row("a poll with nothing new", poll["up"] + poll["down"], POLL_BYTES, "B", is_aim=True),
    ]
    for name in ("cold", "warm"):
        one = start[name]
        app = one["pad_ms"] + one["read_ms"] - one["argon_ms"]
        rows.append(Row(f"{name} start to the address, without Argon2 and typing", app, READ_MS, "ms", is_aim=True))
        rows.append(
            Row(f"… of it after the PIN, Argon2 included ({name})", one["read_ms"], READ_MS, "ms", is_aim=True)
        )
    return rows


def _how(found: dict[str, Any]) -> str:
    drain, start = found["drain"], found["start"]
    return (
        "The built app in Chromium beside the demo's servers. "
        f"Drain: from the network's return to an empty outbox; {drain['arrived']} of {drain['commands']} arrived, "
        f"{drain['doubled']} doubled; bound: as many plain requests from Node, four in flight, on a call nobody rides "
        "to, before and after. Kept: `queue` of the built app, until it is on the disk; bound: the same row written "
        "by the same kind of transaction into a scratch database, unsealed. "
        f"Starts: no network, CPU at 1/{start['throttle']}, median of {start['tries']}; cold is a new browser process."
    )


def _besides(found: dict[str, Any]) -> list[str]:
    """Figures that stand beside no bound."""
    write, poll, idle, start = found["write"], found["poll"], found["idle"], found["start"]
    cold, warm = start["cold"], start["warm"]
    return [
        f"- A poll: {poll['up']} B up, {poll['down']} B down, headers included.",
        f"- A quiet minute of a live socket: {idle['messages']} messages, {idle['up']} B up, {idle['down']} B down "
        f"(frame headers included, pings of the protocol not); besides it {idle['requests']} requests, "
        f"{idle['asked']} B both ways.",
        f"- Start, cold / warm: PIN pad after {cold['pad_ms']:.0f} / {warm['pad_ms']:.0f} ms, address "
        f"{cold['read_ms']:.0f} / {warm['read_ms']:.0f} ms after the sixth digit, of which Argon2id (64 MiB, 2 passes) "
        f"about {cold['argon_ms']:.0f} / {warm['argon_ms']:.0f} ms, timed apart right after.",
        f"- Keeping a command: the first fifty {write['first_ms']:.1f} ms each, the last fifty (with 450 waiting) "
        f"{write['last_ms']:.1f} ms; {write['bytes']} sealed bytes each.",
    ]


def _trust(bounds: list[float]) -> str:
    """What tells whether the run can be believed."""
    load = os.getloadavg()[0]
    steady = max(bounds) / min(bounds) <= DRIFT and load <= cores() + OWN_LOAD
    end = "." if steady else ": **the machine was busy with other work; repeat before relying on it.**"
    both = " and ".join(f"{bound:.1f}" for bound in bounds)
    return f"Bounds of the drain's two ends: {both} s; load at the end {load:.1f} on {cores()} cores{end}"
