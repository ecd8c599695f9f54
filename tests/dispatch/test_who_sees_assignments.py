"""Which assignments each of the cast may know of, and that involvement says what the facts say."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common.clock import now
from apps.dispatch import actions, queries
from apps.dispatch.models import Assignment
from apps.incidents import queries as incidents
from apps.incidents.models import Incident
from apps.involvement.models import Involvement
from apps.teams.models import Team
from config.simulator.truth import differences
from tests.dispatch.scenes import act, call, fresh, send, tap
from tests.model.parts import Shadow
from tests.people import People
from tests.teams.riding import ride


def test_riley_does_not_see_what_casey_was_sent_to(
    people: People, sent: Assignment, grant: Team, incident: Incident
) -> None:
    assert queries.as_seen_by(people.riley, [sent.id]) == {}
    assert incidents.as_seen_by(people.riley, [incident.id]) == {}
    assert queries.as_seen_by(people.casey, [sent.id])[sent.id]["level"] == 3


def test_nia_and_quinn_see_nothing_nor_do_those_who_neither_ride_nor_dispatch(
    people: People, sent: Assignment
) -> None:
    for stranger in (people.nia, people.quinn, people.cam, people.ada):
        assert queries.as_seen_by(stranger, [sent.id]) == {}
        assert queries.snapshot(stranger) == [("assignment", [])]


def test_a_member_sees_how_it_ended_for_the_rest_of_the_shift_and_no_more(people: People, sent: Assignment) -> None:
    act(actions.cancel, people.dana, sent, reason="resolved")
    seen = queries.as_seen_by(people.casey, [sent.id])[sent.id]
    assert (seen["status"], seen["end_reason"]) == ("cancelled", "resolved")
    assert {"level", "staged", "override_reason"}.isdisjoint(seen)
    Assignment.objects.filter(id=sent.id).update(ended_at=now() - timedelta(hours=13))
    assert queries.as_seen_by(people.casey, [sent.id]) == {}
    assert queries.as_seen_by(people.dana, [sent.id])


def test_a_phone_holds_what_it_is_on_and_the_board_what_open_incidents_had(people: People, sent: Assignment) -> None:
    assert queries.snapshot(people.casey) == [("assignment", [sent.id])]
    act(actions.cancel, people.dana, sent)
    assert queries.snapshot(people.casey) == [("assignment", [])]
    assert queries.snapshot(people.dana) == [("assignment", [sent.id])]


def test_involvement_says_what_the_facts_say_for_the_whole_cast(people: People) -> None:
    mesa, grant = ride(people, people.casey, people.omar), ride(people, people.riley, people.jo, name="Grant 1")
    one, two, three = call(people), call(people), call(people)
    done = send(people, one, mesa)
    for to in ("en_route", "on_scene", "cleared"):
        tap(people.casey, done, to)
    send(people, two, mesa)
    dropped = send(people, three, grant)
    act(actions.decline, people.riley, dropped, reason="not_safe")
    act(actions.decline, people.jo, dropped, reason="not_safe")
    send(people, one, grant)
    facts = {
        (response.user_id, assignment.incident_id)
        for assignment in Assignment.objects.filter(ended_at__isnull=True)
        for response in assignment.responses.all()
    }
    rows = Involvement.objects.filter(kind="incident", until__isnull=True)
    assert set(rows.values_list("user_id", "object_id")) == facts
    for who in people.everyone().values():
        on_it = {incident for user, incident in facts if user == who.id}
        sees = set(incidents.visible_to(who).values_list("id", flat=True))
        if who in (people.dana, people.priya, people.sam):
            assert sees == {one.id, two.id, three.id}
        else:
            assert sees == on_it


def test_what_a_second_order_to_the_same_incident_opened_of_the_first_leaves_with_it(
    people: People, sent: Assignment, commits: Any
) -> None:
    with commits():
        act(actions.cancel, people.dana, sent)
    shadow = Shadow(people.casey)
    again = send(people, fresh(sent.incident), sent.team)
    # a tap that comes late is answered with the first order as it stands, and Casey has to do with it again
    tap(people.casey, sent, "en_route")
    shown = queries.as_seen_by(people.casey, [sent.id])[sent.id]
    assert "override_reason" in shown
    shadow.store.put({"kind": "assignment", "id": str(sent.id), "object": shown})
    with commits():
        act(actions.cancel, people.dana, again)
    shadow.keep_up(people.casey)
    assert differences(people.casey, shadow.store.objects) == []


def test_a_list_of_assignments_costs_the_same_however_long_it_is(
    people: People, sent: Assignment, grant: Team
) -> None:
    ids = [sent.id]

    def cost(viewer: object) -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.as_seen_by(viewer, ids)
        return len(asked)

    for viewer in (people.dana, people.casey):
        cost(viewer)  # who they are, is asked once
    before = {viewer.id: cost(viewer) for viewer in (people.dana, people.casey)}
    for _ in range(3):
        act(actions.cancel, people.dana, Assignment.objects.get(id=ids[-1]))
        ids.append(send(people, call(people), sent.team).id)
    ids.append(send(people, call(people, 2), grant).id)
    assert {viewer.id: cost(viewer) for viewer in (people.dana, people.casey)} == before
    assert max(before.values()) <= 6


def test_checking_many_teams_costs_the_same_as_checking_one(people: People, mesa: Team, incident: Incident) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.suitability(people.dana, incident)
        return len(asked)

    cost()
    one = cost()
    ride(people, people.riley, people.jo, name="Grant 1")
    assert cost() == one <= 5
