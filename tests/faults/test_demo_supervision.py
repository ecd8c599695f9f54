"""`make demo` with its processes killed one by one: what ends is started again, and nothing outlives it."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import embedded, processes

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "faults"
pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc to find the children"),
]


class Demo:
    """A demo under a shell, as make starts it."""

    def __init__(self, port: int) -> None:
        self.port = port
        command = f"{sys.executable} -m config.demo up --name {NAME} --port {port} --follow-parent; true"
        self.shell = subprocess.Popen(
            ["/bin/sh", "-c", command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""

    def wait_until_shown(self) -> None:
        assert self.shell.stdout is not None
        while "Stop with Ctrl-C" not in self.said:
            line = self.shell.stdout.readline()
            assert line, self.said
            self.said += line

    @property
    def supervisor(self) -> int:
        return children_of(self.shell.pid)[0]

    def everything(self) -> list[int]:
        found = [self.supervisor]
        for pid in found:
            found += children_of(pid)
        return found

    def one(self, word: str) -> int:
        return next(pid for pid in children_of(self.supervisor) if word in processes.command_of(pid))

    def others_than(self, pid: int) -> list[int]:
        return [each for each in children_of(self.supervisor) if each != pid]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(word) for word in task.read_text().split()]
    return found


def soon(is_so: Callable[[], bool], within: float = 30.0) -> bool:
    until = time.monotonic() + within
    while not is_so() and time.monotonic() < until:
        time.sleep(0.1)
    return is_so()


def all_gone(pids: list[int]) -> bool:
    return not any(processes.command_of(pid) for pid in pids)


@pytest.fixture
def demo() -> Iterator[Demo]:
    found = Demo(processes.free_port())
    try:
        found.wait_until_shown()
        yield found
    finally:
        for pid in children_of(found.shell.pid):
            subprocess.run(["kill", "-TERM", str(pid)], check=False)
        found.shell.wait(60)


@pytest.fixture(scope="module", autouse=True)
def no_data_left() -> Iterator[None]:
    yield
    embedded.remove(ROOT, NAME)


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    subprocess.run(["kill", f"-{int(number)}", str(pid)], check=True)


@pytest.mark.parametrize("word", ["uvicorn", "worker", "beat", "valkey-server"])
def test_a_killed_process_is_started_again(demo: Demo, word: str) -> None:
    before = demo.one(word)
    kill(before)
    assert soon(lambda: any(word in processes.command_of(pid) for pid in demo.others_than(before)))
    assert soon(demo.answers)


def test_ctrl_c_stops_everything_and_says_so(demo: Demo) -> None:
    pids = demo.everything()
    assert len(pids) >= 6
    kill(demo.supervisor, signal.SIGINT)
    rest, _ = demo.shell.communicate(timeout=60)
    assert "nothing is left running" in rest
    assert all_gone(pids)


def test_killing_the_supervisor_leaves_nothing_running(demo: Demo) -> None:
    pids = demo.everything()
    kill(demo.supervisor)
    assert soon(lambda: all_gone(pids))


def test_killing_what_started_the_demo_leaves_nothing_running(demo: Demo) -> None:
    pids = demo.everything()
    kill(demo.shell.pid)
    assert soon(lambda: all_gone(pids))


def test_a_taken_port_is_one_sentence_that_names_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "config.demo", "up", "--name", NAME, "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken; choose another: make demo PORT={port + 1}\n"
