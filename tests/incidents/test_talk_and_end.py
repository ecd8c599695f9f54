"""What is said about an incident, and how it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code, DomainError
from apps.common.ids import uuid7
from apps.incidents import actions, queries
from apps.incidents.models import Entry, Incident
from apps.incidents.transitions import TRANSITIONS
from apps.involvement.actions import end
from apps.involvement.queries import is_involved
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.outbox.publish import board_stream, user_stream
from tests.incidents.conftest import fresh, involve
from tests.people import People

REMARK: dict[str, Any] = {"text": "knife is now in hand"}


def remark(incident: Incident, by: Any, **more: Any) -> Entry:
    return do(actions.add_remark, by=by, incident_id=incident.id, **{"id": uuid7(), **REMARK, **more})  # type: ignore[no-any-return]


def test_a_remark_reaches_the_board_and_everybody_on_it(incident: Incident, people: People) -> None:
    involve(incident, people.casey, people.omar)
    Delivery.objects.all().delete()
    entry = remark(incident, people.omar)
    assert set(Delivery.objects.filter(object_id=entry.id).values_list("stream", flat=True)) == {
        board_stream(people.calder.id),
        user_stream(people.casey.id),
        user_stream(people.omar.id),
    }
    assert queries.as_seen_by(people.casey, [incident.id])[incident.id]["counts"] == {"remarks": 1}


def test_the_same_remark_again_is_already_said(incident: Incident, people: People) -> None:
    same = uuid7()
    remark(incident, people.dana, id=same)
    remark(incident, people.dana, id=same)
    assert Entry.objects.filter(kind="remark").count() == 1
    with pytest.raises(DomainError) as refusal:
        remark(incident, people.priya, id=same)
    assert refusal.value.code == Code.ALREADY_EXISTS


def test_an_empty_remark_is_refused(incident: Incident, people: People) -> None:
    with pytest.raises(DomainError):
        remark(incident, people.dana, text=" \n ")


def test_what_is_said_is_never_in_the_record_of_changes(incident: Incident, people: People) -> None:
    remark(incident, people.dana)
    assert "knife" not in str(list(AuditEvent.objects.values()))


def test_words_said_while_on_it_and_sent_after_are_kept_as_late(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    said = now()
    do_end(incident, people)
    entry = remark(incident, people.casey, op=Op(occurred_at=said))
    assert entry.facts == {"late": True}
    assert queries.entries_as_seen_by(people.casey, [entry.id]) == {}
    assert entry.id in queries.entries_as_seen_by(people.dana, [entry.id])


def do_end(incident: Incident, people: People) -> None:
    end(user_ids=[people.casey.id], obj=incident, basis="assignment")


def test_words_said_after_one_left_it_are_nobody_s_business(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    do_end(incident, people)
    for op in (None, Op(occurred_at=now() - timedelta(days=1))):
        with pytest.raises(DomainError) as refusal:
            remark(incident, people.casey, op=op)
        assert refusal.value.code == Code.NOT_FOUND


def test_it_is_kept_who_told_the_ambulance_and_when(incident: Incident, people: People) -> None:
    entry = do(actions.note_told, by=people.dana, incident_id=incident.id, whom="ems", words="Medic 5 coming")
    assert (entry.kind, entry.facts, entry.text) == ("told", {"whom": "ems"}, "Medic 5 coming")


def test_an_incident_closes_with_a_result(incident: Incident, people: People) -> None:
    after = do(actions.close_incident, by=people.dana, incident_id=incident.id, result="by_phone", words="988 has it")
    assert (after.status, after.result) == ("closed", "by_phone")
    assert after.closed_at is not None
    entry = Entry.objects.get(incident=incident, kind="closed")
    assert (entry.facts, entry.text) == ({"result": "by_phone"}, "988 has it")


def test_it_does_not_close_while_a_team_is_on_it(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    with pytest.raises(DomainError) as refusal:
        do(actions.close_incident, by=people.dana, incident_id=incident.id, result="cancelled")
    assert refusal.value.code == Code.TEAM_STILL_ON_IT
    assert fresh(incident.id).is_open


def test_closing_ends_what_its_opener_has_to_do_with_it_and_tells_the_phone(
    people: People, on_shift: Callable[..., None]
) -> None:
    on_shift(people.casey)
    met = do(actions.open_incident, by=people.casey, id=uuid7())
    Delivery.objects.all().delete()
    do(actions.close_incident, by=people.dana, incident_id=met.id, result="seen")
    assert not is_involved(people.casey, "incident", met.id)
    assert Delivery.objects.filter(stream=user_stream(people.casey.id), event="IncidentClosed").exists()
    assert queries.as_seen_by(people.casey, [met.id]) == {}


def test_closing_twice_with_the_same_result_is_already_so_and_with_another_is_not(
    incident: Incident, people: People
) -> None:
    do(actions.close_incident, by=people.dana, incident_id=incident.id, result="no_need")
    do(actions.close_incident, by=people.priya, incident_id=incident.id, result="no_need")
    with pytest.raises(DomainError) as refusal:
        do(actions.close_incident, by=people.priya, incident_id=incident.id, result="seen")
    assert refusal.value.code == Code.ILLEGAL_TRANSITION
    assert Entry.objects.filter(incident=incident, kind="closed").count() == 1


def test_it_opens_again_with_a_reason(incident: Incident, people: People) -> None:
    do(actions.close_incident, by=people.dana, incident_id=incident.id, result="no_need")
    with pytest.raises(DomainError):
        do(actions.reopen_incident, by=people.dana, incident_id=incident.id, reason="")
    after = do(actions.reopen_incident, by=people.dana, incident_id=incident.id, reason="called back")
    assert (after.status, after.result, after.closed_at) == ("open", "", None)
    assert Entry.objects.get(incident=incident, kind="reopened").facts == {"was": "no_need"}


def test_told_twice_is_linked_and_closed_with_a_line_on_both(opened: Callable[..., Incident], people: People) -> None:
    first, second = opened(), opened()
    after = do(actions.link_duplicate, by=people.dana, incident_id=second.id, of=first.id)
    assert (after.status, after.result, after.duplicate_of) == ("closed", "duplicate", first)
    assert Entry.objects.get(incident=second, kind="duplicate").facts["of"] == str(first.id)
    assert Entry.objects.get(incident=first, kind="duplicate").facts["duplicate"] == str(second.id)
    seen = queries.as_seen_by(people.dana, [first.id])[first.id]
    assert seen["duplicates"] == [{"id": str(second.id), "number": second.number}]
    again = do(actions.link_duplicate, by=people.dana, incident_id=second.id, of=first.id)
    assert again.version == after.version


def test_a_duplicate_is_not_linked_to_itself_to_a_duplicate_or_with_a_team_on_it(
    opened: Callable[..., Incident], people: People
) -> None:
    first, second, third = opened(), opened(), opened()
    do(actions.link_duplicate, by=people.dana, incident_id=second.id, of=first.id)
    involve(third, people.casey)
    wrong = [
        (first.id, first.id, Code.INVALID),
        (first.id, second.id, Code.ILLEGAL_TRANSITION),
        (third.id, first.id, Code.TEAM_STILL_ON_IT),
        (third.id, uuid7(), Code.NOT_FOUND),
    ]
    for incident_id, of, code in wrong:
        with pytest.raises(DomainError) as refusal:
            do(actions.link_duplicate, by=people.dana, incident_id=incident_id, of=of)
        assert refusal.value.code == code


def test_it_closes_as_a_duplicate_only_with_the_original_named(incident: Incident, people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        do(actions.close_incident, by=people.dana, incident_id=incident.id, result="duplicate")
    assert refusal.value.data == {"fields": ["result"]}


def join(incident: Incident, people: People) -> None:
    """Nobody is sent to what is closed: dispatch refuses it."""
    if fresh(incident.id).is_open:
        involve(incident, people.casey)


_STEPS: dict[str, Callable[[Incident, People], Any]] = {
    "close": lambda i, p: do(actions.close_incident, by=p.dana, incident_id=i.id, result="seen"),
    "reopen": lambda i, p: do(actions.reopen_incident, by=p.dana, incident_id=i.id, reason="again"),
    "team": join,
    "leave": do_end,
    "change": lambda i, p: do(actions.change_incident, by=p.dana, incident_id=i.id, fields={"words": str(uuid7())}),
    "answer": lambda i, p: do(
        actions.answer_item, by=p.dana, incident_id=i.id, item="veteran", answer="yes", detail=str(uuid7())
    ),
}


@settings(max_examples=20)
@given(steps=st.lists(st.sampled_from(sorted(_STEPS)), min_size=2, max_size=7))
def test_whatever_is_tried_the_status_moves_only_along_its_transitions(
    steps: list[str], people: People, opened: Callable[..., Incident]
) -> None:
    incident = opened()
    for step in steps:
        before = fresh(incident.id)
        try:
            _STEPS[step](incident, people)
        except DomainError:
            assert fresh(incident.id).version == before.version, "a refusal changes nothing"
        after = fresh(incident.id)
        assert after.status == before.status or (before.status, after.status) in TRANSITIONS
        assert (after.closed_at is None) == after.is_open
        assert after.is_open or not queries.has_team(after)
        if not before.is_open and step in {"change", "answer"}:
            assert after.version == before.version
