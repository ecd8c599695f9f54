"""E-mails and texts leave once or marked as a repeat, through servers that really take them; none is lost."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.notifications import actions
from apps.notifications.models import Kept, Message
from apps.notifications.outgoing import texts
from apps.notifications.outgoing.said import TAKEN, Said
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from tests.dispatch.scenes import refused
from tests.notifications.receivers import Mail, Sms, words_of
from tests.people import Client, People

CODE = "K7QM2V9X4T8B3H5N"
PARAMS = {
    "place": "Harbor Light",
    "asker": "Calder County Behavioral Health",
    "phone": "555-0111",
    "until_en": "Sat, Nov 28, 9:00 pm",
    "until_es": "sáb 28 de nov, 9:00 p. m.",
    "factor_en": "It asks for the 6-digit code that we text to 555-01••.",
    "factor_es": "Le pediremos el código de 6 cifras.",
}
LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def mail(settings: Any) -> Iterator[Mail]:
    with Mail() as running:
        running.use(settings)
        yield running


@pytest.fixture
def gateway(settings: Any) -> Iterator[Sms]:
    with Sms() as running:
        running.use(settings)
        settings.SMS_RECEIPT_KEY = "k" * 32
        yield running


def owed(people: People, key: str = "one", **more: Any) -> Message:
    """One message, as an action would owe it."""

    def ask(*, by: Any) -> Any:
        said: dict[str, Any] = {"channel": "email", "audience": "provider", "to": "desk@harbor.example"}
        said |= {"text": "place_link", "params": PARAMS, "secret": CODE, "about": people.calder, **more}
        return actions.queue_message(key=key, **said)

    made: Message = do(ask, by=people.system)
    Message.objects.filter(id=made.id).update(programme=people.calder)
    return made


def text_owed(people: People, key: str = "one", **more: Any) -> Message:
    said: dict[str, Any] = {
        "channel": "sms",
        "to": "555-0142",
        "text": "place_code",
        "params": {"place": "Harbor Light"},
    }
    return owed(people, key, **(said | {"secret": "482913"} | more))


def state_of(row: Message) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.error


def due_again(row: Message) -> None:
    """As if its pause, or its lease, had run out."""
    Message.objects.filter(id=row.id, state="waiting").update(due_at=now())
    Message.objects.filter(id=row.id, state="sending").update(claimed_until=now() - timedelta(seconds=1))


def lost(row: Message) -> None:
    """As a worker leaves it that was killed after it had claimed the row, and its lease ran out."""
    Message.objects.filter(id=row.id).update(
        state="sending", attempt=1, claimed_until=now() - LONG_AGO, due_at=now() - LONG_AGO
    )


def test_an_e_mail_says_in_both_languages_that_a_request_waits_and_carries_the_code_only_when_it_leaves(
    people: People, mail: Mail
) -> None:
    row = owed(people)
    assert CODE not in json.dumps([str(bytes(row.sealed)), row.params, row.key])
    assert send_messages() == 1
    sent = mail.taken[0]
    assert (sent["To"], sent["Subject"]) == ("desk@harbor.example", "A request is waiting for Harbor Light")
    assert sent["Message-ID"] == f"<{row.id}@localhost>"
    said = words_of(sent)
    assert f"http://testserver/p/place#{CODE}" in said
    assert "K7QM-2V9X-4T8B-3H5N" in said
    assert "Hay una solicitud para Harbor Light" in said
    assert state_of(row) == ("sent", "")
    assert bytes(row.sealed) == b"", "a code that has left lies nowhere any more"


def test_asking_twice_for_the_same_owes_one_message(people: People, mail: Mail) -> None:
    assert owed(people).id == owed(people).id
    assert (send_messages(), send_messages(), len(mail.taken)) == (1, 0, 1)


def test_a_text_with_a_gap_for_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="gaps"):
        texts.checked_params("place_link", {**PARAMS, "person": "Ansel"})
    assert set().union(*(texts.gaps_of(name) for name in texts.TEXTS)) <= {
        *("place", "asker", "phone", "until_en", "until_es", "factor_en", "factor_es", "asked_en", "asked_es"),
        *("programme", "where", "when_en", "when_es"),
    }


@pytest.mark.parametrize(("says", "state"), [("450 try later", "waiting"), ("550 no such desk", "failed")])
def test_a_mail_server_that_says_no_is_asked_again_or_never_by_what_it_says(
    says: str, state: str, people: People, mail: Mail
) -> None:
    mail.says_to_recipient = says
    row = owed(people)
    send_messages()
    assert state_of(row) == (state, f"smtp_{says[:3]}")
    mail.says_to_recipient = "250 OK"
    due_again(row)
    send_messages()
    assert len(mail.taken) == (1 if state == "waiting" else 0)


def test_without_a_mail_server_it_is_tried_with_growing_pauses_and_then_waits_for_an_administrator(
    people: People, settings: Any, signed_in: Callable[..., Client]
) -> None:
    with Mail() as gone:
        gone.use(settings)
    settings.EMAIL_PORT, settings.MESSAGE_TRIES, settings.MESSAGE_PAUSE_S = 9, 3, 30
    row, pauses = owed(people), []
    for _ in range(3):
        send_messages()
        row.refresh_from_db()
        pauses.append(round((row.due_at - now()).total_seconds(), -1))
        due_again(row)
    assert (pauses[:2], state_of(row)) == ([30, 60], ("failed", "no_server"))
    with refused(Code.NOT_ALLOWED):
        do(actions.requeue_message, by=people.casey, message_id=row.id)
    with Mail() as back:
        back.use(settings)
        do(actions.requeue_message, by=people.ada, message_id=row.id)
        assert send_messages() == 1
        assert (len(back.taken), state_of(row)) == (1, ("sent", ""))


def test_a_letter_whose_server_hung_up_after_it_is_unknown_and_goes_again_only_by_hand_and_marked(
    people: People, mail: Mail
) -> None:
    mail.hangs_up = True
    row = owed(people)
    send_messages()
    assert state_of(row)[0] == "sending"
    due_again(row)
    send_messages()
    assert state_of(row)[0] == "unknown"
    assert send_messages() == 0, "nobody sends it by itself"
    mail.hangs_up = False
    do(actions.requeue_message, by=people.ada, message_id=row.id)
    send_messages()
    assert ["may be a repeat" in words_of(each) for each in mail.taken] == [False, True]
    assert "puede ser la repetición" in words_of(mail.taken[1])
    assert mail.taken[0]["Message-ID"] == mail.taken[1]["Message-ID"]


@pytest.mark.parametrize(("audience", "letters"), [("provider", 0), ("person", 0), ("staff", 1)])
def test_what_a_killed_worker_left_behind_goes_again_marked_to_staff_and_waits_for_a_person_for_others(
    audience: str, letters: int, people: People, mail: Mail, settings: Any
) -> None:
    settings.MESSAGE_PAUSE_S = 1
    row = owed(people, audience=audience)
    lost(row)
    send_messages()
    due_again(row)
    send_messages()
    assert len(mail.taken) == letters
    assert state_of(row)[0] == ("sent" if letters else "unknown")
    assert all("may be a repeat" in words_of(each) for each in mail.taken)


def test_a_text_goes_with_our_id_and_its_code(people: People, gateway: Sms) -> None:
    row = text_owed(people)
    send_messages()
    text = gateway.texts[str(row.id)]
    assert (text["to"], "482913 opens the request to Harbor Light" in text["text"]) == ("555-0142", True)
    assert state_of(row) == ("sent", "")


@pytest.mark.parametrize("status", [500, None])
@pytest.mark.parametrize("keeps", [True, False])
def test_a_gateway_that_breaks_down_is_asked_what_became_of_it_so_that_one_text_arrives(
    status: int | None, keeps: bool, people: People, gateway: Sms
) -> None:
    gateway.says, gateway.keeps = (lambda n, _id: status if n == 1 else 202), keeps
    row = text_owed(people)
    send_messages()
    assert (state_of(row)[0], gateway.asked) == ("sending", 0)
    due_again(row)
    send_messages()
    due_again(row)
    send_messages()
    assert (state_of(row), gateway.asked, len(gateway.bodies)) == (("sent", ""), 1, 1)


def test_a_gateway_that_is_silent_when_asked_is_asked_for_ten_minutes_and_then_a_person_decides(
    people: People, gateway: Sms
) -> None:
    gateway.can_be_asked = False
    row = text_owed(people)
    lost(row)
    send_messages()
    assert state_of(row)[0] == "sending"
    Message.objects.filter(id=row.id).update(due_at=now() - timedelta(minutes=11))
    due_again(row)
    send_messages()
    assert (state_of(row)[0], gateway.bodies) == ("unknown", [])


def test_too_much_at_once_waits_as_long_as_the_gateway_asks(people: People, gateway: Sms) -> None:
    gateway.says, gateway.keeps = lambda _n, _id: 429, False
    row = text_owed(people)
    send_messages()
    assert state_of(row) == ("waiting", "status_429")
    gateway.says = lambda _n, _id: 400
    due_again(row)
    send_messages()
    assert state_of(row) == ("failed", "status_400")


def receipt(row_id: UUID, state: str, key: str = "k" * 32) -> int:
    said = {"id": str(row_id), "state": state}
    headers = {"X-Receipt-Key": key}
    answer = Browser().post("/api/messages/receipts", said, content_type="application/json", headers=headers)
    return answer.status_code


def test_receipts_that_come_twice_or_out_of_order_change_nothing(people: People, gateway: Sms) -> None:
    row = text_owed(people)
    send_messages()
    assert [receipt(row.id, "delivered") for _ in range(2)] == [200, 200]
    row.refresh_from_db()
    delivered, version = row.delivered_at, row.version
    assert delivered is not None
    assert receipt(row.id, "failed") == 200
    row.refresh_from_db()
    assert (row.state, row.delivered_at, row.version) == ("sent", delivered, version)


def test_a_receipt_settles_what_nobody_knew_and_one_without_the_key_does_nothing(
    people: People, gateway: Sms, settings: Any
) -> None:
    row = text_owed(people)
    Message.objects.filter(id=row.id).update(state="unknown", attempt=1)
    assert (receipt(row.id, "delivered", "wrong"), receipt(uuid7(), "delivered")) == (404, 404)
    assert state_of(row)[0] == "unknown"
    assert receipt(row.id, "delivered") == 200
    assert state_of(row)[0] == "sent"
    settings.SMS_RECEIPT_KEY = ""
    assert receipt(row.id, "failed", "") == 404


def test_a_text_that_did_not_arrive_is_a_failure_that_is_seen(people: People, gateway: Sms) -> None:
    row = text_owed(people)
    send_messages()
    receipt(row.id, "failed")
    assert state_of(row) == ("failed", "not_delivered")


def test_what_nobody_needs_any_more_does_not_leave_also_when_it_was_just_under_way(
    people: People, gateway: Sms
) -> None:
    def stop(*, by: Any) -> Any:
        actions.stop_messages(people.calder)

    waits, under_way = text_owed(people, "one"), text_owed(people, "two")
    lost(under_way)
    do(stop, by=people.system)
    send_messages()
    due_again(under_way)
    send_messages()
    assert (state_of(waits)[0], state_of(under_way)[0], gateway.bodies) == ("stopped", "stopped", [])


def test_an_answer_that_comes_after_its_lease_changes_nothing_of_the_later_try(people: People, gateway: Sms) -> None:
    row = text_owed(people)
    Message.objects.filter(id=row.id).update(state="sending", attempt=2, claimed_until=now() + LONG_AGO)
    do(actions.note_said, by=people.system, message_id=row.id, attempt=1, said=Said(TAKEN))
    assert state_of(row)[0] == "sending"


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_where_no_way_out_is_set_a_message_fails_and_says_so(channel: str, people: People) -> None:
    row = owed(people) if channel == "email" else text_owed(people)
    send_messages()
    assert state_of(row) == ("failed", "no_way")


def test_without_the_key_no_code_is_kept_and_with_another_none_is_sent(
    people: People, mail: Mail, settings: Any
) -> None:
    kept = owed(people, "kept")
    settings.MESSAGE_KEY = "another-key-" + "0" * 32
    send_messages()
    assert state_of(kept) == ("failed", "key")
    settings.MESSAGE_KEY = ""
    assert state_of(owed(people, "later")) == ("failed", "no_key")
    assert mail.taken == []


def test_an_administrator_sees_the_messages_of_the_own_programme_and_no_code(
    people: People, signed_in: Callable[..., Client]
) -> None:
    row = owed(people)
    page = signed_in(people.ada).get(f"/admin/notifications/message/{row.id}/change/").content.decode()
    assert "desk@harbor.example" in page
    assert CODE not in page
    Message.objects.filter(id=row.id).update(programme=people.ellery)
    assert signed_in(people.ada).get(f"/admin/notifications/message/{row.id}/change/").status_code == 404


def test_an_administrator_sends_again_or_puts_aside_by_a_button(
    people: People, gateway: Sms, signed_in: Callable[..., Client]
) -> None:
    again, aside = text_owed(people, "again"), text_owed(people, "aside")
    Message.objects.update(state="unknown", attempt=1, error="lost")
    for row, name in ((again, "requeue"), (aside, "aside")):
        road = f"/admin/notifications/message/{row.id}/do/{name}/"
        answer = signed_in(people.ada).post(road, {"key": str(uuid7())}, format="multipart")
        assert answer.status_code == 302
        assert signed_in(people.casey).post(road, {"key": str(uuid7())}, format="multipart").status_code != 200
    send_messages()
    assert (state_of(again)[0], state_of(aside)[0]) == ("sent", "stopped")
    assert [body["text"].startswith("This may be a repeat") for body in gateway.bodies] == [True]


def test_the_demo_keeps_what_would_have_left_and_shows_it_newest_first(people: People, settings: Any) -> None:
    assert Browser().get("/p/mailbox").status_code == 404
    settings.MAILBOX = True
    owed(people)
    text_owed(people, "two")
    assert send_messages() == 2
    assert (Message.objects.filter(state="sent").count(), Kept.objects.count()) == (2, 2)
    page = Browser().get("/p/mailbox").content.decode()
    assert f'<a href="http://testserver/p/place#{CODE}">' in page
    assert page.index("482913") < page.index(CODE)
    settings.IS_PRODUCTION = True
    assert Browser(headers={"X-Forwarded-Proto": "https"}).get("/p/mailbox", secure=True).status_code == 404
