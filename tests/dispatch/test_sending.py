"""Sending a team: what is checked, what is refused, what is written and who is told."""

import pytest

from apps.audit.models import AuditEvent
from apps.common.errors import Code, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.dispatch import actions, queries
from apps.dispatch.models import Assignment
from apps.incidents import actions as incident_actions
from apps.incidents import queries as incidents
from apps.incidents.models import Entry, Incident, LevelDecision
from apps.involvement.queries import people_involved
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.publish import board_stream, user_stream
from apps.teams import actions as teams
from apps.teams.models import Team
from tests.dispatch.scenes import alerted, call, fresh, lines, refused, send, set_level, tap
from tests.people import People
from tests.teams.riding import be_live, make_team, put_on, ride


def test_a_sent_team_is_alerted_each_by_name_and_has_to_do_with_the_incident(
    people: People, mesa: Team, incident: Incident
) -> None:
    assignment = send(people, incident, mesa)
    assert (assignment.status, assignment.version, assignment.level) == ("assigned", 1, 3)
    assert alerted("TeamSent") == {"Casey", "Omar"}
    assert people_involved("incident", incident.id) == sorted([people.casey.id, people.omar.id])
    assert incidents.as_seen_by(people.casey, [incident.id])[incident.id]["place"] == "1418 Alder Court"
    assert lines(incident)[-1] == "sent"
    audit = AuditEvent.objects.get(action="assignment.sent")
    assert audit.facts["team"] == str(mesa.id)


def test_the_board_hears_when_an_order_is_received_or_seen(people: People, sent: Assignment) -> None:
    echoes = set(Delivery.objects.filter(event="TeamSent", kind="alert").values_list("echo", flat=True))
    assert echoes == {board_stream(people.calder.id)}


def test_what_was_said_before_goes_along(people: People, mesa: Team, incident: Incident) -> None:
    do(incident_actions.add_remark, by=people.dana, incident_id=incident.id, id=uuid7(), text="side gate 4471")
    send(people, incident, mesa)
    remark = Entry.objects.get(kind="remark")
    to = set(Delivery.objects.filter(object_id=remark.id, event="IncidentShown").values_list("stream", flat=True))
    assert to == {user_stream(people.casey.id), user_stream(people.omar.id)}


def test_sending_twice_under_the_same_id_is_one_sending(people: People, mesa: Team, incident: Incident) -> None:
    one = uuid7()
    for _ in range(2):
        send(people, incident, mesa, assignment_id=one)
    assert Assignment.objects.count() == 1
    with refused(Code.ALREADY_EXISTS):
        send(people, call(people), mesa, assignment_id=one)


def test_it_refuses_a_second_team_for_the_same_scene_and_says_who_was_faster(
    people: People, sent: Assignment, incident: Incident
) -> None:
    other = ride(people, people.riley, people.jo, name="Grant 1")
    with refused(Code.ALREADY_SENT, by_name="Dana", team_name="Mesa 2"):
        send(people, incident, other, by=people.priya)
    second = send(people, incident, other, by=people.priya, override_reason="two people to see")
    assert queries.active_of(incident.id).count() == 2
    assert second.override_reason == "two people to see"


def test_it_refuses_a_team_that_is_on_something_and_says_who_was_faster(
    people: People, sent: Assignment, mesa: Team, incident: Incident
) -> None:
    with refused(Code.TEAM_TAKEN, by_name="Dana", incident=str(incident.id)):
        send(people, call(people), mesa, by=people.priya)
    with refused(Code.ALREADY_SENT, by_name="Dana"):
        send(people, incident, mesa, by=people.priya)
    with refused(Code.TEAM_TAKEN):
        send(people, call(people), mesa, by=people.priya, override_reason="I want it")


@pytest.mark.parametrize(("status", "why"), [("break", "on_break"), ("busy", "busy")])
def test_it_refuses_a_team_that_is_not_available(
    people: People, mesa: Team, incident: Incident, status: str, why: str
) -> None:
    do(teams.set_team_status, by=people.dana, team_id=mesa.id, status=status)
    with refused(Code.TEAM_NOT_SUITABLE, refusals=[why]):
        send(people, incident, mesa, override_reason="all the same")


def test_it_refuses_a_team_with_nobody_confirmed(people: People, incident: Incident) -> None:
    team = make_team(people)
    put_on(people, team, people.casey, confirmed=False)
    with refused(Code.TEAM_NOT_SUITABLE, refusals=["nobody_on_shift"]):
        send(people, incident, team, override_reason="all the same")


