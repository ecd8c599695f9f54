"""Children that end with their parent, however that ends. Used by config/embedded.py and config/demo.py."""

import ctypes
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
# Keeps a pipe open; at its end (whoever held the other end is gone) signals one process and goes.
WATCHER = "import os,sys\nos.read(0,1)\ntry: os.kill(int(sys.argv[1]),int(sys.argv[2]))\nexcept OSError: pass"


def spawn(argv: list[str], last_signal: int, **more: Any) -> subprocess.Popen[bytes]:
    """Start a child that gets `last_signal` when this process is gone; Ctrl-C does not reach it by itself.

    Call it from the main thread: on Linux the signal comes when the *thread* that started the child ends.
    `more` goes to Popen.
    """
    parent = os.getpid()
    prctl = ctypes.CDLL(None, use_errno=True).prctl if LINUX else None

    def die_with_parent() -> None:  # runs after setuid, which would clear it
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, last_signal)
            if os.getppid() != parent:
                os._exit(1)

    child = subprocess.Popen(argv, start_new_session=True, preexec_fn=die_with_parent, **more)
    if prctl is None:
        watch = [sys.executable, "-S", "-c", WATCHER, str(child.pid), str(last_signal)]
        subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
    return child


def end(child: subprocess.Popen[bytes], gently: int, firmly: int, patience: float = 30.0) -> None:
    """Signal `gently`, wait `patience` seconds, then signal `firmly`."""
    if child.poll() is None:
        child.send_signal(gently)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.send_signal(firmly)
            child.wait()


def command_of(pid: int) -> str:
    """Command line of a process that works (a zombie does not), or ''."""
    if LINUX:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
        return "" if state == "Z" else line
    shown = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "" if shown.stdout.lstrip().startswith("Z") else shown.stdout


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
