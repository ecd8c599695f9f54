"""The supervisor's day: each thing that waits is there, and leads to where one acts."""

from collections.abc import Callable

from apps.audit.models import AuditEvent
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.followups.models import Case
from apps.incidents.models import Incident
from apps.outbox.sweeps import run_handlers
from tests.dispatch.conftest import incident
from tests.dispatch.scenes import set_level
from tests.encounters.conftest import mesa, there
from tests.encounters.scenes import FORCE, filed, signed
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]


def test_a_level_that_a_person_changed_stands_there_with_its_reason(
    people: People, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    set_level(people, incident.id, 2)
    day = signed_in(people.sam).get("/api/outcomes/today").json()
    assert (day["levels"]["count"], day["levels"]["of"]) == (2, 2)
    newest = day["levels"]["rows"][0]
    assert (newest["incident"], newest["to"], newest["reason"], newest["by"]) == (
        str(incident.id), 2, "told so", "Dana",
    )  # fmt: skip


def test_a_serious_injury_and_a_case_to_decide_wait_for_the_supervisor(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    filed(people.omar, there, **{**FORCE, "treated": "serious"})
    signed(people.casey, there)
    run_handlers()
    Case.objects.update(next_action="decide")
    day = signed_in(people.sam).get("/api/outcomes/today").json()
    assert {(one["kind"], one["id"]) for one in day["needs"]} == {
        ("grave", str(there.id)),
        ("case", str(Case.objects.get().id)),
    }
    assert day["cases"] == {"open": 1, "without_manager": 0}
    named = AuditEvent.objects.filter(what="viewed", action="outcomes.today")
    assert {event.kind for event in named} == {"case", "encounter", "incident"}


def test_phones_of_those_who_ride_and_are_not_heard_are_named(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    assert Encounter.objects.count() == 0 or there.is_active
    phones = signed_in(people.sam).get("/api/outcomes/today").json()["phones"]
    assert phones["of"] == 2
    assert {(row["name"], row["why"]) for row in phones["rows"]} == {
        ("Casey Moreno", "silent"),
        ("Omar Haddad", "silent"),
    }
