"""What phones and strangers may send: long, odd, wrong, of the future. Nothing is lost, and nothing breaks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from tests.encounters.scenes import patch, url
from tests.people import Client, People

ODD = {
    "emoji": "She said 👍🏽 and then 🏳️‍🌈 " * 20,
    "right to left": "قال إنه بخير \u202eetanimod\u202c שלום",
    "script": "<script>alert(1)</script>{{ 7*7 }}'; DROP TABLE people;--",
    "combining": "Z̸̢a̵l̶g̷o" * 100,
    "spaces kept": "  two before, two after  \n\n",
    "10,000": "wörter " * 1_428,
    "20,000": "x" * 20_000,
}


@pytest.mark.parametrize("words", ODD.values(), ids=ODD)
def test_a_note_is_kept_to_the_letter(
    words: str, people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    assert patch(casey, there, note=words).json()["outcome"] == "applied"
    assert casey.get(url(there)).json()["note"] == words


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"note": "x" * 20_001}, ["note"]),
    ({"note": "x" * 30_000}, ["note"]),
    ({"note": None}, ["note"]),
    ({"note": 7}, ["note"]),
    ({"note": ["a"]}, ["note"]),
    ({"contact": "telepathy"}, ["contact"]),
    ({"contact": 1}, ["contact"]),
    ({"contact": ["met"]}, ["contact"]),
    ({"reasons": "thoughts"}, ["reasons"]),
    ({"reasons": ["thoughts", "nonsense"]}, ["reasons"]),
    ({"reasons": [["thoughts"]]}, ["reasons"]),
    ({"reasons": {"thoughts": True}}, ["reasons"]),
    ({"observed": ["says_die"] * 1_000}, ["observed"]),
    ({"disposition": "not_on_the_list"}, ["disposition"]),
    ({"disposition": "HOME PLAN"}, ["disposition"]),
    ({"disposition": "x" * 500}, ["disposition"]),
    ({"contact_at": "yesterday"}, ["contact_at"]),
    ({"contact_at": 1_700_000_000}, ["contact_at"]),
    ({"contact_at": "0001-01-01T00:00:00+14:00"}, ["contact_at"]),
    ({"transport_place": "x" * 201}, ["transport_place"]),
    ({"officer": {"force": "none"}}, ["officer"]),
    ({"state": "signed", "signed_by": "me"}, ["signed_by", "state"]),
    ({"disposition_row": "x", "field_marks": {}}, ["disposition_row", "field_marks"]),
]


@pytest.mark.parametrize(("fields", "named"), WRONG, ids=lambda value: str(value)[:40])
def test_what_cannot_be_right_is_refused_by_the_name_of_its_field(
    fields: dict[str, Any], named: list[str], people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    answer = patch(signed_in(people.casey), there, **fields)
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]["fields"]) == (422, "invalid", named)
    assert not Encounter.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"force": "maybe"},
        {"force": "force", "types": ["hands"] * 1_000},
        {"force": "force", "injured": ["the dog"]},
        {"force": "none", "note": "what the person said"},
        {"force": "none", "report_number": "9" * 41},
        {"force": ""},
    ],
)
def test_the_officers_part_takes_only_its_own_answers(
    said: dict[str, Any], people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    assert signed_in(people.omar).post(url(there, "officer"), said).status_code == 422


def test_a_time_of_the_future_is_kept_as_claimed_and_marked(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    claimed = (now() + timedelta(hours=3)).isoformat()
    seen = patch(signed_in(people.casey), there, contact="met", contact_at=claimed).json()["object"]
    assert abs(seen["contact_off_s"] - 3 * 3600) < 60
    again = patch(signed_in(people.casey), there, contact_at=now().isoformat()).json()["object"]
    assert again["contact_off_s"] is None


def test_an_empty_body_makes_the_visit_and_no_more(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    assert patch(signed_in(people.casey), there).status_code == 201
    assert Encounter.objects.get().version == 1
