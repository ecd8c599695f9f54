"""An alert that a phone has not acknowledged goes to it by push, through a service that really takes and decrypts."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from apps.accounts import actions as accounts
from apps.accounts.models import Device
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch import queries as dispatch
from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.notifications import actions
from apps.notifications.models import Sending, Subscription, VapidKey
from apps.notifications.sweeps import forget_old, send_due
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.outbox.receipts import acknowledge_all
from apps.outbox.sweeps import run_handlers
from apps.teams.models import Team
from config.cast import fixed_id
from tests.dispatch.scenes import ALDER, send
from tests.notifications.conftest import Phone
from tests.notifications.receiver import Arrived, Service, claims_of, unb64
from tests.people import Client, People

PhoneOf = Callable[..., Phone]


def the_one() -> Sending:
    return Sending.objects.get()


def read(phone: Phone, message: Arrived) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(phone.browser.read(message.body))
    return said


def push_of(people: People, assignment: Assignment) -> Any:
    """What the board is shown of Casey's push."""
    seen = dispatch.as_seen_by(people.dana, [assignment.id])[assignment.id]
    return next(each["push"] for each in seen["responses"] if each["name"] == "Casey Moreno")


def later(seconds: float) -> None:
    """As if so much time had passed for what is owed."""
    back = timedelta(seconds=seconds)
    for row in Sending.objects.all():
        claimed = row.claimed_until and row.claimed_until - back
        Sending.objects.filter(id=row.id).update(
            due_at=row.due_at - back, created_at=row.created_at - back, claimed_until=claimed
        )


@pytest.fixture
def casey(people: People, mesa: Team, phone_of: PhoneOf) -> Phone:
    return phone_of(people.casey)


def test_an_order_wakes_a_closed_phone_with_neutral_words_that_only_it_can_read(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, key: VapidKey
) -> None:
    sent = send(people, incident, mesa)
    assert send_due() == 1
    message = service.taken[0]
    assert message.headers["content-encoding"] == "aes128gcm"
    assert message.headers["urgency"] == "high"
    claims = claims_of(message.headers["authorization"], unb64(key.public))
    assert claims["aud"] == service.endpoint("x").rsplit("/push", 1)[0]
    said = read(casey, message)
    assert set(said) == {"v", "id", "token", "kind", "lang"}
    assert (said["kind"], said["lang"]) == ("alert", "en")
    whole = json.dumps(said) + str(message.headers) + message.path
    for word in (ALDER, "Casey Moreno", "Mesa", str(incident.id), str(sent.id), str(people.casey.id)):
        assert word not in whole
    assert push_of(people, sent)["state"] == "accepted"


