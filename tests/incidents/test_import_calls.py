"""A CAD export comes in whole, again changes nothing, and bad rows are named without their content."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.dateparse import parse_datetime

from apps.audit.models import AuditEvent
from apps.incidents.imports.mapping import BadMapping, Mapping, load, shipped
from apps.incidents.models import Incident
from apps.outbox.models import Delivery
from tests.people import People

HEADER = (
    "incident_num,date_time,day_of_week,address_number_primary,address_dir_primary,address_road_primary,"
    "address_sfx_primary,address_dir_intersecting,address_road_intersecting,address_sfx_intersecting,"
    "call_type,disposition,beat,priority"
)
GOOD = "E1,2023-01-02 03:04:05,2,600,,FERGUS,ST,,,,5150,K,433,1"
OTHER = "E2,2023-01-02 04:00:00,2,0,,05TH,AVE,,G,,ZZ,DEF,523,2"
REAL = Path(__file__).parents[3] / "shared/data/calls/sdpd_calls_for_service_2023-01-01_2023-01-20.csv"
Run = Callable[..., str]


@pytest.fixture
def run(people: People, tmp_path: Path) -> Run:
    """Write these lines as a file and import it; answers what the command said."""

    def import_them(*lines: str, encoding: str = "utf-8", end: str = "\n", **options: object) -> str:
        path = tmp_path / "calls.csv"
        path.write_bytes(end.join(lines).encode(encoding))
        out = StringIO()
        call_command(
            "import_calls",
            path,
            mapping=options.pop("mapping", "san_diego"),
            programme="calder-county",
            report=tmp_path / "refused.csv",
            stdout=out,
            stderr=StringIO(),
            **options,
        )
        return out.getvalue()

    return import_them


def test_a_past_call_is_closed_history_with_its_codes_kept(run: Run) -> None:
    said = run(HEADER, GOOD, OTHER)
    assert "2 read, 2 taken, 0 known, 0 refused" in said
    assert "types ZZ (1)" in said
    assert "outcomes DEF (1)" in said
    first = Incident.objects.get(external_id="E1")
    assert (first.status, first.source, first.place, first.area) == ("closed", "import", "600 Fergus St", "433")
    assert first.opened_at == parse_datetime("2023-01-02T11:04:05Z")
    assert first.result == "police_only"
    assert first.hazards == ""
    assert (first.place_key, bool(first.block_key)) == ("", True), "an export by block knows no address"
    second = Incident.objects.get(external_id="E2")
    assert second.place == "5th Ave & G"
    assert second.codes == {"type": "ZZ", "outcome": "DEF", "priority": "2"}
    assert second.result == ""


def test_importing_again_changes_nothing_and_an_overlap_adds_only_what_is_new(run: Run) -> None:
    run(HEADER, GOOD)
    assert "1 read, 0 taken, 1 known" in run(HEADER, GOOD)
    assert "2 read, 1 taken, 1 known" in run(HEADER, GOOD, OTHER)
    assert Incident.objects.filter(source="import").count() == 2


def test_an_import_delivers_nothing_and_leaves_one_audit_row_for_each_batch(run: Run) -> None:
    before = Delivery.objects.count()
    run(HEADER, GOOD, OTHER)
    assert Delivery.objects.count() == before
    row = AuditEvent.objects.get(action="incident.imported")
    assert len(row.facts["file_hash"]) == 64
    assert row.facts["taken"] == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("E3,yesterday,2,600,,SECRETROAD,ST,,,,5150,K,433,1", "opened_at"),
        ("E3,2999-01-01 00:00:00,2,600,,SECRETROAD,ST,,,,5150,K,433,1", "future"),
        (",2023-01-02 03:04:05,2,600,,SECRETROAD,ST,,,,5150,K,433,1", "external_id: empty"),
        ("E3,2023-01-02 03:04:05,2,600,SECRETROAD", "5 cells instead of 14"),
        (f"E3,2023-01-02 03:04:05,2,600,,{'SECRETROAD' * 30},ST,,,,5150,K,433,1", "place: longer"),
        ("E3,2023-01-02 03:04:05,2,600,,SECRET\0ROAD,ST,,,,5150,K,433,1", "encoding"),
        (f"E3,2023-01-02 03:04:05,2,600,,{'S' * 140_000},ST,,,,5150,K,433,1", "cannot be read"),
    ],
)
def test_a_bad_row_is_reported_by_number_and_reason_and_the_rest_is_taken(
    run: Run, tmp_path: Path, line: str, reason: str
) -> None:
    assert "2 read, 1 taken, 0 known, 1 refused" in run(HEADER, line, GOOD)
    with (tmp_path / "refused.csv").open(newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["row"] == "2"
    assert reason in row["reason"]
    assert "SECRET" not in row["reason"]


def test_a_row_in_another_encoding_is_refused_alone(run: Run) -> None:
    bad = GOOD.replace("FERGUS", "CAÑON").replace("E1", "E9")
    assert "1 taken, 0 known, 1 refused" in run(HEADER, bad, GOOD, encoding="latin-1")


def test_a_byte_order_mark_and_carriage_returns_are_read(run: Run) -> None:
    assert "1 read, 1 taken" in run(HEADER, GOOD, encoding="utf-8-sig", end="\r\n")


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER.replace(",", ";"), "is the delimiter right?"),
        (HEADER.replace("disposition", "outcome"), "no column disposition"),
        ("", "no column"),
    ],
)
def test_a_file_that_does_not_fit_the_mapping_is_refused_in_a_sentence(run: Run, header: str, says: str) -> None:
    with pytest.raises(CommandError, match=says.replace("?", r"\?")):
        run(header, GOOD)
    assert not Incident.objects.filter(source="import").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("feed = ", "not valid TOML"),
        ('feed = "x"', "external_id"),
        ('feed = "x"\n[columns]\nexternal_id="a"\nopened_at="b"\nplace="c"\nwho="d"', "Unknown in"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_change(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(BadMapping, match=says):
        load(str(path))


def test_every_mapping_that_ships_can_be_read() -> None:
    assert [load(name).feed for name in shipped()] == ["sdpd"]


def test_a_live_replay_brings_new_calls_with_nothing_asked_yet(run: Run) -> None:
    said = run(HEADER, GOOD, OTHER, GOOD.replace("E1", "E5"), live=True, speed=1_000_000.0)
    assert "2 calls came in" in said
    for incident in Incident.objects.filter(source="cad"):
        assert incident.status == "open"
        assert incident.level is None
        assert incident.words == "Mental-health crisis (5150)"
        assert incident.result == ""


@pytest.fixture
def mapping() -> Mapping:
    return load("san_diego")


def test_an_hour_that_clocks_skip_or_repeat_still_has_one_moment(mapping: Mapping) -> None:
    skipped = mapping.at("2023-03-12 02:30:00")
    repeated = mapping.at("2023-11-05 01:30:00")
    assert skipped is not None
    assert repeated is not None
    assert repeated.utcoffset() is not None


@pytest.mark.skipif(not REAL.exists(), reason="the city's file is not beside this checkout")
def test_the_real_file_is_taken_whole(people: People, tmp_path: Path) -> None:
    out = StringIO()
    call_command(
        "import_calls",
        REAL,
        mapping="san_diego",
        programme="calder-county",
        report=tmp_path / "r.csv",
        stdout=out,
        stderr=StringIO(),
    )
    assert "26595 read, 26595 taken, 0 known, 0 refused" in out.getvalue()
