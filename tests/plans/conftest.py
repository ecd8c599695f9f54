"""A person with whom the crew, the writer and the case manager have to do."""

import pytest

from apps.people.models import Person
from tests.people import People
from tests.plans.scenes import known


@pytest.fixture
def person(people: People) -> Person:
    """Ansel: Casey and Omar are with him, Riley writes his plan, Cam looks after him."""
    return known(people, people.casey, people.omar, people.riley, people.cam)
