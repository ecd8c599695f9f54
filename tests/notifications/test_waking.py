"""An alert that a phone has not acknowledged goes to it by push, through a service that really takes and decrypts."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import Device
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.incidents.models import Incident
from apps.notifications import actions, contact
from apps.notifications.models import Sending, Subscription, VapidKey
from apps.notifications.sweeps import send_due
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.receipts import acknowledge_all
from apps.teams.models import Team
from config.cast import fixed_id
from tests.dispatch.scenes import ALDER, send
from tests.notifications.conftest import Phone
from tests.notifications.helpers import do_cancel, later, push_of, read, the_one, void
from tests.notifications.receiver import Service, claims_of, unb64
from tests.people import Client, People

PhoneOf = Callable[..., Phone]


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


def test_a_service_that_says_nothing_is_a_time_out_and_is_asked_again(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact, "TIMEOUT_S", 0.2)
    silence = threading.Event()
    service.when_asked = lambda: void(silence.wait(5))
    sent = send(people, incident, mesa)
    send_due()
    silence.set()
    assert (the_one().error, the_one().state, push_of(people, sent)["state"]) == ("timeout", "sent", "sent")
    service.when_asked = lambda: None
    later(3)
    send_due()
    assert push_of(people, sent)["state"] == "accepted"


def test_two_workers_at_once_send_it_once(
    committed: None, people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    send(people, incident, mesa)
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        for _ in range(3):
            send_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(service.taken) == 1
    assert (the_one().attempt, the_one().state) == (1, "accepted")


def test_the_words_are_chosen_by_the_language_of_whoever_is_woken(
    people: People, casey: Phone, mesa: Team, incident: Incident, service: Service
) -> None:
    casey.client.post("/api/me/language", {"language": "es"})
    send(people, incident, mesa)
    send_due()
    assert read(casey, service.taken[0])["lang"] == "es"
