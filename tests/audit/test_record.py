"""The record is append-only for the app, and a change by anybody else shows."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.accounts.queries import system_actor
from apps.audit import seal as sealing
from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.record import digest_of, record, refused, viewed
from config import embedded
from tests.servers import SERVERS, WORKER

Tamper = Callable[..., None]


@pytest.fixture
def system(committed: None, tamper: Tamper) -> User:
    """Who writes here, on a record that is empty at first; `committed` puts back what the template has."""
    tamper("DELETE FROM audit_auditevent")
    return system_actor()


@pytest.fixture
def tamper(committed: None) -> Iterator[Tamper]:
    """Run a statement as the superuser, past every trigger: what a thief with the whole database can do."""
    with psycopg.connect(SERVERS.url("postgres", f"test_{WORKER}"), autocommit=True) as thief:
        thief.execute("SET session_replication_role = replica")

        def run(statement: str, *values: Any) -> None:
            thief.execute(statement, values)

        yield run


def write(system: User, count: int = 3) -> list[int]:
    """So many rows in one transaction, so that they are one block; answers their numbers."""
    with transaction.atomic():
        for number in range(count):
            record(system, "test.done", system, number=number)
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


def seal(rows: int) -> None:
    """Seal so many rows; patient, because a transaction of another test's database holds the horizon back too."""
    sealed, until = 0, time.monotonic() + 60
    while sealed < rows and time.monotonic() < until:
        sealed += sealing.seal()
        if sealed < rows:
            time.sleep(0.1)
    assert sealed == rows


def wrong() -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in sealing.verify()]


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditseal"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER ALL"]
)
@pytest.mark.django_db
def test_the_app_may_only_add(table: str, statement: str) -> None:
    statement = statement.replace("id = id", "no = no") if table.endswith("seal") else statement
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


@pytest.mark.django_db
def test_the_app_cannot_switch_triggers_off() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SET session_replication_role = replica")


