"""Another directory comes in whole, again changes nothing; bad rows are named without content, gone ones marked."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import AuditEvent
from apps.common.ids import uuid7
from apps.directory import actions
from apps.directory.models import Directory, Location, Organization, Service
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from tests.directory.conftest import SHARED, Import
from tests.people import People

REAL = SHARED / "baltimore_charmcare"
HSDS = SHARED / "hsds_3.1_dev"


def tables(folder: Path, **rows: list[dict[str, Any]]) -> Path:
    """Write each list as a CSV of that name."""
    folder.mkdir(exist_ok=True)
    for name, lines in rows.items():
        columns = list(dict.fromkeys(column for line in lines for column in line))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(lines)
    return folder


def ohana(folder: Path, services: int = 2, **more: Any) -> Path:
    """A small directory in the shape of Ohana."""
    return tables(
        folder,
        organizations=[{"id": "o1", "name": "Harbor Light"}],
        locations=[{"id": "l1", "organization_id": "o1", "name": "Pier", "latitude": "32.8", "longitude": "-117"}],
        addresses=[{"location_id": "l1", "address_1": "12 Pier St", "city": "Harbor", "state_province": "CA"}],
        phones=[{"location_id": "l1", "service_id": "s1", "number": "(410) 555-0199", "number_type": "voice"}],
        services=[
            {"id": f"s{n}", "location_id": "l1", "name": f"Service {n}", "fees": "None.", "languages": "Spanish."}
            | {"application_process": "Call or walk in.", "eligibility": "Ages 18 and older.", "status": "active"}
            | more
            for n in range(1, services + 1)
        ],
    )  # fmt: skip


def one(source_id: str = "s1") -> Service:
    return Service.objects.get(source="county", source_id=source_id)


def test_a_service_comes_in_with_what_its_words_plainly_say(run: Import, tmp_path: Path) -> None:
    said = run(ohana(tmp_path / "d"))
    assert "services: 2 new, 0 changed, 0 known, 0 vanished, 0 refused" in said
    copy = one().copy
    assert (copy["name"], copy["organization"], copy["places"][0]["city"]) == (
        "Service 1",
        "Harbor Light",
        "Harbor CA",
    )
    facts = {what: fact["value"] for what, fact in copy["facts"].items()}
    assert facts["phones"][0]["number"] == "(410) 555-0199"
    assert facts["languages"]["codes"] == ["es"]
    assert facts["pays"]["codes"] == ["free"]
    assert (facts["who"]["min_age"], facts["way_in"]["walk_in"]) == (18, "yes")
    assert copy["facts"]["who"]["how"] == "import"


def test_importing_again_writes_nothing_at_all(run: Import, tmp_path: Path) -> None:
    folder = ohana(tmp_path / "d")
    run(folder)
    number, audits = Directory.objects.get().number, AuditEvent.objects.count()
    versions = list(Service.objects.order_by("id").values_list("version", "number"))
    said = run(folder)
    assert "services: 0 new, 0 changed, 2 known, 0 vanished, 0 refused" in said
    assert (Directory.objects.get().number, AuditEvent.objects.count()) == (number, audits)
    assert list(Service.objects.order_by("id").values_list("version", "number")) == versions


def test_a_changed_row_takes_a_new_number_and_the_others_keep_theirs(run: Import, tmp_path: Path) -> None:
    run(ohana(tmp_path / "d"))
    before, other = one().number, one("s2").number
    folder = ohana(tmp_path / "d")
    text = (folder / "services.csv").read_text("utf-8").replace("Service 1", "Renamed")
    (folder / "services.csv").write_text(text, "utf-8")
    assert "services: 0 new, 1 changed, 1 known" in run(folder)
    assert (one().name, one().copy["name"]) == ("Renamed", "Renamed")
    assert one().number > max(before, other)
    assert one("s2").number == other


def test_an_address_that_moved_moves_every_service_there(run: Import, tmp_path: Path) -> None:
    run(ohana(tmp_path / "d"))
    folder = ohana(tmp_path / "d")
    text = (folder / "addresses.csv").read_text("utf-8").replace("12 Pier", "90 Alder")
    (folder / "addresses.csv").write_text(text, "utf-8")
    assert "locations: 0 new, 1 changed" in run(folder)
    assert one().copy["places"][0]["address"] == "90 Alder St"


def test_a_row_that_is_no_longer_listed_is_marked_and_comes_back_when_it_does(run: Import, tmp_path: Path) -> None:
    run(ohana(tmp_path / "d", services=4))
    assert "services: 0 new, 0 changed, 3 known, 1 vanished" in run(ohana(tmp_path / "d", services=3))
    assert one("s4").vanished_at is not None
    assert one("s4").copy == {"id": str(one("s4").id), "gone": True}
    assert "services: 0 new, 1 changed, 3 known, 0 vanished" in run(ohana(tmp_path / "d", services=4))
    assert one("s4").copy["name"] == "Service 4"


def test_half_a_file_does_not_empty_the_directory(run: Import, tmp_path: Path) -> None:
    run(ohana(tmp_path / "d", services=4))
    assert "2 services are missing: too many at once" in run(ohana(tmp_path / "d", services=2))
    assert Service.objects.filter(vanished_at__isnull=False).count() == 0
    assert "2 vanished" in run(ohana(tmp_path / "d", services=2), vanish_all=True)


def test_a_word_told_to_a_person_is_never_overwritten_by_an_import(
    run: Import, tmp_path: Path, people: People
) -> None:
    run(ohana(tmp_path / "d"))
    told = [{"number": "555-0150", "kind": "voice"}]
    do(
        actions.correct_service,
        by=people.casey,
        service_id=one().id,
        id=uuid7(),
        what="phones",
        value=told,
        how="phone",
    )
    folder = ohana(tmp_path / "d")
    text = (folder / "phones.csv").read_text("utf-8").replace("555-0199", "555-0111")
    (folder / "phones.csv").write_text(text, "utf-8")
    run(folder)
    fact = one().copy["facts"]["phones"]
    assert fact["value"] == told
    assert fact["other"][0]["number"] == "(410) 555-0111"
    assert fact["by_name"] == people.casey.name


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("id", "", "id: empty"),
        ("name", "", "name: empty"),
        ("id", "s1", "a second row has it"),
        ("name", "SECRET" * 60, "name: longer than 300"),
        ("status", "SECRET", "status: not one of HSDS"),
        ("description", "SECRET\0", "encoding"),
    ],
)
def test_a_bad_row_is_named_by_file_number_and_reason_and_the_rest_is_taken(
    run: Import, tmp_path: Path, column: str, value: str, reason: str
) -> None:
    folder = ohana(tmp_path / "d", description="fine")
    with (folder / "services.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    tables(folder, services=[rows[0], rows[1] | {column: value}])
    said = run(folder)
    assert "services: 1 new, 0 changed, 0 known, 0 vanished, 1 refused" in said
    with (tmp_path / "refused.csv").open(newline="", encoding="utf-8") as file:
        (refused,) = list(csv.DictReader(file))
    assert (refused["file"], refused["row"]) == ("services.csv", "3")
    assert reason in refused["reason"]
    assert "SECRET" not in refused["reason"] + said


def test_an_import_rings_once_and_sends_no_rows(run: Import, tmp_path: Path) -> None:
    run(ohana(tmp_path / "d", services=30))
    rows = Delivery.objects.filter(object_kind="directory")
    assert 0 < rows.count() <= 11, "one bell for each who holds a copy"
    assert not Delivery.objects.filter(object_kind="service").exists()


def test_what_is_no_directory_is_said_in_a_sentence(run: Import, tmp_path: Path) -> None:
    folder = tables(tmp_path / "d", services=[{"id": "1", "title": "x"}])
    with pytest.raises(CommandError, match="neither organization_id"):
        run(folder)
    broken = tmp_path / "services.json"
    broken.write_text('[{"id": "1", "name": "x", "status": "active"}, {"id":', "utf-8")
    with pytest.raises(CommandError, match="not valid JSON"):
        run(broken)
    (tmp_path / "e").mkdir()
    with pytest.raises(CommandError, match=r"neither services\.csv nor"):
        run(tmp_path / "e")


BEDS = {
    "id": "x",
    "unit": {"id": "u", "name": "Beds"},
    "available": 2,
    "maximum": 6,
    "updated": "2026-01-02T03:04:05Z",
}
MILL = {"id": "l1", "location_type": "physical", "name": "Mill", "latitude": 1, "longitude": 2}


def hsds(service_id: str, **more: Any) -> dict[str, Any]:
    """A service as the HSDS API gives it."""
    return {
        "id": service_id,
        "name": f"Detox {service_id}",
        "status": "active",
        "organization": {"id": "o1", "name": "Quarry Hill", "description": "x"},
        "minimum_age": 18,
        "languages": [{"id": "x", "name": "Spanish", "code": "es"}],
        "required_documents": [{"id": "x", "document": "Photo ID"}],
        "schedules": [{"id": "x", "freq": "WEEKLY", "byday": "FR,SA", "opens_at": "22:00", "closes_at": "06:00:00"}],
        "cost_options": [{"id": "x", "option": "Medicaid"}],
        "capacities": [BEDS],
        "service_at_locations": [{"id": "x", "location": MILL}],
    } | more  # fmt: skip


@pytest.mark.parametrize("wrap", ["list", "page", "folder", "one"])
def test_hsds_json_is_read_however_it_is_wrapped(run: Import, tmp_path: Path, wrap: str) -> None:
    path = tmp_path / "services.json"
    things = [hsds("s1")] if wrap == "one" else [hsds("s1"), hsds("s2")]
    wrapped: dict[str, Any] = {"list": things, "page": {"total_items": 2, "contents": things}, "folder": things,
                               "one": things[0]}  # fmt: skip
    path.write_text(json.dumps(wrapped[wrap]), "utf-8")
    said = run(path if wrap != "folder" else tmp_path)
    assert f"services: {len(things)} new" in said
    assert "organizations: 1 new" in said
    assert "locations: 1 new" in said
    service = one()
    facts = {what: fact["value"] for what, fact in service.copy["facts"].items()}
    assert facts["hours"]["rules"] == [{"days": ["FR", "SA"], "opens": "22:00", "closes": "06:00"}]
    assert facts["bring"] == {"documents": ["Photo ID"]}
    assert facts["pays"]["codes"] == ["medicaid"]
    assert service.is_sud
    (room,) = service.copy["room"]
    assert (room["unit"], room["available"], room["maximum"], room["how"]) == ("Beds", 2, 6, "import")
    assert "0 new, 0 changed" in run(path)


def test_an_imported_number_of_beds_never_stands_above_a_newer_word(
    run: Import, tmp_path: Path, people: People
) -> None:
    path = tmp_path / "services.json"
    path.write_text(json.dumps([hsds("s1")]), "utf-8")
    run(path)
    beds = one().capacities.get()
    do(actions.report_capacity, by=people.casey, service_id=one().id, id=uuid7(), capacity=beds.id, available=0,
       told_by="intake", how="phone")  # fmt: skip
    capacities = [hsds("s1")["capacities"][0] | {"available": 5, "updated": "2026-02-02T03:04:05Z"}]
    path.write_text(json.dumps([hsds("s1", capacities=capacities)]), "utf-8")
    run(path)
    beds.refresh_from_db()
    assert (beds.available, beds.how) == (0, "phone")
    assert beds.words.filter(how="import", at="2026-02-02T03:04:05Z").exists()


@pytest.mark.skipif(not HSDS.is_dir(), reason="the standard's files are not on this machine")
def test_the_standards_own_examples_come_in_as_json_and_as_tables(run: Import, tmp_path: Path) -> None:
    assert "services: 1 new" in run(HSDS / "examples/service_full.json", source="json")
    folder = tmp_path / "tables"
    with (HSDS / "examples/tabular.json").open(encoding="utf-8") as file:
        tables(folder, **{name.removesuffix(".csv"): rows for name, rows in json.load(file).items()})
    said = run(folder, source="tables")
    assert "services: 1 new" in said
    assert "organizations: 1 new" in said
    nested, flat = (Service.objects.get(source=source) for source in ("json", "tables"))
    assert nested.name == flat.name == "Community Counselling"
    for what in ("who", "bring", "languages", "phones", "way_in"):
        assert flat.copy["facts"][what]["value"] == nested.copy["facts"][what]["value"], what


@pytest.mark.long
@pytest.mark.skipif(not REAL.is_dir(), reason="the directory is not on this machine")
def test_a_real_directory_goes_in_whole_and_comes_out_as_hsds(run: Import, tmp_path: Path, people: People) -> None:
    said = run(REAL, source="charmcare")
    assert "organizations: 748 new, 0 changed, 0 known, 0 vanished, 0 refused" in said
    assert "locations: 1482 new, 0 changed, 0 known, 0 vanished, 0 refused" in said
    assert "services: 1876 new, 0 changed, 0 known, 0 vanished, 0 refused" in said
    assert "1 services name no organization" in said
    rows = {model: model.objects.filter(source="charmcare") for model in (Organization, Location, Service)}
    assert [rows[model].exclude(source_id="").count() for model in rows] == [748, 1482, 1876]
    copies = list(Service.objects.filter(source="charmcare").values_list("copy", flat=True))
    assert sum(bool(copy.get("places")) for copy in copies) == 1875
    assert sum("phones" in copy.get("facts", {}) for copy in copies) >= 1874
    spanish = [c for c in copies if "es" in c.get("facts", {}).get("languages", {}).get("value", {}).get("codes", [])]
    assert 200 < len(spanish) < 500
    again = run(REAL, source="charmcare")
    assert "services: 0 new, 0 changed, 1876 known" in again
    out = tmp_path / "out.json"
    call_command("export_directory", programme="calder-county", out=out, stdout=(tmp_path / "said").open("w"))
    assert len(json.loads(out.read_text("utf-8"))["contents"]) == 1876
