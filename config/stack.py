"""What `make demo` and the browser tests run: the servers of config/embedded.py and the processes on top."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from config.embedded import Servers
from config.env import DEMO_MARK
from config.programs import ServiceError
from config.supervisor import Child

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / ".run"
SECRETS = ("SECRET_KEY", "OP_HMAC_KEY", "PUSH_KEY", "MESSAGE_KEY")
STARTING = 60.0  # seconds the web process may take to answer
# What makes a socket small: limits.md counts 14 kB without compression and 53 kB with it.
UVICORN = ("--ws-per-message-deflate", "false", "--ws-max-size", "131072", "--no-access-log", "--no-server-header")


def environment(servers: Servers, name: str, port: int) -> dict[str, str]:
    """Variables for every process of this stack but `migrate`, which alone is told the owner's URL."""
    values = {**os.environ, **_secrets(), **servers.environment()}
    values.pop("DATABASE_OWNER_URL")
    values |= {
        "MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS", ".localhost,127.0.0.1"),
        "ALONGSIDE_PREFIX": name,
        "CLOCK_SHIFT": "yes",
        "PUSH_LOOPBACK": "yes",
        "PUBLIC_URL": f"http://place.localhost:{port}",
        "MAILBOX": os.environ.get("MAILBOX", "yes"),
        "PUSH_AFTER_S": os.environ.get("PUSH_AFTER_S", "3"),  # nobody waits 20 s before a demo or a browser test
        "PORT": str(port),
        "SEAL_HEADS_FILE": str(RUN / f"{name}-seal-heads.txt"),
        "RELEASE": _release(),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }
    return values


def _secrets() -> dict[str, str]:
    """Made at the first demo, kept in an ignored file of mode 600. Production knows them by their first letters."""
    file = RUN / "secrets.env"
    RUN.mkdir(exist_ok=True)
    known: dict[str, str] = {}
    if file.exists():
        known = dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    for name in SECRETS:
        known.setdefault(name, f"{DEMO_MARK}{secrets.token_hex(32)}")
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.writelines(f"{key}={value}\n" for key, value in known.items())
    draft.rename(file)
    return known


def _release() -> str:
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    except OSError:
        return "unknown"


def manage(arguments: list[str], values: Mapping[str, str], quiet: bool = False) -> int:
    """Run manage.py; `quiet` keeps what it says unless it fails. Returns its exit code."""
    argv = [sys.executable, "manage.py", *arguments]
    if not quiet:
        return subprocess.run(argv, cwd=ROOT, env=values, check=False).returncode
    done = subprocess.run(
        argv, cwd=ROOT, env=values, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        sys.stderr.write("\n".join(done.stdout.splitlines()[-15:]) + "\n")
    return done.returncode


def migrate(servers: Servers, values: Mapping[str, str]) -> None:
    """Bring the tables up to date, as their owner."""
    owner = {**values, "DATABASE_OWNER_URL": servers.database_owner_url}
    if manage(["migrate", "--no-input", "--verbosity=0"], owner, quiet=True) != 0:
        raise ServiceError("The tables could not be brought up to date (see above); `make demo-reset` starts afresh.")


def seed(values: Mapping[str, str]) -> None:
    """The cast and their day; doing it again changes nothing."""
    if manage(["seed", "--past"], values, quiet=True) != 0:
        raise ServiceError("The demo's people could not be made (see above); `make demo-reset` starts afresh.")


def children(values: Mapping[str, str], reload: bool = False) -> list[Child]:
    """web (pages, API and sockets), worker and beat; with `reload` the web process starts again on each change."""
    python, logs = sys.executable, RUN / "logs"
    logs.mkdir(exist_ok=True)
    web = [python, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1", "--port", values["PORT"]]
    web += [*UVICORN, "--lifespan", "off", "--timeout-graceful-shutdown", "3", "--log-level", "warning"]
    if reload:
        web += ["--reload", "--reload-dir", "apps", "--reload-dir", "config"]
    celery = [python, "-m", "celery", "--app", "config.celery", "--quiet"]
    worker = [*celery, "worker", "--pool=threads", "--concurrency=4", "--loglevel=WARNING"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel=WARNING", "--pidfile="]
    prefix = values["ALONGSIDE_PREFIX"]
    found = [
        Child(name, argv, dict(values), ROOT, logs / f"{prefix}-{name}.log")
        for name, argv in (("web", web), ("worker", worker), ("beat", beat))
    ]
    if reload:
        found[0].last_signal = signal.SIGTERM  # it has a child of its own to end
    return found


def check_port(port: int, patience: float = 5.0) -> None:
    """Raises ServiceError when the port stays taken; an earlier demo may need a moment to let go of it."""
    until = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError as error:
                raise ServiceError(f"Port {port} needs more rights; choose one above 1023: PORT=8000") from error
            except OSError as error:
                if time.monotonic() > until:
                    raise ServiceError(f"Port {port} is taken; choose another: make demo PORT={port + 1}") from error
                time.sleep(0.2)
                continue
            return


def wait_until_up(port: int, child: Child) -> None:
    """Until the web process answers; raises ServiceError when it does not come up."""
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if child.ended():
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    tail = child.log.read_text(errors="replace").splitlines()[-15:]
    sys.stderr.write("\n".join(tail) + "\n")
    raise ServiceError(f"The web process did not come up (see above and {child.log}).")
