"""A visit from the first tap to the signature, by two people at the same time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts import actions as accounts
from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code
from apps.dispatch import actions as dispatch
from apps.dispatch.models import Assignment
from apps.encounters import actions, queries
from apps.encounters.models import Encounter
from apps.incidents import actions as incidents
from apps.incidents.models import Entry
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery, HandlerRun
from apps.outbox.sweeps import run_handlers
from apps.people.models import Person, PlanSuggestion
from tests.dispatch.scenes import act, fresh, refused, tap
from tests.encounters.scenes import WHOLE, filed, patch, signed, tried, url, written
from tests.people import Client, People
from tests.plans.scenes import approved, known


def said(assignment: Assignment) -> list[dict[str, Any]]:
    """What the timeline says of the visit."""
    rows = Entry.objects.filter(incident_id=assignment.incident_id, kind="visit").order_by("received_at", "id")
    return [{k: v for k, v in row.facts.items() if k != "encounter"} for row in rows]


def second_clinician(people: People, there: Assignment) -> User:
    """Riley, sent along as a clinician too."""
    there.responses.create(assignment=there, user=people.riley, role="clinician")
    return people.riley


def test_a_whole_visit_is_written_over_http_and_signed(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    first = patch(casey, there, contact="met", reasons=["thoughts", "thoughts"])
    assert (first.status_code, first.json()["kind"], first.json()["id"]) == (200, "encounter", str(there.id))
    assert first.json()["object"]["reasons"] == ["thoughts"]
    version = first.json()["object"]["version"]
    assert patch(casey, there, version, **WHOLE).json()["outcome"] == "applied"
    done = casey.post(url(there, "sign"), {}).json()
    assert done["object"]["state"] == "signed"
    assert done["object"]["signed_by_name"] == "Casey"
    assert done["object"]["disposition_text"] == {
        "en": "Stayed home, with a safety plan",
        "es": "Se quedó en casa, con un plan de seguridad",
    }
    assert casey.get(url(there)).json()["note"] == WHOLE["note"]
    late = patch(casey, there, note="one word more").json()
    assert (late["outcome"], late["code"], late["data"]["by_name"]) == ("conflict", "encounter_signed", "Casey")


def test_either_phone_makes_it_and_both_are_in_it_from_then_on(people: People, there: Assignment) -> None:
    at = now() - timedelta(minutes=4)
    begun = do(actions.begin, by=people.omar, encounter_id=there.id, at=at)
    assert (begun.id, begun.began_at) == (there.id, at)
    assert tried(actions.begin, people.casey, there.id).outcome == "already_applied"
    for who in (people.omar, people.casey):
        assert queries.visible_to(who).filter(id=there.id).exists()
        assert ("encounter", [there.id]) in queries.snapshot(who)
    assert not queries.visible_to(people.riley).exists()


def test_officer_and_clinician_write_at_the_same_time_without_touching_each_other(
    people: People, there: Assignment
) -> None:
    base = written(people.casey, there, contact="met").version
    filed(people.omar, there)
    answer = tried(actions.write, people.casey, there.id, Op(base_version=base), fields={"note": "calm"})
    assert answer.outcome == "applied", "the officer's part is no reason to ask anybody"
    assert fresh(Encounter.objects.get()).note == "calm"


def test_what_two_clinicians_wrote_apart_goes_in_side_by_side(people: People, there: Assignment) -> None:
    riley = second_clinician(people, there)
    base = written(people.casey, there, contact="met").version
    written(riley, there, Op(base_version=base), medical=["injury"])
    answer = tried(actions.write, people.casey, there.id, Op(base_version=base), fields={"note": "calm"})
    assert (answer.outcome, answer.data["kept"]) == ("merged", ["note"])
    visit = Encounter.objects.get()
    assert (visit.note, visit.medical) == ("calm", ["injury"])


@pytest.mark.parametrize("base", [None, "shown"])
def test_nobody_writes_over_what_he_was_not_shown(people: People, there: Assignment, base: str | None) -> None:
    """Also the first write of a phone that had no signal and knew of no version."""
    riley = second_clinician(people, there)
    shown = written(people.casey, there, contact="met").version
    written(riley, there, Op(base_version=shown), note="Riley's words")
    op = Op(base_version=shown if base else None)
    answer = tried(actions.write, people.casey, there.id, op, fields={"note": "Casey's words", "medical": ["none"]})
    assert (answer.outcome, answer.code, answer.data["fields"]) == ("needs_review", "changed_meanwhile", ["note"])
    visit = Encounter.objects.get()
    assert (visit.note, visit.medical) == ("Riley's words", []), "all of it or nothing"


def test_a_judgement_and_an_outcome_decided_apart_wait_for_a_person(people: People, there: Assignment) -> None:
    riley = second_clinician(people, there)
    base = written(people.casey, there, contact="met").version
    written(riley, there, Op(base_version=base), judgement="high")
    answer = tried(actions.write, people.casey, there.id, Op(base_version=base), fields={"disposition": "resolved"})
    assert (answer.outcome, answer.data["fields"]) == ("needs_review", ["disposition", "judgement"])
    assert Encounter.objects.get().disposition == ""


def test_the_same_words_again_change_nothing(people: People, there: Assignment) -> None:
    version = written(people.casey, there, note="calm").version
    assert tried(actions.write, people.casey, there.id, fields={"note": "calm"}).outcome == "already_applied"
    assert Encounter.objects.get().version == version


def test_the_timeline_hears_contact_and_transport_and_no_clinical_word(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="met", note="hears voices", judgement="high")
    written(people.casey, there, transport="involuntary", transport_place="County General", disposition="hold_adult")
    written(people.casey, there, transport_mode="ambulance")
    assert said(there) == [
        {"what": "met"},
        {"what": "transported", "place": "County General", "mode": ""},
        {"what": "transported", "place": "County General", "mode": "ambulance"},
    ]


def test_a_visit_that_found_nobody_is_signed_with_that_alone(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="no_contact")
    done = do(actions.sign, by=people.casey, encounter_id=there.id)
    assert (done.state, done.disposition, done.disposition_row.case_rule) == ("signed", "no_contact", "try_again")
    assert said(there) == [{"what": "no_contact"}]


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"note": "x"}, ["contact"]),
        ({"contact": "met"}, ["judgement", "disposition", "decided_by", "least_restrictive"]),
        ({"contact": "by_phone", "judgement": "low", "disposition": "resolved_phone", "decided_by": "person"},
         ["least_restrictive"]),
        ({**WHOLE, "disposition": "medical", "transport": "ems"}, ["transport_place"]),
        ({"contact": "gone", "disposition": "home_plan"}, ["disposition"]),
    ],
)  # fmt: skip
def test_what_is_missing_before_the_signature_is_named(
    fields: dict[str, Any], missing: list[str], people: People, there: Assignment
) -> None:
    written(people.casey, there, **fields)
    with refused(Code.ENCOUNTER_INCOMPLETE, fields=missing):
        do(actions.sign, by=people.casey, encounter_id=there.id)
    assert not Encounter.objects.get().is_signed


def test_why_not_stands_for_the_least_restrictive_way(people: People, there: Assignment) -> None:
    done = signed(people.casey, there, least_restrictive="", why_not="No bed was free within the hour.")
    assert done.is_signed


def test_nobody_signs_what_somebody_else_has_changed_since(people: People, there: Assignment) -> None:
    riley = second_clinician(people, there)
    base = written(people.casey, there).version
    written(riley, there, Op(base_version=base), medical=["injury"])
    answer = tried(actions.sign, people.casey, there.id, Op(base_version=base))
    assert (answer.outcome, answer.data["fields"]) == ("needs_review", ["medical"])
    assert tried(actions.sign, people.casey, there.id).outcome == "applied"
    assert tried(actions.sign, riley, there.id).outcome == "already_applied"


@pytest.mark.parametrize("column", ["note = 'x'", "judgement = 'low'", "contact = 'gone'", "signed_at = now()"])
def test_the_database_itself_keeps_what_was_signed(column: str, people: People, there: Assignment) -> None:
    visit = signed(people.casey, there)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        _sql(f"UPDATE encounters_encounter SET {column} WHERE id = %s", visit.id)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        _sql("DELETE FROM encounters_encounter WHERE id = %s", visit.id)


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_words_of_somebody_who_is_no_longer_on_it_are_kept_beside(people: People, there: Assignment) -> None:
    riley = second_clinician(people, there)
    written(people.casey, there, note="Casey's")
    there.responses.filter(user=riley).update(answer="declined")
    answer = tried(actions.write, riley, there.id, fields={"note": "Riley's", "reasons": ["thoughts"]})
    assert (answer.outcome, answer.code) == ("merged", "kept_late")
    assert Encounter.objects.get().note == "Casey's"
    late = queries.as_seen_by(people.casey, [there.id])[there.id]["amendments"]
    assert [(one["field"], one["now"], one["late"], one["by_name"]) for one in late] == [
        ("note", "Riley's", True, "Riley"),
        ("reasons", ["thoughts"], True, "Riley"),
    ]


def test_the_note_is_finished_after_the_team_has_cleared(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="met")
    tap(people.casey, there, "cleared")
    run_handlers()
    assert signed(people.casey, there).is_signed


def test_after_some_days_it_leaves_the_phones_of_those_who_wrote_it(people: People, there: Assignment) -> None:
    filed(people.omar, there)
    done = signed(people.casey, there, Op(occurred_at=now() - timedelta(days=8)))
    Delivery.objects.all().delete()
    do(actions.let_go, by=people.system, programme_id=people.calder.id)
    assert set(Delivery.objects.filter(event="EncounterLeft").values_list("stream", flat=True)) == {
        f"user:{people.casey.id}",
        f"user:{people.omar.id}",
    }
    for who in (people.casey, people.omar):
        assert queries.as_seen_by(who, [done.id]) == {}
    assert queries.as_seen_by(people.sam, [done.id]) != {}


def test_what_helped_is_offered_to_the_owner_of_the_plan_once_it_is_signed(people: People, there: Assignment) -> None:
    person = known(people, people.riley, people.casey)
    plan = approved(people, person, language="es")
    do(incidents.link_person, by=people.dana, incident_id=there.incident_id, person_id=person.id)
    done = signed(people.casey, there, helped=["space", "slow"])
    assert not PlanSuggestion.objects.exists()
    run_handlers()
    HandlerRun.objects.filter(event="HelpedNoted").update(status="due", done_at=None)
    run_handlers()
    offered = PlanSuggestion.objects.get()
    assert (offered.id, offered.plan_id, offered.by_id, offered.state) == (
        done.id,
        plan.id,
        people.casey.id,
        "waiting",
    )
    assert offered.chips == ["Despacio, en voz baja", "Dé espacio, póngase de lado"]


def test_what_helped_somebody_without_a_plan_is_offered_to_nobody(people: People, there: Assignment) -> None:
    signed(people.casey, there, helped=["space"])
    run_handlers()
    assert not PlanSuggestion.objects.exists()


def test_a_supervisor_reads_it_and_that_is_on_record(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    signed(people.casey, there)
    assert signed_in(people.sam).get(url(there)).json()["note"] == WHOLE["note"]
    row = AuditEvent.objects.get(what="viewed", kind="encounter")
    assert (row.by_id, row.object_ids, row.basis) == (people.sam.id, [there.id], "supervision")


def test_another_clinician_and_another_programme_know_nothing_of_it(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    written(people.casey, there)
    for who in (people.riley, people.jo, people.cam, people.ada, people.nia, people.quinn, people.dana):
        assert signed_in(who).get(url(there)).status_code == 404, who.name


def test_who_writes_it_has_to_do_with_the_person_until_it_is_signed(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="met")
    person = Person.objects.create(programme=people.calder, given="Ansel", made_by=people.casey)
    there.incident.person = person
    there.incident.save(update_fields=["person"])
    do(actions.follow_person, by=people.system, incident_id=there.incident_id)
    assert Encounter.objects.get().person == person
    held = Involvement.objects.filter(kind="person", object_id=person.id, basis="visit", until__isnull=True)
    assert [row.user_id for row in held] == [people.casey.id]
    signed(people.casey, there)
    assert not held.all().exists()


def test_a_dispatchers_cancel_does_not_lose_what_was_written(people: People, there: Assignment) -> None:
    written(people.casey, there, contact="met", note="she let us in")
    act(dispatch.cancel, people.dana, there, reason="by radio")
    assert tried(actions.write, people.casey, there.id, fields={"note": "she let us in, then left"}).is_done


def test_somebody_who_changed_roles_writes_no_more(people: People, there: Assignment) -> None:
    membership = people.casey.memberships.get(until__isnull=True)
    do(accounts.end_membership, by=people.system, membership_id=membership.id)
    gone = User.objects.get(id=people.casey.id)
    assert tried(actions.write, gone, there.id, fields={"note": "x"}).status == 404
