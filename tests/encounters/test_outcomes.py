"""The list of how visits end: data of a programme, with words that stay with what was signed."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.models import Disposition
from apps.encounters.starting_list import STARTING_LIST
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Delivery
from tests.dispatch.scenes import refused
from tests.encounters.scenes import signed, tried, written
from tests.people import People


def offered(user: Any) -> dict[str, Any]:
    """What a device of this person holds of the list, by code."""
    ids = dict(queries.snapshot(user))["disposition"]
    return {row["code"]: row for row in queries.dispositions_as_seen_by(user, ids).values()}


def change(people: People, code: str, **said: Any) -> Disposition:
    done: Disposition = do(actions.publish_disposition, by=people.ada, code=code, said=said)
    return done


def test_a_programme_starts_with_the_whole_list_in_both_languages(people: People) -> None:
    rows = offered(people.casey)
    assert list(rows) == [row["code"] for row in STARTING_LIST]
    assert all(set(row["text"]) == {"en", "es"} and all(row["text"].values()) for row in rows.values())
    assert {"no_contact", "hold_adult", "refused", "arrest", "diverted", "died"} <= set(rows)
    assert offered(people.omar) == {}, "an officer's phone does not hold it"
    assert set(offered(people.sam)) == set(offered(people.cam)) == set(offered(people.ada)) == set(rows)


def test_what_was_signed_keeps_its_words_when_the_list_changes(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    change(people, "home_plan", text={"en": "At home, plan left", "es": "En casa, con plan"})
    seen = queries.as_seen_by(people.casey, [there.id])[there.id]
    assert seen["disposition_text"]["en"] == "Stayed home, with a safety plan"
    assert offered(people.casey)["home_plan"]["text"]["en"] == "At home, plan left"
    assert Disposition.objects.filter(programme=people.calder, code="home_plan").count() == 2


def test_what_a_phone_chose_before_the_change_gets_the_words_it_showed(people: People, there: Assignment) -> None:
    before = Op(occurred_at=now())
    change(people, "refused", text={"en": "Said no", "es": "Dijo que no"})
    visit = written(people.casey, there, before, contact="met", disposition="refused")
    assert visit.disposition_row is not None
    assert visit.disposition_row.text["en"] == "Declined help"


def test_a_retired_outcome_is_offered_no_more_but_taken_from_a_phone_that_was_away(
    people: People, there: Assignment
) -> None:
    row = Disposition.objects.get(programme=people.calder, code="moved_on")
    do(actions.retire_disposition, by=people.ada, disposition_id=row.id)
    assert "moved_on" not in offered(people.casey)
    assert written(people.casey, there, contact="met", disposition="moved_on").disposition == "moved_on"
    assert Delivery.objects.filter(event="DispositionChanged", object_id=row.id).exists()


@pytest.mark.parametrize(
    ("code", "said", "named"),
    [
        ("new one", {"text": {"en": "a", "es": "b"}, "group": "home"}, "code"),
        ("x" * 25, {"text": {"en": "a", "es": "b"}}, "code"),
        ("refused", {"text": {"en": "only English"}}, "text_es"),
        ("refused", {"text": {"en": "x" * 121, "es": "b"}}, "text_en"),
        ("refused", {"transport": "broom"}, "transport"),
        ("refused", {"opens_case": True, "case_rule": ""}, "case_rule"),
    ],
)
def test_what_cannot_stand_on_the_list_is_refused_by_name(
    code: str, said: dict[str, Any], named: str, people: People
) -> None:
    answer = tried_publish(people, code, said)
    assert answer.code == Code.INVALID
    assert named in answer.data["fields"]


def tried_publish(people: People, code: str, said: dict[str, Any]) -> Any:
    return run(actions.publish_disposition, by=people.ada, key=uuid7(), code=code, said=said)


def test_the_same_words_again_make_no_version(people: People) -> None:
    row = Disposition.objects.get(programme=people.calder, code="refused")
    assert tried_publish(people, "refused", {"text": row.text}).outcome == "already_applied"


def test_only_an_administrator_of_the_programme_changes_it(people: People) -> None:
    for who in (people.casey, people.sam, people.dana, people.omar, people.nia):
        with refused(Code.NOT_ALLOWED):
            do(actions.publish_disposition, by=who, code="refused", said={"position": 3})
    ellery = Disposition.objects.filter(programme=people.ellery).first()
    assert ellery is not None
    with refused(Code.NOT_FOUND):
        do(actions.retire_disposition, by=people.ada, disposition_id=ellery.id)


def test_the_database_only_ends_a_version(people: People) -> None:
    for statement in ("UPDATE encounters_disposition SET text = '{}'", "DELETE FROM encounters_disposition"):
        with pytest.raises(DatabaseError, match="only ended"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_programme_without_a_list_begins_with_the_one_that_ships(people: People, there: Assignment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE encounters_disposition SET effective_until = effective_from")
    assert tried(actions.write, people.casey, there.id, fields={"disposition": "refused"}).is_done
