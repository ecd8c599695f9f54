"""The card is opened and bettered from the phone, also without signal; reviews come due by themselves."""

from datetime import timedelta

import pytest

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Delivery
from apps.people.actions import plan_field as field
from apps.people.models import Person, PlanReminder, PlanSuggestion
from apps.people.queries.plan_editor import desk, editor
from apps.people.sweeps import due_plans
from tests.dispatch.scenes import refused
from tests.people import People
from tests.plans.scenes import agree, approved, leave, submitted


def views() -> list[tuple[str, object]]:
    """Who opened a card on which basis."""
    return list(AuditEvent.objects.filter(action="open", kind="plan").order_by("id").values_list("basis", "by_id"))


def test_opening_the_card_is_a_recorded_view_with_its_basis(people: People, person: Person) -> None:
    plan = approved(people, person)
    do(field.view_plan, by=people.casey, plan_id=plan.id)
    do(field.view_plan, by=people.omar, plan_id=plan.id)
    agree(people, person)
    do(field.view_plan, by=people.omar, plan_id=plan.id)
    do(field.view_plan, by=people.dana, plan_id=plan.id)
    assert [basis for basis, _by in views()] == ["visit", "visit, hazards", "visit, consent", "board"]


def test_a_view_without_signal_is_recorded_with_the_time_it_was_made_at_also_after_leaving(
    people: People, person: Person
) -> None:
    plan = approved(people, person)
    opened = now()
    leave(person, people.casey)
    answer = run(field.view_plan, by=people.casey, key=uuid7(), op=Op(occurred_at=opened), plan_id=plan.id)
    assert (answer.outcome, answer.code) == ("merged", "kept_late")
    row = AuditEvent.objects.get(action="open")
    assert (row.basis, row.occurred_at) == ("left", opened)
    with refused(Code.NOT_FOUND):
        do(field.view_plan, by=people.jo, plan_id=plan.id)


def test_what_the_field_suggests_goes_to_the_owner_and_the_card_stays_as_it_is(
    people: People, person: Person
) -> None:
    plan = approved(people, person)
    do(
        field.suggest,
        by=people.casey,
        suggestion_id=uuid7(),
        plan_id=plan.id,
        about="helped",
        chips=["Radio turned low"],
        words="He came out when we offered to walk the dog.",
    )
    assert Delivery.objects.filter(stream=f"user:{people.riley.id}", event="PlanWaits").exists()
    rows = {row["id"]: row for row in desk(people.riley)["plans"]}
    assert rows[str(plan.id)]["needs"] == "suggestion"
    (shown,) = editor(people.riley, person, plan)["suggestions"]
    do(field.weigh, by=people.riley, suggestion_id=PlanSuggestion.objects.get().id, take_in=True)
    with refused(Code.ILLEGAL_TRANSITION):
        do(field.weigh, by=people.cam, suggestion_id=PlanSuggestion.objects.get().id, take_in=False, why="no")
    assert (shown["by_name"], shown["state"]) == ("Casey Moreno", "waiting")


def test_a_suggestion_left_out_says_why(people: People, person: Person) -> None:
    plan = approved(people, person)
    agree(people, person)
    one = uuid7()
    do(
        field.suggest,
        by=people.omar,
        suggestion_id=one,
        plan_id=plan.id,
        about="hazard",
        words="Always send two cars",
    )
    with refused(Code.INVALID, fields=["why"]):
        do(field.weigh, by=people.riley, suggestion_id=one, take_in=False)
    do(field.weigh, by=people.riley, suggestion_id=one, take_in=False, why="Not what helps him")
    assert PlanSuggestion.objects.get().state == "left_out"


def test_an_officer_who_may_not_read_the_card_suggests_nothing(people: People, person: Person) -> None:
    plan = approved(people, person)
    with refused(Code.NOT_ALLOWED):
        do(field.suggest, by=people.omar, suggestion_id=uuid7(), plan_id=plan.id, about="wrong", words="x")


def test_a_suggestion_that_arrives_after_its_writer_has_left_is_kept_as_late(people: People, person: Person) -> None:
    plan = approved(people, person)
    at = now()
    leave(person, people.casey)
    answer = run(
        field.suggest,
        by=people.casey,
        key=uuid7(),
        op=Op(occurred_at=at),
        suggestion_id=uuid7(),
        plan_id=plan.id,
        about="helped",
        words="The dog.",
    )
    assert answer.outcome == "merged"
    assert PlanSuggestion.objects.get().late


def test_reminders_climb_each_rung_once_and_a_late_one_is_marked(people: People, person: Person) -> None:
    plan = approved(people, person)
    first = Delivery.objects.filter(event="PlanReviewDue")
    plan.reminders.filter(rung="owner").update(due_at=now() - timedelta(minutes=5))
    due_plans()
    due_plans()
    assert [row.stream for row in first] == [f"user:{people.riley.id}"]
    plan.reminders.filter(rung="supervisor").update(due_at=now() - timedelta(days=2))
    due_plans()
    assert f"user:{people.sam.id}" in set(first.values_list("stream", flat=True))
    late = dict(PlanReminder.objects.filter(done_at__isnull=False).values_list("rung", "late"))
    assert late == {"owner": False, "supervisor": True}


@pytest.mark.parametrize(("who", "needs"), [("sam", "approve"), ("riley", ""), ("cam", "approve")])
def test_the_list_says_who_is_needed(people: People, person: Person, who: str, needs: str) -> None:
    plan = submitted(people, person)
    rows = {row["id"]: row for row in desk(getattr(people, who))["plans"]}
    assert rows[str(plan.id)]["needs"] == needs
    assert rows[str(plan.id)]["name"] == "Ansel Varga"
