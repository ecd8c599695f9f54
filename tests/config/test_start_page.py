"""What the administration's start page says besides tasks: which reminders were late, which backup was restored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.dispatch.models import Assignment
from apps.followups.models import Case
from apps.followups.queries import late_reminders
from apps.office.queries.health import SWEEP_WORDS, checks
from apps.outbox.sweeps import sweeps
from tests.encounters.conftest import incident, mesa, there
from tests.encounters.test_nothing_clinical import body
from tests.followups.reminding import sweep
from tests.followups.scenes import opened
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]
CAME_BACK = {"rows": 12_345, "tables": 80, "seconds": 21.4}


@contextmanager
def later(moment: Any) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def check(people: People, name: str) -> tuple[str, str]:
    one = next(each for each in checks(people.ada) if each.name == name)
    return one.value, one.state


def test_a_reminder_that_waits_past_its_time_is_red_and_one_that_left_late_is_counted_for_a_week(
    people: People, there: Assignment, signed_in: Callable[..., Client], settings: Any
) -> None:
    settings.MAILBOX = True
    case: Case = opened(people, there)
    assert check(people, "Reminders late") == ("none in 7 days", "well")
    assert case.next_due_at is not None
    with later(case.next_due_at + timedelta(hours=1)):
        value, state = check(people, "Reminders late")
        assert ("still wait" in value, state) == (True, "alarm"), value
        ada = signed_in(people.ada)
        start = body(ada.get("/admin/"))
        assert "Reminders late: " in start, "it needs somebody"
        assert reverse("ops:reminders") in start
        assert "still waits" in body(ada.get(reverse("ops:reminders")))
        sweep()
        assert check(people, "Reminders late") == ("1 left late", "heed")
        page = body(ada.get(reverse("ops:reminders")))
        assert "still waits" not in page
        assert people.cam.name in page
        assert list(late_reminders(people.nia)) == [], "another programme's"
    with later(case.next_due_at + timedelta(days=8)):
        assert "left late" not in check(people, "Reminders late")[0]


def test_a_backup_that_nobody_restored_is_red_and_so_is_one_of_last_month(people: People) -> None:
    assert check(people, "Last backup restored as a test") == ("never", "alarm")
    call_command("record_drill", taken_at=now().isoformat(), **CAME_BACK)
    row = AuditEvent.objects.get(action="drill.recorded")
    assert {name: row.facts[name] for name in CAME_BACK} == CAME_BACK
    value, state = check(people, "Last backup restored as a test")
    assert (value.endswith("0 s ago"), state) == (True, "well"), value
    with later(now() + timedelta(days=29)):
        assert check(people, "Last backup restored as a test")[1] == "well"
    with later(now() + timedelta(days=31)):
        value, state = check(people, "Last backup restored as a test")
        assert (value.endswith("31 days ago"), state) == (True, "alarm"), value


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"taken_at": "yesterday"}, "is no time"),
        ({"taken_at": "2026-01-01T03:00"}, "its zone"),
        ({"taken_at": "2999-01-01T03:00Z"}, "taken_at"),
        ({"taken_at": "2026-01-01T03:00Z", "rows": 0}, "rows"),
    ],
)
def test_a_drill_that_cannot_have_been_is_not_recorded(people: People, said: dict[str, Any], named: str) -> None:
    with pytest.raises(CommandError, match=named):
        call_command("record_drill", **{**CAME_BACK, **said})
    assert not AuditEvent.objects.filter(action="drill.recorded").exists()


def test_everything_that_is_done_by_itself_has_words_on_the_page_of_jobs() -> None:
    assert set(SWEEP_WORDS) == set(sweeps())
