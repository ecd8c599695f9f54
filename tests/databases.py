"""Test databases: one template for each set of migrations and cast, a copy for each worker, and its cleaning."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from config import embedded

ROOT = Path(__file__).resolve().parent.parent
BOOKKEEPING = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'outbox_epoch'"
    " AND (tablename LIKE 'outbox\\_%' OR tablename LIKE 'audit\\_%')"
)
LOCK = 20_261_125  # any number that nobody else takes as an advisory lock


def template_for(servers: embedded.Servers) -> str:
    """Name of the template: migrated as the owner, with the cast in it; made anew when that has changed."""
    name = f"template_{_fingerprint()}"
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # workers begin together; one makes it
        found = {
            row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
        }
        if name not in found:
            draft = "draft"
            _drop(connection, draft)
            embedded.make_database(servers, draft)
            _run(servers, draft, "manage.py", "migrate", "--no-input", "--verbosity=0")
            _run(servers, draft, "-m", "tests.cast_in_template")
            _forget_bookkeeping(servers, draft)
            for old in found:
                _drop(connection, old)
            connection.execute(sql.SQL("ALTER DATABASE draft RENAME TO {}").format(sql.Identifier(name)))
    return name


def copy_of(servers: embedded.Servers, template: str, name: str) -> None:
    """A fresh database from the template (about 50 ms)."""
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        _drop(connection, name)
    embedded.make_database(servers, name, template)


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _fingerprint() -> str:
    digest = hashlib.sha256()
    files = [*ROOT.glob("apps/*/migrations/*.py"), *ROOT.glob("config/migrations/*.py"), ROOT / "uv.lock"]
    files += [ROOT / "config" / name for name in ("cast.py", "seed.py", "settings_test.py")]
    files += [ROOT / "apps" / "accounts" / "actions.py", ROOT / "tests" / "databases.py"]
    files += [ROOT / "config" / "embedded.py", ROOT / "config" / "management" / "commands" / "migrate.py"]
    for file in sorted(files):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _run(servers: embedded.Servers, name: str, *argv: str) -> None:
    addresses = {
        "DATABASE_URL": servers.url(embedded.APP, name),
        "DATABASE_OWNER_URL": servers.url(embedded.OWNER, name),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    done = subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        env={**os.environ, **addresses},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


def _forget_bookkeeping(servers: embedded.Servers, name: str) -> None:
    """The cast stays; what its making left in outbox and record goes, so that every test begins with both empty."""
    with psycopg.connect(servers.url("postgres", name)) as connection:
        connection.execute("SET session_replication_role = replica")
        for (table,) in connection.execute(BOOKKEEPING).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


class Cleaner:
    """Puts one database back to what its template holds, as superuser, past triggers and foreign keys.

    Deleting from the tables that are empty in the template takes a millisecond; TRUNCATE took a hundred.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            contents = {row[0]: _content(connection, row[0]) for row in rows}
        self.empty = sorted(name for name, content in contents.items() if not content)
        self.full = {name: content for name, content in contents.items() if content}

    def clean(self) -> None:
        """Undo every committed change but those of sequences; raises LockNotAvailable after 5 s."""
        with psycopg.connect(self.url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET lock_timeout = '5s'")
            for name in self.empty:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, content in self.full.items():
                if _content(connection, name) != content:
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                        copy.write(content)


def _content(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bytes:
    statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
    with connection.cursor().copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)
