"""How fast a page of the worklist is among COUNT open cases: `python -m benchmarks.worklist COUNT` prints JSON.

Everything is invented and written by the database. The bound is the same fifty rows by their ids through the same
driver, bare: no order to find, no rungs, nothing beside, no trimming.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.followups.models import Attempt, Case, Rung  # noqa: E402
from apps.followups.queries.worklist import PAGE, Asked, page_rows, worklist  # noqa: E402
from benchmarks import cases  # noqa: E402
from config import seed  # noqa: E402

ROUNDS: Final = 40
WARM_UP: Final = 5
MINE: Final = 400
"""How many of all are one case manager's."""
TABLES: Final = (
    "followups_case, followups_rung, followups_attempt, encounters_encounter, dispatch_assignment, people_person,"
    " involvement_involvement, people_consent, referrals_need, referrals_referral"
)


def main(count: int) -> None:
    """Fill, ask, tell."""
    people = seed.people()
    cases.fill(people, count, MINE)
    with psycopg.connect(os.environ["BENCH_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"VACUUM (ANALYZE) {TABLES}")  # what the server does by itself in the minutes after
    cam, sam = people["cam"], people["sam"]
    asked = {
        "mine, first page": (cam, Asked(whose="mine")),
        "the team's, first page": (sam, Asked(whose="team")),
        "the team's, somewhere in the middle": (sam, Asked(whose="team", after=_middle(sam))),
    }
    told: dict[str, Any] = {"open": Case.objects.filter(status="open").count(), "rows": {}}
    told |= {"steps": Rung.objects.count(), "tries": Attempt.objects.count()}
    for name, (who, which) in asked.items():
        told["rows"][name] = measured(who, which)
    told["load"] = os.getloadavg()[0]
    sys.stdout.write(json.dumps(told))


def _middle(who: User) -> Any:
    row = page_rows(who, Asked(whose="team"))[random.Random(3).randrange(1_000, 2_000)]
    assert row.next_due_at is not None
    return row.next_due_at, row.id


def measured(who: User, which: Asked) -> dict[str, list[float]]:
    """The bound, the page and its order in turn, so that all have the same machine."""
    ids = [row.id for row in page_rows(who, which)[:PAGE]]
    works: dict[str, Callable[[], Any]] = {
        "bound_ms": lambda: bare(ids),
        "ours_ms": lambda: worklist(who, which),
        "order_ms": lambda: list(page_rows(who, which)[: PAGE + 1]),
    }
    rounds = [{name: timed(work) for name, work in works.items()} for _ in range(ROUNDS + WARM_UP)]
    return {name: [one[name] for one in rounds[WARM_UP:]] for name in works}


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def bare(ids: list[Any]) -> None:
    """The bound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM followups_case WHERE id = ANY(%s)", [ids])
        cursor.fetchall()


if __name__ == "__main__":
    main(int(sys.argv[1]))
