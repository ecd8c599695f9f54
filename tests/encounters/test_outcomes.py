"""The list of how visits end: data of a programme, with words that stay with what was signed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from apps.common.clock import now, stamp
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.models import Disposition
from apps.encounters.starting_list import STARTING_LIST
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Delivery
from tests.dispatch.scenes import refused
from tests.encounters.scenes import patch, signed, tried, written
from tests.people import Client, People


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
        cursor.execute("UPDATE encounters_disposition SET effective_until = effective_from + interval '1 us'")
    assert tried(actions.write, people.casey, there.id, fields={"disposition": "refused"}).is_done


WORDS: dict[str, Any] = {"text": {"en": "To the quiet house", "es": "A la casa tranquila"}, "group": "care"}
DAY = timedelta(days=1)


def tomorrow(people: People, code: str, days: int = 1, **said: Any) -> Disposition:
    more: dict[str, Any] = {"code": code, "said": said, "effective_from": now() + days * DAY}
    done: Disposition = do(actions.publish_disposition, by=people.ada, **more)
    return done


def words_at(people: People, code: str, days: float) -> str | None:
    row = queries.disposition_at(people.calder.id, code, now() + days * DAY)
    return row.text["en"] if row else None


def test_a_new_outcome_of_tomorrow_is_refused_today_and_taken_tomorrow_from_a_phone(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    row = tomorrow(people, "quiet_house", **WORDS)
    assert offered(people.casey)["quiet_house"]["effective_from"] == stamp(row.effective_from), (
        "phones know it before"
    )
    answer = patch(signed_in(people.casey), there, contact="met", disposition="quiet_house")
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, ["disposition"])
    ahead = Op(occurred_at=row.effective_from + DAY)
    assert not tried(actions.write, people.casey, there.id, ahead, fields={"disposition": "quiet_house"}).is_done
    with time_machine.travel(row.effective_from + timedelta(minutes=1)):
        taken = patch(signed_in(people.casey), there, contact="met", disposition="quiet_house")
        assert taken.status_code == 200
        seen = queries.as_seen_by(people.casey, [there.id])[there.id]
        assert seen["disposition_text"]["en"] == "To the quiet house"


def test_other_words_of_tomorrow_count_from_then_on_and_the_old_ones_until_then(people: People) -> None:
    row = tomorrow(people, "refused", text={"en": "Said no", "es": "Dijo que no"})
    assert words_at(people, "refused", 0) == "Declined help"
    with time_machine.travel(row.effective_from):
        assert words_at(people, "refused", 0) == "Said no"
        assert words_at(people, "refused", -0.5) == "Declined help", "what a phone chose before"


def test_the_past_is_not_decided_again_nor_what_was_promised(people: People) -> None:
    for days in (-1, -400):
        with refused(Code.INVALID):
            tomorrow(people, "refused", days, text={"en": "Said no", "es": "Dijo que no"})
    row = tomorrow(people, "refused", 3, text={"en": "Said no", "es": "Dijo que no"})
    answer = tried_publish(people, "refused", {"position": 3})
    assert (answer.code, answer.data["until"]) == (Code.INVALID, stamp(row.effective_from))
    again = do(
        actions.publish_disposition, by=people.ada, code="refused", said={"position": 3},
        effective_from=row.effective_from,
    )  # fmt: skip
    assert [
        each.id for each in Disposition.objects.filter(code="refused", effective_until=None, programme=people.calder)
    ] == [again.id]
    with time_machine.travel(row.effective_from):
        assert words_at(people, "refused", 0) == "Said no"


def test_what_was_promised_is_taken_back_while_it_is_still_to_come(people: People) -> None:
    row = tomorrow(people, "refused", text={"en": "Said no", "es": "Dijo que no"})
    new = tomorrow(people, "quiet_house", **WORDS)
    ends = Disposition.objects.get(programme=people.calder, code="moved_on")
    do(actions.retire_disposition, by=people.ada, disposition_id=ends.id, effective_until=now() + DAY)
    assert "moved_on" in offered(people.casey), "until then"
    for one in (row, new, ends):
        do(actions.withdraw_disposition, by=people.ada, disposition_id=one.id)
        again = run(actions.withdraw_disposition, by=people.ada, key=uuid7(), disposition_id=one.id)
        assert again.outcome == ("already_applied" if one is not ends else "conflict")
    assert "quiet_house" not in offered(people.casey)
    with time_machine.travel(now() + 2 * DAY):
        assert (words_at(people, "refused", 0), words_at(people, "quiet_house", 0)) == ("Declined help", None)
        assert "moved_on" in offered(people.casey)
        with refused(Code.ILLEGAL_TRANSITION):
            do(actions.withdraw_disposition, by=people.ada, disposition_id=ends.id)
    assert tried_publish(people, "refused", {"position": 3}).is_done, "and today may be changed again"
    with refused(Code.NOT_ALLOWED):
        do(actions.withdraw_disposition, by=people.sam, disposition_id=ends.id)
