"""Whoever has to do the next step of a case is reminded: by push, else by text, else by e-mail; once; late marked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.common.clock import now
from apps.dispatch.models import Assignment
from apps.followups import actions
from apps.followups.models import Case, Reminder
from apps.followups.queries.reminders import of_case
from apps.notifications import actions as notifications
from apps.notifications.models import Kept, Message, Sending, VapidKey
from apps.notifications.sweeps import send_due
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from tests.encounters.conftest import incident, mesa, there
from tests.followups.reminding import sweep
from tests.followups.scenes import opened, tried
from tests.notifications.conftest import Phone, key, phone_of, service
from tests.notifications.receiver import Service
from tests.people import People

__all__ = ["incident", "key", "mesa", "phone_of", "service", "there"]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.MAILBOX = True


@pytest.fixture
def case(people: People, there: Assignment) -> Case:
    return opened(people, there)


@pytest.fixture
def cam_without_phone(people: People) -> None:
    User.objects.filter(id=people.cam.id).update(phone="")


def kept() -> list[str]:
    return [row.body for row in Kept.objects.order_by("at", "id")]


def what() -> dict[str, tuple[str, str]]:
    return {row.what: (row.state, row.why) for row in Reminder.objects.exclude(why="moved")}


def due(case: Case) -> Any:
    case.refresh_from_db()
    assert case.next_due_at is not None
    return case.next_due_at


def test_the_reminders_of_a_step_are_made_with_the_step_and_follow_it(people: People, case: Case) -> None:
    assert set(what()) == {"soon", "due", "late"}
    before = due(case)
    tried(people.cam, case)
    assert due(case) != before
    rows = Reminder.objects.filter(state="waiting")
    assert {row.of_at for row in rows} == {case.next_due_at}
    do(actions.close, by=people.cam, case_id=case.id, reason="moved_away", words="Gone to Boise")
    assert not Reminder.objects.filter(state="waiting").exists()


def test_a_text_says_that_something_is_due_and_names_nobody(people: People, case: Case) -> None:
    User.objects.filter(id=people.cam.id).update(phone="555-0190")
    with time_machine.travel(due(case) - HOUR, tick=False):
        sweep()
    assert kept() == ["Follow-up: something of yours is due. http://testserver/cases"]
    (line,) = [one for one in of_case(case.id) if one["state"] == "sent"]
    assert (line["what"], line["name"], line["channel"], line["late"]) == ("soon", "Cam", "sms", False)


def test_who_has_no_phone_gets_an_e_mail_in_both_languages(
    people: People, case: Case, cam_without_phone: None
) -> None:
    with time_machine.travel(due(case) - HOUR, tick=False):
        sweep()
    (letter,) = Kept.objects.all()
    assert (letter.channel, letter.to, letter.subject) == ("email", people.cam.email, "Something of yours is due")
    assert "Tiene algo pendiente" in letter.body
    assert "Open: http://testserver/cases" in letter.body
    assert "code" not in letter.body


def test_after_an_outage_one_word_that_says_it_is_late(people: People, case: Case) -> None:
    with time_machine.travel(due(case) + 9 * HOUR, tick=False):
        sweep()
        sweep()
    (said,) = kept()
    assert "This message is late." in said
    assert what() == {"soon": ("dropped", "later_one"), "due": ("dropped", "later_one"), "late": ("sent", "")}


def test_a_step_that_was_done_meanwhile_is_not_reminded_of(people: People, case: Case) -> None:
    at = due(case) - HOUR
    with time_machine.travel(at, tick=False):
        from_sweep = [row.id for row in Reminder.objects.filter(state="waiting", due_at__lte=now())]
        assert from_sweep
        tried(people.cam, case, result="reached")
        sweep()
    assert kept() == []


def test_a_phone_that_can_be_woken_is_and_nothing_else_leaves(
    people: People, case: Case, phone_of: Callable[..., Phone], service: Service
) -> None:
    phone_of(people.cam)
    with time_machine.travel(due(case) - HOUR, tick=False):
        sweep()
        assert send_due() == 1
    assert len(service.taken) == 1
    with time_machine.travel(due(case) - HOUR / 2, tick=False):
        sweep()
    assert (kept(), what()["soon"]) == ([], ("sent", ""))
    assert Reminder.objects.get(what="soon", state="sent").look_at is None


def test_a_push_that_does_not_arrive_goes_as_a_text_and_says_that_it_may_be_a_repeat(
    people: People, case: Case, phone_of: Callable[..., Phone], key: VapidKey
) -> None:
    User.objects.filter(id=people.cam.id).update(phone="555-0190")
    phone_of(people.cam)
    with time_machine.travel(due(case) - HOUR, tick=False):
        sweep()
    assert Sending.objects.filter(accepted_at__isnull=True).exists()
    with time_machine.travel(due(case) - HOUR / 2, tick=False):
        sweep()
        sweep()
    (said,) = kept()
    assert said.startswith("This may be a repeat of a message that you have already.")


def test_a_text_to_staff_that_is_refused_goes_as_an_e_mail(people: People, case: Case) -> None:
    User.objects.filter(id=people.cam.id).update(phone="555-0190")
    with time_machine.travel(due(case) - HOUR, tick=False):
        sweep()
        row = Message.objects.get()
        do(notifications.note_receipt, by=people.system, message_id=row.id, state="failed")
        sweep()
    assert list(Message.objects.order_by("created_at").values_list("channel", "is_repeat")) == [
        ("sms", False),
        ("email", True),
    ]


def test_whoever_is_asked_to_take_a_case_over_hears_of_it(people: People, case: Case) -> None:
    do(actions.offer, by=people.cam, case_id=case.id, user_id=people.sam.id)
    sweep()
    assert Message.objects.filter(text="staff_offer").count() == 1
    do(actions.decline, by=people.sam, case_id=case.id)
    sweep()
    assert Message.objects.filter(text="staff_offer").count() == 1
    assert Delivery.objects.filter(event="CaseOffered", user=people.sam).count() == 1