def test_not_even_the_owner_changes_a_row(system: User) -> None:
    write(system)
    with (
        psycopg.connect(SERVERS.url(embedded.OWNER, f"test_{WORKER}")) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        owner.execute("DELETE FROM audit_auditevent")


def test_a_sealed_record_is_whole(system: User) -> None:
    write(system)
    viewed(system, "incident", [system.id], "assignment")
    refused(None, "session.sign_in", "not_signed_in")
    seal(5)
    assert sealing.seal() == 0, "nothing new makes no block"
    write(system, 1)
    seal(1)
    assert wrong() == []
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "6 rows" in out.getvalue()


def test_a_changed_row_is_found(system: User, tamper: Tamper) -> None:
    ids = write(system)
    seal(3)
    tamper("UPDATE audit_auditevent SET facts = '{\"number\": 9}' WHERE id = %s", ids[1])
    assert wrong() == [f"row {ids[1]}: changed"]
    with pytest.raises(CommandError, match="1 problem"):
        call_command("verify_audit", stderr=StringIO())


def test_a_changed_time_is_found(system: User, tamper: Tamper) -> None:
    ids = write(system)
    seal(3)
    tamper("UPDATE audit_auditevent SET at = at - interval '1 hour' WHERE id = %s", ids[0])
    assert wrong() == [f"row {ids[0]}: changed"]


def test_a_changed_row_with_a_matching_digest_is_found(system: User, tamper: Tamper) -> None:
    ids = write(system)
    seal(3)
    tamper("UPDATE audit_auditevent SET action = 'test.other' WHERE id = %s", ids[2])
    forged = digest_of(AuditEvent.objects.get(id=ids[2]))
    tamper("UPDATE audit_auditevent SET digest = %s WHERE id = %s", forged, ids[2])
    assert wrong() == [f"row {ids[2]}: changed"]


def test_a_missing_row_is_found(system: User, tamper: Tamper) -> None:
    ids = write(system)
    seal(3)
    tamper("DELETE FROM audit_auditevent WHERE id = %s", ids[0])
    assert wrong() == [f"row {ids[0]}: deleted"]


def test_a_row_put_in_after_its_seal_is_found(system: User, tamper: Tamper) -> None:
    ids = write(system)
    seal(3)
    tamper(
        "INSERT INTO audit_auditevent (what, action, kind, object_ids, basis, facts, occurred_at, digest, txid)"
        " SELECT what, action, kind, object_ids, basis, facts, occurred_at, digest, txid"
        " FROM audit_auditevent WHERE id = %s",
        ids[0],
    )
    assert len(found := wrong()) == 1
    assert found[0].endswith("inserted after its seal")


def test_a_missing_seal_breaks_the_chain(system: User, tamper: Tamper) -> None:
    for _ in range(3):
        write(system, 1)
        seal(1)
    tamper("DELETE FROM audit_auditseal WHERE no = 2")
    assert any(line.startswith("seal 3") for line in wrong())


def test_a_forged_seal_breaks_the_chain(system: User, tamper: Tamper) -> None:
    write(system)
    seal(3)
    tamper("UPDATE audit_auditseal SET hash = repeat('0', 64)")
    assert "seal 1: the chain is broken here" in wrong()


def test_a_cut_end_differs_from_the_heads_kept_outside(
    system: User, tamper: Tamper, tmp_path: Path, settings: Settings
) -> None:
    settings.SEAL_HEADS_FILE = str(tmp_path / "heads")
    for _ in range(2):
        write(system, 1)
        seal(1)
    heads = (tmp_path / "heads").read_text().splitlines()
    assert [line.split()[0] for line in heads] == ["1", "2"]
    assert wrong() == []
    last = AuditSeal.objects.get(no=2)
    tamper("DELETE FROM audit_auditseal WHERE no = 2")
    tamper("DELETE FROM audit_auditevent WHERE id = ANY(%s)", last.row_ids)
    assert wrong() == ["seal 2: kept outside the database, missing inside"]


def test_a_rewritten_chain_differs_from_the_heads_kept_outside(
    system: User, tamper: Tamper, tmp_path: Path, settings: Settings
) -> None:
    settings.SEAL_HEADS_FILE = str(tmp_path / "heads")
    ids = write(system)
    seal(3)
    tamper("DELETE FROM audit_auditevent WHERE id = %s", ids[1])
    tamper("DELETE FROM audit_auditseal")
    settings.SEAL_HEADS_FILE = ""
    seal(2)
    assert wrong() == [], "inside, the new chain is perfect"
    settings.SEAL_HEADS_FILE = str(tmp_path / "heads")
    assert wrong() == ["seal 1: differs from the head kept outside the database"]


def test_a_commit_that_comes_late_is_never_skipped(system: User) -> None:
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record(system, "test.slow", system)
                written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    record(system, "test.quick", system)
    assert sealing.seal() == 0, "the quick one waits for the slow one that began before it"
    may_commit.set()
    thread.join()
    seal(2)
    rows = [row for block in AuditSeal.objects.all() for row in block.row_ids]
    sealed = AuditEvent.objects.filter(id__in=rows)
    assert {row.action for row in sealed} == {"test.slow", "test.quick"}
    assert wrong() == []


def test_an_import_larger_than_a_block_is_one_block(system: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_BATCH", 4)
    write(system, 2)
    with transaction.atomic():
        for number in range(9):
            record(system, "test.imported", system, number=number)
    write(system, 6)
    seal(17)
    assert max(len(block.row_ids) for block in AuditSeal.objects.all()) == 9
    assert wrong() == []


def test_an_unsealed_tail_older_than_a_minute_is_told(system: User, tamper: Tamper) -> None:
    write(system, 1)
    assert wrong() == []
    tamper("UPDATE audit_auditevent SET at = at - %s", timedelta(seconds=90))
    assert len(found := wrong()) == 1
    assert found[0].startswith("tail: unsealed for 90 s")


def test_two_sealers_at_once_seal_each_row_once(system: User) -> None:
    for _ in range(40):
        record(system, "test.done", system)

    def run() -> None:
        try:
            sealing.seal()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal(40 - sum(len(block.row_ids) for block in AuditSeal.objects.all()))
    rows = [row for block in AuditSeal.objects.all() for row in block.row_ids]
    assert len(rows) == len(set(rows)) == 40
    assert wrong() == []


def test_a_change_that_is_rolled_back_leaves_no_row(system: User) -> None:
    with transaction.atomic():
        record(system, "test.done", system)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()
