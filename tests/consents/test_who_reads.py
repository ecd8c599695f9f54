"""Consents are for clinical staff who have to do with the person; what names substance use is so only by consent."""

import json
from collections.abc import Callable

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.involvement.models import Involvement
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.projections import as_seen_by
from apps.people import actions
from apps.people.models import Consent, Person
from apps.people.policies import may_see_sud
from apps.people.queries.consent import consents_as_seen_by, consents_of
from apps.realtime import scope
from apps.referrals.models import Need
from tests.consents.scenes import asked, given, place, to, withdrawn
from tests.dispatch.scenes import refused
from tests.people import Client, People
from tests.plans.scenes import involve


def sees(user: User, row: Consent) -> bool:
    """Whether it is there for this person, whole."""
    found = consents_as_seen_by(user, [row.id]).get(row.id)
    assert found is None or "recipients" in found
    return found is not None


def test_an_officer_and_the_desk_learn_of_no_consent(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    row = given(people, person, decider_name="Canary Name")
    for who in (people.omar, people.dana, people.priya, people.jo, people.ada, people.nia):
        client = signed_in(who)
        assert not sees(who, row)
        assert "consent" not in {item["kind"] for item in scope.snapshot(who)}
        roads = (f"/api/consents/{row.id}/copy.pdf", f"/api/people/{person.id}/consents")
        for road in (*roads, f"/api/people/{person.id}/disclosures"):
            answer = client.get(road)
            assert answer.status_code in (403, 404)
            assert "Canary" not in answer.content.decode()
        assert client.post(f"/api/consents/{row.id}/withdraw", {"how": "told"}).status_code == 404
    streams = set(Delivery.objects.filter(object_kind="consent").values_list("stream", flat=True))
    assert streams == {f"user:{people.casey.id}", f"user:{people.cam.id}"}


def test_a_device_holds_what_its_persons_cases_hold(people: People, person: Person) -> None:
    row = given(people, person)
    assert set(as_seen_by(people.cam, "consent", [row.id])) == {row.id}
    assert as_seen_by(people.casey, "consent", [row.id]) == {}, "read from the server, kept nowhere"
    assert sees(people.casey, row)
    Involvement.objects.filter(user=people.cam).update(until=now())
    assert as_seen_by(people.cam, "consent", [row.id]) == {}


def test_joined_records_count_together_and_apart_again(people: People, person: Person) -> None:
    other = Person.objects.create(programme=people.calder, given="Anselmo", made_by=people.casey)
    row = given(people, other, people.sam)
    assert not consents_of(people.sam, person.id).exists()
    do(actions.merge, by=people.sam, person_id=other.id, into=person.id, reason="the same")
    assert set(consents_of(people.sam, person.id)) == {row}
    newer = given(people, person, people.sam, replaces=row.id)
    assert set(consents_of(people.sam, other.id)) == {row, newer}
    do(actions.unmerge, by=people.sam, person_id=other.id, reason="not the same")
    assert set(consents_of(people.sam, person.id)) == {newer}


def test_what_names_substance_use_is_read_by_consent_and_then_only_by_whose_hand_it_was(
    people: People, person: Person
) -> None:
    detox = place(people, "Bayside Detox", is_sud=True)
    involve(person, people.riley)
    row = given(people, person, recipients=to(detox))
    need = asked(people, person, detox, row).need
    need.is_sud = True  # type: ignore[attr-defined]
    for who in (people.casey, people.cam, people.sam, people.riley):
        assert sees(who, row)
        assert may_see_sud(who, fresh(need))
    assert not may_see_sud(people.jo, fresh(need))
    withdrawn(people, row, people.cam)
    for who, still in ((people.casey, True), (people.cam, True), (people.sam, False), (people.riley, False)):
        assert sees(who, row) == still
    assert [may_see_sud(who, fresh(need)) for who in (people.casey, people.sam)] == [True, False]


def fresh(need: Need) -> Need:
    """Read again, about substance use because one of its places is."""
    again = Need.objects.get(id=need.id)
    again.is_sud = again.referrals.filter(is_sud=True).exists()  # type: ignore[attr-defined]
    return again


def test_a_need_goes_on_under_the_newest_version(people: People, person: Person) -> None:
    detox = place(people, "Bayside Detox", is_sud=True)
    row = given(people, person, recipients=to(detox))
    need = asked(people, person, detox, row).need
    given(people, person, people.cam, recipients=to(detox), replaces=row.id)
    assert may_see_sud(people.sam, fresh(need))
    assert not sees(people.sam, row)


def test_an_officer_who_takes_part_may_not_give_one(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    with refused(Code.NOT_ALLOWED):
        given(people, person, people.omar)
    with refused(Code.NOT_FOUND):
        given(people, person, people.riley)
    bad = {"id": str(uuid7()), "person": str(person.id), "friend": "x"}
    answer = signed_in(people.casey).post("/api/consents", bad)
    assert answer.status_code == 422
    assert "friend" in json.dumps(answer.json()["data"])
