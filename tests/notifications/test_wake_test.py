"""Can this phone be woken? The test goes round; the board is told before somebody relies on it. And the register."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Device
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.incidents.models import Incident
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
