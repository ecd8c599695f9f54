"""The report as it leaves: to whom, with what hidden, and with the rows behind it only for those who may see them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEvent
from apps.outcomes.queries import report
from apps.outcomes.queries.load import load
from tests.outcomes.scenes import Scene, month
from tests.outcomes.test_figures import SHARES
from tests.people import Client, People

REPORT, ROWS = "/api/outcomes/report", "/api/outcomes/rows"


@pytest.fixture
def dozens(people: People) -> Scene:
    """The dozen twelve times: every count of the table is a dozen, so that nothing of it is too small."""
    scene = Scene(people, month().begins)
    for _ in range(12):
        scene.play()
    return scene


def url(road: str, **more: Any) -> str:
    return f"{road}?month={month()}" + "".join(f"&{name}={value}" for name, value in more.items())


def test_a_month_is_shown_as_it_was_counted(people: People, dozens: Scene, signed_in: Callable[..., Client]) -> None:
    shown = signed_in(people.sam).get(url(REPORT)).json()
    for name, (n, of) in SHARES.items():
        cell = shown["figures"][name]
        assert (cell["n"], cell["of"]) == (n * 12, of * 12), name
    assert shown["figures"]["arrive"]["median"] == 25.0
    assert shown["levels"]["cells"][1] == [0, 36, 12, 0]
    assert [one["n"] for one in shown["arrivals"]["bins"]] == [24, 24, 12, 12, 12, 12]
    assert shown["figures"]["calls"]["before"]["n"] == 0
    by_area = {row["id"]: row["figures"]["within_60"] for row in shown["slices"]["area"]}
    assert (by_area["Harbor"]["n"], by_area["Harbor"]["of"]) == (24, 36)
    assert "**72 people**" in shown["findings"]["en"]
    last = shown["trend"]["total"][-1]
    assert (last["month"], last["n"], last["of"]) == (str(month()), 12, 36), "the trend counts as the figure does"


def test_one_dozen_is_too_few_for_almost_everything(people: People, signed_in: Callable[..., Client]) -> None:
    Scene(people, month().begins).play()
    sam = signed_in(people.sam)
    shown = sam.get(url(REPORT)).json()
    assert shown["figures"]["calls"]["n"] == 11
    for name in ("arrested", "force", "hold", "within_60", "met", "attended_7"):
        assert shown["figures"][name]["n"] is None, name
        assert shown["figures"][name]["share"] is None, name
    assert shown["figures"]["arrive"]["median"] is None
    assert {n for row in shown["levels"]["cells"] for n in row} <= {None, 0}
    lines = sam.get(url("/api/outcomes/report.csv")).content.decode("utf-8-sig").splitlines()
    arrested = next(line for line in lines if line.startswith("Arrested,"))
    assert arrested.startswith("Arrested,,,,,"), "in the file as on the screen"


def test_an_agencys_report_hides_what_taken_from_the_whole_would_be_small(people: People) -> None:
    scene = Scene(people, month().begins)
    for _ in range(13):
        scene.play()
    omar = people.omar
    assert omar.agency_id is not None
    theirs = report(people.sam, {"month": str(month()), "agency": str(omar.agency_id)})
    assert theirs["figures"]["arrested"]["n"] == 13, "each arrest was on a call with an officer: nobody is left over"
    assert "agency" not in theirs["slices"]
    assert len(load(people.calder.id, month()).calls) == 13 * 11


def test_figures_are_for_supervisors_and_administration_and_their_rows_for_supervisors(
    people: People, dozens: Scene, signed_in: Callable[..., Client]
) -> None:
    for key, who in people.everyone().items():
        client = signed_in(who)
        want = 200 if key in {"sam", "ada"} else 404
        assert {client.get(url(f"{REPORT}{kind}")).status_code for kind in ("", ".csv")} == {want}, key
        rows = 200 if key == "sam" else 404
        assert client.get(url(ROWS, figure="arrested")).status_code == rows, key
        assert client.get("/api/outcomes/today").status_code == rows, key
    assert signed_in(people.ada).get(url(REPORT)).json()["may_open"] is False


def test_the_rows_behind_a_number_are_as_many_as_it_says_and_that_they_were_opened_is_recorded(
    people: People, dozens: Scene, signed_in: Callable[..., Client]
) -> None:
    sam = signed_in(people.sam)
    found = sam.get(url(ROWS, figure="arrested")).json()
    assert (found["kind"], len(found["rows"]), found["not_yours"]) == ("encounter", 12, 0)
    assert {row["place"] for row in found["rows"]} == {"1 Canary Row"}
    seen = AuditEvent.objects.filter(what="viewed", action="outcomes.rows", by_id=people.sam.id)
    assert {(event.kind, len(event.object_ids)) for event in seen} == {("incident", 12), ("encounter", 12)}
    harbor = sam.get(url(ROWS, figure="within_60", slice="area:Harbor")).json()
    assert len(harbor["rows"]) == 24
    others = sam.get(url(ROWS, figure="within_60", part="others")).json()
    assert {round(row["minutes"] or 0) for row in others["rows"]} == {0}
    assert len(others["rows"]) == 12
    assert sam.get(url(ROWS, figure="nothing")).status_code == 404


def test_no_person_is_in_a_report_and_nothing_keeps_it(
    people: People, dozens: Scene, signed_in: Callable[..., Client]
) -> None:
    ada = signed_in(people.ada)
    for road in (REPORT, "/api/outcomes/report.csv"):
        answer = ada.get(url(road))
        assert b"Canary" not in answer.content
        assert answer["Cache-Control"] == "no-store"


def test_the_paper_is_made_in_both_languages(people: People, dozens: Scene, signed_in: Callable[..., Client]) -> None:
    sam = signed_in(people.sam)
    for language in ("en", "es"):
        paper = sam.get(url("/api/outcomes/report.pdf", language=language))
        assert paper.content.startswith(b"%PDF"), language
        assert paper["Content-Disposition"] == f'attachment; filename="outcomes-{month()}.pdf"'
    assert sam.get(url("/api/outcomes/report.pdf", language="xx")).status_code == 422


def test_a_month_that_has_not_begun_or_is_none_is_refused(people: People, signed_in: Callable[..., Client]) -> None:
    sam = signed_in(people.sam)
    for nonsense in ("2999-01", "2026-13", "2026", "now", ""):
        assert sam.get(f"{REPORT}?month={nonsense}").status_code == 422, nonsense
    assert sam.get(f"{REPORT}?agency={people.sam.id}").status_code == 404
    assert sam.get(f"{REPORT}?person=1").status_code == 400


def test_a_report_asks_as_often_for_twelve_calls_as_for_many(people: People) -> None:
    scene = Scene(people, month().begins)
    asked = []
    assert people.sam.programme_id is not None, "who she is was read before: not the report's"
    for _ in range(2):
        scene.play()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            report(people.sam, {"month": str(month())})
        asked.append(len(queries))
    assert asked[0] == asked[1] <= QUERIES


QUERIES = 30
"""The baseline: two months, the trend, the shifts."""
