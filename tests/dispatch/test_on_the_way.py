"""From "got it" to "cleared": taps, late taps, undo, hold, corrections, and what comes from elsewhere."""

from datetime import timedelta

import pytest

from apps.common.clock import now
from apps.common.errors import Code, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.dispatch import actions, queries
from apps.dispatch.models import Assignment, Response
from apps.incidents import actions as incident_actions
from apps.incidents import queries as incidents
from apps.incidents.models import Entry, Incident
from apps.involvement.queries import people_involved
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Delivery
from apps.outbox.receipts import acknowledge_all
from apps.outbox.sweeps import run_handlers
from apps.teams import queries as teams
from apps.teams.models import Team
from tests.dispatch.scenes import act, alerted, call, fresh, lines, refused, send, set_level, tap
from tests.people import People
from tests.teams.riding import put_on, ride


def test_the_whole_way_and_then_the_incident_is_gone_from_their_phones(
    people: People, going: Assignment, incident: Incident
) -> None:
    for to in ("en_route", "staged", "on_scene"):
        assert tap(people.casey, going, to).status == to
    done = tap(people.omar, going, "cleared")
    assert not done.is_active
    assert people_involved("incident", incident.id) == []
    assert incidents.as_seen_by(people.casey, [incident.id]) == {}
    assert incidents.as_seen_by(people.dana, [incident.id])
    seen = queries.as_seen_by(people.casey, [going.id])[going.id]
    assert seen["status"] == "cleared"
    assert "level" not in seen
    assert fresh(incident).is_open


def test_the_first_valid_tap_wins_and_the_same_again_is_already_so(
    people: People, going: Assignment, incident: Incident
) -> None:
    tap(people.casey, going, "en_route")
    key = uuid7()
    for _ in range(2):
        answer = run(actions.set_status, by=people.omar, key=key, assignment_id=going.id, to="en_route")
        assert (answer.outcome, answer.status) == ("already_applied", 200)
    assert fresh(going).status_by_id == people.casey.id
    assert lines(incident).count("status") == 1


def test_a_phone_that_was_away_for_the_whole_visit_tells_it_in_order(
    people: People, sent: Assignment, incident: Incident
) -> None:
    began = now() - timedelta(hours=1)
    act(actions.accept, people.casey, sent, Op(occurred_at=began))
    for minute, to in enumerate(("en_route", "on_scene", "cleared"), start=1):
        tap(people.casey, sent, to, Op(occurred_at=began + timedelta(minutes=minute)))
    done = fresh(sent)
    assert (done.status, done.status_at) == ("cleared", began + timedelta(minutes=3))
    told = Entry.objects.filter(incident=incident, kind="status").order_by("occurred_at")
    assert [entry.facts["status"] for entry in told] == ["en_route", "on_scene", "cleared"]
    assert tap(people.omar, sent, "on_scene").status == "cleared"
    assert lines(incident)[-1] == "late"


def test_a_tap_by_somebody_who_has_not_answered_is_a_yes(
    people: People, sent: Assignment, incident: Incident
) -> None:
    done = tap(people.casey, sent, "en_route")
    assert done.responses.get(user=people.casey).answer == "accepted"
    assert lines(incident)[-2:] == ["accepted", "status"]
    assert act(actions.undo, people.casey, sent).status == "acknowledged"


def test_who_said_no_does_not_tap(people: People, sent: Assignment) -> None:
    act(actions.decline, people.casey, sent, reason="too_far")
    with refused(Code.ILLEGAL_TRANSITION, current="declined"):
        tap(people.casey, sent, "en_route")


def test_what_leads_nowhere_is_refused_with_the_current_status(people: People, going: Assignment) -> None:
    with refused(Code.ILLEGAL_TRANSITION, current="acknowledged", to="cleared"):
        tap(people.casey, going, "cleared")


def test_a_wrong_tap_is_undone_within_ten_seconds(people: People, going: Assignment, incident: Incident) -> None:
    tap(people.casey, going, "en_route")
    tap(people.casey, going, "on_scene")
    undone = act(actions.undo, people.casey, going)
    assert undone.status == "en_route"
    assert lines(incident)[-1] == "undone"
    with refused(Code.UNDO_TOO_LATE):
        act(actions.undo, people.casey, going)


