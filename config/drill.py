"""`make drill`: prove that a backup of the running stack comes back whole, and say how long it takes.

PostgreSQL's own tools do the work: pg_dump inside one snapshot of the live database, pg_restore into a fresh cluster,
pg_resetwal for the counter of transactions, which a dump does not carry. Then what came back is compared with that
snapshot, told that it was restored, and checked as an operator would after a real loss. Nothing live is
changed; that the backup came back is one more line of its record.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from apps.common.transactions import next_page
from config import embedded, processes, stack
from config.programs import ServiceError, account, postgres_bin
from config.supervisor import say

NAME = "drill"
FARTHEST = 2**31 - 10**8  # a fresh cluster refuses to work when its counter is half of 2**32 ahead of its oldest row
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
RIGHTS = """
SELECT relname, relowner::regrole::text, (SELECT array_agg(acl::text ORDER BY 1) FROM unnest(relacl) acl)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v') ORDER BY 1
"""


class DrillFailed(ServiceError):
    """What came back is not what was there, or does not work; the message says what."""


@dataclass(frozen=True)
class Picture:
    """What one database holds: rows per table, rights, epoch, and where its transactions stand."""

    rows: dict[str, int]
    rights: list[Any]
    epoch: str
    counter: int


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long a step took."""
    begun = time.monotonic()
    yield
    say(f"  {what:<44}{time.monotonic() - begun:6.1f} s")


def picture(connection: psycopg.Connection[Any]) -> Picture:
    """Count everything, inside whatever transaction is open."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    count = sql.SQL("SELECT count(*) FROM {}")
    rows = {name: _one(connection.execute(count.format(sql.Identifier(name)))) for name in tables}
    epoch = str(_one(connection.execute("SELECT value FROM outbox_epoch")))
    counter = int(_one(connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")))
    return Picture(rows, connection.execute(RIGHTS).fetchall(), epoch, counter)


def _one(cursor: psycopg.Cursor[Any]) -> Any:
    row = cursor.fetchone()
    assert row is not None
    return row[0]


def back_up(url: str, target: Path) -> Picture:
    """Dump a live database into `target` as the role of backups; answers what stood in that very snapshot."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = str(_one(connection.execute("SELECT pg_export_snapshot()")))
        found = picture(connection)
        _tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", url)
    return found


def restore(dump: Path, root: Path, counter: int) -> embedded.Servers:
    """Put a dump into a cluster of its own and let its transactions go on behind `counter`; answers it running."""
    embedded.remove(root, NAME)
    servers = embedded.start(root, NAME)
    try:
        url = servers.url("postgres", embedded.DATABASE)
        _tool("pg_restore", "--exit-on-error", f"--dbname={url}", str(dump))
    finally:
        servers.stop()
    move_counter(servers.home / "pg", counter)
    return embedded.start(root, NAME)


def move_counter(folder: Path, counter: int) -> None:
    """Let a stopped cluster count on from the next page behind `counter`."""
    beginning = next_page(counter)
    if beginning > FARTHEST:
        raise DrillFailed(
            "The counter of transactions is too far ahead for a dump; back up the files (pg_basebackup)."
        )
    _tool("pg_resetwal", f"--next-transaction-id={beginning}", "-D", str(folder), **account())


def _tool(program: str, *arguments: str, **more: Any) -> None:
    done = subprocess.run(
        [str(postgres_bin() / program), *arguments], cwd="/", capture_output=True, text=True, check=False, **more
    )
    if done.returncode != 0:
        raise DrillFailed(f"{program} failed: {done.stderr.strip().splitlines()[-1:] or done.returncode}")


def compare(before: Picture, after: Picture) -> None:
    """Raises DrillFailed naming the tables that differ."""
    wrong = [
        f"{table}: {before.rows.get(table, 'no table')} before, {after.rows.get(table, 'no table')} after"
        for table in sorted(before.rows.keys() | after.rows.keys())
        if before.rows.get(table) != after.rows.get(table)
    ]
    if before.rights != after.rights:
        wrong.append("owners or rights of tables differ")
    if wrong:
        raise DrillFailed("What came back differs: " + "; ".join(wrong))


