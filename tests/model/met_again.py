"""The part of the story in which somebody with an open case is met once more."""

from collections.abc import Callable
from typing import Any

from apps.dispatch.models import Assignment
from apps.followups.models import Case
from apps.incidents import actions as incidents
from apps.outbox.commands import do
from apps.outbox.sweeps import run_handlers
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import signed
from tests.people import People


def met_again(people: People, sent: Assignment, step: Callable[..., Any]) -> None:
    """Somebody with an open case is met once more; it was another, with a case of their own; no, it was the same."""
    case, again = Case.objects.get(encounter_id=sent.id), step("one more call", call, people)
    he: dict[str, Any] = {"by": people.sam, "incident_id": again.id, "person_id": case.person_id}
    step("it is he", do, incidents.link_person, **he)
    second = step("somebody goes", send, people, again, sent.team)
    for to in ("en_route", "on_scene"):
        step(to, tap, people.casey, second, to)
    step("and it ended", signed, people.casey, second)
    step("the worker", run_handlers)
    why = "his brother"
    step("it was another", do, incidents.unlink_person, by=people.sam, incident_id=again.id, reason=why)
    step("the worker", run_handlers)
    step("no, it was he", do, incidents.link_person, **he)
    step("the worker", run_handlers)
    step("they go", tap, people.casey, second, "cleared")
    step("that was it", do, incidents.close_incident, by=people.dana, incident_id=again.id, result="seen")
