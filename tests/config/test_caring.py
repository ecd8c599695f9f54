"""The case managers of the synthetic city, and the checks that find what is wrong with cases."""

from datetime import timedelta

import pytest

from apps.common.clock import now
from apps.dispatch.models import Assignment
from apps.followups.models import Case, Rung
from apps.people.models import Person
from config.simulator import caring
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import HOUR, aged, known, opened, tried
from tests.followups.test_joining import visited
from tests.people import People

__all__ = ["incident", "mesa", "there"]


@pytest.fixture
def case(people: People, there: Assignment) -> Case:
    """Two days late, tried once, and nothing wrong with it."""
    known(people, there)
    made = tried(people.cam, aged(opened(people, there), 50 * HOUR))
    assert caring.held() == []
    return made


def test_an_owner_who_has_left_is_found(people: People, case: Case) -> None:
    type(people.cam).objects.filter(id=people.cam.id).update(is_active=False)
    assert caring.held() == [f"case {case.id} has nobody"]


def test_a_step_that_is_lost_is_found(case: Case) -> None:
    case.rungs.filter(name="day30")._raw_delete(Rung.objects.db)
    assert caring.held() == [f"case {case.id} has lost ['day30']"]


def test_a_step_that_was_late_and_is_not_counted_so_is_found(people: People, case: Case) -> None:
    tried(people.cam, case, "reached")
    assert (caring.held(), case.rungs.get(name="day2").late) == ([], True)
    case.rungs.filter(name="day2").update(late=False)
    assert [line for line in caring.held() if "was late and is not counted so" in line]


def test_a_next_step_that_does_not_follow_from_the_steps_is_found(case: Case) -> None:
    Case.objects.filter(id=case.id).update(next_due_at=now() + timedelta(days=9))
    assert [line for line in caring.held() if "says contact is next" in line]


def test_two_open_cases_of_one_person_of_which_nobody_was_told_are_found(
    people: People, case: Case, there: Assignment
) -> None:
    twin = Person.objects.create(programme=people.calder, given="Ansl", made_by=people.casey, merged_into=case.person)
    opened(people, visited(people, None, there))
    Case.objects.exclude(id=case.id).update(person=twin)
    assert len([line for line in caring.held() if "one of two of one person" in line]) == 2