def test_nobody_undoes_the_others_tap_nor_an_old_one(people: People, going: Assignment) -> None:
    tap(people.casey, going, "en_route")
    with refused(Code.UNDO_TOO_LATE):
        act(actions.undo, people.omar, going)
    Assignment.objects.filter(id=going.id).update(
        status_at=now() - timedelta(seconds=11), status_received_at=now() - timedelta(seconds=11)
    )
    with refused(Code.UNDO_TOO_LATE):
        act(actions.undo, people.casey, going)


def test_an_undo_made_without_signal_counts_from_the_tap(people: People, going: Assignment) -> None:
    at = now() - timedelta(minutes=30)
    tap(people.casey, going, "en_route", Op(occurred_at=at))
    Assignment.objects.filter(id=going.id).update(status_received_at=now() - timedelta(minutes=5))
    assert act(actions.undo, people.casey, going, Op(occurred_at=at + timedelta(seconds=9))).status == "acknowledged"


def test_cleared_by_mistake_is_taken_back_and_the_incident_returns(
    people: People, going: Assignment, incident: Incident
) -> None:
    tap(people.casey, going, "on_scene")
    tap(people.casey, going, "cleared")
    undone = act(actions.undo, people.casey, going)
    assert (undone.status, undone.is_active) == ("on_scene", True)
    assert len(people_involved("incident", incident.id)) == 2
    assert incidents.as_seen_by(people.omar, [incident.id])


def test_cleared_is_not_taken_back_once_the_team_is_elsewhere_or_the_incident_closed(
    people: People, going: Assignment, mesa: Team, incident: Incident
) -> None:
    tap(people.casey, going, "on_scene")
    tap(people.casey, going, "cleared")
    other = send(people, call(people), mesa)
    with refused(Code.TEAM_TAKEN):
        act(actions.undo, people.casey, going)
    act(actions.cancel, people.dana, other)
    do(incident_actions.close_incident, by=people.dana, incident_id=incident.id, result="seen")
    with refused(Code.INCIDENT_CLOSED):
        act(actions.undo, people.casey, going)


def test_a_staged_team_does_not_approach_until_somebody_says_that_it_is_clear(people: People, mesa: Team) -> None:
    assignment = send(people, call(people, 4), mesa)
    act(actions.accept, people.casey, assignment)
    tap(people.casey, assignment, "staged")
    with refused(Code.HOLD):
        tap(people.casey, assignment, "on_scene")
    act(actions.clear_to_approach, people.dana, assignment)
    assert alerted("ClearedToApproach") == {"Casey", "Omar"}
    assert tap(people.casey, assignment, "on_scene").status == "on_scene"


def test_the_teams_own_officer_may_say_that_it_is_clear_and_the_clinician_may_not(people: People, mesa: Team) -> None:
    assignment = send(people, call(people, 4), mesa)
    with pytest.raises(NotAllowed):
        act(actions.clear_to_approach, people.casey, assignment)
    cleared = act(actions.clear_to_approach, people.omar, assignment)
    assert cleared.clear_by_id == people.omar.id
    assert alerted("ClearedToApproach") == {"Casey"}
    assert act(actions.clear_to_approach, people.dana, assignment).version == cleared.version


def test_a_team_can_be_held_after_it_was_clear(people: People, going: Assignment) -> None:
    act(actions.hold_back, people.dana, going)
    assert alerted("Held") == {"Casey", "Omar"}
    with refused(Code.HOLD):
        tap(people.omar, going, "on_scene")


def test_a_raised_level_stages_a_team_under_way_at_once(
    people: People, going: Assignment, incident: Incident
) -> None:
    tap(people.casey, going, "en_route")
    set_level(people, incident.id, 4)
    with refused(Code.HOLD):  # before any handler has run
        tap(people.casey, going, "on_scene")
    run_handlers()
    now_ = fresh(going)
    assert (now_.level, now_.staged, now_.must_hold) == (4, True, True)
    assert alerted("Held") == {"Casey", "Omar"}
    assert alerted("LevelChanged", "incident") == {"Casey", "Omar"}
    version = now_.version
    do_again = {"id": str(incident.id)}
    do(
        lambda *, by, payload: actions.follow_incident(incident_id=incident.id, by=by),
        by=people.system,
        payload=do_again,
    )
    assert fresh(going).version == version


def test_a_lowered_level_lets_nobody_in_by_itself(people: People, going: Assignment, incident: Incident) -> None:
    set_level(people, incident.id, 4)
    run_handlers()
    set_level(people, incident.id, 3)
    run_handlers()
    assert fresh(going).must_hold
    assert fresh(going).level == 3


