"""One runner for every write: once however often it is sent, refusals kept and audited, faults tried again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from apps.accounts.models import Agency, Device, User
from apps.audit.models import AuditEvent
from apps.common.errors import Busy, Code, Conflict, DomainError, Invalid, NotAllowed, NotFound
from apps.common.ids import uuid7
from apps.outbox import commands
from apps.outbox.commands import Op, current_op, do, key_for, run
from apps.outbox.models import Delivery, OpKey
from apps.outbox.publish import publish, user_stream
from tests.outbox.speaking import at_once, refuse, speak, speak_in_turn
from tests.people import People
from tests.probes import Probe, ProbeMoved, move


def _deliveries(user: User) -> int:
    return Delivery.objects.filter(stream=user_stream(user.id), event="ProbeMoved").count()


# ---- once


def test_the_same_key_again_answers_already_applied_and_changes_nothing(people: People) -> None:
    key = uuid7()
    first = run(speak, by=people.casey, key=key, raw=b"es", language="es")
    again = run(speak, by=people.casey, key=key, raw=b"es", language="es")
    assert (first.outcome, first.status, again.outcome, again.status) == ("applied", 200, "already_applied", 200)
    assert (again.object_kind, again.object_id, again.version) == ("user", people.casey.id, first.version)
    assert _deliveries(people.casey) == 1


def test_what_is_new_is_answered_201(people: People) -> None:
    assert run(move, by=people.casey, key=uuid7(), probe=Probe()).status == 201


def test_what_is_so_already_is_answered_200_and_kept(people: People) -> None:
    answer = run(speak, by=people.casey, key=uuid7(), language=people.casey.language)
    assert (answer.outcome, answer.status) == ("already_applied", 200)
    assert OpKey.objects.get(user=people.casey, outcome="already_applied").status == 200
    assert _deliveries(people.casey) == 0


def test_twins_at_the_same_moment_are_applied_once(committed: None, people: People) -> None:
    key, rival = uuid7(), uuid7()
    twins: list[Callable[[], Any]] = [
        lambda: run(speak, by=people.casey, key=key, raw=b"es", language="es") for _ in range(4)
    ]
    answers = at_once([*twins, lambda: run(speak, by=people.casey, key=rival, raw=b"es", language="es")])
    outcomes = sorted(answer.outcome for answer in answers)
    assert outcomes == ["already_applied"] * 4 + ["applied"]
    assert _deliveries(people.casey) == 1
    assert OpKey.objects.filter(user=people.casey, key__in=[key, rival]).count() == 2


def test_the_same_key_of_two_people_are_two_commands(people: People) -> None:
    key = uuid7()
    for who in (people.casey, people.omar):
        assert run(speak, by=who, key=key, language="es").outcome == "applied"


def test_a_key_used_for_another_body_is_422_and_the_first_answer_stands(people: People) -> None:
    key = uuid7()
    run(speak, by=people.casey, key=key, raw=b"es", language="es")
    for other, raw in ((speak, b"en"), (move, b"es")):
        with pytest.raises(Invalid) as refused:
            run(other, by=people.casey, key=key, raw=raw, language="en")
        assert (refused.value.code, refused.value.status) == (Code.KEY_REUSED, 422)
    assert run(speak, by=people.casey, key=key, raw=b"es", language="es").outcome == "already_applied"


def test_a_body_is_never_kept_only_its_fingerprint(people: People) -> None:
    run(speak, by=people.casey, key=uuid7(), raw=b'{"language":"es"}', language="es")
    kept = OpKey.objects.get(user=people.casey, action="session.language")
    assert len(kept.payload_hmac) == 64
    assert b'language":"es' not in repr(vars(kept)).encode()


# ---- refusals


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NotAllowed(Code.NOT_ALLOWED, "No."), "rejected"),
        (NotFound(), "rejected"),
        (Invalid(Code.INVALID, "No.", fields=["x"]), "rejected"),
        (Conflict(Code.STALE, "Moved on.", version=3), "conflict"),
    ],
)
def test_a_refusal_undoes_the_work_but_keeps_itself_and_its_record(
    error: DomainError, outcome: str, people: People
) -> None:
    key, thing = uuid7(), uuid7()
    before = Device.objects.count()
    answers = [run(refuse, by=people.casey, key=key, error=error, object_id=thing) for _ in range(2)]
    for answer in answers:
        assert (answer.outcome, answer.status, answer.code) == (outcome, error.status, str(error.code))
        assert (answer.message, answer.data) == (error.message, error.data)
    assert Device.objects.count() == before
    assert _deliveries(people.casey) == 0
    (kept,) = AuditEvent.objects.filter(what="refused", by_id=people.casey.id)
    assert (kept.action, kept.facts["code"], kept.object_ids) == ("refuse", str(error.code), [thing])
    with pytest.raises(type(error)) as raised:
        do(refuse, by=people.casey, key=key, error=error, object_id=thing)
    assert raised.value.body() == error.body()


def test_busy_is_not_kept_so_that_the_same_key_may_come_again(people: People) -> None:
    key = uuid7()
    with pytest.raises(Busy):
        run(refuse, by=people.casey, key=key, error=Busy(Code.BUSY, "Not now."))
    assert not OpKey.objects.filter(key=key).exists()
    assert run(move, by=people.casey, key=key, probe=Probe()).outcome == "applied"


def test_a_bug_keeps_nothing(people: People) -> None:
    def broken(*, by: Any) -> None:
        raise ZeroDivisionError

    key = uuid7()
    with pytest.raises(ZeroDivisionError):
        run(broken, by=people.casey, key=key)
    assert not OpKey.objects.filter(key=key).exists()


# ---- constraints


def _found(*, by: Any, name: str, key: UUID | None = None) -> Agency:
    agency = Agency(id=key or uuid7(), name=name, kind="police")
    agency.save(force_insert=True)
    return agency


def test_a_constraint_with_a_meaning_is_a_conflict(people: People) -> None:
    answer = run(_found, by=people.ada, key=uuid7(), name=Agency.objects.all()[0].name)
    assert (answer.outcome, answer.status, answer.code) == ("conflict", 409, "already_exists")


def test_an_id_that_exists_already_is_a_conflict(people: People) -> None:
    made = Agency.objects.all()[0]
    answer = run(_found, by=people.ada, key=uuid7(), name="Another")
    assert answer.outcome == "applied"
    answer = run(_with_id, by=people.ada, key=uuid7(), agency_id=made.id)
    assert (answer.outcome, answer.status, answer.code) == ("conflict", 409, "already_exists")


def _with_id(*, by: Any, agency_id: UUID) -> Agency:
    return _found(by=by, name="A third", key=agency_id)


def test_a_constraint_without_a_meaning_stays_a_bug(people: People) -> None:
    def broken(*, by: Any) -> None:
        Agency(id=uuid7(), name=None, kind="police").save(force_insert=True)  # type: ignore[misc]

    with pytest.raises(IntegrityError):
        run(broken, by=people.ada, key=uuid7())


# ---- one runner


def test_nothing_is_published_outside_the_runner(people: People) -> None:
    with pytest.raises(RuntimeError):
        publish(ProbeMoved(uuid7()), about=Probe(), to=["user:x"])


def test_an_action_runs_only_inside_the_runner(people: People) -> None:
    with pytest.raises(RuntimeError):
        speak(by=people.casey, language="es")


def test_a_runner_is_not_opened_within_another(people: People) -> None:
    def nested(*, by: Any) -> Any:
        return run(move, by=by, key=uuid7(), probe=Probe())

    with pytest.raises(RuntimeError):
        run(nested, by=people.casey, key=uuid7())


def test_an_action_called_by_an_action_joins_it(people: People) -> None:
    before = OpKey.objects.filter(user=people.casey).count()
    answer = run(speak_in_turn, by=people.casey, key=uuid7(), languages=["es", "en", "es"])
    assert answer.outcome == "applied"
    assert OpKey.objects.filter(user=people.casey).count() == before + 1
    assert _deliveries(people.casey) == 3


def test_already_applied_within_an_action_is_not_the_end_of_it(people: People) -> None:
    answer = run(speak_in_turn, by=people.casey, key=uuid7(), languages=["en", "es"])
    assert answer.outcome == "applied"
    assert User.objects.get(id=people.casey.id).language == "es"


def test_already_applied_within_a_handler_is_not_the_end_of_it(people: People) -> None:
    def when_something(*, by: Any, payload: dict[str, Any]) -> None:
        speak(by=by, language="en")
        speak(by=by, language="es")

    do(when_something, by=people.casey, payload={})
    assert User.objects.get(id=people.casey.id).language == "es"


@pytest.mark.parametrize("swallow", [False, True])
def test_a_refusal_within_an_action_refuses_the_whole_even_when_it_is_swallowed(
    swallow: bool, people: People
) -> None:
    answer = run(speak_in_turn, by=people.casey, key=uuid7(), languages=["es", "xx"], swallow=swallow)
    assert (answer.outcome, answer.status) == ("rejected", 422)
    assert answer.data == {"fields": ["language"], "by": str(people.casey.id)}
    assert User.objects.get(id=people.casey.id).language == "en"


def test_do_answers_the_object_whether_or_not_it_was_so_already(people: People) -> None:
    for _ in range(2):
        assert do(speak, by=people.casey, language="es").language == "es"


def test_the_command_is_known_inside_and_its_time_is_never_missing(people: People) -> None:
    seen: list[Op] = []

    def look(*, by: Any) -> None:
        seen.append(current_op())

    device = uuid7()
    run(look, by=people.casey, key=uuid7(), op=Op(device_id=device, base_version=4))
    assert (seen[0].device_id, seen[0].base_version) == (device, 4)
    assert seen[0].occurred_at is not None


def test_a_key_made_from_a_row_is_always_the_same() -> None:
    row = uuid7()
    assert key_for(row, "handler") == key_for(row, "handler") != key_for(row, "rung")


def test_every_action_says_how_it_may_be_kept_offline() -> None:
    assert commands.OFFLINE
    assert all(mode in {"never", "queue"} or mode.startswith("expire:") for mode in commands.OFFLINE.values())
