"""Keeps children running: one that ends is started again, later each time; all end when we are told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config import processes

LOOK = 0.2  # seconds between two looks at the children
LONGEST_WAIT = 30.0  # seconds before a child that ends again and again is started once more
WELL = 60.0  # seconds after which a child counts as running well
GRACE = 10.0  # seconds a child may take to end


@dataclass
class Child:
    """One process and its log. It gets `last_signal` when we are gone: what must last is in PostgreSQL."""

    name: str
    argv: list[str]
    environment: dict[str, str]
    folder: Path
    log: Path
    last_signal: int = signal.SIGKILL
    wait: float = 0.0
    due: float = 0.0
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, with an empty log the first time."""
        mode = "ab" if self.process else "wb"
        with self.log.open(mode) as log:
            self.process = processes.spawn(
                self.argv,
                self.last_signal,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.started, self.due = time.monotonic(), 0.0

    def ended(self) -> bool:
        """Whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None


class Supervisor:
    """Runs children until a signal comes or the process that started us is gone."""

    def __init__(self, children: list[Child], mend: Callable[[], list[str]], follow_parent: bool) -> None:
        self.children = children
        self.mend = mend
        self.parent = os.getppid() if follow_parent else None
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> None:
        """Until it is time to stop; then stops the children. Call it from the main thread, as PDEATHSIG needs."""
        try:
            while not self.stopping and self.parent in (None, os.getppid()):
                for name in self.mend():
                    say(f"{name} ended and was started again.")
                for child in self.children:
                    self._tend(child)
                time.sleep(LOOK)
        finally:
            self.stop()

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.due:
            if now >= child.due:
                child.start()
        elif child.ended():
            assert child.process is not None
            child.wait = 1.0 if now - child.started > WELL else min(child.wait * 2 or 1.0, LONGEST_WAIT)
            child.due = now + child.wait
            code, log = child.process.returncode, child.log
            say(f"{child.name} ended ({code}); it starts again in {child.wait:.0f} s, {log} says why.")

    def stop(self) -> None:
        """Ask all at once, give them time, then end what is left. A second Ctrl-C ends them at once."""
        self.stopping = False
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        until = time.monotonic() + GRACE
        while any(process.poll() is None for process in running) and time.monotonic() < until and not self.stopping:
            time.sleep(0.05)
        for process in running:
            processes.end(process, signal.SIGKILL, signal.SIGKILL)


def say(words: str) -> None:
    """One line for the person who looks on."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
