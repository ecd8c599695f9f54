"""Whether somebody came to their appointment: asked of the owner of the case, and asked again where nobody knows."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from apps.common.clock import now
from apps.common.errors import Invalid
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.followups import actions
from apps.followups.models import Case, Rung
from apps.outbox.commands import do
from apps.outbox.sweeps import run_handlers
from apps.people.models import Person
from apps.referrals.actions import answers, coming
from tests.encounters.scenes import signed
from tests.followups.reminding import booked, noon, rebooked
from tests.people import People
from tests.referrals.conftest import places, played, ruth, visit

__all__ = ["places", "played", "ruth", "visit"]


def question(case: Case) -> Rung:
    return Rung.objects.get(case=case, name="did_attend")


def test_what_nobody_knows_yet_is_asked_again_later_until_somebody_says_it(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    signed(people.casey, visit)
    run_handlers()
    case, at = Case.objects.get(encounter_id=visit.id), noon(3)
    need = booked(people, visit, places[0], at)
    row = need.referrals.get()
    Rung.objects.filter(case=case).exclude(name="did_attend").update(state="done")
    asks = question(case)
    with time_machine.travel(asks.due_at + timedelta(hours=1), tick=False):
        tomorrow = now() + timedelta(days=1)
        later: dict[str, Any] = {"by": people.cam, "case_id": case.id, "rung": asks.id}
        do(actions.later, due_at=tomorrow, **later)
        do(answers.note, by=people.cam, referral_id=row.id, id=uuid7(), kind="call", text="They look it up")
        run_handlers()
        case.refresh_from_db()
        assert (question(case).due_at, case.next_due_at, case.next_action) == (tomorrow, tomorrow, "ask_attended")
        with pytest.raises(Invalid):
            do(actions.later, due_at=now() + timedelta(days=8), **later)
        rebooked(people, need, places[0], at + timedelta(days=2))
        assert question(case).due_at > tomorrow, "another appointment is asked about after its own hour"
        do(coming.attended, by=people.cam, referral_id=row.id)
        run_handlers()
        assert question(case).state == "done"
        version = Case.objects.get(id=case.id).version
        do(actions.later, due_at=tomorrow, **later)
        assert Case.objects.get(id=case.id).version == version, "it was answered meanwhile"
