"""What a partner's own system reads: its own referrals, as far as the basis covers, each reading accounted for."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common.clock import now
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.outbox.commands import do
from apps.people.models import Consent, ContactPoint, Person
from apps.referrals.actions import partners, tokens
from apps.referrals.models import Disclosure, Need, PartnerToken, Referral
from apps.referrals.queries.packet import NOTICE
from tests.people import Client, People
from tests.referrals.partner import System, none_of, said, system_of, token_for
from tests.referrals.scenes import asked, at, consent, says, service

CANARY = "sees a blue heron"


def with_sud(people: People, visit: Assignment) -> tuple[Need, Service, Consent]:
    """A place for substance use that was asked on a signed consent."""
    detox = service(people, "Detox House", is_sud=True)
    given = consent(people, visit, [detox], is_sud=True)
    need = asked(people.casey, visit, [detox], basis="consent", consent_id=given.id)
    assert at(need, detox).status == "sent"
    return need, detox, given


def test_a_place_reads_the_person_as_far_as_the_basis_covers_and_each_reading_is_accounted_for(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    ContactPoint.objects.create(person=ruth, kind="phone", value="+15550100", call="yes", made_by=people.casey)
    ContactPoint.objects.create(person=ruth, kind="phone", value="+15550199", call="no", made_by=people.casey)
    need = asked(people.casey, visit, places)
    row, system = at(need, places[0]), system_of(people, places[0], name="Harbor's records")
    person = system.read(f"Patient/{row.id}")
    assert person["name"] == [{"use": "usual", "family": "Adeyemi", "given": ["Ruth"]}]
    assert person["telecom"] == [{"system": "phone", "value": "+15550100"}], "only what is safe to call"
    assert "birthDate" not in person, "the basis does not name it"
    request = system.read(f"ServiceRequest/{row.id}")
    assert request["code"]["text"] == "A bed tonight, no men on the floor"
    assert (request["status"], request["priority"]) == ("active", "stat")
    told = Disclosure.objects.filter(referral=row)
    assert [(one.way, one.recipient_name, one.person_id) for one in told] == [
        ("fhir", "Harbor's records", ruth.id)
    ] * 2
    system.read(f"Task/{row.id}")
    assert told.count() == 2, "a Task says nothing about her"


def test_a_bundle_has_everything_about_one_referral_and_is_one_disclosure(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    row = at(asked(people.casey, visit, places), places[0])
    bundle = system_of(people, places[0]).read(f"Bundle/{row.id}")
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    who_and_where = ["Organization", "Organization", "HealthcareService", "PractitionerRole"]
    assert kinds == ["Task", "ServiceRequest", "Patient", *who_and_where]
    assert bundle["type"] == "collection"
    assert Disclosure.objects.filter(referral=row).count() == 1


def test_what_was_sent_to_others_or_not_sent_yet_is_not_there(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:2])
    other = system_of(people, places[2])
    for path in none_of(at(need, places[0]).id):
        assert said(other.ask("get", path)) == (404, [])
    assert other.found("Task") == []
    assert other.found(f"Patient?_id={at(need, places[0]).id}") == []
    Referral.objects.filter(need=need, service=places[1]).update(status="draft", sent_at=None)
    assert said(system_of(people, places[1]).ask("get", f"Task/{at(need, places[1]).id}"))[0] == 404
    assert not Disclosure.objects.exists()


def test_substance_use_carries_its_label_its_notice_and_the_scope_of_its_consent(
    people: People, visit: Assignment, ruth: Person
) -> None:
    need, detox, given = with_sud(people, visit)
    row, system = at(need, detox), system_of(people, detox)
    for path in none_of(row.id):
        labels = system.read(path)["meta"]["security"]
        assert {label["code"] for label in labels} == {"ETH", "42CFRPart2"}, path
    for kind in ("ServiceRequest", "Patient", "Consent"):
        words = system.read(f"{kind}/{row.id}")["text"]["div"]
        assert NOTICE in words, kind
        assert "Calder County Behavioral Health" in words, kind
    shown = system.read(f"Consent/{row.id}")
    provision = shown["provision"]
    assert provision["type"] == "permit"
    assert provision["period"]["end"] == "2099-01-01"
    assert [code["coding"][0]["code"] for code in provision["code"]] == ["name", "contact", "today"]
    assert provision["actor"][0]["reference"]["display"] == "Detox House"
    assert shown["performer"] == [{"display": "Ruth Adeyemi"}]
    assert set(Disclosure.objects.values_list("is_sud", "consent_id")) == {(True, given.id)}


def test_a_consent_that_is_taken_back_ends_every_reading_at_that_moment(
    people: People, visit: Assignment, ruth: Person
) -> None:
    need, detox, given = with_sud(people, visit)
    row, system = at(need, detox), system_of(people, detox)
    version = system.read(f"Task/{row.id}")["meta"]["versionId"]
    Consent.objects.filter(id=given.id).update(withdrawn_at=now())  # before any handler ran
    told = Disclosure.objects.count()
    for path in none_of(row.id):
        assert said(system.ask("get", path)) == (404, []), path
    for kind in ("Task", "ServiceRequest", "Patient", "Consent"):
        assert system.found(kind) == [], kind
    answer = system.ask("put", f"Task/{row.id}", {"resourceType": "Task"}, **{"If-Match": f'W/"{version}"'})
    assert said(answer)[0] == 404
    assert Disclosure.objects.count() == told


def test_a_place_that_said_no_or_was_released_reads_how_it_ended_and_nothing_more_of_the_person(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    says(people, need, places[0], "decline", code="age")
    says(people, need, places[1], "accept")
    for place, status in ((places[0], "rejected"), (places[2], "cancelled")):
        row, system = at(need, place), system_of(people, place)
        assert system.read(f"Task/{row.id}")["status"] == status
        for path in none_of(row.id)[1:]:
            assert said(system.ask("get", path)) == (404, []), path
        assert system.found("Patient") == []
    assert not Disclosure.objects.filter(way="fhir").exists()
    assert system_of(people, places[1]).found("Patient")[0]["name"][0]["family"] == "Adeyemi"


def test_no_consent_is_shown_where_it_stands_on_another_basis(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    row = at(asked(people.casey, visit, places), places[0])
    assert said(system_of(people, places[0]).ask("get", f"Consent/{row.id}"))[0] == 404


def test_a_page_of_tasks_costs_as_many_queries_for_many_as_for_one(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    given = consent(people, visit, places)
    system = system_of(people, *places)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert system.found("Task?_count=50")
        return len(queries)

    asked(people.casey, visit, places[:1], basis="consent", consent_id=given.id)
    one = cost()
    for _ in range(4):
        asked(people.casey, visit, places, basis="consent", consent_id=given.id)
    assert len(system.found("Task?_count=50")) == 13
    assert cost() == one
    assert one <= 8


def test_whoever_follows_the_links_gets_every_task_once_in_the_order_of_change(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    for _ in range(3):
        asked(people.casey, visit, places)
    system, got = system_of(people, *places), []
    bundle = system.read("Task?_count=4&status=requested")
    while True:
        got += [entry["resource"] for entry in bundle.get("entry", [])]
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        if "next" not in links:
            break
        bundle = system.read(links["next"].split("/fhir/")[1])
    ids = {str(one) for one in Referral.objects.values_list("id", flat=True)}
    assert ({task["id"] for task in got}, len(got)) == (ids, 9)
    changed = [task["meta"]["lastUpdated"] for task in got]
    assert changed == sorted(changed)


def test_tasks_are_found_by_owner_by_how_they_stand_and_by_when_they_changed(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    hour_ago = now() - timedelta(hours=1)
    Referral.objects.filter(need=need).update(changed_at=hour_ago - timedelta(hours=1))
    says(people, need, places[0], "decline", code="age")
    first, system = str(at(need, places[0]).id), system_of(people, *places)

    def ids(query: str) -> set[str]:
        return {task["id"] for task in system.found(f"Task?{query}")}

    assert ids("status=rejected,accepted") == {first}
    assert ids("business-status=4.0") == {first}
    assert ids(f"_lastUpdated=ge{hour_ago:%Y-%m-%dT%H:%M:%SZ}") == {first}
    assert len(ids(f"_lastUpdated=ge2020&_lastUpdated=le{now():%Y-%m}")) == 3
    assert ids("_lastUpdated=2019") == ids("_lastUpdated=gt2098-12-31") == set()
    exact = system.found(f"Task?_id={first}")[0]["meta"]["lastUpdated"]
    assert ids(f"_lastUpdated={exact}") == {first}
    assert len(ids(f"_lastUpdated=lt{hour_ago:%Y-%m-%dT%H:%M:%SZ}")) == 2
    assert ids(f"owner=HealthcareService/{places[0].id}") == {first}
    assert ids(f"owner=Organization/{places[0].organization_id}") == {first}
    assert ids(f"_id={first},not-one") == {first}


WRONG = [
    ("Task?nonsense=1", 400, ["nonsense"]),
    ("Task?status=perhaps", 400, ["status"]),
    ("Task?_lastUpdated=yesterday", 400, ["_lastUpdated"]),
    ("Task?_lastUpdated=ap2026-01-01", 400, ["_lastUpdated"]),
    ("Task?_count=many", 400, ["_count"]),
    ("Task?_after=x", 400, ["_after"]),
    ("Task?owner=Patient/1", 400, ["owner"]),
    ("Organization?_lastUpdated=2026-01-01,soon", 400, ["_lastUpdated"]),
    ("Task?_include=Task:owner", 400, ["_include"]),
    ("HealthcareService?_revinclude=Task:focus", 400, ["_revinclude"]),
    ("Observation", 404, []),
    ("Observation/1", 404, []),
    ("Task/not-an-id", 404, []),
    ("Task?_format=xml", 406, []),
]


def test_what_cannot_be_asked_is_answered_with_an_outcome_that_names_it(
    people: People, places: list[Service]
) -> None:
    system = system_of(people, places[0])
    for path, status, names in WRONG:
        answer = system.ask("get", path)
        assert said(answer) == (status, names), path
        assert answer["Content-Type"].startswith("application/fhir+json")


def test_without_a_token_with_a_wrong_one_or_with_a_session_of_ours_nobody_is_let_in(
    people: People, places: list[Service], signed_in: Any
) -> None:
    for stranger in (System(), System("alongside_guessed"), System("ünïcode")):
        for path in ("Task", "Patient", "Organization", "Nothing"):
            answer = stranger.ask("get", path)
            assert said(answer) == (401, [])
            assert answer["WWW-Authenticate"].startswith("Bearer")
    ours: Client = signed_in(people.sam)
    assert ours.get("/fhir/Task").status_code == 401
    system = system_of(people, places[0])
    assert said(system.ask("delete", "Task"))[0] == 405
    assert said(system.ask("get", "Task", Accept="application/fhir+xml"))[0] == 406
    assert system.ask("get", "Task", Accept="application/json").status_code == 200


def test_everybody_may_read_what_this_server_does(people: People) -> None:
    told = System().read("metadata")
    assert (told["resourceType"], told["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    kinds = {each["type"] for each in told["rest"][0]["resource"]}
    assert kinds >= {"Task", "ServiceRequest", "Patient", "Consent", "Organization", "HealthcareService"}


def test_a_secret_is_kept_as_a_hash_rotated_with_a_day_between_and_revoked_at_once(
    people: People, places: list[Service]
) -> None:
    row, secret = token_for(people, places[0])
    assert secret not in str(PartnerToken.objects.filter(id=row.id).values())
    fresh = tokens.new_secret()
    do(tokens.rotate_token, by=people.system, token_id=row.id, secret=fresh)
    assert [System(each).ask("get", "Task").status_code for each in (secret, fresh)] == [200, 200]
    PartnerToken.objects.filter(id=row.id).update(expires_at=now())
    assert [System(each).ask("get", "Task").status_code for each in (secret, fresh)] == [401, 200]
    last = PartnerToken.objects.get(token_hash=tokens.hash_of(fresh))
    assert last.last_used_at is not None
    do(tokens.revoke_token, by=people.system, token_id=last.id)
    assert System(fresh).ask("get", "Task").status_code == 401


def test_a_system_that_asks_without_end_is_told_to_wait(
    people: People, places: list[Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partners, "PER_WINDOW", 3)
    system = system_of(people, places[0])
    statuses = [system.ask("get", "Task").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert system.ask("get", "Task")["Retry-After"] == "60"
    PartnerToken.objects.update(window_at=now() - timedelta(minutes=2))
    assert system.ask("get", "Task").status_code == 200


def test_the_operator_makes_lists_and_revokes_tokens_at_the_command_line(
    people: People, places: list[Service], capsys: pytest.CaptureFixture[str]
) -> None:
    slug = people.calder.slug
    call_command("partner_token", "make", "Harbor", str(places[0].id), "--programme", slug)
    made = capsys.readouterr().out.splitlines()
    assert System(made[1]).ask("get", "Task").status_code == 200
    call_command("partner_token", "list")
    listed = capsys.readouterr().out
    assert "Harbor  1 services  open" in listed
    assert made[1] not in listed
    call_command("partner_token", "revoke", str(PartnerToken.objects.get().id))
    assert System(made[1]).ask("get", "Task").status_code == 401
    with pytest.raises(CommandError):
        call_command("partner_token", "make", "Nobody's", str(people.calder.id), "--programme", slug)


def test_what_is_clinical_and_not_covered_is_in_no_byte_that_goes_out(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places, what=["name"])
    Encounter.objects.filter(id=visit.id).update(judgement_why=CANARY)
    row, system = at(need, places[0]), system_of(people, places[0])
    sent = b"".join(system.ask("get", path).content for path in none_of(row.id))
    assert CANARY.encode() not in sent
    Need.objects.filter(id=row.need_id).update(what=["name", "today"])
    assert CANARY.encode() in system.ask("get", f"Bundle/{row.id}").content


def test_neither_a_secret_nor_what_was_searched_for_is_in_a_log(
    people: People, places: list[Service], capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    system = system_of(people, places[0])
    for path in ("Patient?name=Adeyemi", "Task"):
        system.ask("get", path)
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "GET /fhir/Patient" in logged
    assert "Adeyemi" not in logged
    assert system.secret not in logged
