"""The desk's list names the person and how long they agreed, where neither is on the device."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apps.accounts.models import Membership
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.notifications.models import Message
from apps.outbox.commands import do
from apps.people.models import Consent, Person
from apps.referrals.actions import answers, asking, care
from tests.people import Client, People
from tests.referrals.scenes import act, asked, at, consent, says, seen, service, spoken


def test_a_row_says_who_it_is_about_and_on_which_yes_until_when(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    agreed = spoken(people, visit, places)
    need = asked(people.casey, visit, places[:2], basis="consent", consent_id=agreed.id, what=[])
    other = asked(people.casey, visit, places[2:])
    rows = {row["id"]: row for row in signed_in(people.sam).get("/api/needs").json()["rows"]}
    named = {
        key: [row[key] for row in (rows[str(need.id)], rows[str(other.id)])]
        for key in ("person_name", "consent_how", "consent_until")
    }
    assert named == {
        "person_name": ["Ruth Adeyemi", "Ruth Adeyemi"],
        "consent_how": ["spoken", ""],
        "consent_until": ["2099-01-01", None],
    }


def test_a_row_says_whom_the_person_lets_be_told_where_the_device_holds_no_consent(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    detox = service(people, "Bayside Detox", is_sud=True)
    first = spoken(people, visit, places[:1])
    need = asked(people.casey, visit, places[:1], basis="consent", consent_id=first.id, what=[])
    consent(people, visit, [detox], is_sud=True)
    (row,) = signed_in(people.sam).get("/api/needs").json()["rows"]
    named = [{"places": [str(places[0].id)], "sud": False}, {"places": [str(detox.id)], "sud": True}]
    assert sorted(row["agreed"], key=lambda one: bool(one["sud"])) == named
    Consent.objects.update(ends_at=now())
    (row,) = signed_in(people.sam).get("/api/needs").json()["rows"]
    assert (row["id"], row["agreed"]) == (str(need.id), [])


def test_the_next_place_is_asked_at_once_where_another_consent_names_it(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    first = consent(people, visit, places[:1])
    need = asked(people.casey, visit, places[:1], basis="consent", consent_id=first.id, what=[])
    consent(people, visit, places)
    ids: dict[str, Any] = {"need_id": need.id, "referral_id": uuid7()}
    do(asking.ask_next, by=people.casey, service_id=places[1].id, **ids)
    assert (at(need, places[1]).status, at(need, places[0]).status) == ("sent", "sent")


def test_the_list_is_filtered_by_state_urgency_place_and_owner_and_names_what_one_can_filter_by(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    waiting = asked(people.casey, visit, places[:2], urgency="soon")
    dated = asked(people.casey, visit, places[2:])
    says(people, dated, places[2], "schedule", at=now() + timedelta(days=1))
    do(care.give, by=people.casey, need_id=dated.id, user_id=people.cam.id)
    sam = signed_in(people.sam)

    def of(query: str) -> list[str]:
        return [row["id"] for row in sam.get(f"/api/needs?{query}").json()["rows"]]

    assert of("state=scheduled") == [str(dated.id)]
    assert of("urgency=soon") == [str(waiting.id)]
    assert of(f"place={places[1].id}") == [str(waiting.id)]
    assert of(f"owner={people.cam.id}&state=scheduled&urgency=now") == [str(dated.id)]
    assert of(f"owner={people.cam.id}&urgency=soon") == []
    page = sam.get(f"/api/needs?place={places[1].id}").json()
    assert [one["name"] for one in page["filters"]["owners"]] == ["Cam", "Casey"]
    assert [one["name"] for one in page["filters"]["places"]] == ["Casa Serena", "Harbor Light", "Vera House"]
    assert (page["counts"]["all"], page["counts"]["none"]) == (1, 0)


def test_a_need_whose_owner_left_stands_without_owner_until_it_is_given(
    people: People, visit: Assignment, ruth: Person, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    need = asked(people.casey, visit, places[:1])
    Membership.objects.filter(user=people.casey).update(until=now())
    sam = signed_in(people.sam)
    page = sam.get("/api/needs?owner=none").json()
    assert ([row["id"] for row in page["rows"]], page["counts"]["none"]) == ([str(need.id)], 1)
    able = sam.get(f"/api/needs/{need.id}/owners").json()["owners"]
    names = {one["name"] for one in able}
    assert people.cam.name in names
    assert not names & {people.casey.name, people.omar.name, people.dana.name, people.nia.name}
    do(care.give, by=people.sam, need_id=need.id, user_id=people.cam.id)
    assert sam.get("/api/needs?owner=none").json()["rows"] == []


def test_who_may_not_know_of_a_need_is_not_told_who_could_have_it(
    people: People, visit: Assignment, places: list[Service], signed_in: Callable[..., Client]
) -> None:
    need = asked(people.casey, visit, places[:1])
    for who in (people.omar, people.dana, people.nia):
        assert signed_in(who).get(f"/api/needs/{need.id}/owners").status_code in (403, 404), who.short_name


def test_a_place_that_wanted_the_person_first_is_booked_at_a_time_it_offered(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    when = now() + timedelta(days=1)
    says(people, need, places[0], "needs_client", times=[when])
    act(answers.answer, people.casey, need, places[0], answer="schedule", name="Rosa Ibarra", at=when)
    assert (at(need, places[0]).status, at(need, places[0]).appointment_at) == ("scheduled", when)


def test_a_message_that_was_stopped_is_a_trouble_only_while_the_place_still_is_to_be_told(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:2])
    for place in places[:2]:
        about: dict[str, Any] = {
            "about_kind": "referral",
            "about_id": at(need, place).id,
            "to": "desk@harbor.example",
        }
        Message.objects.create(
            key=str(place.id), channel="email", audience="provider", text="ask", state="stopped", **about
        )
    says(people, need, places[0], "accept")
    shown = {row["service_name"]: row["handoff"]["state"] for row in seen(people.casey, need)["referrals"]}
    assert shown == {"Harbor Light": "failed", "Casa Serena": "none"}
