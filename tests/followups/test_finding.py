"""Finding somebody by name: the beginning will do, and who may not be known of is not there."""

from collections.abc import Callable
from typing import Any

from apps.access import Role
from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.dispatch.models import Assignment
from apps.people.actions import rekey
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import known, opened
from tests.followups.test_cases import colleague
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]


def test_the_beginning_of_a_name_finds_the_case_and_the_look_is_on_record(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    rekey([known(people, there)])
    case = opened(people, there)
    cam = signed_in(people.cam)
    for typed in ("ans", "Varga", "varga ans", "Ánsel", "Barga"):
        (row,) = found(cam, typed)
        assert (row["id"], row["person"]["name"], row["status"]) == (str(case.id), "Ansel Varga", "open"), typed
    last = AuditEvent.objects.filter(what=AuditEvent.What.VIEWED, kind="case").latest("id")
    assert (last.object_ids, last.basis) == ([case.id], "find")
    assert found(cam, "Varga Wren") == [], "each word is of the name"
    assert cam.post("/api/cases/find", {"text": ""}).status_code == 422


def test_whoever_may_not_know_of_a_person_finds_nobody(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    rekey([known(people, there)])
    opened(people, there)
    lee: User = colleague(people, "lee", Role.CASE_MANAGER)
    answer = signed_in(lee).post("/api/cases/find", {"text": "Varga"})
    assert (answer.status_code, answer.json()) == (200, {"rows": []})
    assert [row["person"]["name"] for row in found(signed_in(people.sam), "var")] == ["Ansel Varga"]
    for who in (people.dana, people.omar, people.ada):
        assert signed_in(who).post("/api/cases/find", {"text": "Varga"}).status_code == 403


def found(client: Client, text: str) -> Any:
    return client.post("/api/cases/find", {"text": text}).json()["rows"]
