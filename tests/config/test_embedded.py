"""The servers of the demo and the tests end with whoever started them, and are closed to others."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import embedded
from config.processes import command_of
from tests.servers import SERVERS

ROOT = Path(__file__).resolve().parent.parent.parent
HOLD = """
import sys, time
from pathlib import Path
from config import embedded
servers = embedded.start(Path(sys.argv[1]), "held")
print(*(child.pid for child in servers._children.values()), flush=True)
time.sleep(600)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A folder with a space that has servers of its own."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    yield folder
    embedded.remove(folder, "held")


def hold(checkout: Path) -> tuple[subprocess.Popen[str], list[int]]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(checkout)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    return holder, [int(word) for word in holder.stdout.readline().split()]


def gone(pids: list[int], within: float = 10.0) -> bool:
    until = time.monotonic() + within
    while any(command_of(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(command_of(pid) for pid in pids)


def test_killing_the_parent_leaves_no_server_and_the_next_start_is_whole(checkout: Path) -> None:
    holder, pids = hold(checkout)
    try:
        assert len(pids) == 2
        assert all(command_of(pid) for pid in pids)
        with pytest.raises(embedded.InUse, match="already running"):
            embedded.start(checkout, "held")
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert gone(pids)

    servers = embedded.start(checkout, "held")
    try:
        with psycopg.connect(servers.database_url) as connection:
            assert connection.execute("SELECT lower('ÁÑ')").fetchone() == ("áñ",)
        os.kill(servers._children["Valkey"].pid, signal.SIGKILL)
        servers._children["Valkey"].wait()
        assert servers.mend() == ["Valkey"]
    finally:
        servers.stop()


def test_two_parents_can_look_at_the_same_servers_but_only_one_runs_them(checkout: Path) -> None:
    assert embedded.attach(checkout, "held") is None
    holder, pids = hold(checkout)
    try:
        seen = embedded.attach(checkout, "held")
        assert seen is not None
        with psycopg.connect(seen.database_url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (embedded.APP,)
        seen.stop()
        assert all(command_of(pid) for pid in pids)
    finally:
        holder.terminate()
        holder.wait()
    assert gone(pids)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "TRUNCATE django_migrations",
        "DROP TABLE django_migrations",
        "ALTER TABLE django_migrations DISABLE TRIGGER ALL",
    ],
)
@pytest.mark.usefixtures("django_db_setup")
def test_the_applications_role_may_not_change_what_tables_are(statement: str) -> None:
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_others_on_the_machine_cannot_reach_the_database() -> None:
    folder = SERVERS.home / "s"
    assert folder.stat().st_mode & 0o077 == 0
    with psycopg.connect(SERVERS.superuser_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    if os.geteuid() == 0:  # only root can try as somebody else
        tried = subprocess.run(["/bin/ls", str(folder)], user="daemon", extra_groups=[], group="daemon", check=False)
        assert tried.returncode != 0
