"""Everything that goes out passes the npm validator `fhir`; what comes in is taken whole or refused by element."""

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import ContactPoint, Person
from apps.referrals.fhir.outcome import Issue, Refused
from apps.referrals.fhir.resources import as_task
from apps.referrals.fhir.shape import RESOURCES
from apps.referrals.fhir.validate import read
from apps.referrals.models import Need, Referral
from config import bootstrap
from tests.people import People
from tests.referrals.partner import System, none_of, said, system_of
from tests.referrals.scenes import asked, at, consent, service
from tests.referrals.test_fhir_write import put_in

EXAMPLES = Path(__file__).parents[3] / "shared/data/fhir"
SEARCHES = ("Task", "ServiceRequest", "Patient", "Consent", "Organization", "HealthcareService", "PractitionerRole")
ALL = ["name", "birth", "contact", "today", "medical", "safety_plan", "what_helps", "earlier"]


def wrong_in(resources: list[dict[str, Any]]) -> list[list[str]]:
    """What the validator finds in each: one process for all of them."""
    variables = {**os.environ, **bootstrap.node_environment()}
    node = shutil.which("node", path=variables["PATH"])
    assert node is not None, "the tool chain brings Node"
    script = str(Path(__file__).with_name("validate.cjs"))
    raw = json.dumps(resources).encode()
    done = subprocess.run([node, script], input=raw, env=variables, capture_output=True, check=True)
    found: list[list[str]] = json.loads(done.stdout)
    return found


def given_out(people: People, visit: Assignment, ruth: Person) -> list[dict[str, Any]]:
    """Every kind of answer, on two bases, and a Task of every state."""
    ContactPoint.objects.create(person=ruth, kind="phone", value="+15550100", text="yes", made_by=people.casey)
    Person.objects.filter(id=ruth.id).update(called="Ruthie", birth_year=1990, language="Español")
    detox, bed = service(people, "Detox House", is_sud=True), service(people, "Bed House")
    signed = consent(people, visit, [detox], is_sud=True, what=ALL)
    sud = asked(people.casey, visit, [detox], basis="consent", consent_id=signed.id, tags=["detox"])
    plain = asked(people.casey, visit, [bed], what=ALL)
    system = system_of(people, detox, bed)
    found = [system.read("metadata"), System().ask("get", "Task").json(), system.ask("get", "Task?x=1").json()]
    found += [system.read(path) for path in none_of(at(sud, detox).id)]
    found += [system.read(kind) for kind in SEARCHES]
    found += states(at(plain, bed))
    return [*found, *(entry["resource"] for each in found for entry in each.get("entry", []))]


def states(row: Referral) -> list[dict[str, Any]]:
    """One Task for each state."""
    return [as_task(put_in(row, status)) for status in Referral.Status.values]


def test_everything_that_goes_out_passes_the_npm_validator(people: People, visit: Assignment, ruth: Person) -> None:
    resources = given_out(people, visit, ruth)
    broken = copy.deepcopy(next(each for each in resources if each["resourceType"] == "Task"))
    broken |= {"status": "perhaps", "colour": "blue"}
    *found, of_broken = wrong_in([*resources, broken])
    assert [f"{each['resourceType']}: {wrong}" for each, wrong in zip(resources, found, strict=True) if wrong] == []
    assert len(of_broken) == 2, "it would notice"
    assert {each["resourceType"] for each in resources} >= {"CapabilityStatement", "OperationOutcome", "Bundle"}


def test_what_goes_out_comes_in_again_by_our_own_check(people: People, visit: Assignment, ruth: Person) -> None:
    for resource in given_out(people, visit, ruth):
        inner = [entry["resource"] for entry in resource.get("entry", [])] or [resource]
        for each in inner:
            if each["resourceType"] in RESOURCES:
                assert read(each) == each


