"""To whom a message went is forgotten after the programme's days; that it left is not."""

from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.errors import NotFound
from apps.notifications import actions
from apps.notifications.models import Kept, Message
from apps.notifications.outgoing.retention import KEPT_DAYS, empty_old
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from tests.notifications.test_messages import owed
from tests.people import People


def aged(row: Message, days: int, **more: Any) -> Message:
    Message.objects.filter(id=row.id).update(ended_at=now() - timedelta(days=days), **more)
    row.refresh_from_db()
    return row


def test_after_the_days_of_the_programme_address_words_and_code_are_gone_and_the_row_stays(
    people: People, settings: Any
) -> None:
    settings.MAILBOX = True
    old, young = owed(people, "old"), owed(people, "young")
    send_messages()
    aged(old, KEPT_DAYS + 1)
    aged(young, KEPT_DAYS - 1)
    assert (empty_old(), empty_old()) == (1, 0)
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.to, old.params, bytes(old.sealed), old.state) == ("", {}, b"", "sent")
    assert (old.sent_at is not None, old.text, old.emptied_at is not None) == (True, "place_link", True)
    assert (young.to, young.emptied_at) == ("desk@harbor.example", None)
    assert [kept.message_id for kept in Kept.objects.all()] == [young.id]


def test_each_programme_keeps_them_for_its_own_days_and_what_has_not_ended_is_kept(people: People) -> None:
    people.calder.settings = {**people.calder.settings, "message_days": 7}
    people.calder.save(update_fields=["settings"])
    waits, failed = owed(people, "waits"), aged(owed(people, "failed"), 8, state="failed", error="no_way")
    Message.objects.filter(id=waits.id).update(due_at=now() - timedelta(days=200))
    assert empty_old() == 1
    waits.refresh_from_db()
    assert waits.to == "desk@harbor.example"
    with pytest.raises(NotFound):  # there is nobody any more to whom it could go
        do(actions.requeue_message, by=people.ada, message_id=failed.id)
