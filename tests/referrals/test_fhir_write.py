"""What a partner's own system says: as the Task it read, changed; once, in its order, and only what is its to say."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.common.clock import now, stamp
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import Person
from apps.referrals.actions import coming
from apps.referrals.fhir.codes import WAYS, state_said, way_of
from apps.referrals.fhir.resources import as_task
from apps.referrals.models import Need, Note, Referral
from apps.referrals.transitions import TRANSITIONS
from tests.people import People
from tests.referrals.partner import System, business, no, said, system_of
from tests.referrals.scenes import act, asked, at, says

Status = Referral.Status
SOON = datetime(2099, 1, 2, 15, tzinfo=UTC)


@pytest.fixture
def need(people: People, visit: Assignment, ruth: Person, places: list[Service]) -> Need:
    """Three places were asked."""
    return asked(people.casey, visit, places)


@pytest.fixture
def system(people: People, places: list[Service]) -> System:
    """Harbor Light's own."""
    return system_of(people, places[0])


def test_a_place_accepts_sets_a_date_and_says_that_the_person_came_and_the_others_are_released(
    people: People, need: Need, places: list[Service], system: System
) -> None:
    row = at(need, places[0])
    note = [{"authorString": "Rosa Ibarra", "text": "Room 2, tea"}]
    accepted = system.say(row, status="accepted", note=note)
    assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    assert accepted["ETag"] == f'W/"{accepted.json()["meta"]["versionId"]}"'
    row.refresh_from_db()
    assert (row.answered_by, row.first_action) == ("Rosa Ibarra", "Room 2, tea")
    assert {at(need, place).end_reason for place in places[1:]} == {"released"}
    dated = system.say(row, status="in-progress", executionPeriod={"start": stamp(SOON)})
    assert dated.json()["businessStatus"]["coding"][0]["code"] == "5.1.1"
    came = system.say(row, status="in-progress", businessStatus=business("5.1.4"))
    assert came.json()["businessStatus"]["coding"][0]["code"] == "5.1.4"
    row.refresh_from_db()
    assert (row.status, row.attended_at is not None) == ("attended", True)
    done = system.say(row, status="completed")
    assert (done.status_code, done.json()["status"]) == (200, "completed")
    row.refresh_from_db()
    assert (row.status, row.end_reason) == ("closed", "helped")


SAYS: list[tuple[str, dict[str, Any], str]] = [
    ("sent", {"status": "accepted"}, "accepted"),
    ("sent", {"status": "rejected", "statusReason": no("age", "over 18 only")}, "declined"),
    ("sent", {"status": "rejected", "statusReason": no("full")}, "no_capacity"),
    ("sent", {"status": "rejected", "statusReason": {"text": "we moved"}}, "declined"),
    ("sent", {"status": "on-hold", "statusReason": {"text": "bring her first"}}, "needs_client"),
    ("sent", {"status": "in-progress", "executionPeriod": {"start": stamp(SOON)}}, "scheduled"),
    ("accepted", {"status": "rejected", "statusReason": no("too_acute")}, "declined"),
    ("scheduled", {"status": "on-hold", "businessStatus": business("5.1.2")}, "missed"),
    ("scheduled", {"status": "in-progress", "businessStatus": business("5.1.2")}, "missed"),
    ("scheduled", {"status": "failed"}, "no_contact"),
    ("scheduled", {"status": "completed"}, "closed"),
    ("missed", {"status": "in-progress", "executionPeriod": {"start": stamp(SOON)}}, "scheduled"),
    ("cancel_requested", {"status": "cancelled", "businessStatus": business("6.0")}, "cancelled"),
]


def put_in(row: Referral, status: str) -> Referral:
    """A referral as it stands after that, whatever led there."""
    facts: dict[str, Any] = {
        "decline_code": "age" if status in ("declined", "no_capacity") else "",
        "end_reason": "by_person" if status in ("cancelled", "cancel_requested") else "",
        "appointment_at": now() if status == "scheduled" else None,
        "attended_at": now() if status in ("attended", "closed") else None,
    }
    Referral.objects.filter(need_id=row.need_id).exclude(id=row.id).update(status="declined", decline_code="age")
    Referral.objects.filter(id=row.id).update(status=status, **facts)
    row.refresh_from_db()
    return row


def test_what_a_place_says_leads_where_the_table_says(need: Need, places: list[Service], system: System) -> None:
    for before, changed, after in SAYS:
        row = put_in(at(need, places[0]), before)
        answer = system.say(row, **({"statusReason": None, "businessStatus": None} | changed))
        assert answer.status_code == 200, (before, changed, answer.content)
        row.refresh_from_db()
        assert (row.status, state_of(answer.json())) == (after, after), (before, changed)
        again = system.say(row, **changed)
        assert again.status_code == 200, "the same once more is no news"
        version = row.version
        row.refresh_from_db()
        assert row.version == version, (before, changed)


