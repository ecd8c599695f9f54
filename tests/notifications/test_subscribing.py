"""Where a phone may be woken, with which key, for how long, and who may say so."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from apps.accounts import actions as accounts
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.notifications.models import Sending, Subscription, VapidKey
from apps.notifications.sweeps import forget_old, send_due
from apps.outbox.commands import Op, do
from apps.outbox.sweeps import run_handlers
from apps.teams.models import Team
from config.cast import fixed_id
from tests.dispatch.scenes import send
from tests.notifications.conftest import Phone
from tests.notifications.helpers import do_cancel, push_of, the_one
from tests.notifications.receiver import Service, claims_of, unb64
from tests.people import Client, People

PhoneOf = Callable[..., Phone]


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
    assert casey.client.get("/api/push/key").json() == {"key": None, "device": str(casey.device_id)}
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


def test_an_allowed_name_that_leads_into_a_private_network_is_not_contacted(
    people: People, casey: Phone, mesa: Team, incident: Incident, key: VapidKey, settings: Any
) -> None:
    settings.PUSH_LOOPBACK, settings.PUSH_HOSTS = False, ("localhost",)
    assert casey.say_subscription("https://localhost/push/x", key.public).status_code == 201
    sent = send(people, incident, mesa)
    send_due()
    assert (the_one().error, push_of(people, sent)["state"]) == ("private_address", "failed")
