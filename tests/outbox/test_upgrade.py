"""A phone that slept through a release still delivers; one that is ahead of the server waits."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import Device, User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.outbox import upgrade
from apps.outbox.commands import OFFLINE, QUEUE
from apps.outbox.models import OpKey
from tests.dispatch.scenes import call, send
from tests.people import Client, People
from tests.teams.riding import make_team, put_on, ride

SignedIn = Callable[..., Client]
RECORDED = Path(__file__).with_name("recorded")
NEW_IN: dict[int, set[str]] = {
    2: {"op.settle", "team.set_vehicle", "incident.link_person", "incident.unlink_person", "person.add_name"}
    | {"person.change", "contact_point.add", "contact_point.change", "screening.record", "safety_plan.write"}
    | {"safety_plan.give"}
    | {f"encounter.{what}" for what in ("begin", "write", "report_force", "sign", "amend")}
    | {f"plan.{what}" for what in ("view", "suggest", "consent", "state_threat", "end_basis")}
    | {"capacity.report", "service.correct", "consent.give", "consent.withdraw"}
    | {f"need.{what}" for what in ("ask", "ask_next", "end", "give", "take")}
    | {f"referral.{what}" for what in ("send", "answer", "note", "close")}
    | {f"referral.{what}" for what in ("attended", "missed", "no_contact", "cancel", "confirm_cancel", "mark_error")}
    | {f"referral.{what}" for what in ("leave", "arrive", "handover", "take_back")}
    | {f"case.{what}" for what in ("attempt", "later", "offer", "accept", "decline", "take", "give", "land")}
    | {f"case.{what}" for what in ("close", "reopen", "decide")}
}
"""Version -> kept writes that no app before it could send."""


def recorded(version: int) -> list[dict[str, Any]]:
    """What apps of that version had in their outbox, as it was sent: the very string of each body."""
    ops: list[dict[str, Any]] = json.loads((RECORDED / f"version_{version}.json").read_text(encoding="utf-8"))
    return ops


@pytest.fixture
def names(people: People) -> dict[str, str]:
    """What the recorded commands speak of."""
    mesa, grant = ride(people, people.casey, people.omar), make_team(people, "Grant 1")
    declined = put_on(people, grant, people.jo, confirmed=False)
    made = {"grant": grant.id, "shift_declined": declined.id, "sent": send(people, call(people), mesa).id}
    new = ("shift_riley", "own", "met", "opened", "remark", "told", "shift_confirmed")
    tonight = (now() + timedelta(hours=8)).isoformat()
    return (
        {name: str(value) for name, value in made.items()}
        | {name: str(uuid7()) for name in new}
        | {"tonight": tonight}
    )


def filled(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def test_every_command_of_the_version_before_is_applied(
    people: People, signed_in: SignedIn, names: dict[str, str]
) -> None:
    grant = make_team(people, "Grant 2")
    for number, op in enumerate(recorded(1), start=1):
        if op["action"] == "shift.confirm":
            names["shift_confirmed"] = str(put_on(people, grant, people.jo, confirmed=False).id)
        client = signed_in(getattr(people, op["by"]))
        headers: dict[str, Any] = {"HTTP_IF_MATCH": str(op["base"])} if "base" in op else {}
        # the first app says "1"; one from before that says nothing
        headers |= {"HTTP_X_OP_VERSION": "1"} if number % 2 else {}
        answer = client.generic(
            op["method"], filled(op["url"], names), filled(op["raw"], names), "application/json", **headers
        )
        assert (answer.status_code in {200, 201}, answer.json()["outcome"]) == (True, "applied"), op["action"]
    assert set(OpKey.objects.filter(device_id__isnull=False).values_list("op_version", flat=True)) == {1}


@pytest.mark.parametrize("version", range(1, upgrade.CURRENT))
def test_every_kept_write_of_an_older_app_is_recorded(version: int) -> None:
    newer = set().union(*(names for since, names in NEW_IN.items() if since > version))
    kept = {name for name, mode in OFFLINE.items() if mode == QUEUE}
    assert {op["action"] for op in recorded(version)} == kept - newer


def test_steps_are_taken_one_after_the_other_from_the_version_it_was_written_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
        ("incident.told", 1): lambda old: {**old, "whom": old["to"]},
        ("incident.told", 2): lambda old: {name: value for name, value in old.items() if name != "to"},
    }
    monkeypatch.setattr(upgrade, "STEPS", steps)
    monkeypatch.setattr(upgrade, "CURRENT", 3)
    old = {"to": "ems"}
    assert upgrade.upgrade("incident.told", 1, old) == {"whom": "ems"}
    assert upgrade.upgrade("incident.told", 3, old) == old == {"to": "ems"}
    assert upgrade.upgrade("incident.remark", 1, old) == old
    assert upgrade.upgrade("incident.told", 1, ["to"]) == ["to"], "what is no object is refused as it is"


def test_an_old_body_is_applied_in_todays_words_and_repeats_by_its_own_bytes(
    people: People, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(upgrade.STEPS, ("session.language", 1), lambda old: {"language": old["tongue"]})
    casey, key = signed_in(people.casey), str(uuid7())
    headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_X_OP_VERSION": "1"}
    outcomes = [casey.post("/api/me/language", {"tongue": "es"}, **headers).json()["outcome"] for _ in range(2)]
    assert outcomes == ["applied", "already_applied"]
    assert User.objects.get(id=people.casey.id).language == "es"


def test_an_operation_newer_than_the_server_waits_and_leaves_no_trace(people: People, signed_in: SignedIn) -> None:
    casey, key = signed_in(people.casey), str(uuid7())
    device = Device.objects.create(id=casey.device_id, user=people.casey)
    headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_X_OP_NUMBER": "4"}
    newer = str(upgrade.CURRENT + 1)
    waits = casey.post("/api/me/language", {"new": 1}, HTTP_X_OP_VERSION=newer, **headers)
    assert (waits.status_code, waits.json()["code"]) == (503, "newer_client")
    assert int(waits["Retry-After"]) > 0
    assert not OpKey.objects.filter(key=key).exists()
    assert Device.objects.get(id=device.id).highest_op == 0
    assert casey.post("/api/me/language", {"language": "es"}, **headers).json()["outcome"] == "applied"