def state_of(task: dict[str, Any]) -> str | None:
    """Back again from what was given out."""
    how, why = (code_of(task.get(name)) for name in ("businessStatus", "statusReason"))
    return state_said(task["status"], how, why)


def code_of(concept: dict[str, Any] | None) -> str:
    """Its first code."""
    codings: list[dict[str, str]] = (concept or {}).get("coding", [])
    return codings[0]["code"] if codings else ""


def test_every_state_is_said_in_a_way_that_leads_back_to_it(need: Need, places: list[Service]) -> None:
    for status in Status.values:
        row = put_in(at(need, places[0]), status)
        row.decline_code = "full" if status == "no_capacity" else row.decline_code
        assert state_of(as_task(row)) == status
        row.attended_at = None
        assert state_of(as_task(row)) == status
        assert way_of(row).task in {way.task for way in WAYS.values()}


def test_from_no_state_does_a_place_get_anywhere_that_the_way_of_a_referral_does_not_go(
    people: People, need: Need, places: list[Service]
) -> None:
    row = at(need, places[0])
    for before in sorted(set(Status.values) - {"draft"}):
        system = system_of(people, places[0])  # one alone would be told to wait
        for _, changed, after in (SAYS[number] for number in (0, 1, 5, 10, 12)):
            task = as_task(put_in(row, before)) | changed
            for name in {"statusReason", "businessStatus", "executionPeriod"} - set(changed):
                task.pop(name, None)
            answer = system.ask("put", f"Task/{row.id}", task, **{"If-Match": f'W/"{row.version}"'})
            row.refresh_from_db()
            if answer.status_code == 200:
                through = after == "closed" and (before, "attended") in TRANSITIONS
                leads = (before, row.status) in TRANSITIONS or through
                assert row.status == before or leads, (before, row.status)
            else:
                status, names = said(answer)
                assert (status, row.status) == (422, before)
                assert names, "it names the element"


