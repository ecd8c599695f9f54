"""A person with whom a clinician and the case manager have to do."""

import pytest

from apps.involvement.models import Involvement
from apps.people.models import Person
from tests.people import People
from tests.plans.scenes import involve, known


@pytest.fixture
def person(people: People) -> Person:
    """Ansel: Casey and Omar are with him, Cam has his case."""
    made = known(people, people.casey, people.omar)
    Involvement.objects.create(user=people.cam, kind=made.KIND, object_id=made.id, basis=Involvement.Basis.CASE)
    return made


@pytest.fixture
def stranger(people: People) -> Person:
    """Somebody with whom only Riley has to do."""
    made = Person.objects.create(programme=people.calder, given="Otto", made_by=people.dana)
    involve(made, people.riley)
    return made
