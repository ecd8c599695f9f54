"""How fast a directory comes in: `python -m benchmarks.directory COUNT` prints JSON.

Everything is invented, in the shape of Ohana. The bound is reading the same file and writing as many bare rows by
COPY into a scratch table through the same driver: no join, no facts, no copy for phones, no record.
"""

import csv
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.queries import system_actor  # noqa: E402
from apps.directory.imports import run  # noqa: E402
from config import seed  # noqa: E402
from config.cast import CALDER  # noqa: E402

SAID = "OVERVIEW: A calm place with staff who listen. Call ahead or walk in; groups in the evening, meals at noon. "


def main(count: int) -> None:
    """Write the files, take them in twice, and tell."""
    seed.people()
    with TemporaryDirectory(prefix="bench-directory-") as folder:
        path = Path(folder)
        invent(path, count)
        bound = seconds(lambda: bare(path / "services.csv"))
        first, again = (seconds(lambda: take(path)) for _ in range(2))
    told = {"services": count, "bound_s": bound, "first_s": first, "again_s": again, "load": os.getloadavg()[0]}
    sys.stdout.write(json.dumps(told))


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def take(path: Path) -> None:
    """As the command does."""
    run.take(path, source="bench", programme_id=CALDER.id, by=system_actor(), refuse=lambda _item, _why: None)


def invent(folder: Path, count: int) -> None:
    """So many services, a place for each, an organisation for every third."""
    places = range(count)
    write(folder / "organizations.csv", [{"id": f"o{n}", "name": f"Runs {n}"} for n in range(count // 3 + 1)])
    write(
        folder / "locations.csv",
        [
            {
                "id": f"l{n}",
                "organization_id": f"o{n // 3}",
                "name": f"Place {n}",
                "latitude": 32.7,
                "longitude": -117.1,
            }
            for n in places
        ],
    )
    write(
        folder / "addresses.csv", [{"location_id": f"l{n}", "address_1": f"{n} Pier St", "city": "X"} for n in places]
    )
    write(folder / "phones.csv", [{"service_id": f"s{n}", "number": f"(619) 555-{n % 10_000:04}"} for n in places])
    write(
        folder / "services.csv",
        [
            {"id": f"s{n}", "location_id": f"l{n}", "name": f"Service {n}", "description": SAID * 8, "fees": "None."}
            | {"languages": "Spanish.", "eligibility": "Ages 18 and older.", "application_process": "Walk in."}
            for n in places
        ],
    )


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """One table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def bare(path: Path) -> None:
    """The bound."""
    with connection.cursor() as cursor, path.open(newline="", encoding="utf-8") as file:
        cursor.execute("CREATE TEMP TABLE bench (id text, name text, description text)")
        with cursor.copy("COPY bench FROM STDIN") as copy:
            for row in csv.DictReader(file):
                copy.write_row((row["id"], row["name"], row["description"]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
