"""Every road to an incident: what it answers, to whom, and what it refuses."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.incidents.models import Answer, Entry, Incident
from tests.incidents.conftest import ALDER, fresh, involve, say
from tests.people import Client, People

SignedIn = Callable[..., Client]


@pytest.fixture
def dana(people: People, signed_in: SignedIn) -> Client:
    return signed_in(people.dana)


def test_a_call_is_taken_in_typed_answered_decided_and_closed(dana: Client) -> None:
    new = str(uuid7())
    opened = dana.post("/api/incidents", {"id": new, "place": ALDER})
    assert opened.status_code == 201
    assert opened.json()["outcome"] == "applied"
    assert opened.json()["object"]["number"] == 1
    assert opened["X-Alongside"] == "1"
    road = f"/api/incidents/{new}"
    steps: list[tuple[str, str, dict[str, Any], str, Any]] = [
        ("patch", "", {"words": "son ansel ", "person_age": 34}, "words", "son ansel "),
        ("post", "/answers", {"item": "weapon_in_reach", "answer": "yes", "detail": "kitchen"}, "level", 3),
        ("post", "/answers", {"answers": {"weapon_in_hand": "no", "violence_now": "unknown"}}, "level", 3),
        ("post", "/decide", {}, "decided_level", 3),
        ("post", "/level", {"level": 2, "reason": "knives put away"}, "overridden", True),
        ("post", "/staging", {"staged": True, "staging_point": "Alder and 4th"}, "staged", True),
        ("post", "/close", {"result": "by_phone", "words": "988 has the line"}, "status", "closed"),
        ("post", "/reopen", {"reason": "called back"}, "status", "open"),
    ]
    for method, rest, body, field, value in steps:
        answer = getattr(dana, method)(road + rest, body)
        assert answer.status_code == 200, (rest, answer.json())
        assert answer.json()["object"][field] == value, rest
    assert dana.get(road).json() == answer.json()["object"]


def test_remarks_and_what_was_told_answer_their_line(dana: Client, incident: Incident) -> None:
    said = dana.post(f"/api/incidents/{incident.id}/remarks", {"id": str(uuid7()), "text": "knife in hand"})
    assert (said.status_code, said.json()["kind"]) == (201, "entry")
    assert said.json()["object"]["text"] == "knife in hand"
    told = dana.post(f"/api/incidents/{incident.id}/told", {"whom": "ems", "words": "Medic 5"})
    assert told.json()["object"]["facts"] == {"whom": "ems"}
    lines = dana.get(f"/api/incidents/{incident.id}/timeline").json()["entries"]
    assert [line["kind"] for line in lines] == ["opened", "remark", "told"]


def test_told_twice_is_linked(dana: Client, opened: Callable[..., Incident]) -> None:
    first, second = opened(), opened()
    answer = dana.post(f"/api/incidents/{second.id}/duplicate", {"of": str(first.id)})
    assert answer.json()["object"]["duplicate_of"] == str(first.id)


def test_the_same_request_again_is_answered_the_same_and_done_once(dana: Client) -> None:
    key, body = str(uuid7()), {"id": str(uuid7()), "place": ALDER}
    first, again = (dana.post("/api/incidents", body, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))
    assert (first.json()["outcome"], again.json()["outcome"]) == ("applied", "already_applied")
    assert again.json()["object"] == first.json()["object"]
    assert Incident.objects.count() == 1


def test_a_used_key_with_another_body_is_refused(dana: Client) -> None:
    key = str(uuid7())
    dana.post("/api/incidents", {"id": str(uuid7())}, HTTP_IDEMPOTENCY_KEY=key)
    other = dana.post("/api/incidents", {"id": str(uuid7())}, HTTP_IDEMPOTENCY_KEY=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Incident.objects.count() == 1


ALDER_ROAD = "/api/incidents/{id}"
POSTS: dict[str, dict[str, Any]] = {
    "/answers": {"item": "veteran", "answer": "yes"},
    "/decide": {},
    "/level": {"level": 2, "reason": "calm"},
    "/staging": {"staged": True},
    "/remarks": {"id": "0190a7c6-0000-7000-8000-000000000001", "text": "hello"},
    "/told": {"whom": "ems"},
    "/close": {"result": "seen"},
    "/reopen": {"reason": "again"},
    "/duplicate": {"of": "0190a7c6-0000-7000-8000-000000000002"},
}


def test_whoever_has_nothing_to_do_with_it_learns_nothing(
    people: People, signed_in: SignedIn, incident: Incident
) -> None:
    involve(incident, people.casey)
    road = ALDER_ROAD.format(id=incident.id)
    for name in ("nia", "quinn", "ada", "cam", "riley"):
        client = signed_in(getattr(people, name))
        answers = [client.get(road), client.get(f"{road}/timeline"), client.patch(road, {"words": "x"})]
        answers += [client.post(road + rest, body) for rest, body in POSTS.items()]
        for answer in answers:
            assert answer.status_code == 404, name
            assert ALDER not in answer.content.decode()
    assert fresh(incident.id).version == incident.version
    assert AuditEvent.objects.filter(what="refused", object_ids=[incident.id]).count() == 5 * 12


@pytest.mark.parametrize("name", ["casey", "omar"])
def test_those_on_it_read_and_write_their_own_incident_and_give_no_orders(
    people: People, signed_in: SignedIn, incident: Incident, name: str
) -> None:
    involve(incident, people.casey, people.omar)
    say(incident, people.dana, weapon_in_reach="yes")
    client = signed_in(getattr(people, name))
    road = ALDER_ROAD.format(id=incident.id)
    assert client.get(road).json()["place"] == ALDER
    assert client.patch(road, {"hazards": "dog"}).status_code == 200
    done = {rest: client.post(road + rest, body).status_code for rest, body in POSTS.items()}
    assert {rest for rest, status in done.items() if status in {200, 201}} == {"/answers", "/remarks", "/told"}
    assert {status for rest, status in done.items() if rest not in {"/answers", "/remarks", "/told"}} == {403, 404}


def test_a_read_is_on_the_record_with_its_basis(
    people: People, signed_in: SignedIn, incident: Incident, dana: Client
) -> None:
    involve(incident, people.casey)
    signed_in(people.casey).get(f"/api/incidents/{incident.id}")
    dana.get(f"/api/incidents/{incident.id}")
    seen = AuditEvent.objects.filter(what="viewed", object_ids=[incident.id]).order_by("id")
    assert [event.basis for event in seen] == ["assignment", "board"]


def test_earlier_calls_are_asked_by_what_was_typed_or_by_incident(
    dana: Client, opened: Callable[..., Incident]
) -> None:
    before, after = opened(call_back="619-555-0142"), opened()
    typed = dana.post("/api/incidents/earlier", {"call_back": "(619) 555-0142"}).json()
    assert [(row["id"], row["match"], row["outcome_words"]) for row in typed["rows"]] == [
        (str(before.id), "number", "open")
    ]
    assert typed["days"] == 30
    by_incident = dana.post("/api/incidents/earlier", {"incident": str(after.id)}).json()["rows"]
    assert [(row["id"], row["match"]) for row in by_incident] == [(str(before.id), "address")]
    shown = AuditEvent.objects.filter(what="viewed", action="incident.earlier")
    assert [event.object_ids for event in shown] == [[before.id], [before.id]]


def test_a_search_answers_what_one_may_see_and_is_on_the_record(
    dana: Client, people: People, signed_in: SignedIn, incident: Incident
) -> None:
    rows = dana.post("/api/incidents/search", {"text": "alder"}).json()["rows"]
    assert [row["id"] for row in rows] == [str(incident.id)]
    assert AuditEvent.objects.get(action="incident.search").object_ids == [incident.id]
    assert signed_in(people.nia).post("/api/incidents/search", {"text": "alder"}).json() == {"rows": []}
    for name in ("casey", "omar", "ada", "quinn"):
        assert signed_in(getattr(people, name)).post("/api/incidents/search", {"text": "alder"}).status_code == 403


def test_today_is_exported_without_names_and_without_formulas(dana: Client, opened: Callable[..., Incident]) -> None:
    opened(place="=HYPERLINK(1)", words="@SUM(A1)", hazards=" +1", person_name="Ansel V", call_back="555-0142")
    gone = opened(place="yesterday")
    Incident.objects.filter(id=gone.id).update(opened_at=now() - timedelta(days=1, hours=1))
    answer = dana.get("/api/incidents/export.csv", HTTP_ACCEPT="text/csv")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode()
    assert text.startswith("\ufeffnumber,")
    assert "Ansel" not in text
    assert "555-0142" not in text
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["place"], row["words"], row["hazards"]) == ("'=HYPERLINK(1)", "'@SUM(A1)", "' +1")
    assert AuditEvent.objects.filter(what="viewed", action="incident.export").count() == 1


def test_only_the_desk_exports(people: People, signed_in: SignedIn) -> None:
    for name in ("casey", "omar", "ada", "cam", "quinn"):
        answer = signed_in(getattr(people, name)).get("/api/incidents/export.csv")
        assert answer.status_code == 403, name
        assert answer["Content-Type"] == "application/json"


def test_the_matrix_explains_itself_in_both_languages(
    dana: Client, people: People, signed_in: SignedIn, incident: Incident
) -> None:
    before = dana.get("/api/matrix").json()
    assert before["number"] == 1
    say(incident, people.dana, weapon_in_reach="yes")
    matrix = signed_in(people.casey).get("/api/matrix?number=1").json()
    for text in [item["ask"] for item in matrix["items"]] + list(matrix["reasons"].values()) + matrix["results"]:
        assert text["en"]
        assert text["es"]
    assert {"seen", "by_phone", "duplicate"} <= {result["code"] for result in matrix["results"]}
    assert dana.get("/api/matrix?number=7").status_code == 404
    assert signed_in(people.quinn).get("/api/matrix").status_code == 403


def test_pasted_text_is_parsed_and_nothing_is_stored(dana: Client, people: People, signed_in: SignedIn) -> None:
    pasted = {"text": "LOC: 1418 ALDER CT APT 6\nCALLBACK: 619-555-0142\n34 YO MALE PACING"}
    answer = dana.post("/api/incidents/parse", pasted)
    assert answer.status_code == 200
    assert "1418 ALDER CT" in json.dumps(answer.json())
    assert not Incident.objects.exists()
    assert signed_in(people.casey).post("/api/incidents/parse", pasted).status_code == 403


def test_the_callers_words_propose_answers_that_are_not_answers(
    dana: Client, people: People, signed_in: SignedIn
) -> None:
    said = {"words": "no weapons, hasn't taken meds in two weeks, dog in the kitchen", "language": "en"}
    answer = dana.post("/api/incidents/propose", said)
    assert answer.status_code == 200
    proposed = {p["item"]: p["answer"] for p in answer.json()["proposals"]}
    assert proposed["medicines_stopped"] == "yes"
    assert proposed["dogs"] == "yes"
    assert not Incident.objects.exists()
    assert signed_in(people.casey).post("/api/incidents/propose", said).status_code == 403
    assert dana.post("/api/incidents/propose", {"words": "x", "language": "fr"}).status_code == 422


DEEP = "[" * 10_000 + "]" * 10_000
LONG = "x" * 1_000_001
BAD_BODIES: dict[str, tuple[str, int]] = {
    "deep": (f'{{"words": {DEEP}}}', 400),
    "not json": ("{", 400),
    "not a number": ('{"person_age": NaN}', 400),
    "infinite": ('{"person_age": 1e999}', 400),
    "too large": (f'{{"words": "{LONG}"}}', 413),
    "NUL": ('{"words": "a\\u0000b"}', 400),
    "lone surrogate": ('{"words": "\\ud800"}', 400),
    "key twice": ('{"words": "a", "words": "b"}', 400),
    "a list": ("[1]", 422),
    "a text": ('"words"', 422),
    "null": ("null", 422),
    "number for text": ('{"words": 5}', 422),
    "object for text": ('{"place": {"a": 1}}', 422),
    "list for text": ('{"place": ["a"]}', 422),
    "null for text": ('{"place": null}', 422),
    "text for number": ('{"person_age": "34"}', 422),
    "truth for number": ('{"person_age": true}', 422),
    "fraction": ('{"person_age": 3.5}', 422),
    "too old": ('{"person_age": 131}', 422),
    "too long": (json.dumps({"place": "x" * 201}), 422),
    "unknown field": ('{"subject": "x"}', 422),
    "closed field": ('{"level": 1}', 422),
}


def test_bad_input_is_a_clear_refusal_and_changes_nothing(dana: Client, incident: Incident) -> None:
    for what, (body, status) in BAD_BODIES.items():
        answer = dana.patch(f"/api/incidents/{incident.id}", body, content_type="application/json")
        assert answer.status_code == status, (what, answer.content[:300])
        assert {"code", "message", "data"} <= set(answer.json()), what
        assert fresh(incident.id).version == 1, what
    assert Entry.objects.filter(incident=incident).count() == 1


BAD_POSTS: list[tuple[str, dict[str, Any]]] = [
    ("/answers", {}),
    ("/answers", {"item": "veteran"}),
    ("/answers", {"item": "veteran", "answer": "maybe"}),
    ("/answers", {"item": ["veteran"], "answer": "yes"}),
    ("/answers", {"item": "veteran", "answer": True}),
    ("/answers", {"item": "nonsense", "answer": "yes"}),
    ("/answers", {"answers": {}}),
    ("/answers", {"answers": {"veteran": "perhaps"}}),
    ("/answers", {"answers": [1]}),
    ("/answers", {"item": "veteran", "answer": "yes", "answers": {"veteran": "no"}}),
    ("/level", {"level": 5, "reason": "x"}),
    ("/level", {"level": "2", "reason": "x"}),
    ("/level", {"level": 2}),
    ("/level", {"level": 2, "reason": ""}),
    ("/staging", {"staged": "yes"}),
    ("/staging", {"staged": 1}),
    ("/remarks", {"id": "nonsense", "text": "x"}),
    ("/remarks", {"text": "x"}),
    ("/remarks", {"id": str(uuid7()), "text": ""}),
    ("/remarks", {"id": str(uuid7()), "text": "x" * 2_001}),
    ("/told", {"whom": "mother"}),
    ("/close", {"result": "gone"}),
    ("/close", {"result": "duplicate"}),
    ("/close", {"result": {}}),
    ("/duplicate", {"of": 5}),
    ("/decide", {"unknown": 1}),
]


def test_a_wrong_body_is_422_and_changes_nothing(dana: Client, incident: Incident) -> None:
    for rest, body in BAD_POSTS:
        answer = dana.post(f"/api/incidents/{incident.id}{rest}", body)
        assert answer.status_code == 422, (rest, body, answer.json())
        assert answer.json()["data"]["fields"], (rest, body)
    assert fresh(incident.id).version == 1
    assert not Answer.objects.exists()


def test_an_illegal_transition_is_a_conflict(dana: Client, incident: Incident) -> None:
    road = f"/api/incidents/{incident.id}"
    dana.post(f"{road}/close", {"result": "seen"})
    answer = dana.post(f"{road}/close", {"result": "no_need"})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert (answer.json()["outcome"], answer.json()["data"]["version"]) == ("conflict", 2)


def test_what_is_not_there_is_404_and_what_is_not_declared_is_400(dana: Client, incident: Incident) -> None:
    for road in ("/api/incidents/nonsense", f"/api/incidents/{uuid7()}", f"/api/incidents/{incident.id}/nonsense"):
        assert dana.get(road).status_code == 404
    for road in (
        f"/api/incidents/{incident.id}?ordering=words",
        f"/api/incidents/{incident.id}/timeline?page=2",
        "/api/incidents/export.csv?day=2026-01-01",
        "/api/matrix?number=1&x=1",
        "/api/matrix?number=one",
        "/api/matrix?number=%00",
    ):
        assert dana.get(road).status_code == 400, road


def test_a_question_needs_something_to_ask(dana: Client) -> None:
    for road, body in (
        ("/api/incidents/earlier", {}),
        ("/api/incidents/earlier", {"incident": "nonsense"}),
        ("/api/incidents/search", {"text": " "}),
        ("/api/incidents/search", {"text": "x", "day": "tomorrow"}),
        ("/api/incidents/parse", {"text": 5}),
    ):
        assert dana.post(road, body).status_code == 422, road
    assert dana.post("/api/incidents/earlier", {"incident": str(uuid7())}).status_code == 404


def test_a_write_without_a_key_is_refused(dana: Client) -> None:
    answer = dana.post("/api/incidents", {"id": str(uuid7())}, HTTP_IDEMPOTENCY_KEY="")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_missing")


def test_nobody_reads_without_signing_in(incident: Incident) -> None:
    answer = APIClient().get(f"/api/incidents/{incident.id}")
    assert answer.status_code in {401, 403}
