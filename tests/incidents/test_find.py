"""Earlier incidents, yesterday's calls, and history from another system."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import DomainError
from apps.incidents import actions, queries
from apps.incidents.actions import ImportedIncident
from apps.incidents.models import Entry, Incident
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from tests.incidents.conftest import ALDER, fresh
from tests.people import People


def aged(incident: Incident, days: float) -> Incident:
    Incident.objects.filter(id=incident.id).update(opened_at=now() - timedelta(days=days))
    return fresh(incident.id)


def earlier(people: People, **typed: str) -> list[tuple[int, str]]:
    keys = queries.keys_from(typed.get("call_back", ""), typed.get("place", ""))
    return [(row["number"], row["match"]) for row in queries.earlier(people.dana, keys, days=30)]


def test_the_same_number_address_or_block_is_found_the_strongest_match_named(
    opened: Callable[..., Incident], people: People
) -> None:
    aged(opened(place=ALDER, call_back="(619) 555-0142"), 1)
    aged(opened(place="1418 alder ct", call_back="619-555-0199"), 2)
    aged(opened(place="1460 Alder Court"), 3)
    aged(opened(place="9 Mill Row"), 4)
    assert earlier(people, call_back="6195550142", place="1418 Alder Ct.") == [
        (1, "number"),
        (2, "address"),
        (3, "block"),
    ]


def test_only_the_last_days_count(opened: Callable[..., Incident], people: People) -> None:
    aged(opened(), 29)
    aged(opened(), 31)
    assert earlier(people, place=ALDER) == [(1, "address")]


def test_a_programme_says_how_many_days(people: People) -> None:
    assert queries.repeat_days(people.calder.id) == 30
    people.calder.settings = {"repeat_call_days": 90}
    people.calder.save()
    assert queries.repeat_days(people.calder.id) == 90


def test_nothing_known_matches_nothing(opened: Callable[..., Incident], people: People) -> None:
    opened(place="", call_back="")
    assert earlier(people, call_back="", place="") == []


def test_another_programme_s_calls_are_not_found(opened: Callable[..., Incident], people: People) -> None:
    opened(by=people.nia)
    assert earlier(people, place=ALDER) == []


def past(number: int, **more: Any) -> ImportedIncident:
    at = now() - timedelta(days=40, minutes=number)
    known: dict[str, Any] = {"external_id": f"E{number}", "opened_at": at, "place": f"{number} Mill Row", **more}
    return ImportedIncident(**known)


def take(people: People, rows: list[ImportedIncident], **more: Any) -> tuple[int, int]:
    batch = do(
        actions.import_batch,
        by=people.system,
        programme_id=people.calder.id,
        feed="sdpd",
        file_hash="ab" * 32,
        rows=rows,
        **more,
    )
    return batch.taken, batch.known


def test_history_is_taken_in_once_closed_and_off_the_board(people: People) -> None:
    Delivery.objects.all().delete()
    rows = [past(n, codes={"disposition": "K", "type": "918"}, words="MENTAL CASE") for n in range(5)]
    assert take(people, rows) == (5, 0)
    assert take(people, rows) == (0, 5)
    assert take(people, [*rows[3:], past(9), past(9)]) == (1, 3)
    taken = Incident.objects.get(external_id="E1")
    assert (taken.status, taken.source, taken.level, taken.hazards) == ("closed", "import", None, "")
    assert taken.codes == {"disposition": "K", "type": "918"}
    assert not Delivery.objects.exists()
    assert not Entry.objects.exists()
    assert queries.snapshot(people.dana) == []
    assert sorted(Incident.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_batch_is_one_line_of_the_record_with_the_file_s_hash(people: People) -> None:
    take(people, [past(n) for n in range(3)])
    event = AuditEvent.objects.get(action="incident.imported")
    assert event.facts["file_hash"] == "ab" * 32
    assert (event.facts["rows"], event.facts["taken"], event.facts["known"]) == (3, 3, 0)


def test_a_batch_is_short_and_its_rows_are_numbered(people: People) -> None:
    for rows in ([past(n) for n in range(1_001)], [past(1, external_id="")]):
        with pytest.raises(DomainError):
            take(people, rows)
    assert not Incident.objects.exists()


def test_a_person_of_the_desk_imports_nothing(people: People) -> None:
    with pytest.raises(DomainError):
        do(actions.import_batch, by=people.dana, feed="sdpd", file_hash="", rows=[past(1)])


def test_imported_history_stays_closed(people: People) -> None:
    take(people, [past(1)])
    taken = Incident.objects.get()
    with pytest.raises(DomainError):
        do(actions.reopen_incident, by=people.dana, incident_id=taken.id, reason="again")


def test_new_incidents_go_on_with_the_numbers_after_an_import(
    opened: Callable[..., Incident], people: People
) -> None:
    opened()
    take(people, [past(n) for n in range(3)])
    assert opened().number == 5


def test_earlier_calls_are_found_by_index_among_many(people: People, opened: Callable[..., Incident]) -> None:
    rows = [
        past(n, opened_at=now() - timedelta(hours=n), call_back=f"619555{n:04}", place=f"{100 + n} Mill Row")
        for n in range(1_000)
    ]
    for batch in range(3):
        take(people, [ImportedIncident(**{**vars(row), "external_id": f"{batch}-{row.external_id}"}) for row in rows])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
    since = now() - timedelta(days=30)
    keys = queries.keys_from("619-555-0007", "150 Mill Row")
    for column, key in (("call_back_key", keys.number), ("place_key", keys.place), ("block_key", keys.block)):
        plan = queries.same_key(people.dana, column, key, since).explain()
        assert "Index" in plan, plan
        assert "Seq Scan" not in plan, plan
    began = time.perf_counter()
    found = queries.earlier(people.dana, keys, days=30)
    assert time.perf_counter() - began < 1
    assert [row["match"] for row in found].count("number") == 3
    assert {row["match"] for row in found} == {"number", "address", "block"}


def searched(people: People, text: str, **more: Any) -> list[int]:
    ids = queries.search(people.dana, text, **more)
    return list(Incident.objects.filter(id__in=ids).order_by("number").values_list("number", flat=True))


def test_yesterday_is_searched_by_words_place_number_and_name(
    opened: Callable[..., Incident], people: People
) -> None:
    opened(place="9 Mill Row", words="pacing, dog in the kitchen")
    opened(person_name="Ansel V", call_back="555-0142")
    aged(opened(words="dog outside"), 1)
    assert searched(people, "dog") == [1, 3]
    assert searched(people, "KITCHEN dog") == [1]
    assert searched(people, "ansel") == [2]
    assert searched(people, "555-0142") == [2]
    assert searched(people, "#3") == [3]
    yesterday = (now() - timedelta(days=1)).astimezone(queries.zone_of(people.calder.id)).date()
    assert searched(people, "dog", day=yesterday) == [3]
    assert searched(people, "", day=yesterday) == [3]


def test_a_percent_sign_is_only_a_percent_sign(opened: Callable[..., Incident], people: People) -> None:
    opened()
    assert searched(people, "%") == []
    assert searched(people, "_") == []
