"""After the signature: a later word with its reason, beside what was signed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters import queries
from apps.encounters.models import Amendment, Encounter
from tests.dispatch.scenes import alerted, refused
from tests.encounters.scenes import FORCE, WHOLE, amended, filed, signed, url, written
from tests.people import Client, People


def test_an_amendment_says_what_it_was_what_it_is_why_and_who(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    amended(people.casey, there, "judgement", "high", reason="his sister called back")
    amended(people.casey, there, "judgement", "low", reason="wrong person")
    seen = queries.as_seen_by(people.casey, [there.id])[there.id]
    assert seen["judgement"] == "guarded", "what was signed stands"
    assert [(one["was"], one["now"], one["reason"], one["by_name"]) for one in seen["amendments"]] == [
        ("guarded", "high", "his sister called back", "Casey"),
        ("high", "low", "wrong person", "Casey"),
    ]


def test_the_same_amendment_again_changes_nothing(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    signed(people.casey, there)
    body = {"id": str(uuid7()), "part": "clinician", "field": "note", "value": "more", "reason": "forgotten"}
    casey = signed_in(people.casey)
    assert [casey.post(url(there, "amend"), body).json()["outcome"] for _ in range(2)] == [
        "applied",
        "already_applied",
    ]
    assert Amendment.objects.count() == 1


def test_before_the_signature_one_writes_instead(people: People, there: Assignment) -> None:
    written(people.casey, there)
    with refused(Code.ILLEGAL_TRANSITION, state="open"):
        amended(people.casey, there, "note", "x")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"value": "unheard_of", "field": "judgement"}, "value"),
        ({"value": ["space"] * 1_000, "field": "helped"}, "value"),
        ({"value": {"a": 1}, "field": "note"}, "value"),
        ({"value": 5, "field": "note"}, "value"),
        ({"value": "x" * 30_000, "field": "note"}, "value"),
        ({"value": "x", "field": "signed_by"}, "field"),
        ({"value": "x", "field": "report_number"}, "field"),
        ({"value": "x", "field": "note", "reason": "  "}, "reason"),
        ({"value": "x", "field": "note", "part": "board"}, "part"),
        ({"value": "nowhere", "field": "disposition"}, "disposition"),
    ],
)
def test_a_bad_amendment_is_refused_by_name(
    more: dict[str, Any], named: str, people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    signed(people.casey, there)
    body = {"id": str(uuid7()), "part": "clinician", "reason": "why", **more}
    answer = signed_in(people.casey).post(url(there, "amend"), body)
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, [named])
    assert not Amendment.objects.exists()


def test_a_death_that_is_said_only_now_calls_the_supervisor(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    assert alerted("GraveReported", "encounter") == set()
    amended(people.casey, there, "disposition", "died")
    assert alerted("GraveReported", "encounter") == {"Sam"}


def test_a_force_that_was_answered_is_amended_to_another_answer_and_never_to_none_at_all(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    filed(people.omar, there, **FORCE)
    signed(people.casey, there)
    body = {"id": str(uuid7()), "part": "officer", "field": "force", "value": None, "reason": "why"}
    answer = signed_in(people.omar).post(url(there, "amend"), body)
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, ["value"])


def test_a_supervisor_reads_and_amends_nothing(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    signed(people.casey, there)
    body = {"id": str(uuid7()), "part": "clinician", "field": "note", "value": "x", "reason": "y"}
    assert signed_in(people.sam).post(url(there, "amend"), body).status_code == 403


def test_the_database_keeps_amendments_as_they_were_written(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    amended(people.casey, there, "note", WHOLE["note"] + " She thanked us.")
    for statement in ("UPDATE encounters_amendment SET reason = ''", "DELETE FROM encounters_amendment"):
        with pytest.raises(DatabaseError, match="as it was written"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Encounter.objects.get().note == WHOLE["note"]
