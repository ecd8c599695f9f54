"""A file beside memory: rows of one table found by their parent in another, and which ids an import has seen."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


class Spool:
    """Children by (table, parent) in the order they came, and the ids of each kind that were seen."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE child (name TEXT, parent TEXT, body TEXT)")
        self._db.execute("CREATE TABLE seen (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def keep(self, name: str, parent: str, row: Any) -> None:
        """Remember a row of table `name` under its parent's id."""
        self._db.execute("INSERT OR IGNORE INTO child VALUES (?, ?, ?)", (name, parent, json.dumps(row)))

    def sort(self) -> None:
        """Call once when all children are in: finding them is then quick."""
        self._db.execute("CREATE INDEX by_parent ON child (name, parent)")

    def children(self, name: str, parent: str) -> list[Any]:
        """The rows of table `name` under this parent."""
        found = self._db.execute(
            "SELECT body FROM child WHERE name = ? AND parent = ? ORDER BY rowid", (name, parent)
        )
        return [json.loads(body) for (body,) in found]

    def see(self, kind: str, row_id: str) -> bool:
        """Note that this row is in the source; False when it was there before."""
        return self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (kind, row_id)).rowcount == 1

    def count(self, kind: str) -> int:
        """How many rows of a kind were seen."""
        found: tuple[int] = self._db.execute("SELECT count(*) FROM seen WHERE kind = ?", (kind,)).fetchone()
        return found[0]

    def unseen(self, kind: str, ids: Iterable[str]) -> Iterator[str]:
        """Those of these ids that were not seen."""
        for one in ids:
            if self._db.execute("SELECT 1 FROM seen WHERE kind = ? AND id = ?", (kind, one)).fetchone() is None:
                yield one

    def close(self) -> None:
        """Let the file go."""
        self._db.close()


@contextmanager
def spooling() -> Iterator[Spool]:
    """A spool in a folder of its own, gone afterwards."""
    with TemporaryDirectory(prefix="directory-") as folder:
        spool = Spool(Path(folder) / "spool.sqlite3")
        try:
            yield spool
        finally:
            spool.close()
