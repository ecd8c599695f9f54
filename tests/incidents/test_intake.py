"""A call is taken in as it is typed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code, DomainError
from apps.common.ids import uuid7
from apps.incidents import actions, queries
from apps.incidents.models import Entry, Incident
from apps.involvement.queries import is_involved
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.outbox.publish import board_stream, user_stream
from tests.incidents.conftest import ALDER, fresh, involve
from tests.people import People


def test_an_incident_opens_with_nothing_known(people: People) -> None:
    made = do(actions.open_incident, by=people.dana, id=uuid7())
    assert (made.number, made.status, made.source, made.level) == (1, "open", "intake", None)
    assert made.provisional
    entry = Entry.objects.get(incident=made)
    assert entry.kind == "opened"
    assert entry.by == people.dana


def test_numbers_go_up_within_a_programme_and_begin_anew_in_the_next(people: People) -> None:
    ours = [do(actions.open_incident, by=people.dana, id=uuid7()).number for _ in range(3)]
    theirs = do(actions.open_incident, by=people.nia, id=uuid7())
    assert ours == [1, 2, 3]
    assert theirs.number == 1
    assert theirs.programme == people.ellery


def test_the_same_id_again_is_already_so(incident: Incident, people: People) -> None:
    again = do(actions.open_incident, by=people.priya, id=incident.id, fields={"place": "elsewhere"})
    assert again.place == ALDER
    assert Incident.objects.count() == 1


def test_an_id_of_another_programme_is_refused_without_a_word_about_it(incident: Incident, people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        do(actions.open_incident, by=people.nia, id=incident.id)
    assert refusal.value.code == Code.ALREADY_EXISTS
    assert refusal.value.data == {}


def test_what_is_typed_soon_after_is_one_line_of_the_timeline(incident: Incident, people: People) -> None:
    for words in ("son", "son ansel 34", "son ansel 34 not slept"):
        do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"words": words})
    do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"hazards": "dog"})
    now_ = fresh(incident.id)
    assert (now_.words, now_.hazards, now_.version) == ("son ansel 34 not slept", "dog", 5)
    entry = Entry.objects.get(incident=incident)
    assert entry.facts["fields"] == ["hazards", "place", "words"]


def test_another_person_typing_is_another_line(incident: Incident, people: People) -> None:
    do(actions.change_incident, by=people.priya, incident_id=incident.id, fields={"words": "pacing"})
    assert [entry.kind for entry in Entry.objects.filter(incident=incident).order_by("received_at")] == [
        "opened",
        "field_changed",
    ]


def test_typing_costs_few_statements(incident: Incident, people: People) -> None:
    do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"words": "s"})
    with CaptureQueriesContext(
        connection,
    ) as seen:
        do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"words": "so"})
    own = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"] and "lock_timeout" not in q["sql"]]
    assert len(own) <= 8, "\n".join(own)


def test_saying_the_same_again_changes_nothing(incident: Incident, people: People) -> None:
    do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"place": ALDER})
    assert fresh(incident.id).version == 1


def test_nobody_overwrites_what_he_was_not_shown(incident: Incident, people: People) -> None:
    do(actions.change_incident, by=people.priya, incident_id=incident.id, fields={"words": "pacing"})
    with pytest.raises(DomainError) as refusal:
        do(
            actions.change_incident,
            by=people.dana,
            op=Op(base_version=1),
            incident_id=incident.id,
            fields={"words": "shouting", "hazards": "dog"},
        )
    assert refusal.value.code == Code.CHANGED_MEANWHILE
    assert refusal.value.data == {"fields": ["words"]}
    assert fresh(incident.id).hazards == ""


def test_another_field_changed_meanwhile_is_no_conflict(incident: Incident, people: People) -> None:
    do(actions.change_incident, by=people.priya, incident_id=incident.id, fields={"words": "pacing"})
    do(
        actions.change_incident,
        by=people.dana,
        op=Op(base_version=1),
        incident_id=incident.id,
        fields={"hazards": "dog"},
    )
    assert fresh(incident.id).hazards == "dog"


def test_one_hand_typing_ahead_of_the_answers_does_not_conflict_with_itself(
    incident: Incident, people: People
) -> None:
    device = Op(device_id=uuid7(), base_version=1)
    for words in ("p", "pa", "pacing"):
        do(actions.change_incident, by=people.dana, op=device, incident_id=incident.id, fields={"words": words})
    assert fresh(incident.id).words == "pacing"


def test_a_changed_place_is_an_alert_to_those_on_the_way(incident: Incident, people: People) -> None:
    involve(incident, people.casey, people.omar)
    Delivery.objects.all().delete()
    do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"place": "22 Mill Row"})
    alerts = Delivery.objects.filter(kind="alert")
    assert {row.user_id for row in alerts} == {people.casey.id, people.omar.id}
    assert {row.event for row in alerts} == {"PlaceChanged"}
    assert {row.echo for row in alerts} == {board_stream(people.calder.id)}
    moved = Entry.objects.get(incident=incident, kind="field_changed")
    assert (moved.text, moved.facts["moved"]) == (ALDER, True)


def test_a_changed_place_with_nobody_on_the_way_alerts_nobody(incident: Incident, people: People) -> None:
    do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"place": "22 Mill Row"})
    assert not Delivery.objects.filter(kind="alert").exists()


def test_a_change_reaches_the_board_and_those_involved_and_nobody_else(incident: Incident, people: People) -> None:
    involve(incident, people.casey)
    Delivery.objects.all().delete()
    do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"words": "pacing"})
    assert set(Delivery.objects.values_list("stream", flat=True)) == {
        board_stream(people.calder.id),
        user_stream(people.casey.id),
    }


def test_a_field_that_intake_does_not_write_is_refused(incident: Incident, people: People) -> None:
    for field in ("level", "status", "place_key", "programme", "nonsense"):
        with pytest.raises(DomainError) as refusal:
            do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={field: 1})
        assert refusal.value.data["fields"] == [field]


def test_a_closed_incident_is_not_written_to(incident: Incident, people: People) -> None:
    do(actions.close_incident, by=people.dana, incident_id=incident.id, result="by_phone")
    with pytest.raises(DomainError) as refusal:
        do(actions.change_incident, by=people.dana, incident_id=incident.id, fields={"words": "late"})
    assert refusal.value.code == Code.INCIDENT_CLOSED


def test_a_clinician_opens_one_in_the_field_and_has_to_do_with_it(
    people: People, on_shift: Callable[[User], None]
) -> None:
    on_shift(people.casey)
    met = now() - timedelta(hours=1)
    made = do(
        actions.open_incident,
        by=people.casey,
        op=Op(occurred_at=met),
        id=uuid7(),
        fields={"place": "Harbor Library"},
        source="cad",
    )
    assert (made.source, made.opened_at) == ("field", met)
    assert is_involved(people.casey, "incident", made.id)
    entry = Entry.objects.get(incident=made)
    assert entry.occurred_at == met
    assert entry.received_at - met > timedelta(minutes=59)
    assert queries.visible_to(people.casey).filter(id=made.id).exists()
    assert not queries.visible_to(people.omar).filter(id=made.id).exists()


def test_a_clinician_off_shift_opens_none(people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        do(actions.open_incident, by=people.casey, id=uuid7())
    assert refusal.value.code == Code.NOT_ALLOWED


def test_the_record_says_which_fields_and_never_what_was_typed(incident: Incident, people: People) -> None:
    do(
        actions.change_incident,
        by=people.dana,
        incident_id=incident.id,
        fields={"person_name": "Ansel V", "call_back": "555-0142"},
    )
    event = AuditEvent.objects.filter(action="incident.changed").get()
    assert event.facts == {"fields": ["call_back", "person_name"]}
    assert "Ansel" not in str(list(AuditEvent.objects.values()))


def test_a_device_with_a_fast_clock_is_kept_as_claimed_and_marked(incident: Incident, people: People) -> None:
    ahead = now() + timedelta(hours=3)
    entry = do(
        actions.add_remark,
        by=people.dana,
        op=Op(occurred_at=ahead),
        incident_id=incident.id,
        id=uuid7(),
        text="knife is now in hand",
    )
    assert entry.occurred_at == ahead
    assert round(entry.clock_off_s, -2) == 3 * 3600


def test_many_at_once_get_numbers_without_gap_or_double(committed: None, people: People) -> None:
    def take(n: int) -> int:
        try:
            return int(do(actions.open_incident, by=people.dana, id=uuid7(), fields={"words": str(n)}).number)
        finally:
            connection.close()

    assert people.dana.roles, "read before the threads begin"
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(take, range(12)))
    assert sorted(numbers) == list(range(1, 13))


def test_two_people_linking_crosswise_do_not_block_each_other(
    committed: None, people: People, opened: Callable[..., Incident]
) -> None:
    pair = opened(), opened()

    def link(way: tuple[Incident, Incident]) -> str:
        try:
            do(actions.link_duplicate, by=people.dana, incident_id=way[0].id, of=way[1].id)
        except DomainError as error:
            return str(error.code)
        finally:
            connection.close()
        return "done"

    assert people.dana.roles
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(link, (pair, pair[::-1]))) == ["done", "illegal_transition"]