def test_the_same_request_twice_is_one_answer_and_an_old_version_is_refused(
    need: Need, places: list[Service], system: System
) -> None:
    row = at(need, places[0])
    old = system.read(f"Task/{row.id}")
    body, match = {**old, "status": "accepted"}, {"If-Match": f'W/"{old["meta"]["versionId"]}"'}
    first, again = (system.ask("put", f"Task/{row.id}", body, **match) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert Referral.objects.filter(need=need, status="accepted").count() == 1
    late = {**old, "status": "rejected", "statusReason": no("age")}
    assert said(system.ask("put", f"Task/{row.id}", late, **match)) == (412, ["Task.status"])
    assert said(system.ask("put", f"Task/{row.id}", late))[0] == 400, "an update is of a version that was read"
    assert at(need, places[0]).status == "accepted"


def test_who_comes_second_is_told_kindly(people: People, need: Need, places: list[Service], system: System) -> None:
    row = at(need, places[0])
    says(people, need, places[1], "accept")
    answer = system.say(row, status="accepted", statusReason=None, businessStatus=None)
    assert said(answer) == (409, ["Task.status"])
    assert "Another place said yes first" in answer.json()["issue"][0]["diagnostics"]
    assert system.read(f"Task/{row.id}")["statusReason"]["coding"][0]["code"] == "released"


def test_a_patch_changes_whole_elements_of_theirs_and_nothing_else(
    need: Need, places: list[Service], system: System
) -> None:
    row = at(need, places[0])

    def patch(*operations: dict[str, Any], of_type: str = "application/json-patch+json") -> Any:
        version = at(need, places[0]).version
        body = json.dumps(list(operations))
        return system.ask("patch", f"Task/{row.id}", body, **{"If-Match": f'W/"{version}"', "of_type": of_type})

    assert said(patch({"op": "replace", "path": "/for", "value": {}})) == (422, ["Task.for"])
    assert said(patch({"op": "replace", "path": "/status/x", "value": 1})) == (422, ["Task"])
    assert said(patch({"op": "test", "path": "/status", "value": "accepted"})) == (409, ["Task.status"])
    assert (
        said(patch({"op": "replace", "path": "/status", "value": "accepted"}, of_type="application/json"))[0] == 415
    )
    yes = patch({"op": "replace", "path": "/status", "value": "accepted"})
    assert (yes.status_code, yes.json()["status"]) == (200, "accepted")
    assert at(need, places[0]).answered_by == "Their system"


def test_a_note_is_a_question_and_received_a_sign_that_it_arrived(
    need: Need, places: list[Service], system: System
) -> None:
    row = at(need, places[0])
    assert system.say(row, status="received").status_code == 200
    row.refresh_from_db()
    assert (row.status, row.seen_at is not None) == ("sent", True)
    note = [{"authorString": "Rosa", "text": "Does she use a wheelchair?"}]
    assert system.say(row, note=note).status_code == 200
    asked_back = Note.objects.get(referral=row)
    assert (asked_back.kind, asked_back.by_name, asked_back.text) == (
        "question",
        "Rosa",
        "Does she use a wheelchair?",
    )


def test_completed_without_help_says_so(people: People, need: Need, places: list[Service], system: System) -> None:
    says(people, need, places[0], "accept")
    act(coming.attended, people.system, need, places[0])
    row = at(need, places[0])
    output = [{"type": {"text": "helped"}, "valueBoolean": False}]
    assert system.say(row, status="completed", output=output).status_code == 200
    assert at(need, places[0]).end_reason == "not_helped"


NO_PERSON = {"reference": "Patient/another"}
REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    ({"for": NO_PERSON}, ["Task.for"]),
    ({"owner": {"reference": "Organization/1"}}, ["Task.owner"]),
    ({"intent": "plan"}, ["Task.intent"]),
    ({"status": "perhaps"}, ["Task.status"]),
    ({"status": 5}, ["Task.status"]),
    ({"status": "ready"}, ["Task.status"]),
    ({"status": None}, ["Task.status"]),
    ({"status": "rejected"}, ["Task.statusReason"]),
    ({"status": "rejected", "statusReason": no("moon")}, ["Task.statusReason"]),
    ({"status": "accepted", "businessStatus": business("4.0")}, ["Task.businessStatus"]),
    ({"businessStatus": business("9.9")}, ["Task.businessStatus"]),
    ({"status": "in-progress", "businessStatus": business("5.1.1")}, ["Task.executionPeriod.start"]),
    ({"status": "in-progress", "executionPeriod": {"start": "2026-02-30T10:00:00Z"}}, ["Task.executionPeriod.start"]),
    ({"status": "in-progress", "executionPeriod": {"start": "2026-12-01"}}, ["Task.executionPeriod.start"]),
    ({"colour": "blue"}, ["Task.colour"]),
    ({"note": [{"authorString": "Rosa"}]}, ["Task.note[0].text"]),
    ({"note": [{"text": "x" * 1001}]}, ["Task.note.text"]),
    ({"note": {"text": "x"}}, ["Task.note"]),
    ({"description": ""}, ["Task.description"]),
    ({"status": "in-progress"}, ["Task.businessStatus"]),
    ({"status": "entered-in-error", "businessStatus": None}, ["Task.status"]),
]


def test_what_is_not_theirs_or_cannot_be_so_is_refused_by_the_name_of_its_element(
    need: Need, places: list[Service], system: System
) -> None:
    row = at(need, places[0])
    for changed, names in REFUSED:
        assert said(system.say(row, **changed)) == (422, names), changed
    row.refresh_from_db()
    assert row.status == "sent"


def test_bytes_that_are_no_resource_are_answered_in_their_kind(
    need: Need, places: list[Service], system: System
) -> None:
    row = at(need, places[0])
    match = {"If-Match": f'W/"{row.version}"'}
    for raw, status in (("{", 400), ('{"a":1,"a":2}', 400), ("[" * 100 + "]" * 100, 400), ("[]", 422), ("5", 422)):
        assert said(system.ask("put", f"Task/{row.id}", raw, **match))[0] == status, raw
    assert said(system.ask("put", f"Task/{row.id}", "<Task/>", of_type="application/fhir+xml", **match))[0] == 415
    assert said(system.ask("put", f"Task/{row.id}", " " * 1_000_001, **match))[0] == 413
    many = {"resourceType": "Task", **{f"e{number}": 1 for number in range(5_000)}}
    status, names = said(system.ask("put", f"Task/{row.id}", many, **match))
    assert (status, len(names)) == (422, 50)
    answer = system.say(row, note=[{"text": f"line {number}"} for number in range(5_000)], status="accepted")
    assert answer.status_code == 200
    assert said(system.say(row, id="another")) == (400, ["Task.id"])


def test_a_task_of_others_cannot_be_written(people: People, need: Need, places: list[Service]) -> None:
    row, other = at(need, places[0]), system_of(people, places[1])
    task = as_task(row)
    answer = other.ask("put", f"Task/{row.id}", {**task, "status": "accepted"}, **{"If-Match": f'W/"{row.version}"'})
    assert said(answer) == (404, [])
    assert at(need, places[0]).status == "sent"
