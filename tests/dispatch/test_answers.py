"""Got it, I can't, I can go after all: each member answers for himself."""

import pytest

from apps.audit.models import AuditEvent
from apps.common.errors import Code, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.dispatch import actions, queries
from apps.dispatch.models import Assignment
from apps.incidents.models import Entry, Incident
from apps.involvement.queries import people_involved
from apps.outbox.commands import run
from apps.teams import queries as teams
from tests.dispatch.scenes import act, alerted, fresh, lines, refused, send, tap
from tests.people import People


def test_the_first_yes_acknowledges_and_the_board_shows_who_has_not_answered(
    people: People, sent: Assignment
) -> None:
    assert act(actions.accept, people.omar, sent).status == "acknowledged"
    seen = queries.as_seen_by(people.dana, [sent.id])[sent.id]
    assert [(each["role"], each["answer"]) for each in seen["responses"]] == [
        ("clinician", ""),
        ("officer", "accepted"),
    ]
    assert seen["reached"] == 1
    assert act(actions.accept, people.casey, sent).status == "acknowledged"


def test_saying_yes_twice_is_saying_it_once(people: People, sent: Assignment, incident: Incident) -> None:
    act(actions.accept, people.casey, sent)
    act(actions.accept, people.casey, sent)
    assert lines(incident).count("accepted") == 1


def test_a_no_alarms_the_dispatcher_and_changes_nothing_else(
    people: People, sent: Assignment, incident: Incident
) -> None:
    act(actions.accept, people.omar, sent)
    after = act(actions.decline, people.casey, sent, reason="know_person")
    assert (after.status, after.is_active) == ("acknowledged", True)
    assert alerted("AssignmentDeclined") == {"Dana"}
    assert len(people_involved("incident", incident.id)) == 2


def test_when_both_say_no_the_team_is_free_and_the_incident_waits_again(
    people: People, sent: Assignment, incident: Incident
) -> None:
    act(actions.decline, people.casey, sent, reason="too_far")
    after = act(actions.decline, people.omar, sent, reason="trouble")
    assert (after.status, after.end_reason, after.is_active) == ("cancelled", "declined", False)
    assert people_involved("incident", incident.id) == []
    assert fresh(incident).is_open
    assert teams.as_seen_by(people.dana, [sent.team_id])[sent.team_id]["assignment"] is None
    assert send(people, incident, sent.team).is_active


def test_the_only_yes_taken_back_leaves_nobody_who_said_yes(people: People, sent: Assignment) -> None:
    act(actions.accept, people.casey, sent)
    assert act(actions.decline, people.casey, sent, reason="trouble").status == "assigned"


def test_something_else_needs_words_that_never_reach_the_record(people: People, sent: Assignment) -> None:
    with pytest.raises(Invalid):
        act(actions.decline, people.casey, sent, reason="other", words="  ")
    with pytest.raises(Invalid):
        act(actions.decline, people.casey, sent, reason="bored")
    act(actions.decline, people.casey, sent, reason="other", words="my cousin lives there")
    assert Entry.objects.get(kind="declined").text == "my cousin lives there"
    assert "cousin" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_i_can_go_after_all(people: People, sent: Assignment) -> None:
    act(actions.decline, people.casey, sent, reason="too_far")
    after = act(actions.accept, people.casey, sent)
    assert after.status == "acknowledged"
    response = after.responses.get(user=people.casey)
    assert (response.answer, response.reason) == ("accepted", "")


def test_a_no_is_taken_back_to_what_it_was_before(people: People, sent: Assignment) -> None:
    act(actions.decline, people.casey, sent, reason="too_far")
    after = act(actions.undo, people.casey, sent)
    assert (after.status, after.responses.get(user=people.casey).answer) == ("assigned", "")
    act(actions.accept, people.casey, sent)
    act(actions.decline, people.casey, sent, reason="too_far")
    after = act(actions.undo, people.casey, sent)
    assert (after.status, after.responses.get(user=people.casey).answer) == ("acknowledged", "accepted")


def test_who_is_at_the_door_does_not_decline(people: People, sent: Assignment) -> None:
    act(actions.accept, people.casey, sent)
    tap(people.casey, sent, "on_scene")
    with refused(Code.ILLEGAL_TRANSITION, current="on_scene"):
        act(actions.decline, people.omar, sent, reason="too_far")


def test_a_late_answer_is_told_who_took_the_assignment_back(people: People, sent: Assignment) -> None:
    act(actions.cancel, people.priya, sent, reason="police only")
    before = fresh(sent).version
    said = run(actions.accept, by=people.casey, key=uuid7(), assignment_id=sent.id)
    assert (said.outcome, said.status, said.code) == ("merged", 200, "kept_in_timeline")
    assert (said.data["status"], said.data["by_name"]) == ("cancelled", "Priya")
    act(actions.decline, people.omar, sent, reason="other", words="tyre")
    yes, no = Entry.objects.filter(kind="late").order_by("received_at", "id")
    assert (yes.facts["what"], yes.facts["current"], yes.facts["role"]) == ("accepted", "cancelled", "clinician")
    assert (no.facts["what"], no.facts["reason"], no.text) == ("declined", "other", "tyre")
    assert (fresh(sent).version, set(sent.responses.values_list("answer", flat=True))) == (before, {""})


def test_nobody_answers_for_another_team(people: People, sent: Assignment) -> None:
    for who in (people.riley, people.jo, people.nia, people.quinn, people.cam):
        with pytest.raises(NotFound):
            act(actions.accept, who, sent)
    with pytest.raises(NotAllowed):
        act(actions.accept, people.dana, sent)
