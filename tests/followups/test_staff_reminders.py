"""Whoever has to do the next step of a case is reminded: by push, else by text, else by e-mail; once; late marked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import F

from apps.accounts import actions as accounts
from apps.accounts.models import Device, Programme, User
from apps.common.clock import now
from apps.common.ids import uuid7
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
    """Of the next step: what -> how it stands and why."""
    rows = Reminder.objects.exclude(why="moved").filter(of_at=F("case__next_due_at"))
    return {row.what: (row.state, row.why) for row in rows}


def later_steps(case: Case) -> set[Any]:
    """The hours that were promised, whatever is next."""
    return set(case.rungs.filter(state="due").values_list("due_at", flat=True))


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
    assert {row.of_at for row in rows if row.what != "due"} == {case.next_due_at}
    assert {row.of_at for row in rows if row.what == "due"} == {case.next_due_at} | later_steps(case)
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


def test_a_step_that_comes_due_while_another_is_left_undone_is_reminded_of(people: People, case: Case) -> None:
    User.objects.filter(id=people.cam.id).update(phone="555-0190")
    day3 = case.rungs.get(name="day3").due_at
    with time_machine.travel(due(case) + 6 * HOUR, tick=False):
        sweep()
    before = len(kept())
    with time_machine.travel(day3 + HOUR / 6, tick=False):
        sweep()
        sweep()
    assert len(kept()) == before + 1, "nobody did the first step, and is still told of the second, once"
    tried(people.cam, case, result="reached", at=day3)
    day7 = case.rungs.get(name="day7")
    assert Reminder.objects.filter(what="due", of_at=day7.due_at, state="waiting").count() == 1
    assert not Reminder.objects.filter(of_at=day3, state="waiting").exists()


def test_who_is_asked_to_take_a_case_over_keeps_nobody_from_being_reminded_of_it(people: People, case: Case) -> None:
    User.objects.filter(id=people.cam.id).update(phone="555-0190")
    at = due(case)
    with time_machine.travel(at - 13 * HOUR, tick=False):
        do(actions.offer, by=people.cam, case_id=case.id, user_id=people.sam.id)
    assert due(case) < at, "the answer is the next step"
    with time_machine.travel(at, tick=False):
        sweep()
    assert Message.objects.filter(text="staff_due", to="555-0190").count() == 1


@pytest.mark.parametrize(
    ("risk", "works", "said"), [("moderate", False, 0), ("high", False, 1), ("moderate", True, 1)]
)
def test_where_staff_are_let_sleep_only_what_cannot_wait_wakes_them(
    risk: str, works: bool, said: int, people: People, case: Case
) -> None:
    Programme.objects.filter(id=people.calder.id).update(settings={"staff_quiet": True})
    User.objects.filter(id=people.cam.id).update(phone="555-0190")
    night = (now() + timedelta(days=9)).astimezone(ZoneInfo("America/Los_Angeles")).replace(hour=23, minute=0)
    Case.objects.filter(id=case.id).update(risk=risk)
    with time_machine.travel(night - 20 * HOUR, tick=False):
        do(actions.later, by=people.cam, case_id=case.id, due_at=night, words="Works late.")
    device = do(accounts.register_device, by=people.cam, device_id=uuid7())
    with time_machine.travel(night, tick=False):
        Device.objects.filter(id=device.id).update(last_contact_at=now() if works else None)
        Reminder.objects.exclude(of_at=night).update(state="dropped", why="over")
        sweep()
        assert len(kept()) == said
    with time_machine.travel(night + 4 * HOUR, tick=False):
        sweep()
    with time_machine.travel(night + 9 * HOUR + HOUR / 12, tick=False):
        sweep()
        assert len(kept()) >= 1, "and what waited comes in the morning"
        assert not any("late" in text for text in kept()[:1])


def test_whoever_is_asked_to_take_a_case_over_hears_of_it(people: People, case: Case) -> None:
    do(actions.offer, by=people.cam, case_id=case.id, user_id=people.sam.id)
    sweep()
    assert Message.objects.filter(text="staff_offer").count() == 1
    do(actions.decline, by=people.sam, case_id=case.id)
    sweep()
    assert Message.objects.filter(text="staff_offer").count() == 1
    assert Delivery.objects.filter(event="CaseOffered", user=people.sam).count() == 1
