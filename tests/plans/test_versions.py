"""A plan's way to the field: drafted, submitted, approved by another person, and never rewritten."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.outbox.commands import Op, do, run
from apps.outbox.projections import as_seen_by
from apps.people.actions import plan as writing
from apps.people.models import Person, Plan, PlanReminder
from apps.people.queries.plan import today_in
from apps.people.transitions import TRANSITIONS
from tests.dispatch.scenes import refused
from tests.dispatch.test_at_once import job, outcomes, together
from tests.people import People
from tests.plans.scenes import act, approved, draft, known, submitted, words


def test_an_approved_version_is_what_the_field_reads_and_the_one_before_gives_way(
    people: People, person: Person
) -> None:
    first = approved(people, person)
    second = approved(people, person, helps=["Offer to walk Pilot together"])
    assert Plan.objects.get(id=first.id).status == "superseded"
    assert (first.number, second.number) == (1, 2)
    assert set(as_seen_by(people.casey, "plan", [first.id, second.id])) == {second.id}
    assert as_seen_by(people.casey, "plan", [second.id])[second.id]["card"]["helps"] == [
        "Offer to walk Pilot together"
    ]


def test_a_new_version_begins_with_the_words_in_force_and_another_day_of_review(
    people: People, person: Person
) -> None:
    first = approved(people, person)
    second = do(writing.draft_plan, by=people.cam, plan_id=uuid7(), person_id=person.id)
    assert (second.first_words, second.hazards, second.owner_id) == (
        first.first_words,
        first.hazards,
        people.riley.id,
    )
    assert second.review_on is None


@pytest.mark.parametrize("writer", ["riley", "sam"])
def test_nobody_approves_what_he_wrote_or_asked_for(people: People, person: Person, writer: str) -> None:
    plan = submitted(people, person, getattr(people, writer))
    with refused(Code.PLAN_IS_YOURS):
        act(writing.approve_plan, getattr(people, writer), plan)
    helped = draft(people, known(people, people.riley, people.cam))
    act(writing.change_plan, people.cam, helped, fields={"looks": "quiet"})
    act(writing.submit_plan, people.riley, helped)
    with refused(Code.PLAN_IS_YOURS):
        act(writing.approve_plan, people.cam, helped)


def test_the_database_refuses_an_approval_by_the_writer(people: People, person: Person) -> None:
    plan = submitted(people, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(id=plan.id).update(status="approved", approved_by=people.riley)


@pytest.mark.parametrize(
    "change", [{"first_words": "Get down"}, {"helps": []}, {"hazards": []}, {"review_on": None}, {"writers": []}]
)
def test_the_words_of_an_approved_version_cannot_be_rewritten_by_any_road(
    people: People, person: Person, change: dict[str, object]
) -> None:
    plan = approved(people, person)
    with refused(Code.ILLEGAL_TRANSITION):
        act(writing.change_plan, people.cam, plan, fields={"looks": "x"})
    with pytest.raises(ProgrammingError), transaction.atomic():
        Plan.objects.filter(id=plan.id).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_plan WHERE id = %s", [plan.id])


def test_what_is_missing_or_past_is_named_before_it_may_be_submitted(people: People, person: Person) -> None:
    plan = draft(people, person, first_words=" ", helps=[], review_on=today_in(people.calder.id))
    with refused(Code.PLAN_NOT_WHOLE, fields=["first_words", "review_on"]):
        act(writing.submit_plan, people.riley, plan)


def test_a_version_sent_back_is_a_draft_again_and_says_why(people: People, person: Person) -> None:
    plan = submitted(people, person)
    with refused(Code.INVALID):
        act(writing.send_back, people.sam, plan, reason="  ")
    back = act(writing.send_back, people.sam, plan, reason="The dog has a name")
    assert (back.status, back.sent_back_why) == ("draft", "The dog has a name")
    act(writing.change_plan, people.riley, back, fields={"looks": "restless"})


def test_two_writers_do_not_overwrite_each_other(people: People, person: Person) -> None:
    plan = draft(people, person)
    seen = Op(base_version=plan.version)
    do(writing.change_plan, by=people.riley, op=seen, plan_id=plan.id, fields={"looks": "restless"})
    with refused(Code.STALE):
        do(writing.change_plan, by=people.cam, op=seen, plan_id=plan.id, fields={"looks": "quiet"})
    with refused(Code.PLAN_BEING_WRITTEN):
        draft(people, person, people.cam)


def test_a_withdrawn_plan_is_gone_from_every_phone(people: People, person: Person) -> None:
    plan = approved(people, person)
    act(writing.withdraw_plan, people.cam, plan, reason="He asked us to")
    assert as_seen_by(people.casey, "plan", [plan.id]) == {}
    assert not PlanReminder.objects.filter(plan=plan, done_at__isnull=True).exists()


def test_of_two_who_approve_at_once_one_has_and_the_other_is_told(committed: None, people: People) -> None:
    person = known(people, people.riley, people.cam)
    plan = submitted(people, person)
    answers = together([job(writing.approve_plan, who, plan_id=plan.id) for who in (people.sam, people.cam)])
    assert outcomes(answers) == {"applied": 1, "conflict": 1}
    assert Plan.objects.get(id=plan.id).approved_by_id in {people.sam.id, people.cam.id}
    other = submitted(people, person, helps=["His dog"])
    answers = together(
        [
            job(writing.approve_plan, people.sam, plan_id=other.id),
            job(writing.withdraw_plan, people.cam, plan_id=other.id, reason="Not yet"),
        ]
    )
    # withdrawn first, nobody approves it; approved first, it is withdrawn from the field after that
    assert Plan.objects.get(id=other.id).status == "withdrawn"
    assert outcomes(answers) in ({"applied": 1, "conflict": 1}, {"applied": 2})
    in_force = Plan.objects.filter(person=person, status__in=["approved", "expired"]).count()
    assert in_force == (1 if outcomes(answers)["conflict"] else 0)


WHO = ("riley", "cam", "sam", "casey")
DEEDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "change": (writing.change_plan, {"fields": {"looks": "restless"}}),
    "submit": (writing.submit_plan, {}),
    "approve": (writing.approve_plan, {}),
    "send_back": (writing.send_back, {"reason": "look again"}),
    "withdraw": (writing.withdraw_plan, {"reason": "he asked"}),
}
STEPS = st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(["draft", *DEEDS])), min_size=1, max_size=12)


@settings(max_examples=8)
@given(steps=STEPS)
def test_whatever_people_do_a_plan_only_goes_ways_of_the_table(people: People, steps: list[tuple[str, str]]) -> None:
    person = known(people, people.riley, people.cam, people.casey)
    text: dict[object, tuple[object, ...]] = {}
    for who, deed in steps:
        by: User = getattr(people, who)
        before = {row.id: row.status for row in Plan.objects.filter(person=person)}
        if deed == "draft":
            run(
                writing.draft_plan,
                by=by,
                key=uuid7(),
                plan_id=uuid7(),
                person_id=person.id,
                fields={"review_on": words(people)["review_on"], "first_words": "Hi", "hazards": []},
            )
        elif before:
            newest = Plan.objects.filter(person=person).order_by("-number")[0]
            command, arguments = DEEDS[deed]
            run(command, by=by, key=uuid7(), plan_id=newest.id, **arguments)
        rows = list(Plan.objects.filter(person=person))
        for row in rows:
            was = before.get(row.id, "")
            assert was == row.status or (was, row.status) in TRANSITIONS, (was, row.status)
            if row.approved_at:
                said = (row.first_words, row.helps, row.looks, row.review_on)
                assert text.setdefault(row.id, said) == said
                assert str(row.approved_by_id) not in row.writers
        assert sum(row.status in ("approved", "expired") for row in rows) <= 1
        assert sum(row.status in ("draft", "submitted") for row in rows) <= 1


def test_an_approved_version_has_each_rung_of_its_review_in_order(people: People, person: Person) -> None:
    plan = approved(people, person)
    rungs = dict(plan.reminders.values_list("rung", "due_at"))
    assert plan.review_on is not None
    assert set(rungs) == {"owner", "supervisor", "due"}
    assert rungs["owner"].date() == plan.review_on - timedelta(days=14)
    assert rungs["owner"] < rungs["supervisor"] < rungs["due"]
