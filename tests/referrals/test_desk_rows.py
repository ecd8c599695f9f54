"""The desk's list names the person and how long they agreed, where neither is on the device."""

from collections.abc import Callable

from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import Person
from tests.people import Client, People
from tests.referrals.scenes import asked, spoken


def test_a_row_says_who_it_is_about_and_on_which_yes_until_when(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    agreed = spoken(people, visit, places)
    need = asked(people.casey, visit, places[:2], basis="consent", consent_id=agreed.id, what=[])
    other = asked(people.casey, visit, places[2:])
    rows = {row["id"]: row for row in signed_in(people.sam).get("/api/needs").json()["rows"]}
    named = {
        key: [row[key] for row in (rows[str(need.id)], rows[str(other.id)])]
        for key in ("person_name", "consent_how", "consent_until")
    }
    assert named == {
        "person_name": ["Ruth Adeyemi", "Ruth Adeyemi"],
        "consent_how": ["spoken", ""],
        "consent_until": ["2099-01-01", None],
    }
