"""Real commits in real threads: who is faster wins, the other is told, and nothing is doubled."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from apps.common.ids import uuid7
from apps.dispatch import actions
from apps.dispatch.models import Assignment, Response
from apps.incidents.models import Entry
from apps.outbox.commands import Answer, run
from apps.outbox.models import Delivery
from tests.dispatch.scenes import call, send
from tests.people import People
from tests.teams.riding import ride


def together(jobs: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run the jobs at the same moment, each in a thread with a connection of its own."""
    gate, answers = threading.Barrier(len(jobs)), [Answer("nothing", 0)] * len(jobs)

    def work(at: int) -> None:
        try:
            gate.wait(timeout=10)
            answers[at] = jobs[at]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def job(command: Callable[..., Any], by: Any, **arguments: Any) -> Callable[[], Answer]:
    """One command, ready to go."""
    return lambda: run(command, by=by, key=uuid7(), **arguments)


def outcomes(answers: list[Answer]) -> Counter[str]:
    """How many of each."""
    return Counter(answer.outcome for answer in answers)


def test_two_dispatchers_send_two_teams_to_one_incident_and_one_is_told_who_was_faster(
    committed: None, people: People
) -> None:
    incident = call(people)
    mesa, grant = ride(people, people.casey, people.omar), ride(people, people.riley, people.jo, name="Grant 1")
    answers = together(
        [
            job(actions.send_team, who, assignment_id=uuid7(), incident_id=incident.id, team_id=team.id)
            for who, team in ((people.dana, mesa), (people.priya, grant))
        ]
    )
    assert outcomes(answers) == {"applied": 1, "conflict": 1}
    (lost,) = [answer for answer in answers if answer.outcome == "conflict"]
    winner = Assignment.objects.select_related("sent_by").get()
    assert lost.code == "already_sent"
    assert lost.data["by_name"] == winner.sent_by.short_name
    assert Delivery.objects.filter(kind="alert", event="TeamSent").count() == 2


def test_one_team_is_never_on_two_incidents(committed: None, people: People) -> None:
    team = ride(people, people.casey, people.omar)
    incidents = [call(people) for _ in range(3)]
    answers = together(
        [
            job(actions.send_team, who, assignment_id=uuid7(), incident_id=incident.id, team_id=team.id)
            for incident in incidents
            for who in (people.dana, people.priya)
        ]
    )
    assert outcomes(answers) == {"applied": 1, "conflict": 5}
    assert {answer.code for answer in answers if answer.code} <= {"team_taken", "already_sent"}
    assert Assignment.objects.filter(ended_at__isnull=True).count() == 1


def test_diverting_and_sending_at_once_leave_one_assignment_and_no_deadlock(committed: None, people: People) -> None:
    team = ride(people, people.casey, people.omar)
    here, there, third = call(people), call(people), call(people)
    sent = send(people, here, team)
    answers = together(
        [
            job(actions.divert, people.dana, assignment_id=sent.id, new_id=uuid7(), incident_id=there.id),
            job(actions.divert, people.priya, assignment_id=sent.id, new_id=uuid7(), incident_id=third.id),
            job(actions.cancel, people.sam, assignment_id=sent.id),
            job(actions.accept, people.casey, assignment_id=sent.id),
        ]
    )
    assert {answer.status for answer in answers} <= {200, 201, 409}
    assert Assignment.objects.filter(team=team, ended_at__isnull=True).count() <= 1
    assert Assignment.objects.get(id=sent.id).ended_at is not None


def test_both_say_yes_at_once_and_both_are_kept(committed: None, people: People) -> None:
    team = ride(people, people.casey, people.omar)
    incident = call(people)
    sent = send(people, incident, team)
    answers = together([job(actions.accept, who, assignment_id=sent.id) for who in (people.casey, people.omar)])
    assert outcomes(answers) == {"applied": 2}
    assert set(Response.objects.values_list("answer", flat=True)) == {"accepted"}
    assert Assignment.objects.get().status == "acknowledged"


def test_both_tap_at_once_and_the_status_is_set_once(committed: None, people: People) -> None:
    team = ride(people, people.casey, people.omar)
    incident = call(people)
    sent = send(people, incident, team)
    for who in (people.casey, people.omar):
        run(actions.accept, by=who, key=uuid7(), assignment_id=sent.id)
    answers = together(
        [
            job(actions.set_status, who, assignment_id=sent.id, to="en_route")
            for who in (people.casey, people.omar, people.casey, people.omar)
        ]
    )
    assert outcomes(answers) == {"applied": 1, "already_applied": 3}
    assert Entry.objects.filter(incident=incident, kind="status").count() == 1


def test_the_last_two_say_no_at_once_and_the_team_is_freed_once(committed: None, people: People) -> None:
    team = ride(people, people.casey, people.omar)
    sent = send(people, call(people), team)
    answers = together(
        [job(actions.decline, who, assignment_id=sent.id, reason="too_far") for who in (people.casey, people.omar)]
    )
    assert outcomes(answers) == {"applied": 2}
    done = Assignment.objects.get()
    assert (done.status, done.end_reason) == ("cancelled", "declined")
