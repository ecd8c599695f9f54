"""The restore drill against real data: what is whole comes back, and what is not is said."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from apps.accounts.queries import system_actor
from apps.audit.models import AuditEvent
from apps.audit.seal import seal
from apps.common.clock import now
from apps.notifications.actions import make_key
from apps.outbox.commands import do
from config import drill, embedded
from config.stack import ROOT
from tests.notifications.test_messages import owed
from tests.people import People
from tests.servers import SERVERS, WORKER

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("committed")]
SOURCE = SERVERS.url(embedded.BACKUP, f"test_{WORKER}")


@pytest.fixture
def environment(settings: object, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of a stack on the tests' servers, with seal heads of its own."""
    heads = tmp_path / "seal-heads.txt"
    settings.SEAL_HEADS_FILE = str(heads)  # type: ignore[attr-defined]
    yield {**os.environ, "MODE": "test", "ALONGSIDE_PREFIX": "drill", "SEAL_HEADS_FILE": str(heads)}
    embedded.remove(ROOT, drill.NAME)


@pytest.fixture
def lived(people: People, environment: dict[str, str]) -> People:
    """A key, a sealed message and a sealed record, as after a day of work."""
    do(make_key, by=system_actor())
    owed(people)
    seal()
    return people


def test_a_backup_comes_back_and_works(
    lived: People, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows, heads = AuditEvent.objects.count(), Path(environment["SEAL_HEADS_FILE"]).read_text()
    before = drill.drill(SOURCE, environment)
    assert before.rows["notifications_message"] == 1
    assert "In all:" in capsys.readouterr().out
    assert AuditEvent.objects.count() == rows  # nothing live was touched
    assert Path(environment["SEAL_HEADS_FILE"]).read_text() == heads
    assert not embedded.home_of(ROOT, drill.NAME).exists()  # a copy of everything does not stay behind
    live = {**environment, **SERVERS.environment(), "DATABASE_URL": SERVERS.url(embedded.APP, f"test_{WORKER}")}
    live.pop("DATABASE_OWNER_URL")
    drill.note(live, before, now(), 12.3)
    said = AuditEvent.objects.get(action="drill.recorded").facts
    assert (said["rows"], said["tables"]) == (sum(before.rows.values()), len(before.rows))


def test_a_backup_without_its_key_is_no_backup(
    lived: People, environment: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(drill.DrillFailed, match="verify_keys"):
        drill.drill(SOURCE, {**environment, "MESSAGE_KEY": "another-key-that-nobody-sealed-anything-with-0123456789"})
    assert "MESSAGE_KEY does not open 1 row(s)" in capfd.readouterr().err


def test_a_row_that_did_not_come_back_is_named(
    lived: People, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = drill.restore

    def lossy(dump: Path, root: Path, counter: int) -> embedded.Servers:
        servers = whole(dump, root, counter)
        with psycopg.connect(servers.url("postgres", embedded.DATABASE)) as connection:
            connection.execute("DELETE FROM notifications_message")
        return servers

    monkeypatch.setattr(drill, "restore", lossy)
    with pytest.raises(drill.DrillFailed, match="notifications_message: 1 before, 0 after"):
        drill.drill(SOURCE, environment)


def test_a_cluster_that_counts_from_the_beginning_is_refused(
    lived: People, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(SERVERS.url("postgres", f"test_{WORKER}"), autocommit=True) as connection:
        for _ in range(4000):  # an older life than that of the fresh cluster
            connection.execute("SELECT pg_current_xact_id()")
    do(make_key, by=system_actor())
    seal()
    monkeypatch.setattr(drill, "move_counter", lambda folder, counter: None)
    with pytest.raises(drill.DrillFailed, match="after_restore"):
        drill.drill(SOURCE, environment)
    assert "pg_resetwal" in capfd.readouterr().err


def test_the_drill_says_so_when_the_backup_cannot_be_taken(environment: dict[str, str], tmp_path: Path) -> None:
    nowhere = SERVERS.url(embedded.BACKUP, "postgres")
    with pytest.raises((drill.DrillFailed, psycopg.Error)):
        drill.back_up(nowhere, tmp_path / "dump")
    assert subprocess.run(["ls", tmp_path], capture_output=True, text=True, check=True).stdout == ""