def test_staging_set_and_lifted_on_the_incident_reaches_the_team(
    people: People, going: Assignment, incident: Incident
) -> None:
    for staged in (True, False):
        do(
            incident_actions.set_staging,
            by=people.dana,
            incident_id=incident.id,
            staged=staged,
            staging_point="Fire station 4" if staged else "",
        )
        run_handlers()
        assert fresh(going).must_hold is staged
    assert alerted("ClearedToApproach") == {"Casey", "Omar"}


def test_a_stuck_status_is_corrected_with_a_reason(people: People, going: Assignment, incident: Incident) -> None:
    with pytest.raises(Invalid):
        act(actions.correct_status, people.dana, going, to="on_scene", reason=" ")
    with pytest.raises(Invalid):
        act(actions.correct_status, people.dana, going, to="cancelled", reason="x")
    with pytest.raises(NotAllowed):
        act(actions.correct_status, people.casey, going, to="on_scene", reason="x")
    act(actions.correct_status, people.dana, going, to="on_scene", reason="told by radio")
    done = act(actions.correct_status, people.sam, going, to="cleared", reason="phone died")
    assert not done.is_active
    assert people_involved("incident", incident.id) == []
    back = act(actions.correct_status, people.dana, going, to="on_scene", reason="they are still there")
    assert back.is_active
    assert len(people_involved("incident", incident.id)) == 2
    assert lines(incident).count("corrected") == 3


def test_what_was_cancelled_is_not_corrected_into_life(people: People, going: Assignment) -> None:
    act(actions.cancel, people.dana, going)
    with refused(Code.ASSIGNMENT_ENDED):
        act(actions.correct_status, people.dana, going, to="on_scene", reason="x")


def test_cancelling_alerts_both_and_cancelling_again_is_already_so(
    people: People, going: Assignment, incident: Incident
) -> None:
    done = act(actions.cancel, people.dana, going, reason="caller called back")
    assert alerted("AssignmentCancelled") == {"Casey", "Omar"}
    assert done.end_reason == "caller called back"
    assert act(actions.cancel, people.priya, going).version == done.version
    assert incidents.as_seen_by(people.casey, [incident.id]) == {}


def test_who_comes_onto_the_team_goes_along(people: People, incident: Incident) -> None:
    team = ride(people, people.casey)
    assignment = send(people, incident, team, override_reason="officer joins at the station")
    put_on(people, team, people.omar)
    run_handlers()
    assert alerted("Joined") == {"Omar"}
    assert people.omar.id in people_involved("incident", incident.id)
    assert Response.objects.filter(assignment=assignment).count() == 2
    assert incidents.as_seen_by(people.omar, [incident.id])


def test_received_and_seen_are_kept_and_shown_per_person(
    people: People, sent: Assignment, incident: Incident
) -> None:
    alert = Delivery.objects.get(user=people.casey, kind="alert", event="TeamSent")
    device = uuid7()
    acknowledge_all(by=people.casey, device_id=device, received=[alert.id], seen=[alert.id])
    run_handlers()
    casey, omar = queries.as_seen_by(people.dana, [sent.id])[sent.id]["responses"]
    assert casey["received_at"]
    assert casey["seen_at"]
    assert omar["received_at"] is None
    assert omar["queued_at"]
    assert lines(incident)[-2:] == ["received", "seen"]
    Delivery.objects.filter(id=alert.id).delete()
    assert queries.as_seen_by(people.dana, [sent.id])[sent.id]["responses"][0]["seen_at"] == casey["seen_at"]


def test_others_do_not_give_orders(people: People, going: Assignment) -> None:
    for order in (actions.cancel, actions.hold_back):
        with pytest.raises(NotAllowed):
            act(order, people.casey, going)
        for stranger in (people.riley, people.nia, people.quinn, people.cam, people.ada):
            with pytest.raises(NotFound):
                act(order, stranger, going)


def test_a_free_team_shows_what_it_is_on(people: People, going: Assignment, mesa: Team) -> None:
    tap(people.casey, going, "en_route")
    seen = teams.as_seen_by(people.dana, [mesa.id])[mesa.id]["assignment"]
    assert seen == {"id": str(going.id), "incident": str(going.incident_id), "status": "en_route"}
