"""How a person may be reached, and what of it is safe: asked, never assumed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.outbox.commands import do
from apps.outbox.projections import as_seen_by
from apps.people import actions
from apps.people.models import ContactPoint, Person
from apps.people.queries import safe_for
from tests.dispatch.scenes import refused
from tests.people import Client, People
from tests.people_records.test_linking import start

PHONE = {"value": "555 555 0188", "who_else": "mother hears it", "call": "yes", "voicemail": "no"}


def add(by: Any, person: Person, kind: str = "phone", **fields: Any) -> ContactPoint:
    point_id = uuid7()
    do(actions.add_contact_point, by=by, person_id=person.id, id=point_id, kind=kind, fields=fields)
    return ContactPoint.objects.get(id=point_id)


def test_only_a_yes_allows_and_what_nobody_asked_is_one_neutral_call(people: People, sent: Assignment) -> None:
    point = add(people.casey, start(people, sent.incident, given="Ansel"), **PHONE)
    said = {channel: safe_for(point, channel) for channel in ("call", "text", "voicemail", "letter")}
    assert said == {"call": "allowed", "text": "refused", "voicemail": "refused", "letter": "refused"}
    point.call = "not_asked"
    assert safe_for(point, "call") == "neutral"
    point.stopped_at = point.created_at + timedelta(days=1)
    assert safe_for(point, "call") == "refused"


@pytest.mark.parametrize(("kind", "channel"), [("address", "call"), ("phone", "letter"), ("email", "voicemail")])
def test_a_way_that_does_not_exist_is_refused_whatever_was_said(db: None, kind: str, channel: str) -> None:
    assert safe_for(ContactPoint(kind=kind, **{channel: "yes"}), channel) == "refused"


def test_a_way_that_nobody_knows_of_is_a_bug(db: None) -> None:
    with pytest.raises(ValueError, match="pigeon"):
        safe_for(ContactPoint(kind="phone"), "pigeon")


def test_the_clinician_sees_contact_points_and_officer_and_desk_do_not(people: People, sent: Assignment) -> None:
    person = start(people, sent.incident, given="Ansel")
    add(people.casey, person, **PHONE)
    seen = {who: as_seen_by(getattr(people, who), "person", [person.id])[person.id] for who in ("casey", "sam")}
    assert all(one["points"][0]["who_else"] == "mother hears it" for one in seen.values())
    for who in ("omar", "dana", "priya"):
        assert "points" not in as_seen_by(getattr(people, who), "person", [person.id])[person.id]
        with refused(Code.NOT_ALLOWED):
            add(getattr(people, who), person, **PHONE)


def test_stopped_ends_every_way_until_it_is_taken_up_again(people: People, sent: Assignment) -> None:
    person = start(people, sent.incident, given="Ansel")
    point = add(people.casey, person, **PHONE)
    for stopped, says in ((True, "refused"), (False, "allowed")):
        do(actions.change_contact_point, by=people.casey, person_id=person.id, point_id=point.id, fields={},
           stopped=stopped)  # fmt: skip
        assert safe_for(ContactPoint.objects.get(id=point.id), "call") == says


def test_the_same_contact_point_again_changes_nothing(people: People, sent: Assignment) -> None:
    person, point_id = start(people, sent.incident, given="Ansel"), uuid7()
    for _ in range(2):
        do(actions.add_contact_point, by=people.casey, person_id=person.id, id=point_id, kind="phone", fields=PHONE)
    assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "x" * 10_000}, "value"),
        ({"value": " "}, "value"),
        ({"call": "maybe"}, "call"),
        ({"kind": "pigeon"}, "kind"),
        ({"who_else": 5}, "who_else"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(
    people: People, sent: Assignment, signed_in: Callable[..., Client], body: dict[str, Any], field: str
) -> None:
    person = start(people, sent.incident, given="Ansel")
    whole = {"id": str(uuid7()), "kind": "phone", "value": "555", **body}
    answer = signed_in(people.casey).post(f"/api/people/{person.id}/contact-points", whole)
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, [field])
