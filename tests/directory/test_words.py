"""Who said what about a service: room and facts, from the field, late and twice; and what two sources do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.common.clock import now
from apps.common.codes import hash_of
from apps.common.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.directory import actions
from apps.directory.models import CapacityWord, Directory, Service
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from tests.people import Client, People


def say(by: Any, service: Service, capacity: UUID, n: int | None, *, ago: float = 0, **more: Any) -> Service:
    """Somebody is told a number, so many hours ago."""
    op = Op(occurred_at=now() - timedelta(hours=ago))
    arguments: dict[str, Any] = {"id": uuid7(), "how": "phone", "told_by": "Priya"} | more
    said: Service = do(actions.report_capacity, by=by, op=op, service_id=service.id, capacity=capacity, available=n,
                       **arguments)  # fmt: skip
    return said


def room_of(service: Service) -> dict[str, Any]:
    """The first thing that is counted, as phones read it."""
    service.refresh_from_db()
    room: dict[str, Any] = service.copy["room"][0]
    return room


def test_a_word_about_room_stands_with_who_said_it_and_when(people: People, harbor: Service, chairs: UUID) -> None:
    said = say(people.casey, harbor, chairs, 3, ago=1)
    room = room_of(said)
    assert (room["available"], room["said_by"], room["how"], room["by_name"]) == (3, "Priya", "phone", "Casey Moreno")
    assert room["at"].endswith("Z")


def test_a_word_that_comes_late_is_kept_below_the_newer_one(people: People, harbor: Service, chairs: UUID) -> None:
    say(people.riley, harbor, chairs, 1)
    say(people.casey, harbor, chairs, 5, ago=2)
    assert room_of(harbor)["available"] == 1
    assert [word.available for word in CapacityWord.objects.filter(capacity=chairs).order_by("at")] == [5, 1]


def test_the_first_word_ever_stands_however_late_it_comes(people: People, harbor: Service, chairs: UUID) -> None:
    say(people.casey, harbor, chairs, 4, ago=30)
    assert room_of(harbor)["available"] == 4


def test_nobody_can_say_room_for_another_service(people: People, harbor: Service, chairs: UUID) -> None:
    other = do(
        actions.write_service, by=people.system, id=uuid7(), programme_id=people.calder.id,
        organization={"id": uuid7(), "name": "x"}, place=None, fields={"name": "Other"}, facts={}, room=[],
    )  # fmt: skip
    with pytest.raises(NotFound):
        say(people.casey, other, chairs, 1)


def test_the_same_word_sent_twice_is_one_and_anothers_id_is_refused(
    people: People, harbor: Service, chairs: UUID
) -> None:
    word = uuid7()
    say(people.casey, harbor, chairs, 2, id=word)
    say(people.casey, harbor, chairs, 2, id=word)
    assert CapacityWord.objects.filter(capacity=chairs).count() == 1
    with pytest.raises(Conflict):
        say(people.riley, harbor, chairs, 9, id=word)


def test_something_new_can_be_counted_where_nothing_was(people: People, harbor: Service) -> None:
    say(people.casey, harbor, uuid7(), 2, unit="Family rooms")
    harbor.refresh_from_db()
    assert [room["unit"] for room in harbor.copy["room"]][-1] in ("Family rooms", "Walk-in")
    assert any(room["unit"] == "Family rooms" and room["available"] == 2 for room in harbor.copy["room"])
    with pytest.raises(Invalid):
        say(people.casey, harbor, uuid7(), 2)


def test_what_a_person_was_told_stands_above_what_was_written_until_somebody_chooses(
    people: People, harbor: Service
) -> None:
    told = [{"number": "555-0150", "kind": "voice"}]
    do(actions.correct_service, by=people.casey, service_id=harbor.id, id=uuid7(), what="phones", value=told,
       how="phone", told_by="Priya")  # fmt: skip
    fact = Service.objects.get(id=harbor.id).copy["facts"]["phones"]
    assert (fact["value"], fact["told_by"], fact["other"][0]["number"]) == (told, "Priya", "555-0105")
    do(actions.settle_fact, by=people.cam, service_id=harbor.id, what="phones", take="ours")
    fact = Service.objects.get(id=harbor.id).copy["facts"]["phones"]
    assert fact["value"] == told
    assert "other" not in fact
    do(actions.settle_fact, by=people.cam, service_id=harbor.id, what="phones", take="theirs")
    assert Service.objects.get(id=harbor.id).copy["facts"]["phones"]["value"][0]["number"] == "555-0105"


def test_the_newest_told_by_a_person_wins_whatever_order_it_comes_in(people: People, harbor: Service) -> None:
    for words, ago in (("bell 2", 1), ("bell 1", 5)):
        do(actions.correct_service, by=people.casey, op=Op(occurred_at=now() - timedelta(hours=ago)),
           service_id=harbor.id, id=uuid7(), what="way_in", value={"walk_in": "yes", "words": words},
           how="on_site")  # fmt: skip
    assert Service.objects.get(id=harbor.id).copy["facts"]["way_in"]["value"]["words"] == "bell 2"


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("phones", [{"number": ""}]),
        ("phones", "555"),
        ("hours", {"rules": [{"days": ["MO"], "opens": "25:00", "closes": "26:00"}]}),
        ("hours", {"rules": [{"days": ["someday"]}]}),
        ("pays", {"codes": ["gold"]}),
        ("who", {"min_age": "18"}),
        ("languages", {"codes": ["es"], "extra": 1}),
        ("bring", {"documents": ["x" * 301]}),
    ],
)
def test_a_fact_that_cannot_be_is_refused_and_nothing_changes(
    people: People, harbor: Service, what: str, value: Any
) -> None:
    with pytest.raises(Invalid):
        do(actions.correct_service, by=people.casey, service_id=harbor.id, id=uuid7(), what=what, value=value,
           how="phone")  # fmt: skip
    assert Service.objects.get(id=harbor.id).version == harbor.version


def test_who_may_say_correct_and_choose(people: People, harbor: Service, chairs: UUID) -> None:
    for by in (people.casey, people.omar, people.cam, people.sam, people.dana):
        say(by, harbor, chairs, 1)
    for by in (people.ada, people.system):
        with pytest.raises(NotAllowed):
            say(by, harbor, chairs, 1)
    for stranger in (people.nia, people.quinn):
        with pytest.raises(NotFound):
            say(stranger, harbor, chairs, 1)
    with pytest.raises(NotAllowed):
        do(actions.correct_service, by=people.dana, service_id=harbor.id, id=uuid7(), what="not_for",
           value={"words": "x"}, how="phone")  # fmt: skip
    with pytest.raises(NotAllowed):
        do(actions.settle_fact, by=people.casey, service_id=harbor.id, what="phones", take="ours")


def test_everybody_who_holds_a_copy_is_rung_and_nobody_else(people: People, harbor: Service, chairs: UUID) -> None:
    before = set(Delivery.objects.values_list("id", flat=True))
    say(people.casey, harbor, chairs, 3)
    rows = Delivery.objects.filter(object_kind="directory").exclude(id__in=before)
    streams = set(rows.values_list("stream", flat=True))
    assert f"user:{people.omar.id}" in streams
    assert not {f"user:{who.id}" for who in (people.nia, people.quinn)} & streams
    assert not Delivery.objects.filter(object_kind="service").exists()


def test_a_page_has_what_changed_since_and_says_where_to_go_on(
    people: People, harbor: Service, chairs: UUID, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.directory.queries.pages.PAGE", 2)
    for n in range(4):
        do(actions.write_service, by=people.system, id=uuid7(), programme_id=people.calder.id, place=None,
           organization={"id": uuid7(), "name": "x"}, fields={"name": f"Place {n}"}, facts={}, room=[])  # fmt: skip
    casey, pages = signed_in(people.casey), list[dict[str, Any]]()
    while not pages or pages[-1]["next"] is not None:
        since = pages[-1]["next"] if pages else 0
        pages.append(casey.get(f"/api/directory?since={since}").json())
    page, names = pages[-1], [one["name"] for page in pages for one in page["services"]]
    number = page["number"]
    assert len(names) == len(set(names)) == 5
    say(people.casey, harbor, chairs, 2)
    (again,) = casey.get(f"/api/directory?since={number}").json()["services"]
    assert (again["name"], again["room"][0]["available"]) == ("Harbor Light Crisis Center", 2)
    assert (page["zone"], page["fresh_h"], page["centre"]) == ("America/Los_Angeles", 4, [32.76, -117.11])
    assert "handoff" not in str(again), "a phone does not hold where links are sent"


def test_a_page_is_small_on_the_way_and_refuses_what_is_no_number(
    people: People, harbor: Service, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    for n in range(6):
        do(actions.write_service, by=people.system, id=uuid7(), programme_id=people.calder.id, place=None,
           organization={"id": uuid7(), "name": "x"}, fields={"name": f"Place {n}", "description": "calm " * 200},
           facts={}, room=[])  # fmt: skip
    page = casey.get("/api/directory?since=0", HTTP_ACCEPT_ENCODING="gzip")
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 3_000
    for since in ("x", "-1", "9" * 30):
        assert casey.get(f"/api/directory?since={since}").status_code == 400
    assert signed_in(people.nia).get("/api/directory").json()["services"] == []


def test_numbers_only_grow_and_each_change_takes_its_own(people: People, harbor: Service, chairs: UUID) -> None:
    seen = []
    for n in range(3):
        say(people.casey, harbor, chairs, n)
        seen.append(Service.objects.get(id=harbor.id).number)
    assert seen == sorted(set(seen))
    assert Directory.objects.get(programme=people.calder).number == seen[-1]


def test_a_snapshot_brings_the_bell_and_not_the_directory(
    people: People, harbor: Service, signed_in: Callable[..., Client]
) -> None:
    objects = signed_in(people.casey).get("/api/snapshot").json()["objects"]
    (bell,) = [one["object"] for one in objects if one["kind"] == "directory"]
    assert set(bell) == {"id", "version", "number"}
    assert not [one for one in objects if one["kind"] == "service"]


def test_the_page_of_a_service_tells_who_said_what_and_keeps_codes_secret(
    people: People, harbor: Service, chairs: UUID, signed_in: Callable[..., Client]
) -> None:
    say(people.casey, harbor, chairs, 3)
    do(actions.make_link, by=people.cam, service_id=harbor.id, id=uuid7(), code="0123456789ABCDEF", days=7)
    answer = signed_in(people.omar).get(f"/api/services/{harbor.id}")
    page = answer.json()
    assert page["words"][0]["said_by"] == "Priya"
    assert page["links"][0]["made_by_name"] == "Cam Osei"
    assert "0123456789ABCDEF" not in answer.content.decode()
    assert hash_of("0123456789ABCDEF") not in answer.content.decode()
    assert signed_in(people.nia).get(f"/api/services/{harbor.id}").status_code == 404


def test_a_phone_keeps_a_word_and_sends_it_when_it_can(
    people: People, harbor: Service, chairs: UUID, signed_in: Callable[..., Client]
) -> None:
    body = {"id": str(uuid7()), "capacity": str(chairs), "available": 2, "told_by": "desk", "how": "phone"}
    answer = signed_in(people.casey).post(f"/api/services/{harbor.id}/capacity", body)
    assert answer.status_code == 200
    assert answer.json()["object"]["room"][0]["available"] == 2
    wrong = signed_in(people.casey).post(f"/api/services/{harbor.id}/capacity", body | {"how": "import"})
    assert (wrong.status_code, wrong.json()["data"]["fields"]) == (422, ["how"])
