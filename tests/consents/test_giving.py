"""What a person must have said for it to be a consent, word for word, and that nothing odd becomes one."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.outbox.commands import Op
from apps.outbox.sweeps import run_handlers
from apps.people.consent_print import page_of, printed
from apps.people.consent_rules import is_signature, may_decide
from apps.people.consent_words import NOTICE, WORDS
from apps.people.models import Consent, Person
from tests.consents.scenes import STROKES, days, given, place, said, to, withdrawn
from tests.dispatch.scenes import call, refused, send
from tests.encounters.scenes import written
from tests.people import Client, People
from tests.teams.riding import ride


def body(people: People, person: Person, **other: Any) -> dict[str, Any]:
    """As the phone sends it."""
    sent = {**said(people.calder.id), "id": str(uuid7()), "person": str(person.id), **other}
    return {**sent, "until": str(sent["until"])}


def test_what_a_person_agreed_to_is_kept_word_for_word_and_shown_to_clinical_staff(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    casey, sent = signed_in(people.casey), body(people, person)
    answer = casey.post("/api/consents", sent)
    assert answer.status_code == 201
    again = casey.post("/api/consents", sent).json()
    assert (again["outcome"], Consent.objects.count()) == ("already_applied", 1)
    for who in (people.casey, people.cam, people.sam):
        (seen,) = signed_in(who).get(f"/api/people/{person.id}/consents").json()["consents"]
        assert {name: seen[name] for name in ("what", "recipients", "signature", "in_force", "taken_by_name")} == {
            "what": ["name", "contact", "today"],
            "recipients": [{"service": None, "name": "Harbor Light"}],
            "signature": STROKES,
            "in_force": True,
            "taken_by_name": people.casey.get_full_name(),
        }


LACKING: list[tuple[dict[str, Any], list[str]]] = [
    ({"decider_name": " "}, ["decider_name"]),
    ({"discloser": ""}, ["discloser"]),
    ({"recipients": []}, ["recipients"]),
    ({"recipients": [{"service": None, "name": " "}]}, ["recipients"]),
    ({"what": []}, ["what"]),
    ({"what": ["name", "name"]}, ["what"]),
    ({"purpose": "other"}, ["purpose_words"]),
    ({"wording": "1999-01"}, ["wording"]),
    ({"how": "drawn", "signature": None}, ["signature"]),
    ({"how": "typed"}, ["typed_name"]),
    ({"how": "spoken", "signature": None}, ["witness"]),
    ({"decided_by": "minor"}, ["decided_by"]),
    ({"until": date(2020, 1, 1)}, ["until"]),
    ({"until": date(9999, 12, 31)}, ["until"]),
    ({"decider_name": "", "what": []}, ["decider_name", "what"]),
]


def test_whatever_the_federal_rule_asks_for_and_is_missing_is_named(people: People, person: Person) -> None:
    for other, fields in LACKING:
        with refused(Code.INVALID, fields=fields):
            given(people, person, **other)
    assert Consent.objects.count() == 0


@pytest.mark.parametrize(
    "strokes",
    [
        [[[n % 1000, 500], [5, 5]] for n in range(5_000)],
        [[[500, 500]] * 5_000],
        [],
        [[]],
        [[[5, 5]]],
        [[[5, 1001], [5, 5]]],
        [[[5, -1], [5, 5]]],
        [[["5", 5], [5, 5]]],
        [[[True, 5], [5, 5]]],
        [[[5, 5, 5], [5, 5, 5]]],
        [[[5.5, 5], [5, 6]]],
        "drawn",
        {"d": "M0 0"},
    ],
    ids=lambda one: json.dumps(one)[:24],
)
def test_a_signature_is_some_strokes_of_a_finger_and_nothing_else(strokes: Any) -> None:
    assert is_signature(STROKES)
    assert not is_signature(strokes)


def test_five_thousand_strokes_are_refused_by_their_name(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    for strokes in ([[[n % 1000, 500], [5, 5]] for n in range(5_000)], [], "drawn"):
        answer = casey.post("/api/consents", body(people, person, signature=strokes))
        assert (answer.status_code, answer.json()["data"]) == (422, {"fields": ["signature"]})
    assert Consent.objects.count() == 0


@pytest.mark.parametrize("name", ["O’Neil-Nguyễn 🐕", "عمر الخطيب", "#panic() $x$ <b> \\ @c", "W" * 120])
def test_any_name_is_kept_as_it_is_and_stands_on_the_copy(name: str, people: People, person: Person) -> None:
    row = given(people, person, decider_name=name, how="typed", typed_name=name, signature=None)
    row.refresh_from_db()
    assert (row.typed_name, row.signature) == (name, None)
    assert name in page_of(row)["lines"][0]["text"].replace("\u200b", "")
    assert printed(row).startswith(b"%PDF-")


def test_a_phone_whose_clock_is_ahead_signs_now_and_one_that_was_away_signs_then(
    people: People, person: Person
) -> None:
    ahead = given(people, person, op=Op(occurred_at=datetime(2099, 1, 1, tzinfo=UTC)))
    assert abs(now() - ahead.given_at) < timedelta(minutes=5)
    then = now() - timedelta(days=20)
    late = given(people, person, op=Op(occurred_at=then), until=days(people, -10))
    assert (late.given_at, late.ends_at < now()) == (then, True)


def test_spoken_is_enough_with_a_witness_but_never_for_substance_use(people: People, person: Person) -> None:
    spoken: dict[str, Any] = {"how": "spoken", "signature": None, "witness": "Alma, his sister"}
    assert given(people, person, **spoken).witness == "Alma, his sister"
    with refused(Code.SIGNATURE_NEEDED, fields=["how"]):
        given(people, person, is_sud=True, **spoken)
    detox = place(people, "Bayside Detox", is_sud=True)
    with refused(Code.SIGNATURE_NEEDED, fields=["how"]):
        given(people, person, recipients=to(detox), **spoken)
    assert given(people, person, recipients=to(detox)).is_sud, "the place says what it is, not the phone"


@pytest.mark.parametrize(
    ("decided_by", "born", "setting", "is_possible"),
    [
        ("person", 39, None, True),
        ("person", 16, None, False),
        ("person", None, None, True),
        ("parent", 16, None, True),
        ("parent", 39, None, False),
        ("guardian", 39, None, True),
        ("guardian", 9, None, True),
        ("minor", 16, None, False),
        ("minor", 16, 14, True),
        ("minor", 13, 14, False),
        ("minor", 39, 14, False),
    ],
)
def test_who_may_say_yes_follows_from_age_and_the_states_setting(
    decided_by: str, born: int | None, setting: int | None, is_possible: bool
) -> None:
    age = (born, born) if born is not None else None
    assert may_decide(decided_by, age, setting or 18) == is_possible


def test_a_minor_decides_alone_only_where_the_programmes_setting_says_so(people: People, person: Person) -> None:
    person.date_of_birth = date(days(people, 0).year - 17, 12, 31)
    person.save(update_fields=["date_of_birth"])
    for who in ("minor", "person"):
        with refused(Code.INVALID, fields=["decided_by"]):
            given(people, person, decided_by=who)
    assert given(people, person, decided_by="parent").decided_by == "parent"
    people.calder.settings = {"minor_consent_age": 14}
    people.calder.save(update_fields=["settings"])
    assert given(people, person, decided_by="minor").decided_by == "minor"


def test_a_year_of_birth_leaves_the_benefit_of_the_doubt() -> None:
    assert may_decide("person", (17, 18), 18)
    assert may_decide("parent", (17, 18), 18)
    assert not may_decide("person", (16, 17), 18)


def test_of_somebody_unknown_it_is_the_visits_and_follows_when_it_is_found_out_who_it_is(
    people: People, signed_in: Callable[..., Client]
) -> None:
    there = visit(people)
    row = given(people, encounter_id=there.id)
    assert row.person_id is None
    casey = signed_in(people.casey)
    new = {"id": str(uuid7()), "given": "Ansel"}
    casey.post(f"/api/incidents/{there.incident_id}/person", {"new": new})
    run_handlers()
    row.refresh_from_db()
    assert str(row.person_id) == new["id"]
    assert len(casey.get(f"/api/people/{new['id']}/consents").json()["consents"]) == 1


def test_in_a_visit_nobody_agrees_for_somebody_else_than_it_is_about(
    people: People, person: Person, stranger: Person
) -> None:
    there = visit(people)
    Encounter.objects.update(person=person)
    with refused(Code.INVALID, fields=["person"]):
        given(people, stranger, people.sam, encounter_id=there.id)
    assert given(people, encounter_id=there.id).person_id == person.id
    assert given(people, person, encounter_id=there.id).person_id == person.id


def visit(people: People) -> Assignment:
    """Casey and Omar are with somebody."""
    sent = send(people, call(people), ride(people, people.casey, people.omar))
    written(people.casey, sent, contact="met")
    assert Encounter.objects.filter(id=sent.id).exists()
    return sent


def test_the_copy_is_in_the_language_it_was_read_in_and_carries_the_notice(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    row = given(people, person, language="es", is_sud=True)
    page = page_of(Consent.objects.get(id=row.id))
    assert (page["title"], page["notice"]) == ("Lo que acepté", NOTICE)
    assert "Yo, Ansel Varga, decido por mi cuenta" in page["lines"][0]["text"]
    assert page_of(given(people, person))["notice"] == ""
    answer = signed_in(people.casey).get(f"/api/consents/{row.id}/copy.pdf")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert AuditEvent.objects.filter(action="consent.copy", object_ids=[row.id], by_id=people.casey.id).exists()
    withdrawn(people, row)
    assert "Retirado el" in page_of(Consent.objects.get(id=row.id))["state"]


def test_both_languages_say_everything() -> None:
    for version in WORDS.values():
        assert version["en"].keys() == version["es"].keys()
        assert {*Consent.What.values, *Consent.Purpose.values, *Consent.DecidedBy.values} <= version["en"].keys()
