"""Who sees which incident, what of it, and how fast."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.incidents import actions, queries
from apps.incidents.models import Entry, Incident
from apps.incidents.policies import CLASS_OF
from apps.incidents.queries.board import day_in
from apps.incidents.queries.shapes import INCIDENT
from apps.involvement.actions import end
from apps.outbox.commands import Op, do
from tests.incidents.conftest import involve, say
from tests.people import People


def seen_by(user: Any, incident: Incident) -> bool:
    by_row = queries.visible_to(user).filter(id=incident.id).exists()
    entries = list(incident.entries.values_list("id", flat=True))
    assert by_row == bool(queries.as_seen_by(user, [incident.id]))
    assert by_row == bool(queries.entries_as_seen_by(user, entries))
    return by_row


def test_the_board_sees_its_programme_and_the_field_what_it_is_on(incident: Incident, people: People) -> None:
    involve(incident, people.casey, people.omar)
    seen = {name for name, who in people.everyone().items() if seen_by(who, incident)}
    assert seen == {"dana", "priya", "sam", "casey", "omar"}


def test_whoever_leaves_it_sees_it_no_more(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    end(user_ids=[people.casey.id], obj=incident, basis="assignment")
    assert not seen_by(people.casey, incident)


def test_involvement_without_a_programme_opens_nothing(incident: Incident, people: People) -> None:
    involve(incident, people.quinn, people.nia, people.ada, people.cam)
    for name in ("quinn", "nia", "ada", "cam"):
        assert not seen_by(getattr(people, name), incident), name


def test_officer_and_clinician_see_the_caller_on_their_own_incident(
    opened: Callable[..., Incident], people: People
) -> None:
    incident = opened(call_back="555-0142", person_name="Ansel V", words="pacing")
    involve(incident, people.casey, people.omar)
    for who in (people.casey, people.omar, people.dana):
        seen = queries.as_seen_by(who, [incident.id])[incident.id]
        assert (seen["call_back"], seen["person_name"], seen["words"]) == ("555-0142", "Ansel V", "pacing")


def test_a_seen_incident_has_every_field_of_the_contract(incident: Incident, people: People) -> None:
    say(incident, people.dana, weapon_in_reach="yes")
    seen = queries.as_seen_by(people.dana, [incident.id])[incident.id]
    wanted = (
        "id version number status source opened_at opened_by place place_detail area call_back caller_name"
        " caller_relation person_name person_age language words hazards level provisional because ems first_in staged"
        " staging_point flags decided_at matrix overridden result closed_at duplicate_of answers next_items"
        " assignment_ids counts"
    )
    assert set(wanted.split()) <= set(seen)
    assert set(seen) <= set(INCIDENT)
    assert seen["matrix"] == 1
    assert seen["opened_at"].endswith("Z")
    assert seen["answers"]["weapon_in_reach"]["answer"] == "yes"
    assert not {"field_marks", "place_key", "call_back_key"} & set(seen)


def test_names_and_numbers_are_identity_and_the_rest_is_operational() -> None:
    identity = {name for name, kind in CLASS_OF["Incident"].items() if kind == "identity"}
    assert identity == {"call_back", "call_back_key", "caller_name", "person", "person_name"}


def test_assignments_are_known_by_their_lines(incident: Incident, people: People) -> None:
    sent = uuid7()

    def send(*, by: Any) -> Entry:
        return actions.note(incident, Entry.Kind.SENT, by, assignment=sent)

    do(send, by=people.dana)
    assert queries.as_seen_by(people.dana, [incident.id])[incident.id]["assignment_ids"] == [str(sent)]


@pytest.mark.parametrize(("name", "most"), [("dana", 6), ("casey", 7)])
def test_many_rows_cost_no_more_statements_than_one(
    opened: Callable[..., Incident], people: People, name: str, most: int
) -> None:
    many = [opened(place=f"{n} Mill Row") for n in range(6)]
    for incident in many:
        say(incident, people.dana, weapon_in_reach="yes")
        involve(incident, people.casey)
    who = getattr(people, name)
    assert who.roles, "read once for a request"
    counts = []
    for ids in ([many[0].id], [incident.id for incident in many]):
        with CaptureQueriesContext(connection) as statements:
            assert len(queries.as_seen_by(who, ids)) == len(ids)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= most
    entries = list(Entry.objects.values_list("id", flat=True))
    with CaptureQueriesContext(connection) as statements:
        assert len(queries.entries_as_seen_by(who, entries)) == len(entries)
    assert len(statements) <= 2


def test_the_board_holds_open_incidents_and_those_closed_today(
    opened: Callable[..., Incident], people: People
) -> None:
    still, today, before = opened(), opened(), opened()
    for incident in (today, before):
        do(actions.close_incident, by=people.dana, incident_id=incident.id, result="seen")
    Incident.objects.filter(id=before.id).update(closed_at=now() - timedelta(days=2))
    held = dict(queries.snapshot(people.dana))
    assert held["incident"] == [still.id, today.id]
    assert set(held["entry"]) == set(Entry.objects.filter(incident__in=[still, today]).values_list("id", flat=True))
    assert queries.snapshot(people.nia) == []
    assert queries.snapshot(people.quinn) == []
    assert queries.snapshot(people.ada) == []


def test_the_board_holds_the_newest_lines_of_a_long_timeline(incident: Incident, people: People) -> None:
    for n in range(60):
        do(actions.add_remark, by=people.dana, incident_id=incident.id, id=uuid7(), text=str(n))
    held = dict(queries.snapshot(people.dana))["entry"]
    texts = list(Entry.objects.filter(id__in=held).order_by("received_at").values_list("text", flat=True))
    assert texts == [str(n) for n in range(10, 60)]
    assert len(queries.timeline(people.dana, incident)) == 61


def test_a_phone_holds_what_it_is_on(opened: Callable[..., Incident], people: People) -> None:
    own, other = opened(), opened()
    involve(own, people.casey)
    involve(other, people.riley)
    assert dict(queries.snapshot(people.casey))["incident"] == [own.id]


def test_the_timeline_is_in_the_order_of_what_happened(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    do(actions.add_remark, by=people.dana, incident_id=incident.id, id=uuid7(), text="second")
    earlier = Op(occurred_at=now() - timedelta(minutes=5))
    do(actions.add_remark, by=people.casey, op=earlier, incident_id=incident.id, id=uuid7(), text="first")
    remarks = [entry for entry in queries.timeline(people.dana, incident) if entry["kind"] == "remark"]
    assert [entry["text"] for entry in remarks] == ["first", "second"]
    assert remarks[0]["by_name"] == "Casey"
    assert remarks[0]["occurred_at"] < remarks[0]["received_at"]


def test_a_day_is_as_long_as_the_programme_s_clocks_say() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    lengths = []
    for month, day in ((3, 8), (6, 1), (11, 1)):
        begin, finish = day_in(zone, datetime(2026, month, day, 12, tzinfo=zone))
        lengths.append((finish.astimezone(ZoneInfo("UTC")) - begin.astimezone(ZoneInfo("UTC"))) / timedelta(hours=1))
    assert lengths == [23, 24, 25]
