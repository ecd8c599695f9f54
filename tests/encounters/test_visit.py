"""A visit from the first tap to the signature, by two people at the same time."""

from collections.abc import Callable

from apps.dispatch.models import Assignment
from apps.encounters import queries
from tests.encounters.scenes import WHOLE, patch, url
from tests.people import Client, People


def shown(user: object, assignment: Assignment) -> dict[str, object]:
    return queries.as_seen_by(user, [assignment.id]).get(assignment.id, {})


def test_a_whole_visit_is_written_over_http_and_signed(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    casey = signed_in(people.casey)
    first = patch(casey, there, contact="met", reasons=["thoughts", "thoughts"])
    assert (first.status_code, first.json()["kind"], first.json()["id"]) == (200, "encounter", str(there.id))
    assert first.json()["object"]["reasons"] == ["thoughts"]
    version = first.json()["object"]["version"]
    assert patch(casey, there, version, **WHOLE).json()["outcome"] == "applied"
    done = casey.post(url(there, "sign"), {}).json()
    assert done["object"]["state"] == "signed"
    assert done["object"]["signed_by_name"] == "Casey"
    assert done["object"]["disposition_text"] == {
        "en": "Stayed home, with a safety plan",
        "es": "Se quedó en casa, con un plan de seguridad",
    }
    assert casey.get(url(there)).json()["note"] == WHOLE["note"]
    late = patch(casey, there, note="one word more").json()
    assert (late["outcome"], late["code"], late["data"]["by_name"]) == ("conflict", "encounter_signed", "Casey")
