"""The worklist: by the clock, a page at a time, by one index, and nothing beside a case that is not theirs."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from apps.access import Role
from apps.common.clock import now
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.followups import actions
from apps.followups.models import Case
from apps.followups.queries.worklist import Asked, Bays, count_queries, counted, open_by_owner, page_rows
from apps.outbox.commands import do
from config import embedded
from tests.dispatch.scenes import tap
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import HOUR, aged, known, opened, tried
from tests.followups.test_cases import colleague
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]

MANY = 3_000


def test_a_row_says_whom_to_call_by_when_and_how_it_stands(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    known(people, there)
    case = tried(people.cam, aged(opened(people, there), 49 * HOUR), words="His sister says he sleeps.")
    Case.objects.update(next_due_at=now() - HOUR)
    page = signed_in(people.cam).get("/api/cases?whose=mine").json()
    (row,) = page["rows"]
    assert (row["case"]["id"], row["person"]["name"], row["bay"]) == (str(case.id), "Ansel Varga", "overdue")
    assert row["last"]["words"] == "His sister says he sleeps."
    assert "words" not in row["case"]["attempts"][0], "the words of older tries are read on the case's own page"
    assert (row["consent"]["state"], row["referral"]) == ("none", None)
    assert (page["counts"]["overdue"], page["whose"], page["next"]) == (1, {"mine": 1, "team": 1, "none": 0}, None)


def test_a_colleagues_people_have_no_name_on_the_teams_list(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    known(people, there)
    opened(people, there)
    lee = signed_in(colleague(people, "lee", Role.CASE_MANAGER))
    answer = lee.get("/api/cases?whose=team")
    assert (len(answer.json()["rows"]), answer.json()["rows"][0]["person"]) == (1, None)
    assert b"Varga" not in answer.content
    assert lee.get("/api/cases").json()["rows"] == []
    for who, status in ((people.omar, 403), (people.dana, 403), (people.ada, 403)):
        assert signed_in(who).get("/api/cases?whose=team").status_code == status


def test_filters_and_wrong_ones(people: People, there: Assignment, signed_in: Callable[..., Client]) -> None:
    case, cam = opened(people, there), signed_in(people.cam)
    expected = {
        "risk=moderate": 1,
        "risk=high": 0,
        "rung=day2": 1,
        "rung=day7": 0,
        "bay=overdue": 0,
        "status=landed": 0,
    }
    assert {asked: len(cam.get(f"/api/cases?{asked}").json()["rows"]) for asked in expected} == expected
    for wrong in ("risk=x", "after=1", "after=x.y", "place=5", "whose=all", "bay=soon"):
        assert cam.get(f"/api/cases?{wrong}").status_code == 422, wrong
    do(actions.land, by=people.cam, case_id=case.id)
    page = cam.get("/api/cases?bay=landed").json()
    assert (page["rows"][0]["bay"], page["counts"]["landed"], page["counts"]["open"]) == ("landed", 1, 0)


def copies(row: Any, many: int, **values: str) -> None:
    """So many more of a row, its n-th under the id md5(n); written by the database."""
    table = row._meta.db_table
    columns = [field.column for field in row._meta.concrete_fields]
    chosen = ", ".join({"id": "md5(n::text)::uuid", **values}.get(name, f"one.{name}") for name in columns)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"GRANT MAINTAIN ON {table} TO {embedded.APP}")  # without its figures a plan is a guess
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen}"
            f" FROM {table} AS one, generate_series(1, %s) AS n WHERE one.id = %s",
            [many, row.id],
        )
        cursor.execute(f"ANALYZE {table}")


@pytest.fixture
def many(people: People, there: Assignment) -> Case:
    """A case among three thousand, each with a visit and a clock of its own."""
    case = opened(people, there)
    tap(people.casey, there, "cleared")
    visit = "md5(n::text)::uuid"
    copies(Assignment.objects.get(id=there.id), MANY)
    copies(Encounter.objects.get(id=there.id), MANY, assignment_id=visit)
    copies(case, MANY, encounter_id=visit, next_due_at="now() + (mod(n * 7, 9973) - 4000) * interval '1 minute'")
    return case


@pytest.mark.parametrize(("whose", "index"), [("mine", "case_worklist_mine"), ("team", "case_worklist_team")])
def test_a_page_among_very_many_is_read_by_its_index_and_sorted_by_nothing_else(
    whose: str, index: str, people: People, many: Case
) -> None:
    if whose == "mine":  # most are a colleague's: else the owner tells the planner nothing
        others = Case.objects.exclude(id__in=list(Case.objects.values_list("id", flat=True)[:200]))
        others.update(owner=people.sam)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE followups_case")
    for asked in (Asked(whose=whose), Asked(whose=whose, after=(now() + timedelta(hours=1), many.id))):
        plan = page_rows(people.cam, asked)[:51].explain()
        assert index in plan, plan
        assert "Sort" not in plan, plan


@pytest.mark.parametrize(("whose", "index"), [("mine", "case_worklist_mine"), ("team", "case_worklist_team")])
def test_what_is_counted_of_very_many_is_counted_in_an_index_alone(
    whose: str, index: str, people: People, many: Case
) -> None:
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan"):  # three thousand are too few to be worth an index
            cursor.execute(f"SET LOCAL enable_{other} = off")
        # and as it is once the server has vacuumed, which it never does inside a transaction
        cursor.execute(
            "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'followups_case',"
            " 'relallvisible', relpages) FROM pg_class WHERE relname = 'followups_case'"
        )
    plan = open_by_owner(people.cam).explain()
    assert "Index Only Scan using case_open_of_owner" in plan, plan
    bays = count_queries(people.cam, whose)
    for bay in ("overdue", "today"):
        plan = bays[bay].values("next_due_at").explain()
        assert f"Index Only Scan using {index}" in plan, plan
    plan = bays["waiting"].values("programme_id").explain()
    fitting = {"case_waits_on_others", "case_worklist_mine"} if whose == "mine" else {"case_waits_on_others"}
    assert any(f"Index Only Scan using {one}" in plan for one in fitting), plan


def test_the_counts_are_those_of_the_rows(people: People, many: Case) -> None:
    Case.objects.filter(id__in=Case.objects.order_by("id").values("id")[:50]).update(next_who="place")
    Case.objects.filter(id__in=Case.objects.order_by("-id").values("id")[:70]).update(owner=people.sam)
    for whose in ("mine", "team", "none"):
        rows = list(page_rows(people.cam, Asked(whose=whose)))
        bays = Counter(map(Bays(people.cam).of, rows))
        counts, kinds = counted(people.cam, whose)
        assert {bay: counts[bay] for bay in ("overdue", "today", "waiting", "later")} == {
            bay: bays[bay] for bay in ("overdue", "today", "waiting", "later")
        }
        assert (counts["open"], kinds[whose]) == (len(rows), len(rows))


def test_pages_follow_each_other_without_a_gap_or_a_double(people: People, many: Case) -> None:
    rows = list(page_rows(people.cam, Asked())[:120])
    last = rows[49]
    assert last.next_due_at is not None
    following = page_rows(people.cam, Asked(after=(last.next_due_at, last.id)))[:70]
    seen = [row.id for row in rows[:50]] + [row.id for row in following]
    assert seen == [row.id for row in rows]
