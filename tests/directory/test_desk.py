"""What the desk knows and no source does: whether a place is for substance use, and how it is reached."""

from pathlib import Path
from typing import Any

import pytest

from apps.common.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.directory import actions, queries
from apps.directory.models import CapacityLink, Service
from apps.notifications.models import Kept, Message
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from tests.directory.conftest import Import
from tests.people import Client, People

CODE = "7K2M9QXR4TVB8WZC"


def tables(folder: Path, names: dict[str, str]) -> Path:
    """Services of one organisation in HSDS's tables."""
    folder.mkdir(exist_ok=True)
    (folder / "organizations.csv").write_text("id,name\no1,Runs\n")
    rows = "".join(f"{one},o1,{name},active\n" for one, name in names.items())
    (folder / "services.csv").write_text(f"id,organization_id,name,status\n{rows}")
    return folder


def test_a_guess_from_a_name_is_on_the_strict_side_until_a_person_has_looked_and_then_the_person_is_right(
    people: People, run: Import, tmp_path: Path
) -> None:
    run(tables(tmp_path / "a", {"s1": "Opioid Treatment Program", "s2": "Addiction Books and Coffee", "s3": "Food"}))
    clinic, books, food = (Service.objects.get(source_id=one) for one in ("s1", "s2", "s3"))
    assert [one.is_sud for one in (clinic, books, food)] == [True, True, False]
    assert list(queries.sud_to_review(people.sam)) == [books, clinic]
    do(actions.review_sud, by=people.sam, service_id=books.id, is_sud=False)
    do(actions.review_sud, by=people.sam, service_id=clinic.id, is_sud=True)
    assert not queries.sud_to_review(people.sam).exists()
    assert "sud" not in Service.objects.get(id=books.id).copy, "phones know it too"
    run(tables(tmp_path / "b", {"s1": "Morning Program", "s2": "Addiction Books with Cake", "s3": "Food"}))
    clinic, books = (Service.objects.get(id=one.id) for one in (clinic, books))
    assert [(one.name, one.is_sud) for one in (clinic, books)] == [
        ("Morning Program", True),
        ("Addiction Books with Cake", False),
    ]
    assert books.sud_reviewed_by_id == people.sam.id


def test_a_name_that_no_longer_says_it_does_not_loosen_a_guess_that_nobody_looked_at(
    people: People, run: Import, tmp_path: Path
) -> None:
    run(tables(tmp_path / "a", {"s1": "Detox House"}))
    run(tables(tmp_path / "b", {"s1": "Quiet House"}))
    house = Service.objects.get(source_id="s1")
    assert (house.name, house.is_sud) == ("Quiet House", True)
    assert list(queries.sud_to_review(people.ada)) == [house]
    run(tables(tmp_path / "c", {"s1": "Detox House Again"}))
    assert Service.objects.get(source_id="s1").is_sud


def test_only_a_supervisor_or_an_administrator_says_so_and_of_the_own_programme(
    people: People, harbor: Service
) -> None:
    for who in (people.casey, people.omar, people.cam):
        with pytest.raises(NotAllowed):
            do(actions.review_sud, by=who, service_id=harbor.id, is_sud=True)
    Service.objects.filter(id=harbor.id).update(programme=people.ellery)
    with pytest.raises(NotFound):
        do(actions.review_sud, by=people.sam, service_id=harbor.id, is_sud=True)


def addresses(harbor: Service, **more: str) -> dict[str, Any]:
    said = {"email": "intake@harbor.example", "sms": "+1 619 555 0142", "fax": "619-555-0199", "how": "phone"}
    return said | {"told_by": "Priya Nair"} | more


def test_the_desk_writes_where_a_place_is_reached_and_names_what_is_no_address(
    people: People, harbor: Service
) -> None:
    do(actions.write_handoff, by=people.cam, service_id=harbor.id, **addresses(harbor))
    harbor.refresh_from_db()
    assert (harbor.handoff_email, harbor.handoff_fax) == ("intake@harbor.example", "619-555-0199")
    shown = queries.whole(harbor.id)["handoff"]
    assert (shown["by_name"], shown["told_by"], shown["verified"]) == (
        people.cam.name,
        "Priya Nair",
        ["email", "sms"],
    )
    with pytest.raises(Invalid) as wrong:
        do(actions.write_handoff, by=people.cam, service_id=harbor.id,
           **addresses(harbor, email="no at", sms="call us", fax="x", how="import"))  # fmt: skip
    assert wrong.value.data["fields"] == ["email", "sms", "fax", "how"]
    with pytest.raises(NotAllowed):
        do(actions.write_handoff, by=people.casey, service_id=harbor.id, **addresses(harbor))


def test_a_link_goes_to_the_address_that_the_place_itself_gave_and_opens_its_page(
    people: People, harbor: Service, settings: Any
) -> None:
    settings.MAILBOX = True
    link: dict[str, Any] = {"service_id": harbor.id, "code": CODE, "days": 7, "language": "es"}
    with pytest.raises(Conflict, match="confirmed"):  # it has one, but nobody asked them
        do(actions.make_link, by=people.cam, id=uuid7(), send="email", **link)
    do(actions.write_handoff, by=people.cam, service_id=harbor.id, **addresses(harbor, how="website"))
    with pytest.raises(Conflict, match="confirmed"):
        do(actions.make_link, by=people.cam, id=uuid7(), send="email", **link)
    do(actions.write_handoff, by=people.cam, service_id=harbor.id, **addresses(harbor))
    do(actions.make_link, by=people.cam, id=uuid7(), send="email", **link)
    assert CODE not in str(Message.objects.values())
    send_messages()
    letter = Kept.objects.get()
    assert letter.to == "intake@harbor.example"
    assert f"/p/room?language=es#{CODE}" in letter.body
    assert "Harbor Light Crisis Center" in letter.subject
    assert queries.whole(harbor.id)["links"][0]["sent"] == {"channel": "email", "state": "sent"}


def test_a_link_that_is_ended_before_it_left_does_not_leave(people: People, harbor: Service) -> None:
    do(actions.write_handoff, by=people.cam, service_id=harbor.id, **addresses(harbor))
    one = uuid7()
    do(actions.make_link, by=people.cam, service_id=harbor.id, id=one, code=CODE, days=7, send="sms")
    do(actions.end_link, by=people.cam, service_id=harbor.id, link_id=one)
    assert (Message.objects.get().state, CapacityLink.objects.get().ended_at is not None) == ("stopped", True)


def test_the_desk_does_all_of_it_over_the_wire(people: People, harbor: Service, signed_in: Any) -> None:
    sam: Client = signed_in(people.sam)
    Service.objects.filter(id=harbor.id).update(sud_proposed=True, is_sud=True)
    listed = sam.get("/api/services/sud-to-review").json()
    assert (listed["total"], listed["services"][0]["name"]) == (1, "Harbor Light Crisis Center")
    answer = sam.post(f"/api/services/{harbor.id}/sud", {"is_sud": False})
    assert answer.status_code == 200, answer.content
    assert sam.get(f"/api/services/{harbor.id}").json()["sud"]["reviewed_by_name"] == people.sam.name
    assert sam.post(f"/api/services/{harbor.id}/handoff", addresses(harbor)).status_code == 200