def test_level_3_needs_officer_and_clinician_both_confirmed(people: People, grant: Team, incident: Incident) -> None:
    put_on(people, grant, people.jo, confirmed=False)
    with refused(Code.TEAM_NOT_SUITABLE, refusals=["needs_officer"]):
        send(people, incident, grant)
    assignment = send(people, incident, grant, override_reason="no other team, officer follows")
    assert assignment.override_reason
    assert [each.role for each in assignment.responses.all()] == ["clinician"]


def test_an_officer_alone_is_no_response_of_level_2_or_3(people: People) -> None:
    team = ride(people, people.omar)
    for level in (2, 3):
        with refused(Code.TEAM_NOT_SUITABLE, refusals=["needs_clinician"]):
            send(people, call(people, level), team, sends_police=True)


def test_an_officer_at_level_2_is_a_choice_that_is_recorded_with_the_persons_wish(people: People, mesa: Team) -> None:
    incident = call(people, 2)
    do(
        incident_actions.answer_item,
        by=people.dana,
        incident_id=incident.id,
        item="wants_police_absent",
        answer="yes",
    )
    with refused(Code.TEAM_SENDS_POLICE, wish="police_absent"):
        send(people, incident, mesa)
    assignment = send(people, incident, mesa, sends_police=True)
    assert assignment.sends_police
    assert Entry.objects.get(kind="sent").facts["wish"] == "police_absent"


def test_a_clinician_alone_at_level_2_asks_nothing(people: People, grant: Team) -> None:
    assert not send(people, call(people, 2), grant).sends_police


def test_at_level_4_a_team_only_stages(people: People, mesa: Team) -> None:
    assignment = send(people, call(people, 4), mesa)
    assert assignment.staged
    assert assignment.must_hold


def test_with_nothing_asked_a_team_goes_as_if_level_3_and_it_is_said_so(
    people: People, mesa: Team, grant: Team
) -> None:
    incident = call(people, None)
    with refused(Code.TEAM_NOT_SUITABLE, refusals=["needs_officer"]):
        send(people, incident, grant)
    assignment = send(people, incident, mesa)
    assert (assignment.level, assignment.provisional) == (None, True)


def test_sending_on_a_provisional_level_is_recorded_as_such_and_starts_the_clock(people: People, mesa: Team) -> None:
    incident = call(people, None)
    do(incident_actions.answer_item, by=people.dana, incident_id=incident.id, item="crime_alleged", answer="yes")
    before = fresh(incident)
    assert before.level == 3
    assert before.decided_at is None
    assignment = send(people, before, mesa)
    after = fresh(incident)
    assert assignment.provisional
    assert after.decided_at is not None
    assert after.decisions.filter(kind=LevelDecision.Kind.DECIDED).count() == 1


def test_nothing_is_sent_to_a_closed_incident(people: People, mesa: Team, incident: Incident) -> None:
    do(incident_actions.close_incident, by=people.dana, incident_id=incident.id, result="by_phone")
    with refused(Code.INCIDENT_CLOSED):
        send(people, incident, mesa)


def test_an_incident_with_a_team_on_it_does_not_close(people: People, sent: Assignment, incident: Incident) -> None:
    with refused(Code.TEAM_STILL_ON_IT):
        do(incident_actions.close_incident, by=people.dana, incident_id=incident.id, result="by_phone")


def test_only_dispatchers_and_supervisors_send(people: People, mesa: Team, incident: Incident) -> None:
    for who in (people.casey, people.omar):
        with pytest.raises(NotFound):
            send(people, incident, mesa, by=who)
    own = call(people)
    send(people, own, mesa)
    with pytest.raises(NotAllowed):
        send(people, own, mesa, by=people.casey)
    for stranger in (people.nia, people.quinn, people.cam):
        with pytest.raises(NotFound):
            send(people, incident, mesa, by=stranger)


def test_diverting_ends_one_and_begins_the_other_with_one_alert(
    people: People, sent: Assignment, incident: Incident
) -> None:
    other = call(people)
    new = do(actions.divert, by=people.priya, assignment_id=sent.id, new_id=uuid7(), incident_id=other.id)
    old = fresh(sent)
    assert (old.status, old.is_active, new.status) == ("diverted", False, "assigned")
    assert alerted("Diverted") == {"Casey", "Omar"}
    assert people_involved("incident", incident.id) == []
    assert len(people_involved("incident", other.id)) == 2
    assert incidents.as_seen_by(people.casey, [incident.id]) == {}
    assert (lines(incident)[-1], lines(other)[-1]) == ("diverted", "sent")


