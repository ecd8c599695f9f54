"""Never an officer, never the desk; a place for substance use only by consent; devices hold what one follows."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.access import Role
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.involvement.actions import begin
from apps.outbox import projections
from apps.outbox.commands import do
from apps.outbox.models import Delivery, OpKey
from apps.people import actions as person_actions
from apps.people.models import Consent, Person
from apps.realtime import scope
from apps.referrals import queries
from apps.referrals.actions import care, coming
from tests.dispatch.scenes import tap
from tests.followups.test_cases import colleague
from tests.people import Client, People
from tests.referrals.scenes import asked, at, consent, says, service

SECRET = "Qneed: a bed away from her husband"


def test_what_is_needed_reaches_no_officer_no_desk_and_no_other_programme(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    need = asked(people.casey, visit, places, words=SECRET)
    says(people, need, places[0], "accept")
    for key, who in people.everyone().items():
        client = signed_in(who)
        roads = ("/api/snapshot", "/api/needs", f"/api/needs/{need.id}", f"/api/encounters/{visit.id}")
        shown = b"".join(bytes(client.get(road).content) for road in roads)
        shown += json.dumps(projections.as_seen_by(who, "need", [need.id]).get(need.id)).encode()
        assert (SECRET.encode() in shown) == (key in {"casey", "sam"}), key
        assert (b"Harbor Light" in shown) == (key in {"casey", "sam"}), key
    told = set(Delivery.objects.filter(object_kind="need").values_list("stream", flat=True))
    assert told == {f"user:{people.casey.id}"}
    kept = json.dumps(list(OpKey.objects.values("data", "message")), default=str)
    assert SECRET not in kept


def test_a_colleague_with_the_person_reads_it_from_the_server_and_holds_nothing(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    assert queries.as_seen_by(people.riley, [need.id]) == {}
    from_elsewhere = people.riley
    do(_meet, by=people.system, person=ruth, user=from_elsewhere)
    assert queries.as_seen_by(from_elsewhere, [need.id])
    assert projections.as_seen_by(from_elsewhere, "need", [need.id]) == {}


def _meet(*, person: Person, user: Any, by: Any) -> None:
    begin(user_ids=[user.id], obj=person, basis="visit")


def test_a_place_for_substance_use_is_seen_by_consent_and_by_whoever_asked_or_owns_it(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    detox = service(people, "Bayside Detox", is_sud=True)
    agreed = consent(people, visit, [detox], is_sud=True)
    need = asked(people.casey, visit, [detox], basis="consent", consent_id=agreed.id)
    do(_meet, by=people.system, person=ruth, user=people.riley)
    for who in (people.casey, people.riley, people.sam):
        assert queries.as_seen_by(who, [need.id]), who.short_name
    Consent.objects.filter(id=agreed.id).update(withdrawn_at=now(), withdrawn_by=people.casey)
    assert queries.as_seen_by(people.casey, [need.id])
    for who in (people.riley, people.sam, people.omar, people.dana):
        assert queries.as_seen_by(who, [need.id]) == {}, who.short_name
    Consent.objects.filter(id=agreed.id).update(withdrawn_at=None, withdrawn_by=None, ends_at=now())
    assert queries.as_seen_by(people.sam, [need.id]) == {}


def test_a_consent_that_was_replaced_opens_nothing(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    detox = service(people, "Bayside Detox", is_sud=True)
    agreed = consent(people, visit, [detox], is_sud=True)
    need = asked(people.casey, visit, [detox], basis="consent", consent_id=agreed.id)
    assert queries.as_seen_by(people.sam, [need.id])
    consent(people, visit, places, replaces=agreed)
    assert queries.as_seen_by(people.sam, [need.id]) == {}
    assert queries.as_seen_by(people.casey, [need.id]), "whoever asked sees it through"


def test_joined_records_are_one_person(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    other = Person.objects.create(programme=people.calder, given="Ruthie", made_by=people.casey)
    do(person_actions.merge, by=people.sam, person_id=ruth.id, into=other.id, reason="the same")
    lee = colleague(people, "lee", Role.CASE_MANAGER)
    do(_meet, by=people.system, person=other, user=lee)
    assert queries.as_seen_by(lee, [need.id])


def test_the_list_has_its_bays_its_counts_and_its_headline(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    late = asked(people.casey, visit, places[:1])
    row = at(late, places[0])
    row.due_at = now() - timedelta(hours=1)
    row.save(update_fields=["due_at"])
    waiting = asked(people.casey, visit, places[:1], urgency="soon")
    dated = asked(people.casey, visit, places[:1])
    says(people, dated, places[0], "schedule", at=now() + timedelta(days=1))
    came = asked(people.casey, visit, places[:1])
    says(people, came, places[0], "accept")
    do(_attend, by=people.system, referral_id=at(came, places[0]).id)
    ended = asked(people.casey, visit, places[:1])
    do(care.end, by=people.casey, need_id=ended.id, words="not needed")
    sam, casey = signed_in(people.sam), signed_in(people.casey)
    page = sam.get("/api/needs").json()
    assert [(row["bay"], row["id"]) for row in page["rows"]] == [
        ("overdue", str(late.id)),
        ("waiting", str(waiting.id)),
        ("dated", str(dated.id)),
        ("attended", str(came.id)),
    ]
    in_bays = {"overdue": 1, "waiting": 1, "dated": 1, "attended": 1}
    assert page["counts"] == {**in_bays, "mine": 0, "all": 4, "none": 0, "late": 1, "late_mine": 0}
    assert (page["headline"]["referred"], page["headline"]["attended"], page["next_page"]) == (1, 1, None)
    assert casey.get("/api/needs?mine=1").json()["counts"]["mine"] == 4
    assert len(sam.get("/api/needs?mine=1").json()["rows"]) == 0
    assert [row["bay"] for row in sam.get("/api/needs?bay=dated").json()["rows"]] == ["dated"]
    assert len(sam.get(f"/api/needs?person={ruth.id}").json()["rows"]) == 4
    assert sam.get(f"/api/needs?person={uuid7()}").json()["rows"] == []
    assert sam.get("/api/needs?month=2020-01").json()["headline"]["referred"] == 0
    for key in ("omar", "dana", "ada", "nia"):
        assert signed_in(getattr(people, key)).get("/api/needs").json()["rows"] == [], key


def _attend(*, referral_id: Any, by: Any) -> None:
    coming.attended(referral_id=referral_id, by=by)


@pytest.mark.parametrize(
    "query",
    [
        "bay=late",
        "state=lost",
        "urgency=never",
        "owner=me",
        "place=1",
        "page=0",
        "page=x",
        "mine=perhaps",
        "person=7",
        "month=May",
        "q=1",
    ],
)
def test_a_question_that_cannot_be_is_refused_by_name(
    query: str, people: People, signed_in: Callable[..., Client], visit: Assignment
) -> None:
    answer = signed_in(people.sam).get(f"/api/needs?{query}")
    assert (answer.status_code, answer.json()["data"]["fields"]) == (400, [query.partition("=")[0]])


def test_a_list_of_many_asks_as_little_as_a_list_of_one(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    def count(ids: list[Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert len(queries.held_as_seen_by(people.casey, ids)) == len(ids)
        return len(seen)

    agreed = consent(people, visit, places)
    first = asked(people.casey, visit, places[:1], basis="consent", consent_id=agreed.id)
    many = [asked(people.casey, visit, places, basis="consent", consent_id=agreed.id) for _ in range(4)]
    one = count([first.id])
    assert one <= 10
    assert count([need.id for need in many]) == one


def test_a_phone_that_begins_anew_has_the_needs_one_follows(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    assert [one["id"] for one in scope.snapshot(people.casey) if one["kind"] == "need"] == [str(need.id)]
    for who in (people.omar, people.dana, people.sam, people.cam):
        assert not [one for one in scope.snapshot(who) if one["kind"] == "need"], who.short_name
    tap(people.casey, visit, "cleared")
    assert [one["id"] for one in scope.snapshot(people.casey) if one["kind"] == "need"] == [str(need.id)]


BODY: dict[str, Any] = {"words": "A bed", "urgency": "now", "basis": "treatment", "what": ["name"]}
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"words": "x" * 501}, ["words"]),
    ({"words": 7}, ["words"]),
    ({"urgency": "yesterday"}, ["urgency"]),
    ({"basis": "curiosity"}, ["basis"]),
    ({"what": ["diagnosis"]}, ["what"]),
    ({"what": "name"}, ["what"]),
    ({"places": []}, ["places"]),
    ({"places": [{"referral": "x", "service": 7}]}, ["places"]),
    ({"places": "all"}, ["places"]),
    ({"tags": ["x" * 41]}, ["tags"]),
    ({"id": "5"}, ["id"]),
    ({"consent": 5}, ["consent"]),
    ({"owner": "me", "status": "sent"}, ["owner", "status"]),
]


@pytest.mark.parametrize(("changed", "fields"), WRONG, ids=lambda value: str(value)[:40])
def test_a_body_that_cannot_be_right_is_refused_by_the_name_of_its_field(
    changed: dict[str, Any], fields: list[str], people: People, visit: Assignment, places: list[Service],
    signed_in: Callable[..., Client],
) -> None:  # fmt: skip
    place = {"referral": str(uuid7()), "service": str(places[0].id)}
    sent = {"id": str(uuid7()), "encounter": str(visit.id), **BODY, "places": [place], **changed}
    answer = signed_in(people.casey).post("/api/needs", sent)
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, fields)


def test_over_the_wire_a_phone_asks_logs_hands_over_and_closes(
    people: People, visit: Assignment, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    casey, referral = signed_in(people.casey), str(uuid7())
    place = {"referral": referral, "service": str(places[0].id)}
    sent = {"id": str(uuid7()), "encounter": str(visit.id), **BODY, "places": [place]}
    assert casey.post("/api/needs", sent).json()["object"]["referrals"][0]["id"] == referral
    road = f"/api/referrals/{referral}"
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("answer", {"answer": "accept", "name": "Rosa", "first_action": "tea"}, "accepted"),
        ("note", {"id": str(uuid7()), "kind": "call", "text": "side door"}, "accepted"),
        ("left", {}, "accepted"),
        ("arrived", {}, "accepted"),
        ("handover", {"to": "Priya Nair", "where": "side door", "told": ["risk"]}, "attended"),
        ("close", {"helped": True, "words": "She stayed."}, "closed"),
    ]
    for part, said, status in steps:
        answer = casey.post(f"{road}/{part}", said)
        assert answer.json()["object"]["referrals"][0]["status"] == status, part
    for part, said, field in (
        ("handover", {"to": 7}, "to"),
        ("close", {"helped": "yes"}, "helped"),
        ("answer", {"answer": "maybe"}, "answer"),
        ("note", {"id": "x", "kind": "call", "text": "a"}, "id"),
        ("cancel", {"reason": "released"}, "reason"),
    ):
        assert casey.post(f"{road}/{part}", said).json()["data"]["fields"] == [field]