def examples() -> list[Path]:
    """Gravity's of social needs, and HL7's own of R4."""
    folders = (EXAMPLES / "gravity_sdoh_examples", EXAMPLES / "r4_examples")
    return sorted(path for folder in folders if folder.is_dir() for path in folder.glob("*.json"))


def test_every_example_is_read_and_written_the_same_or_refused_by_the_name_of_its_element() -> None:
    if not examples():
        pytest.skip("the examples are not here")
    taken, refused = set(), dict[str, list[str]]()
    for path in examples():
        resource = json.loads(path.read_text(encoding="utf-8"))
        try:
            assert read(resource) == resource, path.name
            taken.add(resource["resourceType"])
        except Refused as error:
            refused[resource["resourceType"]] = [issue.where for issue in error.issues]
    assert taken == RESOURCES, refused
    assert refused
    assert not set(refused) & RESOURCES
    assert all(wheres == ["Resource.resourceType"] for wheres in refused.values())


def test_every_example_that_is_sent_as_one_of_our_tasks_is_refused_by_its_element(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    if not examples():
        pytest.skip("the examples are not here")
    row, system = at(asked(people.casey, visit, places[:1]), places[0]), system_of(people, places[0])
    for path in examples():
        match = {"If-Match": f'W/"{row.version}"'}
        answer = system.ask("put", f"Task/{row.id}", path.read_text(encoding="utf-8"), **match)
        status, names = said(answer)
        assert (status, bool(names)) in ((422, True), (400, True)), path.name
    row.refresh_from_db()
    assert row.status == "sent"


def test_a_code_outside_of_its_set_is_refused_in_every_kind() -> None:
    bad: dict[str, dict[str, Any]] = {
        "Task": {"status": "on_hold", "intent": "order"},
        "ServiceRequest": {"status": "cancelled", "intent": "order", "subject": {"reference": "Patient/1"}},
        "Patient": {"gender": "f"},
        "Consent": {"status": "given", "scope": {"text": "x"}, "category": [{"text": "x"}]},
        "PractitionerRole": {"availableTime": [{"daysOfWeek": ["monday"]}]},
        "Organization": {"telecom": [{"system": "telephone"}]},
        "HealthcareService": {"identifier": [{"use": "usually"}]},
    }
    named = {}
    for kind, elements in bad.items():
        with pytest.raises(Refused) as caught:
            read({"resourceType": kind, **elements})
        named[kind] = [(issue.code, issue.where) for issue in caught.value.issues]
    assert named == {
        "Task": [("code-invalid", "Task.status")],
        "ServiceRequest": [("code-invalid", "ServiceRequest.status")],
        "Patient": [("code-invalid", "Patient.gender")],
        "Consent": [("code-invalid", "Consent.status")],
        "PractitionerRole": [("code-invalid", "PractitionerRole.availableTime[0].daysOfWeek[0]")],
        "Organization": [("code-invalid", "Organization.telecom[0].system")],
        "HealthcareService": [("code-invalid", "HealthcareService.identifier[0].use")],
    }


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
_NAMES = st.sampled_from(
    ["status", "intent", "note", "for", "_status", "executionPeriod", "output", "contained", "extension", "meta", "x"]
)


@given(st.dictionaries(_NAMES, _JSON, max_size=6), st.sampled_from(sorted(RESOURCES)))
def test_whatever_comes_is_read_or_refused_by_element_and_never_a_fault(elements: dict[str, Any], kind: str) -> None:
    resource = {"resourceType": kind, **elements}
    issues: tuple[Issue, ...] = ()
    try:
        assert read(resource) == resource
    except Refused as error:
        issues = error.issues
    assert all(issue.where.startswith(kind) for issue in issues)


def test_a_need_of_somebody_unknown_goes_out_without_a_name(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need: Need = asked(people.casey, visit, places[:1])
    system = system_of(people, places[0])
    person = system.read(f"Patient/{at(need, places[0]).id}")
    assert "name" not in person
    assert wrong_in([person, system.read(f"Bundle/{at(need, places[0]).id}")]) == [[], []]