def test_a_diversion_that_is_refused_changes_nothing(people: People, sent: Assignment, incident: Incident) -> None:
    with refused(Code.TEAM_SENDS_POLICE):
        do(
            actions.divert,
            by=people.dana,
            assignment_id=sent.id,
            new_id=uuid7(),
            incident_id=call(people, 2).id,
        )
    with refused(Code.ALREADY_SENT):
        do(actions.divert, by=people.dana, assignment_id=sent.id, new_id=uuid7(), incident_id=incident.id)
    with pytest.raises(NotFound):
        do(actions.divert, by=people.dana, assignment_id=sent.id, new_id=uuid7(), incident_id=uuid7())
    assert fresh(sent).status == "assigned"
    assert len(people_involved("incident", incident.id)) == 2


def test_a_team_begins_an_incident_itself(people: People, mesa: Team) -> None:
    incident_id = uuid7()
    assignment = do(
        actions.start_own,
        by=people.casey,
        assignment_id=uuid7(),
        incident_id=incident_id,
        fields={"place": "Juniper and 4th"},
    )
    assert (assignment.status, assignment.self_started, assignment.version) == ("on_scene", True, 1)
    assert alerted("StartedOwn") == {"Omar"}
    incident = Incident.objects.get(id=incident_id)
    assert incident.source == "field"
    assert people_involved("incident", incident_id) == sorted([people.casey.id, people.omar.id])
    answers = {each.user.short_name: each.answer for each in assignment.responses.all()}
    assert answers == {"Casey": "accepted", "Omar": ""}
    tap(people.casey, assignment, "cleared")
    assert people_involved("incident", incident_id) == []


def test_a_team_that_is_on_something_begins_nothing_else(people: People, sent: Assignment) -> None:
    incident_id = uuid7()
    with refused(Code.TEAM_TAKEN):
        do(actions.start_own, by=people.casey, assignment_id=uuid7(), incident_id=incident_id)
    assert not Incident.objects.filter(id=incident_id).exists()


def test_only_somebody_on_shift_begins_an_incident(people: People) -> None:
    with pytest.raises(NotAllowed):
        do(actions.start_own, by=people.casey, assignment_id=uuid7(), incident_id=uuid7())


def test_the_teams_are_checked_against_the_level_before_sending(people: People, mesa: Team, grant: Team) -> None:
    make_team(people, "Park 3")
    be_live(people.casey)
    rows = {row["team_name"]: row for row in queries.suitability(people.dana, call(people, 3))}
    assert rows["Mesa 2"]["ok"]
    assert rows["Mesa 2"]["warnings"] == ["not_all_reachable"]
    assert rows["Mesa 2"]["reachable"] == [str(people.casey.id)]
    assert rows["Grant 1"]["refusals"] == ["needs_officer"]
    assert rows["Grant 1"]["gives_way"]
    assert rows["Grant 1"]["warnings"] == ["nobody_reachable"]
    assert rows["Park 3"]["refusals"] == ["nobody_on_shift"]
    assert not rows["Park 3"]["gives_way"]


@pytest.mark.parametrize(
    ("level", "warnings"),
    [
        (1, ["sends_police", "level_by_phone", "nobody_reachable"]),
        (2, ["sends_police", "nobody_reachable"]),
        (3, ["nobody_reachable"]),
        (4, ["only_staged", "nobody_reachable"]),
    ],
)
def test_each_level_warns_of_what_sending_a_pair_means(
    people: People, mesa: Team, level: int, warnings: list[str]
) -> None:
    (row,) = queries.suitability(people.dana, call(people, level))
    assert row["warnings"] == warnings
    assert row["ok"]


def test_a_team_on_an_assignment_is_shown_as_such(people: People, sent: Assignment) -> None:
    (row,) = queries.suitability(people.dana, call(people))
    assert row["refusals"] == ["on_assignment"]


def test_a_raised_level_reaches_the_next_sending(people: People, mesa: Team, incident: Incident) -> None:
    set_level(people, incident.id, 4)
    assert send(people, incident, mesa).staged
