"""The sheet that a shift hands over: each line as far as its reader may see it."""

from collections.abc import Callable
from typing import Any

from apps.audit.models import AuditEvent
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.dispatch.models import Assignment
from apps.encounters import actions as encounters
from apps.followups import actions as cases
from apps.followups.models import Case
from apps.incidents.models import Incident
from apps.outbox.commands import do
from apps.outbox.sweeps import run_handlers
from apps.people.models import Person
from apps.teams.models import Shift, Team
from tests.dispatch.scenes import act, send, tap
from tests.encounters.conftest import incident, mesa, there
from tests.encounters.scenes import FORCE, amended, filed, signed, written
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]

CLINICAL = {"safety_plan", "person_name", "judgement", "disposition_text", "owner_next", "case_rule"}


def sheet(client: Client, who: Any) -> dict[str, Any]:
    shift = Shift.objects.get(user=who, ended_at__isnull=True)
    answer = client.get(f"/api/shifts/{shift.id}/handover")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def whole_day(people: People, there: Assignment) -> None:
    person = Person.objects.create(programme=people.calder, given="Ansel", family="Varga", made_by=people.casey)
    Incident.objects.filter(id=there.incident_id).update(person=person)
    filed(people.omar, there, **FORCE)
    signed(people.casey, there, owner_next="Cam calls on Thursday")
    tap(people.casey, there, "cleared")
    run_handlers()


def test_a_clinicians_sheet_says_who_was_met_how_it_ended_and_who_goes_on(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    whole_day(people, there)
    (line,) = sheet(signed_in(people.casey), people.casey)["lines"]
    assert (line["contact"], line["visit"], line["force_filed"]) == ("met", "signed", True)
    assert (line["person_name"], line["owner_name"], line["owner_role"]) == ("Ansel Varga", "Cam", "case")
    assert line["disposition_text"]["es"] == "Se quedó en casa, con un plan de seguridad"


def test_offers_that_nobody_answered_are_on_the_sheet_of_both_who_are_asked_about_them(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    whole_day(people, there)
    case = Case.objects.get()
    do(cases.offer, by=people.cam, case_id=case.id, user_id=people.casey.id, words="Call after six")
    (offer,) = sheet(signed_in(people.casey), people.casey)["offers"]
    assert (offer["id"], offer["by_shift"], offer["owner_name"]) == (str(case.id), False, "Cam")
    assert (offer["person_name"], offer["offered_to_name"]) == ("", "Casey"), "the name comes with the case"
    assert sheet(signed_in(people.omar), people.omar)["offers"] == [], "an officer's sheet has no cases"
    do(cases.accept, by=people.casey, case_id=case.id)
    do(cases.offer, by=people.casey, case_id=case.id, user_id=people.sam.id)
    (offer,) = sheet(signed_in(people.casey), people.casey)["offers"]
    assert (offer["by_shift"], offer["person_name"], offer["offered_to_name"]) == (True, "Ansel Varga", "Sam")
    (row,) = signed_in(people.sam).get("/api/cases?whose=offered").json()["rows"]
    assert row["person"]["name"] == "Ansel Varga", "a supervisor reads whom she is asked about"
    do(cases.accept, by=people.sam, case_id=case.id)
    assert signed_in(people.sam).get("/api/cases?whose=offered").json()["rows"] == []
    assert sheet(signed_in(people.casey), people.casey)["offers"] == []


def test_what_was_amended_stands_on_the_sheet(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    whole_day(people, there)
    amended(people.casey, there, "judgement", "high")
    amended(people.casey, there, "disposition", "refused")
    (line,) = sheet(signed_in(people.casey), people.casey)["lines"]
    assert (line["judgement"], line["disposition_text"]["en"]) == ("high", "Declined help")


def test_the_sheet_says_that_a_safety_plan_was_made_and_an_officers_does_not(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    plan = uuid7()
    said: dict[str, Any] = {"id": plan, "language": "en", "parts": {"signs": ["I stop sleeping."]}}
    do(encounters.write_safety_plan, by=people.casey, encounter_id=there.id, **said)
    do(encounters.give_safety_plan, by=people.casey, plan_id=plan, id=uuid7(), how="print")
    whole_day(people, there)
    (line,) = sheet(signed_in(people.casey), people.casey)["lines"]
    assert (line["safety_plan"]["number"], line["safety_plan"]["given"]) == (1, ["print"])
    (line,) = sheet(signed_in(people.omar), people.omar)["lines"]
    assert "safety_plan" not in line


def test_an_order_that_was_taken_back_says_so_and_nobody_owes_anything(
    people: People, mesa: Team, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    act(dispatch.cancel, people.dana, send(people, incident, mesa), reason="calm")
    (line,) = sheet(signed_in(people.casey), people.casey)["lines"]
    assert (line["status"], line["visit"], line["owner_name"]) == ("cancelled", "", "")


def test_an_answer_that_was_taken_back_is_still_owed(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    filed(people.omar, there)
    filed(people.omar, there, force=None)
    (line,) = sheet(signed_in(people.omar), people.omar)["lines"]
    assert line["force_filed"] is False


def test_an_officers_sheet_has_only_what_is_operational(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    whole_day(people, there)
    answer = sheet(signed_in(people.omar), people.omar)
    (line,) = answer["lines"]
    assert not CLINICAL & set(line)
    assert (line["place"], line["contact"], line["owner_name"]) == ("1418 Alder Court", "met", "")
    assert "Varga" not in str(answer)


def test_what_is_open_has_an_owner(people: People, there: Assignment, signed_in: Callable[..., Client]) -> None:
    (line,) = sheet(signed_in(people.omar), people.omar)["lines"]
    assert (line["visit"], line["owner_name"], line["owner_role"]) == ("", "Casey", "clinician")
    written(people.casey, there, contact="met")
    (line,) = sheet(signed_in(people.omar), people.omar)["lines"]
    assert (line["visit"], line["owner_name"]) == ("open", "Casey")


def test_a_sheet_is_for_its_shift_and_the_supervisor_and_is_on_record(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    shift = Shift.objects.get(user=people.casey, ended_at__isnull=True)
    road = f"/api/shifts/{shift.id}/handover"
    expected = {"casey": 200, "sam": 200, "omar": 403, "riley": 403, "dana": 403, "cam": 404, "ada": 404, "nia": 404}
    assert {key: signed_in(getattr(people, key)).get(road).status_code for key in expected} == expected
    views = AuditEvent.objects.filter(what="viewed", basis="shift")
    assert {row.by_id for row in views} == {people.casey.id, people.sam.id}
