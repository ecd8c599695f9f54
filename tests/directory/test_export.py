"""What goes out is HSDS that the standard's own schemas accept, and comes back as what it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory import actions
from apps.directory.models import Service
from apps.outbox.commands import do
from config import day_places
from config.cast import CALDER
from tests.directory.conftest import SHARED, Import
from tests.people import People

SOME = day_places.LINES[:12]
SCHEMAS = SHARED / "hsds_3.1_dev/schema"


@pytest.fixture
def exported(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, dict[str, Any]]:
    """Some of the demo's directory, as a file and as what it says."""
    monkeypatch.setattr(day_places, "LINES", SOME)
    day_places.places({"casey": people.casey}, people.system)
    path = tmp_path / "services.json"
    call_command("export_directory", programme="calder-county", out=path, stdout=(tmp_path / "said").open("w"))
    return path, json.loads(path.read_text("utf-8"))


def test_an_export_has_every_service_with_its_facts_as_they_stand(exported: tuple[Path, dict[str, Any]]) -> None:
    _path, page = exported
    assert page["total_items"] == len(page["contents"]) == len(SOME)
    harbor = next(one for one in page["contents"] if one["name"] == "Harbor Light Crisis Center")
    assert harbor["phones"][0]["number"] == "555-0150", "what a person was told"
    assert harbor["schedules"][0]["byday"] == "MO,TU,WE,TH,FR,SA,SU"
    assert {one["unit"]["name"]: one["available"] for one in harbor["capacities"]} == {
        "Crisis chairs": 3,
        "Respite beds": 2,
    }
    assert "handoff" not in json.dumps(page), "where links are sent stays here"


def test_an_export_comes_in_elsewhere_as_what_it_was(
    exported: tuple[Path, dict[str, Any]], run: Import, people: People
) -> None:
    path, page = exported
    said = run(path, source="neighbour", programme="ellery")
    assert f"services: {len(page['contents'])} new" in said
    assert f"services: 0 new, 0 changed, {len(page['contents'])} known" in run(
        path, source="neighbour", programme="ellery"
    )
    for one in Service.objects.filter(source="neighbour"):
        ours = Service.objects.get(id=one.source_id)
        for what in ("hours", "who", "languages", "pays", "bring", "phones"):
            codes = [service.copy["facts"].get(what, {}).get("value") for service in (ours, one)]
            assert _codes(codes[0]) == _codes(codes[1]), f"{one.name}: {what}"
        assert one.copy["places"] == ours.copy["places"]


def _codes(value: Any) -> Any:
    """What filters use, without words beside it."""
    if isinstance(value, list):
        return [one["number"] for one in value]
    keep = ("rules", "codes", "min_age", "max_age", "documents")
    said = {name: value[name] for name in keep if value.get(name) is not None} if value else {}
    return {name: sorted(one) if name == "codes" else one for name, one in said.items()}


def test_a_service_that_vanished_is_not_exported(people: People, tmp_path: Path) -> None:
    made = do(actions.write_service, by=people.system, id=uuid7(), programme_id=CALDER.id, place=None,
              organization={"id": uuid7(), "name": "x"}, fields={"name": "Gone"}, facts={}, room=[])  # fmt: skip
    Service.objects.filter(id=made.id).update(vanished_at=now())
    path = tmp_path / "out.json"
    call_command("export_directory", programme="calder-county", out=path, stdout=(tmp_path / "said").open("w"))
    assert json.loads(path.read_text("utf-8"))["contents"] == []


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the standard's schemas are not on this machine")
def test_every_exported_service_is_valid_hsds(exported: tuple[Path, dict[str, Any]]) -> None:
    jsonschema, referencing = pytest.importorskip("jsonschema"), pytest.importorskip("referencing")
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    found = {name: referencing.Resource.from_contents(schema, referencing.jsonschema.DRAFT202012)
             for name, schema in schemas.items()}  # fmt: skip
    registry = referencing.Registry().with_resources(found.items())
    check = jsonschema.Draft202012Validator(
        schemas["service.json"], registry=registry, format_checker=jsonschema.FormatChecker()
    )
    problems = [f"{one['name']}: {error.json_path} {error.message}" for one in exported[1]["contents"]
                for error in check.iter_errors(one)]  # fmt: skip
    assert problems == []
