"""A database that was restored: it is another life to the phones, and it sends nothing twice without a mark."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.queries import system_actor
from apps.audit.models import AuditEvent, AuditSeal
from apps.common.clock import now
from apps.common.transactions import PAGE, next_page
from apps.notifications.actions.restored import doubt_waiting
from apps.notifications.models import Message
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from apps.outbox.restored import begin_new_life, counter_needed
from apps.outbox.streams import epoch
from tests.notifications.test_messages import owed
from tests.people import People


def sealed_up_to(transaction: int) -> None:
    """A seal of another life, far ahead of this cluster."""
    AuditSeal.objects.create(
        no=1,
        previous_hash="0" * 64,
        upto_txid=transaction,
        row_ids=[],
        row_digests=[],
        hash="1" * 64,
        sealed_at=now(),
    )


def test_phones_meet_another_epoch_and_the_record_says_why(people: People) -> None:
    before = epoch()
    do(begin_new_life, by=system_actor())
    assert epoch() != before
    assert AuditEvent.objects.filter(action="database.restored").count() == 1


def test_a_cluster_that_counts_below_its_record_is_refused_with_what_to_do(people: People) -> None:
    assert counter_needed() is None
    sealed_up_to(3 * 2**32)
    before = epoch()
    with pytest.raises(CommandError, match=r"pg_resetwal --epoch=3 --next-transaction-id=32768 "):
        call_command("after_restore")
    assert epoch() == before


def test_the_counter_goes_on_at_the_begin_of_a_page() -> None:
    assert [next_page(n) for n in (0, PAGE - 1, PAGE)] == [PAGE, PAGE, 2 * PAGE]


def test_what_was_due_goes_to_staff_with_a_mark_and_to_others_by_a_persons_hand(people: People) -> None:
    staff = owed(people, "staff", audience="staff", to="sam@alongside.example")
    place = owed(people, "place")
    later = owed(people, "later", due_at=now() + timedelta(days=2))
    do(doubt_waiting, by=system_actor())
    send_messages()
    assert Message.objects.get(id=place.id).state == Message.State.UNKNOWN
    again = Message.objects.get(id=staff.id)
    assert again.is_repeat
    assert Message.objects.get(id=later.id).state == Message.State.WAITING
