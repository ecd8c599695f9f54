"""What somebody wrote while on an incident and could only send when no longer on it; and clocks that are off."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import Device, User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.incidents import actions, queries
from apps.incidents.models import Answer, Entry, Incident
from apps.involvement.actions import end
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, run
from apps.outbox.models import Delivery
from apps.outbox.publish import board_stream, user_stream
from tests.incidents.conftest import fresh, involve, say
from tests.outbox.speaking import at_once
from tests.people import Client, People

SignedIn = Callable[..., Client]


@pytest.fixture
def left(incident: Incident, people: People) -> Incident:
    """Casey was on it for half an hour, until ten minutes ago; Omar still is."""
    say(incident, people.dana, weapon_in_reach="yes")
    involve(incident, people.casey, people.omar)
    end(user_ids=[people.casey.id], obj=incident, basis=Involvement.Basis.ASSIGNMENT)
    rows = Involvement.objects.filter(user=people.casey)
    rows.update(since=now() - timedelta(minutes=40), until=now() - timedelta(minutes=10))
    Delivery.objects.all().delete()
    return fresh(incident.id)


def while_on_it() -> datetime:
    return now() - timedelta(minutes=15)


def roads(incident: Incident) -> list[tuple[str, str, dict[str, Any], str]]:
    road = f"/api/incidents/{incident.id}"
    return [
        ("post", f"{road}/remarks", {"id": str(uuid7()), "text": "knife is in the kitchen"}, "remark"),
        ("post", f"{road}/told", {"id": str(uuid7()), "whom": "ems", "words": "Medic 5"}, "told"),
        ("post", f"{road}/answers", {"item": "weapon_in_hand", "answer": "yes", "detail": "knife"}, "answered"),
        ("patch", road, {"hazards": "dog in the yard"}, "field_changed"),
    ]


def test_everything_written_while_on_it_is_kept_as_late_and_changes_nothing(
    left: Incident, people: People, signed_in: SignedIn
) -> None:
    casey, at = signed_in(people.casey), while_on_it()
    for method, road, body, kind in roads(left):
        key, before = str(uuid7()), Entry.objects.count()
        for _ in range(2):
            answer = getattr(casey, method)(
                road, body, HTTP_X_OCCURRED_AT=at.isoformat(), HTTP_IF_MATCH="1", HTTP_IDEMPOTENCY_KEY=key
            )
            said = answer.json()
            assert (answer.status_code, said["outcome"], said["code"]) == (200, "merged", "kept_late"), road
            assert said["object"] is None, "he may not see it any more"
        assert Entry.objects.count() == before + 1
        entry = Entry.objects.get(incident=left, kind=kind, by=people.casey)
        assert (entry.facts["late"], entry.occurred_at) == (True, at)
        told = set(Delivery.objects.filter(object_id=entry.id).values_list("stream", "kind"))
        assert told == {(board_stream(people.calder.id), "state"), (user_stream(people.omar.id), "state")}
        assert entry.id in queries.entries_as_seen_by(people.dana, [entry.id])
    after = fresh(left.id)
    assert (after.version, after.level, after.hazards) == (left.version, left.level, "")
    assert not Answer.objects.filter(incident=left, item="weapon_in_hand").exists()


def test_each_field_written_late_is_a_line_with_its_words(left: Incident, people: People) -> None:
    run(
        actions.change_incident,
        by=people.casey,
        key=uuid7(),
        op=Op(occurred_at=while_on_it()),
        incident_id=left.id,
        fields={"hazards": "dog", "person_age": 34},
    )
    lines = Entry.objects.filter(kind="field_changed", facts__late=True).order_by("received_at", "id")
    assert [(line.facts["fields"], line.text) for line in lines] == [(["hazards"], "dog"), (["person_age"], "34")]


def test_what_is_typed_after_a_late_line_is_a_line_of_its_own(left: Incident, people: People) -> None:
    def type_(**more: Any) -> None:
        op = Op(occurred_at=while_on_it())
        run(actions.change_incident, by=people.casey, key=uuid7(), op=op, incident_id=left.id, fields=more)

    type_(hazards="dog")
    involve(left, people.casey)
    type_(area="Mesa")
    assert Entry.objects.filter(kind="field_changed", by=people.casey).count() == 2


def test_written_before_or_after_one_was_on_it_or_by_strangers_is_nowhere(
    left: Incident, people: People, signed_in: SignedIn
) -> None:
    never = {who: while_on_it() for who in (people.riley, people.nia, people.quinn, people.cam, people.ada)}
    times = [(people.casey, now()), (people.casey, now() - timedelta(hours=2)), *never.items()]
    for who, at in times:
        for method, road, body, _kind in roads(left):
            answer = getattr(signed_in(who), method)(road, body, HTTP_X_OCCURRED_AT=at.isoformat())
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (who.name, road)
    assert not Entry.objects.filter(facts__late=True).exists()


def test_an_incident_of_another_programme_stays_closed_to_whoever_worked_there_once(
    left: Incident, people: People
) -> None:
    Involvement.objects.filter(user=people.casey).update(user=people.nia)
    for op in (Op(occurred_at=while_on_it()), Op()):
        answer = run(
            actions.add_remark, by=people.nia, key=uuid7(), op=op, incident_id=left.id, id=uuid7(), text="hello"
        )
        assert answer.status == 404


def test_what_was_written_before_the_incident_closed_is_kept_though_it_is_closed(
    incident: Incident, people: People
) -> None:
    involve(incident, people.casey)
    at = now()
    end(user_ids=[people.casey.id], obj=incident, basis=Involvement.Basis.ASSIGNMENT)
    run(actions.close_incident, by=people.dana, key=uuid7(), incident_id=incident.id, result="seen")
    answer = _remark(incident, people.casey, Op(occurred_at=at))
    assert (answer.outcome, answer.code) == ("merged", "kept_late")


def _remark(incident: Incident, by: User, op: Op) -> Any:
    arguments: dict[str, Any] = {"incident_id": incident.id, "id": uuid7(), "text": "he is calm"}
    return run(actions.add_remark, by=by, key=uuid7(), op=op, **arguments)


def test_the_board_still_says_it_at_once_about_a_closed_incident(incident: Incident, people: People) -> None:
    run(actions.close_incident, by=people.dana, key=uuid7(), incident_id=incident.id, result="seen")
    answer = _remark(incident, people.dana, Op())
    assert (answer.outcome, Entry.objects.get(kind="remark").facts["late"]) == ("applied", True)


def test_the_same_late_remark_sent_twice_at_once_is_one_line(
    committed: None, people: People, opened: Callable[..., Incident]
) -> None:
    incident = opened()
    involve(incident, people.casey)
    op = Op(occurred_at=now())
    end(user_ids=[people.casey.id], obj=incident, basis=Involvement.Basis.ASSIGNMENT)
    assert people.casey.roles is not None
    key, said = uuid7(), uuid7()
    works = [
        lambda: run(
            actions.add_remark, by=people.casey, key=key, op=op, incident_id=incident.id, id=said, text="calm"
        )
        for _ in range(4)
    ]
    assert {(answer.outcome, answer.code) for answer in at_once(works)} == {("merged", "kept_late")}
    assert Entry.objects.filter(kind="remark").count() == 1


# ---- clocks


def test_a_clock_that_is_off_is_no_reason_to_lose_what_was_written(left: Incident, people: People) -> None:
    """It is 12 minutes ago, two minutes before he left; his clock, an hour ahead, says otherwise."""
    fast = Op(occurred_at=now() - timedelta(minutes=12) + timedelta(hours=1), clock_offset_ms=3_600_000)
    assert _remark(left, people.casey, fast).code == "kept_late"
    entry = Entry.objects.get(kind="remark")
    assert (entry.occurred_at, entry.clock_off_s) == (fast.occurred_at, 3600)


@pytest.mark.parametrize(("minutes", "flag"), [(6, 360), (-6, -360), (1.9, None), (0, None)])
def test_a_clock_more_than_two_minutes_off_is_said_with_the_line(
    incident: Incident, people: People, signed_in: SignedIn, minutes: float, flag: int | None
) -> None:
    dana = signed_in(people.dana)
    Device.objects.create(id=dana.device_id, user=people.dana, clock_offset_ms=round(minutes * 60_000))
    at = now() + timedelta(minutes=minutes)
    body = {"id": str(uuid7()), "text": "hello"}
    answer = dana.post(f"/api/incidents/{incident.id}/remarks", body, HTTP_X_OCCURRED_AT=at.isoformat())
    assert (answer.status_code, answer.json()["object"]["clock_off_s"]) == (201, flag)
    assert Entry.objects.get(kind="remark").occurred_at == at


def test_a_time_ahead_of_ours_is_said_though_nobody_has_measured_the_clock(
    incident: Incident, people: People
) -> None:
    _remark(incident, people.dana, Op(occurred_at=now() + timedelta(minutes=6)))
    assert Entry.objects.get(kind="remark").clock_off_s == pytest.approx(360, abs=5)
