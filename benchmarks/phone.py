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
SEARCH_MS: Final = 50
"""From a letter typed to the list of places, at a quarter of this machine's speed."""
NO_BROWSER: Final = "No Chromium was found, so the phone is not measured. Install Chrome, or set CHROMIUM=/path."


def measure() -> dict[str, Any] | None:
    """What the browser measured; None where there is no browser. Raises CalledProcessError when it failed."""
    program = browser.find()
    if program is None:
        return None
    load = os.getloadavg()[0]
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
    return {**found, "load": load}


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
        ours, against = (f"{value:,.{_digits(value)}f} {self.unit}" for value in (self.ours, self.against))
        return f"| {self.what} | {ours} | {kind} {against} | {self.ours / self.against:.2f} |"


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
        _trust(found),
        f"Machine: {machine()}",
        "",
    ]
    return "\n".join(lines)


def _rows(found: dict[str, Any]) -> list[Row]:
    drain, write, poll, start = found["drain"], found["write"], found["poll"], found["start"]
    rows = [
        Row(f"{drain['commands']} kept commands sent", drain["seconds"], statistics.mean(drain["bound"]), "s"),
        Row("a command kept and sealed, the first fifty", write["first_ms"], write["plain_ms"], "ms"),
        Row("the same, with 450 waiting already", write["last_ms"], write["plain_ms"], "ms"),
        Row("a poll with nothing new", poll["up"] + poll["down"], POLL_BYTES, "B", is_aim=True),
    ]
    for name in ("cold", "warm"):
        all_ms, app_ms = start[name]["all_ms"], start[name]["app_ms"]
        rows.append(Row(f"{name} start to the address, Argon2id included", all_ms, READ_MS, "ms", is_aim=True))
        rows.append(Row("the same without Argon2id", app_ms, READ_MS, "ms", is_aim=True))
    search = found["search"]
    among = f"words to list among {search['places']:,} places"
    rows.append(Row(f"{among}, median", search["medianMs"], SEARCH_MS, "ms", is_aim=True))
    rows.append(Row("the same, the slowest", search["worstMs"], SEARCH_MS, "ms", is_aim=True))
    rows.append(Row("the same, median", search["medianMs"], search["scanMs"], "ms"))
    return rows


def _how(found: dict[str, Any]) -> str:
    drain, start = found["drain"], found["start"]
    return (
        "The built app in Chromium beside the demo's servers. "
        f"Drain: from the network's return to an empty outbox; {drain['arrived']} of {drain['commands']} arrived, "
        f"{drain['doubled']} doubled; bound: as many plain requests from Node, four in flight, on a call nobody "
        "rides to, before and after. Kept: `queue` of the built app, until it is on the disk; bound: the same row "
        "written by the same kind of transaction into a scratch database, unsealed. "
        f"Starts: no network, CPU at 1/{start['throttle']}, median of {start['tries']}: launch to a PIN pad that may "
        "be pressed, plus the sixth digit to the address. The 1.2 s in which six digits are typed are left out, and "
        "the app uses them to load; cold is a new browser process. "
        "Search: from the input event to the list laid out, with needs, typing errors, distance and order, CPU at "
        "1/4; bound: looking through the same texts for the same words."
    )


def _besides(found: dict[str, Any]) -> list[str]:
    """Figures that stand beside no bound."""
    write, poll, idle, start = found["write"], found["poll"], found["idle"], found["start"]
    cold, warm = start["cold"], start["warm"]
    socket = (
        f"- A quiet minute of a live socket: {idle['messages']} messages, {idle['up']} B up, {idle['down']} B down "
        f"(frame headers included, pings of the protocol not); besides it {idle['requests']} requests, "
        f"{idle['asked']:,} B both ways."
    )
    starting = (
        f"- Start, cold / warm: PIN pad after {cold['pad_ms']:.0f} / {warm['pad_ms']:.0f} ms, address "
        f"{cold['read_ms']:.0f} / {warm['read_ms']:.0f} ms after the sixth digit, of which Argon2id (64 MiB, "
        f"one pass) about {cold['argon_ms']:.0f} / {warm['argon_ms']:.0f} ms, timed apart right after."
    )
    keeping = (
        f"- Keeping 500: {write['ms']:.1f} ms each on the whole; AES-GCM over the {write['bytes']} bytes of one by "
        f"itself {write['seal_ms']:.2f} ms, the rest is the write, the list of what waits and the screen."
    )
    search = found["search"]
    searching = (
        f"- Search: the index of {search['places']:,} places stands {search['indexMs']:,.0f} ms after the screen, "
        "made in slices while it answers."
    )
    return [
        searching,
        f"- A poll: {poll['up']} B up, {poll['down']} B down, headers included.",
        socket,
        starting,
        keeping,
    ]


def _trust(found: dict[str, Any]) -> str:
    """What tells whether the run can be believed; browser and servers are a load of their own."""
    bounds, before = found["drain"]["bound"], found["load"]
    steady = max(bounds) / min(bounds) <= DRIFT and before <= cores() + OWN_LOAD
    end = "." if steady else ": **the machine was busy with other work; repeat before relying on it.**"
    both = " and ".join(f"{bound:.1f}" for bound in bounds)
    return (
        f"Bounds of the drain's two ends: {both} s; load {before:.1f} before and {os.getloadavg()[0]:.1f} at the end "
        f"on {cores()} cores{end}"
    )
