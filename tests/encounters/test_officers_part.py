"""The officer's part: six short answers, who may read them, and when a supervisor is called."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.models import Amendment, ForceReport
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import Op
from apps.outbox.models import Delivery
from apps.outbox.sweeps import run_handlers
from apps.people.models import Person
from tests.dispatch.scenes import act, alerted, refused, tap
from tests.encounters.scenes import FORCE, amended, filed, signed, tried, url, written
from tests.people import Client, People


def shown(user: Any, assignment: Assignment) -> dict[str, Any]:
    return queries.as_seen_by(user, [assignment.id]).get(assignment.id, {})


def older(report: ForceReport, by: timedelta) -> None:
    """As if it had been filed earlier."""
    ForceReport.objects.filter(id=report.id).update(filed_at=now() - by, received_at=now() - by)


def test_one_tap_says_none_and_undo_replaces_it_within_ten_seconds(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    omar = signed_in(people.omar)
    first = omar.post(url(there, "officer"), {"force": "none"}).json()
    assert (first["outcome"], first["object"]["officer"]["by_name"]) == ("applied", "Omar")
    again = omar.post(url(there, "officer"), FORCE).json()
    assert again["object"]["officer"]["types"] == ["hands"]
    assert not Amendment.objects.exists()
    assert omar.post(url(there, "officer"), FORCE).json()["outcome"] == "already_applied"


TAKEN_BACK: dict[str, Any] = {"force": None}


def test_a_none_that_was_undone_is_as_open_for_everybody_as_before(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    omar = signed_in(people.omar)
    assert omar.post(url(there, "officer"), TAKEN_BACK).json()["outcome"] == "already_applied"
    omar.post(url(there, "officer"), {"force": "none"})
    undone = omar.post(url(there, "officer"), TAKEN_BACK).json()
    assert (undone["outcome"], undone["object"]["officer"]) == ("applied", None)
    assert omar.post(url(there, "officer"), TAKEN_BACK).json()["outcome"] == "already_applied"
    tap(people.omar, there, "cleared")
    run_handlers()
    assert shown(people.casey, there)["officer"] is None
    assert shown(people.sam, there)["officer"] is None
    assert "contact" in shown(people.omar, there), "he still owes his part, and has the visit until it is filed"
    filed(people.omar, there, **FORCE)
    assert shown(people.casey, there)["officer"]["types"] == ["hands"]
    assert not Amendment.objects.exists()


def test_an_undo_that_crosses_the_signature_still_counts(people: People, there: Assignment) -> None:
    filed(people.omar, there)
    signed(people.casey, there)
    filed(people.omar, there, **TAKEN_BACK)
    assert shown(people.casey, there)["officer"] is None
    assert [(row.field, row.was, row.now) for row in Amendment.objects.all()] == [("force", "none", "")]
    filed(people.omar, there, **FORCE)
    assert shown(people.casey, there)["officer"]["force"] == "force"


def test_long_after_the_signature_nothing_is_taken_back(people: People, there: Assignment) -> None:
    filed(people.omar, there)
    older(ForceReport.objects.get(), timedelta(minutes=3))
    signed(people.casey, there)
    with refused(Code.ENCOUNTER_SIGNED):
        filed(people.omar, there, **TAKEN_BACK)


def test_an_undo_long_after_keeps_what_it_was_beside(people: People, there: Assignment) -> None:
    filed(people.omar, there, **FORCE)
    older(ForceReport.objects.get(), timedelta(minutes=3))
    filed(people.omar, there, **TAKEN_BACK)
    assert ("force", "force", "") in [(row.field, row.was, row.now) for row in Amendment.objects.all()]
    assert shown(people.sam, there)["officer"] is None


def test_said_otherwise_later_what_it_was_is_kept_beside(people: People, there: Assignment) -> None:
    filed(people.omar, there)
    older(ForceReport.objects.get(), timedelta(minutes=3))
    filed(people.omar, there, **FORCE)
    kept = {(row.field, str(row.was), str(row.now)) for row in Amendment.objects.filter(part="officer")}
    assert ("force", "none", "force") in kept
    assert ("types", "[]", "['hands']") in kept


def test_the_number_of_the_report_follows_after_the_signature_and_nothing_else(
    people: People, there: Assignment
) -> None:
    filed(people.omar, there, **FORCE)
    older(ForceReport.objects.get(), timedelta(hours=1))
    signed(people.casey, there)
    filed(people.omar, there, **FORCE, report_number="26-00417")
    assert ForceReport.objects.get().report_number == "26-00417"
    for other in ({**FORCE, "report_number": "26-1"}, {**FORCE, "weapon": "none", "report_number": "26-00417"}):
        with refused(Code.ENCOUNTER_SIGNED):
            filed(people.omar, there, **other)
    amended(people.omar, there, "weapon", "recovered", part="officer")
    assert shown(people.omar, there)["officer_amendments"][0]["now"] == "recovered"
    assert shown(people.omar, there)["officer"]["weapon"] == "seen", "what was filed stands"


def test_an_officer_who_keeps_only_his_report_knows_that_he_amends_and_those_who_see_force_read_why(
    people: People, there: Assignment
) -> None:
    filed(people.omar, there, **FORCE)
    tap(people.omar, there, "cleared")
    run_handlers()
    assert shown(people.omar, there)["officer"]["signed"] is False
    visit = signed(people.casey, there)
    begin(user_ids=[people.cam.id], obj=visit, basis=Involvement.Basis.CASE)
    seen = shown(people.omar, there)
    assert ("signed_at" in seen, seen["officer"]["signed"]) == (False, True)
    amended(people.omar, there, "treated", "hospital", part="officer", reason="EMS called back")
    for who in (people.omar, people.casey, people.sam):
        (line,) = shown(who, there)["officer_amendments"]
        assert (line["was"], line["now"], line["reason"]) == ("here", "hospital", "EMS called back"), who.name
    assert "officer_amendments" not in shown(people.cam, there)


def test_an_officer_who_was_slower_than_the_signature_still_files(people: People, there: Assignment) -> None:
    signed(people.casey, there)
    assert filed(people.omar, there, **FORCE).id == there.id


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ({"force": "none"}, False),
        (FORCE, False),
        ({**FORCE, "types": ["firearm_shown"]}, False),
        ({**FORCE, "types": ["hands", "shot"]}, True),
        ({"force": "hurt_only", "injured": ["bystander"], "treated": "serious"}, True),
        ({"force": "hurt_only", "injured": ["person"], "treated": "died"}, True),
    ],
)
def test_a_death_a_serious_injury_or_a_shot_calls_the_supervisor_at_once(
    said: dict[str, Any], called: bool, people: People, there: Assignment
) -> None:
    filed(people.omar, there, **said)
    assert alerted("GraveReported", "encounter") == ({"Sam"} if called else set())


def test_a_supervisor_is_called_once_and_keeps_seeing_what_changes(people: People, there: Assignment) -> None:
    grave = {**FORCE, "treated": "serious"}
    filed(people.omar, there, **grave)
    filed(people.omar, there, **grave, report_number="26-9")
    assert Delivery.objects.filter(event="GraveReported", kind="alert").count() == 1
    written(people.casey, there, note="later words")
    assert Delivery.objects.filter(stream=f"user:{people.sam.id}", event="EncounterChanged").count() == 2


def test_who_reads_the_officers_part(people: People, there: Assignment) -> None:
    """Officer and clinician of this very visit and the supervisor; a case manager only whether there was force."""
    filed(people.omar, there, **FORCE)
    written(people.casey, there)
    visit = signed(people.casey, there)
    begin(user_ids=[people.cam.id], obj=visit, basis=Involvement.Basis.CASE)
    for who in (people.omar, people.casey, people.sam):
        assert shown(who, there)["officer"]["injured"] == ["person"], who.name
    cam = shown(people.cam, there)
    assert (cam["force_used"], "officer" in cam, "officer_amendments" in cam) == (True, False, False)
    assert "force_used" not in shown(people.omar, there)


def test_a_clinician_who_knows_the_person_reads_the_visit_and_not_the_force(
    people: People, there: Assignment
) -> None:
    filed(people.omar, there, **FORCE)
    visit = signed(people.casey, there)
    person = Person.objects.create(programme=people.calder, made_by=people.casey)
    type(visit).objects.filter(id=visit.id).update(person=person)
    begin(user_ids=[people.riley.id], obj=person, basis=Involvement.Basis.VISIT)
    seen = shown(people.riley, there)
    assert seen["judgement"] == "guarded"
    assert "officer" not in seen


def test_an_officer_has_the_visit_while_on_it_and_then_only_his_report(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="met", transport="voluntary", transport_place="Casa Serena")
    filed(people.omar, there, **FORCE)
    seen = shown(people.omar, there)
    assert (seen["transported"], seen["transport_place"], "transport" in seen) == (True, "Casa Serena", False)
    tap(people.omar, there, "cleared")
    run_handlers()
    seen = shown(people.omar, there)
    assert set(seen) == {"id", "version", "assignment", "incident", "person", "officer", "officer_amendments"}
    act(dispatch.undo, people.omar, there)
    run_handlers()
    assert shown(people.omar, there)["transport_place"] == "Casa Serena"


def test_the_visit_stays_with_the_officer_until_his_part_is_filed(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="met")
    tap(people.omar, there, "cleared")
    run_handlers()
    assert shown(people.omar, there)["contact"] == "met"
    filed(people.omar, there)
    assert "contact" not in shown(people.omar, there)


def test_nobody_writes_the_others_part(people: People, there: Assignment, signed_in: Callable[..., Client]) -> None:
    assert signed_in(people.omar).patch(url(there), {"note": "x"}).status_code == 403
    assert signed_in(people.omar).post(url(there, "sign"), {}).status_code == 403
    assert signed_in(people.casey).post(url(there, "officer"), {"force": "none"}).status_code == 403
    signed(people.casey, there)
    body = {"id": str(uuid7()), "part": "clinician", "field": "note", "value": "y", "reason": "z"}
    refusal = signed_in(people.omar).post(url(there, "amend"), body)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "field_not_allowed")


def test_an_offline_undo_counts_by_the_phones_own_times(people: People, there: Assignment) -> None:
    at = now() - timedelta(hours=2)
    filed(people.omar, there, Op(occurred_at=at), force="hurt_only")
    ForceReport.objects.update(received_at=now() - timedelta(minutes=1))
    filed(people.omar, there, Op(occurred_at=at + timedelta(seconds=6)), force="none")
    assert not Amendment.objects.exists()


def test_a_late_officers_words_are_kept_beside(people: People, there: Assignment) -> None:
    there.responses.filter(user=people.omar).update(answer="declined")
    answer = tried(actions.report_force, people.omar, there.id, said=FORCE)
    assert (answer.outcome, answer.code) == ("merged", "kept_late")
    assert not ForceReport.objects.exists()
    assert {row.field for row in Amendment.objects.filter(is_late=True)} == set(FORCE)