def test_the_worker_and_the_person_tell_how_far_it_came_once_and_without_a_sign_in(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    sent = send(people, incident, mesa)
    send_due()
    said = read(casey, service.taken[0])
    worker = Client()  # no cookie, no CSRF token
    worker.device_id = uuid7()
    told = {"id": said["id"], "token": said["token"]}
    board = Delivery.objects.filter(stream=f"board:{people.calder.id}", event="PushMoved")
    before = board.count()
    for _ in range(3):
        assert worker.post("/api/push/acks", {**told, "state": "received"}).status_code == 200
    assert push_of(people, sent)["state"] == "received"
    assert worker.post("/api/push/acks", {**told, "state": "opened"}).status_code == 200
    assert push_of(people, sent)["state"] == "opened"
    assert worker.post("/api/push/acks", {**told, "state": "received"}).status_code == 200
    assert push_of(people, sent)["state"] == "opened"
    assert board.count() == before + 2
    assert worker.post("/api/push/acks", {**told, "token": "x" * 22, "state": "opened"}).status_code == 404
    assert worker.post("/api/push/acks", {**told, "id": str(uuid7()), "state": "opened"}).status_code == 404


def test_a_phone_that_is_connected_may_acknowledge_first_and_is_then_left_alone(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    Device.objects.filter(id=casey.device_id).update(last_contact_at=now())
    send(people, incident, mesa)
    assert send_due() == 0
    alert = Delivery.objects.get(kind="alert", user=people.casey, event="TeamSent")
    acknowledge_all(by=people.casey, device_id=casey.device_id, received=[alert.id])
    later(30)
    assert send_due() == 0
    assert (service.taken, the_one().state) == ([], "spared")


def test_a_connected_phone_that_says_nothing_is_woken_after_the_set_seconds(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, settings: Any
) -> None:
    Device.objects.filter(id=casey.device_id).update(last_contact_at=now())
    send(people, incident, mesa)
    later(settings.PUSH_AFTER_S - 2)
    assert send_due() == 0
    later(3)
    assert send_due() == 1
    assert len(service.taken) == 1


def test_every_phone_of_a_person_is_woken_but_none_after_one_was_looked_at(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, phone_of: PhoneOf
) -> None:
    second = phone_of(people.casey, fixed_id("second device"))
    first = send(people, incident, mesa)
    assert send_due() == 2
    assert {message.path.rsplit("/", 1)[1] for message in service.taken} == {casey.name, second.name}
    do_cancel(people, first)
    alert = Delivery.objects.get(kind="alert", user=people.casey, event="AssignmentCancelled")
    acknowledge_all(by=people.casey, device_id=second.device_id, seen=[alert.id])
    assert send_due() == 0
    assert len(service.taken) == 2


def do_cancel(people: People, assignment: Assignment) -> None:
    from_desk = Client()
    from_desk.device_id = uuid7()
    from_desk.force_login(people.dana)
    assert from_desk.post(f"/api/assignments/{assignment.id}/cancel", {}).status_code == 200


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_retired_and_the_board_says_that_it_did_not_get_through(
    status: int, people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    service.answer = lambda _message: (status, {})
    sent = send(people, incident, mesa)
    send_due()
    assert Subscription.objects.get().end_reason == "gone"
    assert push_of(people, sent)["state"] == "failed"
    do_cancel(people, sent)
    assert send_due() == 0


@pytest.mark.parametrize(
    ("status", "headers", "pause"), [(429, {"Retry-After": "40"}, 40), (500, {}, 2), (503, {}, 2)]
)
def test_a_busy_service_is_asked_again_after_a_pause(
    status: int,
    headers: dict[str, str],
    pause: int,
    people: People,
    casey: Phone,
    mesa: Team,
    incident: Incident,
    service: Service,
) -> None:
    service.answer = lambda _message: (status, headers)
    sent = send(people, incident, mesa)
    assert send_due() == 1
    assert send_due() == 0, "not before the pause is over"
    assert push_of(people, sent)["state"] == "sent"
    service.answer = lambda _message: (201, {})
    later(pause - 1)
    assert send_due() == 0
    later(2)
    assert send_due() == 1
    assert push_of(people, sent)["state"] == "accepted"


def test_a_service_that_never_takes_it_is_given_up_and_said(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    service.answer = lambda _message: (500, {})
    sent = send(people, incident, mesa)
    send_due()
    later(3700)
    send_due()
    assert (the_one().state, push_of(people, sent)["state"]) == ("gave_up", "failed")


def test_a_service_that_redirects_is_not_followed(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    service.answer = lambda _message: (307, {"Location": service.endpoint("elsewhere")})
    send(people, incident, mesa)
    send_due()
    assert [message.path for message in service.taken] == [f"/push/{casey.name}"]
    assert the_one().error == "status_307"


def test_a_worker_killed_after_the_claim_is_followed_by_another_after_its_lease(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    send(people, incident, mesa)
    Sending.objects.update(claimed_until=now() + timedelta(seconds=30), attempt=1, sent_at=now())
    assert send_due() == 0
    later(31)
    assert send_due() == 1
    assert (the_one().attempt, the_one().state) == (2, "accepted")
    late: dict[str, Any] = {"sending_id": the_one().id, "attempt": 1, "status": 410, "error": "", "retry_after_s": 0}
    do(actions.note_answer, by=people.system, **late)
    assert the_one().state == "accepted", "what the first one heard at last changes nothing"


def test_a_rotated_key_wakes_old_subscriptions_until_the_phone_moves_to_the_new_one(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, key: VapidKey
) -> None:
    said = StringIO()
    call_command("vapid_keys", "--rotate", stdout=said)
    assert "go on being woken: 1" in said.getvalue()
    new = casey.client.get("/api/push/key").json()["key"]
    assert new != key.public
    send(people, incident, mesa)
    send_due()
    claims_of(service.taken[0].headers["authorization"], unb64(key.public))
    assert casey.say_subscription(service.endpoint("moved"), new).status_code == 201
    do_cancel(people, Assignment.objects.get())
    send_due()
    assert service.taken[-1].path == "/push/moved"
    claims_of(service.taken[-1].headers["authorization"], unb64(new))


def test_signing_out_ends_it_and_a_revoked_phone_gets_nothing_from_the_same_moment(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, phone_of: PhoneOf
) -> None:
    other = phone_of(people.casey, fixed_id("second device"))
    do(accounts.note_sign_out, by=people.casey, op=Op(device_id=casey.device_id))
    run_handlers()
    assert Subscription.objects.get(device_id=casey.device_id).end_reason == "signed_out"
    assert Subscription.objects.get(device_id=other.device_id).ended_at is None
    send(people, incident, mesa)
    do(accounts.revoke_device, by=people.dana, device_id=other.device_id)
    send_due()
    assert service.taken == []
    assert the_one().state == "ended"
    run_handlers()
    assert Subscription.objects.get(device_id=other.device_id).end_reason == "revoked"


def test_a_shared_phone_wakes_only_whoever_subscribed_last(
    people: People, casey: Phone, service: Service, key: VapidKey, signed_in: Callable[..., Client]
) -> None:
    omar = Phone(signed_in(people.omar), casey.browser, "omar")
    omar.client.post("/api/devices", {"id": str(omar.device_id)})
    assert omar.say_subscription(service.endpoint(casey.name), key.public).status_code == 201
    assert Subscription.objects.get(device_id=casey.device_id).end_reason == "replaced"
    again = omar.say_subscription(service.endpoint(casey.name), key.public)
    assert again.json()["outcome"] == "already_applied"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/x",
        "https://fcm.googleapis.com:8443/x",
        "https://user:pw@fcm.googleapis.com/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "http://10.0.0.5/x",
        "file:///etc/passwd",
        "https://push.apple.com/x",  # only what lies below it
        "https://fcm.googleapis.com/x y",
    ],
)
def test_an_address_that_is_no_push_service_is_never_kept(endpoint: str, casey: Phone, key: VapidKey) -> None:
    refused = casey.say_subscription(endpoint, key.public)
    assert refused.status_code == 422
    assert refused.json()["data"]["fields"] == ["endpoint"]


def test_keys_that_are_no_keys_are_named(casey: Phone, service: Service, key: VapidKey) -> None:
    answer = casey.say_subscription(service.endpoint("x"), "no-such-key", p256dh="BAAA", auth="AA")
    assert answer.json()["data"]["fields"] == ["auth", "p256dh", "vapid_key"]


def test_nobody_subscribes_tests_or_reads_for_another(
    people: People, casey: Phone, service: Service, key: VapidKey, signed_in: Callable[..., Client]
) -> None:
    stranger = signed_in(people.omar)
    road = f"/api/devices/{casey.device_id}"
    said = {"endpoint": service.endpoint("x"), "p256dh": "x", "auth": "x", "vapid_key": key.public}
    assert stranger.post(f"{road}/subscription", said).status_code == 404
    assert stranger.post(f"{road}/wake-test", {"id": str(uuid7())}).status_code == 404
    report = {"unsent": 0, "needs_you": 0, "free_mb": 1, "push": "granted", "installed": True}
    assert stranger.post(f"{road}/report", report).status_code == 404
    test = str(uuid7())
    casey.client.post(f"{road}/wake-test", {"id": test})
    assert casey.client.get(f"/api/wake-tests/{test}").status_code == 200
    assert stranger.get(f"/api/wake-tests/{test}").status_code == 404
    assert stranger.post(f"{road}/wake-test", {"id": test}).status_code == 404


def test_without_a_key_of_the_installation_nothing_is_promised_and_nothing_sent(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, settings: Any
) -> None:
    send(people, incident, mesa)
    settings.PUSH_KEY = ""
    assert casey.client.get("/api/push/key").json() == {"key": None}
    assert send_due() == 0
    settings.PUSH_KEY = "another-secret-than-the-one-before-0000"
    assert send_due() == 1
    assert (service.taken, the_one().error) == ([], "key")


def test_what_nobody_looks_at_any_more_is_dropped_after_two_weeks(casey: Phone) -> None:
    test: UUID = uuid7()
    casey.client.post(f"/api/devices/{casey.device_id}/wake-test", {"id": str(test)})
    old = now() - timedelta(days=15)
    Sending.objects.update(created_at=old)
    Subscription.objects.update(ended_at=old)
    forget_old()
    assert (Sending.objects.count(), Subscription.objects.count()) == (0, 0)


def test_the_claim_is_committed_before_anybody_is_contacted_and_the_answer_after(
    committed: None, people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    seen: list[str] = []

    def look() -> None:  # on a connection of its own, so it sees only what is committed
        seen.append(the_one().state)
        connection.close()

    service.when_asked = look
    send(people, incident, mesa)
    send_due()
    assert [*seen, the_one().state] == ["sending", "accepted"]
