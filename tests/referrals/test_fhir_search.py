"""What a partner's system finds: by when it changed, how many, with what goes along, as its token allows."""

from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from apps.directory.actions import correct_service
from apps.directory.models import Organization, Service
from apps.dispatch.models import Assignment
from apps.outbox.commands import do
from apps.people.actions.consent import withdraw_consent
from apps.people.models import Consent, Person
from apps.referrals.api import fhir
from apps.referrals.models import Disclosure, Need, Referral
from tests.people import People
from tests.referrals.partner import business, said, system_of
from tests.referrals.places import delivered
from tests.referrals.scenes import asked, at, consent, says

LONG_AGO = timedelta(days=400)


def modes(bundle: dict[str, Any]) -> list[tuple[str, str]]:
    """Kind and why it is there, entry by entry."""
    return [(each["resource"]["resourceType"], each["search"]["mode"]) for each in bundle.get("entry", [])]


def test_the_directory_is_found_by_when_it_changed_last_with_every_prefix_and_several_values(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    asked(people.casey, visit, places)
    system = system_of(people, *places)
    Service.objects.filter(id=places[0].id).update(changed_at=now() - LONG_AGO)
    Organization.objects.filter(id=places[0].organization_id).update(changed_at=now() - LONG_AGO)
    day = f"{now() - LONG_AGO:%Y-%m-%d}"
    for kind, old in (("HealthcareService", places[0].id), ("Organization", places[0].organization_id)):
        every = {each["id"] for each in system.found(kind)}
        for query, ids in (
            (f"_lastUpdated={day}", {str(old)}),
            (f"_lastUpdated=le{day}", {str(old)}),
            (f"_lastUpdated=gt{day}", every - {str(old)}),
            (f"_lastUpdated=lt{day}", set()),
            (f"_lastUpdated=ge{day}", every),
            (f"_lastUpdated=2001,{day}", {str(old)}),
            (f"_lastUpdated=ge{day}&_lastUpdated=le{day}", {str(old)}),
        ):
            assert {each["id"] for each in system.found(f"{kind}?{query}")} == ids, (kind, query)
    roles = system.read("PractitionerRole?_lastUpdated=gt2020")
    assert (roles["total"], roles["entry"][0]["resource"]["id"]) == (1, str(people.casey.id))
    assert system.read("PractitionerRole?_lastUpdated=lt2020")["total"] == 0


def test_a_service_that_somebody_corrects_is_new_to_whoever_asks_what_changed(
    people: People, places: list[Service]
) -> None:
    Service.objects.update(changed_at=now() - LONG_AGO)
    system, since = system_of(people, *places), stamp(now() - timedelta(minutes=1))
    assert system.read(f"HealthcareService?_lastUpdated=ge{since}")["total"] == 0
    facts: dict[str, Any] = {"what": "way_in", "value": {"walk_in": "no"}, "how": "phone"}
    do(correct_service, by=people.casey, service_id=places[1].id, id=uuid7(), **facts)
    found = system.found(f"HealthcareService?_lastUpdated=ge{since}")
    assert [each["id"] for each in found] == [str(places[1].id)]


def test_a_search_says_how_many_there_are_on_all_pages_as_far_as_there_is_a_basis(
    people: People, visit: Assignment, ruth: Person, places: list[Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = consent(people, visit, places)
    asked(people.casey, visit, places)
    asked(people.casey, visit, places, basis="consent", consent_id=given.id)
    system = system_of(people, *places)
    assert [system.read(f"{kind}?_count=2")["total"] for kind in ("Task", "Patient", "Consent")] == [6, 6, 3]
    assert system.read("Task?_count=2&status=accepted")["total"] == 0
    assert system.read("HealthcareService?_count=1")["total"] == 3
    Consent.objects.filter(id=given.id).update(withdrawn_at=now())
    assert [system.read(f"{kind}?_count=2")["total"] for kind in ("Task", "Patient", "Consent")] == [3, 3, 0]
    monkeypatch.setattr(fhir, "MOST_COUNTED", 2)
    assert "total" not in system.read("Task?_count=2"), "too many to ask each for its basis"


def test_pages_of_the_directory_have_each_row_once(people: People, places: list[Service]) -> None:
    system, got = system_of(people, *places), []
    bundle = system.read("HealthcareService?_count=2")
    while True:
        got += [entry["resource"]["id"] for entry in bundle["entry"]]
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        if "next" not in links:
            break
        bundle = system.read(links["next"].split("/fhir/")[1])
    assert sorted(got) == sorted(str(place.id) for place in places)


def test_what_is_asked_for_and_who_it_is_for_go_along_and_each_referral_is_one_line_in_the_accounting(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    row = at(asked(people.casey, visit, places), places[0])
    system = system_of(people, places[0])
    bundle = system.read("Task?_include=Task:focus&_include=Task:patient")
    assert modes(bundle) == [("Task", "match"), ("Patient", "include"), ("ServiceRequest", "include")]
    assert {each["resource"]["id"] for each in bundle["entry"]} == {str(row.id)}
    assert bundle["total"] == 1, "what goes along is not counted"
    assert Disclosure.objects.filter(referral=row, way="fhir").count() == 1
    assert modes(system.read("ServiceRequest?_include=ServiceRequest:subject&_revinclude=Task:focus")) == [
        ("ServiceRequest", "match"), ("Patient", "include"), ("Task", "include")
    ]  # fmt: skip
    assert modes(system.read("Patient?_revinclude=ServiceRequest:subject"))[1] == ("ServiceRequest", "include")
    told = goes_along(system)
    assert told["ServiceRequest"] == (["ServiceRequest:subject"], ["Task:focus"])


def goes_along(system: Any) -> dict[str, tuple[list[str], list[str]]]:
    """What the CapabilityStatement says goes along."""
    kinds = system.read("metadata")["rest"][0]["resource"]
    return {each["type"]: (each.get("searchInclude", []), each.get("searchRevInclude", [])) for each in kinds}


def test_a_token_opens_only_what_it_was_made_for(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    row = at(asked(people.casey, visit, places), places[0])
    reads, tells = (system_of(people, places[0], scopes=scopes) for scopes in (["read"], ["tell", "update"]))
    assert reads.read(f"Task/{row.id}")["status"] == "requested"
    for path in (f"Patient/{row.id}", f"Bundle/{row.id}", "ServiceRequest", "Task?_include=Task:patient"):
        assert said(reads.ask("get", path)) == (403, []), path
    assert said(reads.say(row, status="accepted")) == (403, [])
    assert not Disclosure.objects.filter(way="fhir").exists()
    assert tells.read(f"Patient/{row.id}")["resourceType"] == "Patient"
    assert said(tells.ask("get", "HealthcareService")) == (403, [])
    row.refresh_from_db()
    assert row.status == "sent"


@pytest.fixture
def called_off(people: People, visit: Assignment, ruth: Person, places: list[Service]) -> Need:
    """Harbor Light had said yes when the consent was taken back; the team's own rules have run."""
    given = consent(people, visit, places[:1])
    need = asked(people.casey, visit, places[:1], basis="consent", consent_id=given.id)
    says(people, need, places[0], "accept")
    do(withdraw_consent, by=people.casey, consent_id=given.id, how="spoken")
    delivered()
    return need


@pytest.mark.parametrize(
    "words",
    [{"status": "cancelled", "businessStatus": business("6.0")}, {"status": "cancelled", "businessStatus": None},
     {"status": "rejected"}],
)  # fmt: skip
def test_a_place_confirms_over_fhir_that_a_withdrawn_consent_ended_what_it_had_said_yes_to(
    words: dict[str, Any], people: People, places: list[Service], called_off: Need
) -> None:
    row, system = at(called_off, places[0]), system_of(people, places[0])
    assert row.status == "cancel_requested"
    for path in (f"Patient/{row.id}", f"ServiceRequest/{row.id}", f"Bundle/{row.id}"):
        assert said(system.ask("get", path)) == (404, []), "the person's word stands"
    assert said(system.say(row, status="completed"))[0] == 404, "nothing else can be said of it"
    answer = system.say(row, **words)
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    row = Referral.objects.get(id=row.id)
    assert row.status == "cancelled"
    again = system.say(row, status="cancelled", businessStatus=business("6.0"))
    assert again.status_code == 200
    assert Referral.objects.get(id=row.id).version == row.version
    assert not Disclosure.objects.filter(referral=row, way="fhir").exists()
