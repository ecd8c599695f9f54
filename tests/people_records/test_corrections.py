"""A name or a birth is corrected; what stood there is kept, and nobody overwrites what he was not shown."""

from collections.abc import Callable
from datetime import date
from typing import Any

from apps.common.ids import uuid7
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import Answer, Op, do, run
from apps.people import actions
from apps.people.models import Person
from tests.dispatch.scenes import call, fresh
from tests.people import Client, People
from tests.people_records.conftest import link
from tests.people_records.test_matching import look


def correct(by: Any, person: Person, base: int | None, **fields: Any) -> Answer:
    """As a screen that showed this version sends it."""
    op = Op(base_version=base)
    return run(actions.change_person, by=by, key=uuid7(), op=op, person_id=person.id, fields=fields)


def test_what_was_written_before_a_correction_is_read_beside_it(
    people: People, known: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    person = known(given="Ansel", family="Vargo", date_of_birth=date(1992, 3, 6))
    fields = {"family": "Varga", "date_of_birth": "1992-06-03"}
    sam = signed_in(people.sam)
    done = sam.patch(f"/api/people/{person.id}", fields, HTTP_IF_MATCH=str(person.version))
    assert done.status_code == 200
    shown = sam.get(f"/api/people/{person.id}").json()
    assert (shown["family"], shown["date_of_birth"]) == ("Varga", "1992-06-03")
    before = {row["field"]: (row["was"], row["by_name"]) for row in shown["was"]}
    assert before == {"family": ("Vargo", "Sam"), "date_of_birth": ("1992-03-06", "Sam")}


def test_a_person_is_still_found_by_the_name_they_went_by(people: People, known: Callable[..., Person]) -> None:
    person = known(given="Anselm", family="Kovacs")
    do(actions.change_person, by=people.sam, person_id=person.id, fields={"given": "Bruno", "family": "Varga"})
    incident = call(people)
    assert look(people.dana, incident, name="Anselm Kovacs") == []
    do(
        actions.add_name,
        by=people.sam,
        person_id=person.id,
        id=uuid7(),
        kind="former",
        given="Anselm",
        family="Kovacs",
    )
    (line,) = look(people.dana, incident, name="Anselm Kovacs")
    assert (line["person"], "also_known_as" in line["why"]) == (str(person.id), True)


def test_two_who_correct_the_same_field_apart_have_to_decide_and_other_fields_go_in_side_by_side(
    people: People, known: Callable[..., Person]
) -> None:
    person = known(given="Ansel", family="Vargo")
    link(people.sam, call(people), person)
    shown = fresh(person).version
    assert correct(people.sam, person, shown, family="Varga").outcome == "applied"
    do(actions.change_person, by=people.sam, person_id=person.id, fields={"called": "Sel"})
    begin(user_ids=[people.casey.id], obj=person, basis=Involvement.Basis.VISIT)
    clash = correct(people.casey, person, shown, family="Vargas", language="Spanish")
    assert (clash.outcome, clash.data["fields"]) == ("needs_review", ["family"])
    assert fresh(person).family == "Varga"
    assert correct(people.casey, person, shown, language="Spanish").outcome == "merged"
    assert (fresh(person).family, fresh(person).language) == ("Varga", "Spanish")
