"""Can this phone be woken? The test goes round; the board is told before somebody relies on it. And the register."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Device
from apps.audit.models import AuditEvent
from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from apps.incidents.models import Incident
from apps.notifications.actions import TEST_WINDOW, TESTS_OF_DEVICE
from apps.notifications.models import Sending
from apps.notifications.queries import wake_of
from apps.notifications.sweeps import send_due
from apps.outbox.models import Cursor
from apps.teams import queries as teams
from apps.teams.models import Team
from tests.dispatch.scenes import send
from tests.notifications.conftest import Phone
from tests.notifications.receiver import Service
from tests.people import Client, People

REPORT = {"unsent": 6, "needs_you": 2, "free_mb": 41_000, "push": "granted", "installed": True}
STOPS = ["sent_at", "accepted_at", "received_at", "opened_at"]


def begin(phone: Phone) -> str:
    test = str(uuid7())
    assert phone.client.post(f"/api/devices/{phone.device_id}/wake-test", {"id": test}).status_code == 200
    assert send_due() == 0, "the phone is being locked"
    Sending.objects.filter(subject=test).update(due_at=now())
    return test


def stops(phone: Phone, test: str) -> list[str]:
    """The stops that have a time."""
    said = phone.client.get(f"/api/wake-tests/{test}").json()
    return [name for name in STOPS if said[name]]


def told(phone: Phone, service: Service, state: str) -> None:
    """The worker on the phone reads the newest message and says so."""
    said = json.loads(phone.browser.read(service.taken[-1].body))
    assert said["kind"] == "test"
    body = {"id": said["id"], "token": said["token"], "state": state}
    assert phone.client.post("/api/push/acks", body).status_code == 200


def word(people: People) -> str | None:
    """What stands on the board beside Casey."""
    (team,) = teams.as_seen_by(
        people.dana, list(Team.objects.filter(name="Mesa 2").values_list("id", flat=True))
    ).values()
    found: str | None = next(each["woken"] for each in team["members"] if each["short_name"] == "Casey")
    return found


def test_the_four_stops_get_their_times_one_after_the_other(people: People, casey: Phone, service: Service) -> None:
    test = begin(casey)
    assert stops(casey, test) == []
    send_due()
    assert stops(casey, test) == STOPS[:2]
    told(casey, service, "received")
    assert stops(casey, test) == STOPS[:3]
    told(casey, service, "opened")
    assert stops(casey, test) == STOPS
    assert (casey.device.wake_result, word(people)) == ("touched", "proven")


def test_the_board_says_not_proven_then_proven_and_after_the_shift_not_proven_again(
    people: People, casey: Phone, service: Service
) -> None:
    assert word(people) == "not_proven"
    begin(casey)
    send_due()
    told(casey, service, "received")
    assert word(people) == "proven"
    Device.objects.filter(id=casey.device_id).update(wake_tested_at=now() - timedelta(hours=15))
    assert word(people) == "not_proven"


def test_a_phone_that_stayed_asleep_is_said_to_be_asleep(people: People, casey: Phone, service: Service) -> None:
    begin(casey)
    send_due()
    assert word(people) == "not_proven", "it still has time"
    Device.objects.filter(id=casey.device_id).update(wake_tested_at=now() - timedelta(seconds=21))
    assert word(people) == "asleep"
    told(casey, service, "received")
    assert word(people) == "proven", "late, but it woke"


def test_an_older_test_says_nothing_about_a_newer_one(casey: Phone, service: Service) -> None:
    begin(casey)
    send_due()
    first = json.loads(casey.browser.read(service.taken[-1].body))
    begin(casey)
    send_due()
    body = {"id": first["id"], "token": first["token"], "state": "opened"}
    assert casey.client.post("/api/push/acks", body).status_code == 200
    assert casey.device.wake_result == "waiting"


def test_a_phone_without_a_channel_is_shown_so_before_somebody_relies_on_it(
    people: People, mesa: Team, signed_in: Callable[..., Client]
) -> None:
    phone = signed_in(people.casey)
    phone.post("/api/devices", {"id": str(phone.device_id)})
    assert word(people) == "only_open"
    refused = phone.post(f"/api/devices/{phone.device_id}/wake-test", {"id": str(uuid7())})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_channel")


def test_alerts_that_were_forbidden_later_are_believed_at_once(people: People, casey: Phone) -> None:
    road = f"/api/devices/{casey.device_id}/report"
    assert casey.client.post(road, REPORT | {"push": "denied"}).status_code == 204
    assert word(people) == "only_open"


def test_the_best_of_a_persons_phones_counts_and_unknown_people_are_missing(people: People, casey: Phone) -> None:
    found = wake_of([people.casey.id, people.omar.id])
    assert found == {people.casey.id: "not_proven"}


def row_of(viewer: Client, phone: Phone) -> dict[str, Any]:
    rows = viewer.get("/api/devices/register").json()["devices"]
    found: dict[str, Any] = next(row for row in rows if row["id"] == str(phone.device_id))
    return found


def test_the_desk_sees_how_a_phone_stands_in_counts_and_never_what_it_holds(
    people: People, casey: Phone, mesa: Team, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    assert (
        casey.client.post(f"/api/devices/{casey.device_id}/report", REPORT | {"ringer_heard": True}).status_code
        == 204
    )
    Cursor.objects.create(device_id=casey.device_id, stream=f"user:{people.casey.id}", seq=0)
    for viewer in (people.dana, people.sam, people.ada):
        row = row_of(signed_in(viewer), casey)
        assert (row["unsent"], row["needs_you"], row["free_mb"], row["push"]) == (6, 2, 41_000, "granted")
        assert row["name"] == "Casey Moreno"
        assert row["ringer_heard_at"]
        assert not {"endpoint", "p256dh", "auth", "text", "body"} & set(row)
    assert casey.client.post(f"/api/devices/{casey.device_id}/report", REPORT | {"note": "x"}).status_code == 422


def test_how_far_a_phone_is_behind_is_counted_in_its_own_stream(
    people: People, casey: Phone, mesa: Team, incident: Incident, signed_in: Callable[..., Client], commits: Any
) -> None:
    desk = signed_in(people.dana)
    assert row_of(desk, casey)["behind"] is None, "it never said"
    Cursor.objects.create(device_id=casey.device_id, stream=f"user:{people.casey.id}", seq=0)
    with commits():
        send(people, incident, mesa)
    assert row_of(desk, casey)["behind"] > 0


def test_the_desk_revokes_a_lost_phone_and_the_reason_is_on_record(
    people: People, casey: Phone, signed_in: Callable[..., Client]
) -> None:
    desk, road = signed_in(people.dana), f"/api/devices/{casey.device_id}/revoke"
    assert desk.post(road, {"reason": "he is careless"}).status_code == 422
    assert desk.post(road, {"reason": "stolen"}).status_code == 200
    assert AuditEvent.objects.get(action="device.revoked").facts["reason"] == "stolen"
    assert row_of(desk, casey)["revoked_at"]


def ask(client: Client, phone: Phone, road: str = "wake-test", test: str = "") -> Any:
    return client.post(f"/api/devices/{phone.device_id}/{road}", {"id": test or str(uuid7())})


def test_the_desk_sends_a_test_alert_and_sees_what_became_of_it(
    people: People, casey: Phone, service: Service, signed_in: Callable[..., Client]
) -> None:
    desk = signed_in(people.dana)
    assert ask(desk, casey, "test-alert").status_code == 200
    send_due()
    assert row_of(desk, casey)["wake_result"] == "waiting"
    told(casey, service, "opened")
    assert (row_of(desk, casey)["wake_result"], row_of(desk, casey)["woken"]) == ("touched", "proven")


def test_after_a_few_tests_a_phone_is_left_in_peace_and_is_told_until_when(casey: Phone) -> None:
    tests = [str(uuid7()) for _ in range(TESTS_OF_DEVICE)]
    assert [ask(casey.client, casey, test=test).status_code for test in tests] == [200] * TESTS_OF_DEVICE
    first = Sending.objects.earliest("created_at")
    refused = ask(casey.client, casey)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many")
    again_at = stamp(first.created_at + TEST_WINDOW)
    assert refused.json()["data"] == {"of": "device", "again_at": again_at}
    assert ask(casey.client, casey, test=tests[0]).status_code == 200, "the same test is no further one"
    assert Sending.objects.count() == TESTS_OF_DEVICE
    Sending.objects.filter(id=first.id).update(created_at=now() - TEST_WINDOW)
    assert ask(casey.client, casey).status_code == 200


def test_a_refused_test_answers_the_same_when_it_is_sent_again(casey: Phone) -> None:
    for _ in range(TESTS_OF_DEVICE):
        ask(casey.client, casey)
    body, key = {"id": str(uuid7())}, {"Idempotency-Key": str(uuid7())}
    road = f"/api/devices/{casey.device_id}/wake-test"
    first, again = (casey.client.post(road, body, headers=key) for _ in range(2))
    assert (first.status_code, first.json()["data"]) == (409, again.json()["data"])
    assert again.status_code == 409


def test_who_has_tested_many_phones_waits_whichever_phone_it_is(
    people: People, casey: Phone, phone_of: Callable[..., Phone], signed_in: Callable[..., Client], monkeypatch: Any
) -> None:
    monkeypatch.setattr("apps.notifications.actions.waking.TESTS_BY_PERSON", 2)
    other, desk = phone_of(people.omar), signed_in(people.dana)
    assert [ask(desk, phone, "test-alert").status_code for phone in (casey, other, casey)] == [200, 200, 409]
    assert ask(desk, other, "test-alert").json()["data"]["of"] == "person"
    assert ask(signed_in(people.sam), other, "test-alert").status_code == 200, "somebody else has sent none"


@pytest.mark.parametrize("who", ["omar", "cam", "nia"])
def test_who_does_not_look_after_a_phone_sends_it_no_test(
    who: str, people: People, casey: Phone, signed_in: Callable[..., Client]
) -> None:
    assert ask(signed_in(getattr(people, who)), casey, "test-alert").status_code == 404
    assert not Sending.objects.exists()


@pytest.mark.parametrize("who", ["casey", "omar", "cam"])
def test_who_may_not_look_after_devices_sees_no_register(
    who: str, people: People, signed_in: Callable[..., Client]
) -> None:
    assert signed_in(getattr(people, who)).get("/api/devices/register").status_code == 403


def test_another_programmes_phones_are_not_in_the_register(
    people: People, casey: Phone, signed_in: Callable[..., Client]
) -> None:
    rows = signed_in(people.nia).get("/api/devices/register").json()["devices"]
    assert str(casey.device_id) not in {row["id"] for row in rows}


def test_the_place_of_later_rungs_is_kept_by_one_row_for_each_rung_and_channel(casey: Phone) -> None:
    begin(casey)
    row = Sending.objects.get()
    assert (row.rung, row.channel) == ("test", f"push:{casey.device_id}")
    row.pk, row.id = uuid7(), uuid7()
    row._state.adding = True
    row.channel = "sms:1"
    row.save()
    assert Sending.objects.filter(subject=row.subject).count() == 2