def drill(source: str, values: Mapping[str, str], root: Path = stack.ROOT) -> Picture:
    """The whole of it, from the URL of a live database and the environment of its stack; raises DrillFailed."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-drill-"))  # mode 700: a dump is as the database
    begun = time.monotonic()
    try:
        heads = _heads(values, folder)
        with timed("Backed up"):
            before = back_up(source, folder / "alongside.dump")
        with timed("Restored into a fresh PostgreSQL"):
            servers = restore(folder / "alongside.dump", root, before.counter)
        try:
            _check(servers, before, {**values, "SEAL_HEADS_FILE": heads})
        finally:
            servers.stop(remove=True)
    finally:
        shutil.rmtree(folder)
    say(f"  {sum(before.rows.values())} rows of {len(before.rows)} tables came back.")
    say(f"  In all: {time.monotonic() - begun:.1f} s")
    return before


def note(values: Mapping[str, str], before: Picture, taken_at: datetime, seconds: float) -> None:
    """Say in the live record that the backup came back: the administration shows how long ago that was."""
    said = [f"--taken-at={taken_at.isoformat()}", f"--rows={sum(before.rows.values())}"]
    said += [f"--tables={len(before.rows)}", f"--seconds={seconds:.1f}"]
    if stack.manage(["record_drill", *said], values, quiet=True) != 0:
        raise DrillFailed("The backup came back, but that could not be recorded (see above).")


def _heads(values: Mapping[str, str], folder: Path) -> str:
    """A copy of the seal heads, taken before the dump: the live ones go on, and the drill must not add to them."""
    kept = values.get("SEAL_HEADS_FILE", "")
    if not kept or not Path(kept).exists():
        return ""
    return str(shutil.copy(kept, folder / "seal-heads.txt"))


def _check(servers: embedded.Servers, before: Picture, values: dict[str, str]) -> None:
    with timed("Rows and rights compared"), psycopg.connect(servers.url("postgres", embedded.DATABASE)) as connection:
        compare(before, picture(connection))
    values = {**values, **servers.environment()}
    values.pop("DATABASE_OWNER_URL")
    for what, command in (
        ("Told that it was restored (new epoch)", "after_restore"),
        ("Sealed columns opened with the keys", "verify_keys"),
        ("Record written on, sealed and verified", "verify_audit"),
    ):
        with timed(what):
            if stack.manage([command], values, quiet=True) != 0:
                raise DrillFailed(f"`manage.py {command}` is not content with what came back (see above).")
    with psycopg.connect(servers.url("postgres", embedded.DATABASE)) as connection:
        if picture(connection).epoch == before.epoch:
            raise DrillFailed("The epoch is the old one: phones would not offer their last day again.")


def _time_of(url: str) -> datetime:
    """The time of the live database, which counts for the record."""
    with psycopg.connect(url) as connection:
        at: datetime = _one(connection.execute("SELECT now()"))
    return at


def main(argv: Sequence[str]) -> int:
    """Run it on the demo's services, starting them when they are down; failures are one sentence."""
    parser = argparse.ArgumentParser(prog="drill")
    parser.add_argument("--name", default="demo", help="whose data, as for `make demo`")
    options = parser.parse_args(argv)
    try:
        running = embedded.attach(stack.ROOT, options.name)
        servers = running or embedded.start(stack.ROOT, options.name)
        try:
            values = stack.environment(servers, options.name, processes.free_port())
            if running is None:
                stack.migrate(servers, values)
            source = servers.url(embedded.BACKUP, embedded.DATABASE)
            taken_at, begun = _time_of(source), time.monotonic()
            note(values, drill(source, values), taken_at, time.monotonic() - begun)
        finally:
            servers.stop()
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    say("The backup comes back.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
