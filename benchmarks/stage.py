"""What a bench measures on: servers and processes of its own on free ports, ended whatever happens."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from config import embedded, processes, stack

NAME: Final = "bench"
STARTING_S: Final = 60.0


@dataclass(frozen=True)
class Stage:
    """Where everything listens, and who is there."""

    web: int
    live: int
    bare: int
    redis_url: str
    people: dict[str, Any]
    values: dict[str, str]
    """The environment of everything that runs on it."""
    owner_url: str
    """As whom tables are looked after."""


def set_up(ending: ExitStack, idle: int) -> Stage:
    """Start PostgreSQL, Valkey, `web` and `socket` as in the Procfile, and the bare server. In the main thread."""
    if embedded.attach(stack.ROOT, NAME) is None:  # left by a bench that was killed
        shutil.rmtree(embedded.home_of(stack.ROOT, NAME), ignore_errors=True)
    servers = embedded.start(stack.ROOT, NAME)
    ending.callback(servers.stop, remove=True)
    web, live, bare = (processes.free_port() for _ in range(3))
    values = {**stack.environment(servers, NAME, web), "BENCH": "yes", "LOG_LEVEL": "ERROR"}
    stack.migrate(servers, values)
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.people", str(idle)],
        cwd=stack.ROOT,
        env=values,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    granian = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(web), "--workers", "2"]
    granian += ["--blocking-threads", "2", "--no-ws", "--log-level", "error", "config.wsgi:application"]
    uvicorn = ["uvicorn", "--host", "127.0.0.1", "--lifespan", "off", "--log-level", "error", *stack.UVICORN]
    for argv, port in (
        (granian, web),
        ([*uvicorn, "--port", str(live), "config.asgi:application"], live),
        ([*uvicorn, "--port", str(bare), "benchmarks.bare:app"], bare),
    ):
        child = processes.spawn([sys.executable, "-m", *argv], signal.SIGTERM, cwd=stack.ROOT, env=values)
        ending.callback(processes.end, child, signal.SIGTERM, signal.SIGKILL, 5)
        _wait_for(port, child)
    return Stage(web, live, bare, servers.redis_url, json.loads(told.stdout), values, servers.database_owner_url)


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if child.poll() is not None or time.monotonic() > until:
                raise RuntimeError("a server of the bench did not come up") from None
            time.sleep(0.05)
        else:
            return


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
