"""What is merged, what a person has to look at, and what he makes of it: stored for good, answered the same again."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import Device, User
from apps.audit.models import AuditEvent
from apps.common.errors import Code, NeedsReview
from apps.common.ids import uuid7
from apps.outbox.actions import settle
from apps.outbox.commands import Merged, Op, do, run
from apps.outbox.models import Delivery, OpKey
from apps.outbox.publish import publish, user_stream
from tests.outbox.speaking import at_once, speak
from tests.people import Client, People
from tests.probes import ProbeMoved

SignedIn = Callable[..., Client]


def merge(*, by: Any, data: dict[str, Any] | None = None) -> Merged:
    """A command that is kept beside what others did."""
    user = User.objects.select_for_update().get(id=by.id)
    user.bump("name")
    publish(ProbeMoved(user.id), about=user, to=[user_stream(by.id)])
    return Merged(user, Code.KEPT_LATE, data or {"kept": ["name"]})


def clash(*, by: Any) -> None:
    """A command that writes, and then finds that somebody else has written the same."""
    merge(by=by)
    raise NeedsReview(Code.CHANGED_MEANWHILE, "Changed.", about=User.objects.get(id=by.id), fields=["name"])


def _version(who: User) -> int:
    return User.objects.get(id=who.id).version


# ---- stored


def test_a_merge_is_done_rings_and_is_answered_the_same_again(people: People) -> None:
    key, before = uuid7(), _version(people.casey)
    answers = [run(merge, by=people.casey, key=key) for _ in range(2)]
    for answer in answers:
        assert (answer.outcome, answer.status, answer.code, answer.is_done) == ("merged", 200, "kept_late", True)
        assert (answer.object_id, answer.data) == (people.casey.id, {"kept": ["name"]})
    assert _version(people.casey) == before + 1
    assert Delivery.objects.filter(event="ProbeMoved").count() == 1


def test_a_clash_changes_nothing_is_kept_and_is_on_the_record_once(people: People) -> None:
    key, before = uuid7(), _version(people.casey)
    answers = [run(clash, by=people.casey, key=key) for _ in range(2)]
    for answer in answers:
        assert (answer.outcome, answer.status, answer.code) == ("needs_review", 202, "changed_meanwhile")
        assert (answer.object_id, answer.data, answer.is_done) == (people.casey.id, {"fields": ["name"]}, False)
    assert _version(people.casey) == before
    assert not Delivery.objects.filter(event="ProbeMoved").exists()
    assert AuditEvent.objects.get(what="refused", action="clash").facts["code"] == "changed_meanwhile"
    with pytest.raises(NeedsReview):
        do(clash, by=people.casey, key=key)


@pytest.mark.parametrize(("command", "outcome"), [(merge, "merged"), (clash, "needs_review")])
def test_twins_at_the_same_moment_get_one_answer(
    committed: None, people: People, command: Callable[..., Any], outcome: str
) -> None:
    key, before = uuid7(), _version(people.casey)
    answers = at_once([lambda: run(command, by=people.casey, key=key) for _ in range(5)])
    assert Counter(answer.outcome for answer in answers) == {outcome: 5}
    assert _version(people.casey) == before + (1 if outcome == "merged" else 0)
    assert OpKey.objects.filter(key=key).count() == 1


# ---- a person's decision


def test_what_is_there_now_is_kept_by_closing_ones_own(people: People) -> None:
    old = uuid7()
    run(clash, by=people.casey, key=old)
    assert run(settle, by=people.casey, key=uuid7(), supersedes=old, decision="theirs").outcome == "applied"
    again = run(settle, by=people.casey, key=uuid7(), supersedes=old, decision="theirs")
    assert (again.outcome, again.status) == ("already_applied", 200)
    assert OpKey.objects.get(key=old).decision == "theirs"
    decided = AuditEvent.objects.get(action="op.decided")
    assert (decided.object_ids, decided.by_id) == ([old], people.casey.id)
    assert decided.facts == {
        "decision": "theirs",
        "of": "clash",
        "outcome": "needs_review",
        "code": "changed_meanwhile",
    }


def test_ones_own_is_kept_by_a_new_write_that_names_the_old_one(people: People) -> None:
    old, new = uuid7(), uuid7()
    run(clash, by=people.casey, key=old)
    for _ in range(2):
        run(speak, by=people.casey, key=new, op=Op(supersedes=old), language="es")
    assert OpKey.objects.get(key=old).decision == "mine"
    assert OpKey.objects.get(key=new).supersedes == old
    assert AuditEvent.objects.get(action="op.decided").facts["decision"] == "mine"
    late = run(settle, by=people.casey, key=uuid7(), supersedes=old, decision="theirs")
    assert (late.outcome, OpKey.objects.get(key=old).decision) == ("already_applied", "mine")


def test_nobody_settles_what_is_not_his_own(people: People) -> None:
    old = uuid7()
    run(clash, by=people.nia, key=old)
    for key in (old, uuid7()):
        answer = run(settle, by=people.casey, key=uuid7(), supersedes=key, decision="theirs")
        assert (answer.outcome, answer.status) == ("rejected", 404)
    run(speak, by=people.casey, key=uuid7(), op=Op(supersedes=old), language="es")
    assert OpKey.objects.get(key=old).decision == ""


def test_what_stands_has_nothing_to_be_decided(people: People) -> None:
    old = uuid7()
    run(merge, by=people.casey, key=old)
    answer = run(settle, by=people.casey, key=uuid7(), supersedes=old, decision="theirs")
    assert (answer.outcome, OpKey.objects.get(key=old).decision) == ("already_applied", "")


def test_two_tabs_settle_at_once_and_the_decision_is_recorded_once(committed: None, people: People) -> None:
    old = uuid7()
    run(clash, by=people.casey, key=old)
    assert people.casey.roles is not None
    works = [
        lambda: run(settle, by=people.casey, key=uuid7(), supersedes=old, decision="theirs"),
        lambda: run(settle, by=people.casey, key=uuid7(), supersedes=old, decision="theirs"),
        lambda: run(speak, by=people.casey, key=uuid7(), op=Op(supersedes=old), language="es"),
    ]
    assert all(answer.is_done for answer in at_once(works))
    assert AuditEvent.objects.filter(action="op.decided").count() == 1


def test_settling_over_http_also_of_a_body_that_cannot_be_right(people: People, signed_in: SignedIn) -> None:
    casey, old = signed_in(people.casey), str(uuid7())
    for _ in range(2):
        refused = casey.post("/api/me/language", {"nonsense": 1}, HTTP_IDEMPOTENCY_KEY=old)
        assert (refused.status_code, refused.json()["outcome"], refused.json()["code"]) == (
            422,
            "rejected",
            "invalid",
        )
    road, body = "/api/ops/settle", {"supersedes": old, "decision": "theirs"}
    key = str(uuid7())
    outcomes = [casey.post(road, body, HTTP_IDEMPOTENCY_KEY=key).json()["outcome"] for _ in range(2)]
    assert outcomes == ["applied", "already_applied"]
    assert casey.post(road, {**body, "decision": "mine"}).status_code == 422
    for stranger in (people.omar, people.nia, people.quinn):
        assert signed_in(stranger).post(road, body).status_code == 404


# ---- whose, which, and when


def test_a_command_goes_only_while_its_own_person_is_signed_in(people: People, signed_in: SignedIn) -> None:
    key = str(uuid7())
    body = {"language": "es"}
    headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_X_USER": str(people.casey.id)}
    other = signed_in(people.omar).post("/api/me/language", body, **headers)
    assert (other.status_code, other.json()["code"]) == (401, "other_user")
    assert not OpKey.objects.filter(key=key).exists()
    assert User.objects.get(id=people.omar.id).language == "en"
    own = signed_in(people.casey).post("/api/me/language", body, **headers)
    assert own.json()["outcome"] == "applied"
    assert signed_in(people.casey).post("/api/me/language", body, HTTP_X_USER="me").status_code == 422


def _device(client: Client, who: User, **fields: Any) -> Device:
    return Device.objects.create(id=client.device_id, user=who, **fields)


def test_the_highest_operation_of_a_device_is_kept_and_told(people: People, signed_in: SignedIn) -> None:
    casey = signed_in(people.casey)
    _device(casey, people.casey)
    for number, language in ((7, "es"), (3, "en"), (8, "xx")):
        casey.post("/api/me/language", {"language": language}, HTTP_X_OP_NUMBER=str(number))
    told = casey.post("/api/devices", {"id": str(casey.device_id)}).json()["object"]
    assert told["highest_op"] == 8, "a refusal is an answer too"
    assert OpKey.objects.get(user=people.casey, op_number=3).device_id == casey.device_id


def test_a_number_counts_only_for_ones_own_device(people: People, signed_in: SignedIn) -> None:
    omar = signed_in(people.omar)
    _device(omar, people.omar)
    signed_in(people.casey, omar.device_id).post("/api/me/language", {"language": "es"}, HTTP_X_OP_NUMBER="9")
    assert Device.objects.get(id=omar.device_id).highest_op == 0


def test_operations_of_one_device_at_once_leave_the_highest_number(committed: None, people: People) -> None:
    device = Device.objects.create(user=people.casey)
    works = [_numbered(people.casey, device.id, number) for number in (2, 5, 3, 4)]
    assert {answer.status for answer in at_once(works)} == {200}
    kept = Device.objects.get(id=device.id)
    assert (kept.highest_op, kept.missing_ops) == (5, [[1, 1]])


def test_an_operation_that_was_left_out_is_known_until_it_comes(people: People) -> None:
    device = Device.objects.create(user=people.casey)

    def left_out() -> list[list[int]]:
        return list(Device.objects.get(id=device.id).missing_ops)

    for number in (1, 2, 6, 9):
        _numbered(people.casey, device.id, number)()
    assert left_out() == [[3, 5], [7, 8]]
    for number in (4, 8, 4):
        _numbered(people.casey, device.id, number)()
    assert left_out() == [[3, 3], [5, 5], [7, 7]]
    for number in (5, 3, 7):
        _numbered(people.casey, device.id, number)()
    assert (left_out(), Device.objects.get(id=device.id).highest_op) == ([], 9)


def test_a_device_that_leaves_out_every_second_operation_fills_no_row(people: People) -> None:
    device = Device.objects.create(user=people.casey, highest_op=500, missing_ops=[[n, n] for n in range(1, 200, 2)])
    _numbered(people.casey, device.id, 2**40)()
    missing = Device.objects.get(id=device.id).missing_ops
    assert (len(missing), missing[0], missing[-1]) == (100, [3, 3], [501, 2**40 - 1])


def _numbered(who: User, device_id: UUID, number: int) -> Callable[[], Any]:
    return lambda: run(merge, by=who, key=uuid7(), op=Op(device_id=device_id, op_number=number))


def test_the_offset_of_the_clock_is_stored_with_the_command_and_never_refuses(
    people: People, signed_in: SignedIn
) -> None:
    casey = signed_in(people.casey)
    _device(casey, people.casey, clock_offset_ms=2**52)
    answer = casey.post("/api/me/language", {"language": "es"}, HTTP_X_OCCURRED_AT="0001-01-01T00:00:00Z")
    assert answer.status_code == 200
    assert OpKey.objects.get(user=people.casey, action="session.language").clock_offset_ms == 2**52


def test_no_words_of_a_clash_are_kept_with_its_answer(people: People) -> None:
    run(clash, by=people.casey, key=uuid7())
    assert people.casey.name not in json.dumps([row.data for row in OpKey.objects.all()])
