"""The same rows without a socket: snapshot, changes, acknowledgements; each page handed over is on record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from rest_framework.test import APIClient

from apps.audit.models import AuditEvent
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.outbox import streams
from apps.outbox.models import Cursor, Delivery, Receipt
from apps.outbox.publish import board_stream, user_stream
from apps.realtime import scope
from tests.people import Client, People
from tests.probes import Probe, Probes, probes  # noqa: F401  (a fixture)

SignedIn = Callable[..., Client]


@pytest.fixture
def tell(people: People, probes: Probes) -> Callable[..., Probe]:  # noqa: F811
    """A change that is numbered, as after its commit."""

    def make(**more: Any) -> Probe:
        probe = probes.tell(people.dana, **more)
        connection.check_constraints()
        return probe

    connection.check_constraints()
    return make


@pytest.fixture
def scoped(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Probes in everybody's scope, whose disclosure is recorded."""
    ids: list[UUID] = []
    monkeypatch.setattr(scope, "_snapshot", [lambda user: [("probe", ids)]])
    monkeypatch.setattr(scope, "_disclosed", {"probe": {"probe": "id"}})
    return ids


def _changes(client: Client, cursors: dict[str, int], epoch: str | None = None) -> Any:
    after = [f"{name}~{seq}" for name, seq in cursors.items()]
    return client.get("/api/changes", {"epoch": epoch or str(streams.epoch()), "after": after})


def test_a_snapshot_holds_the_scope_and_the_cursors_to_go_on_from(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe], scoped: list[UUID]
) -> None:
    probe = tell(to=[user_stream(people.casey.id)])
    scoped.append(probe.id)
    answer = signed_in(people.casey).get("/api/snapshot")
    assert answer.status_code == 200
    assert answer["X-Alongside"] == "1"
    assert answer.json() == {
        "epoch": str(streams.epoch()),
        "cursors": streams.heads([user_stream(people.casey.id)]),
        "objects": [
            {
                "kind": "probe",
                "id": str(probe.id),
                "version": 1,
                "object": {"id": str(probe.id), "version": 1, "text": ""},
            }
        ],
    }


def test_a_phone_that_begins_anew_is_still_alarmed_by_what_its_holder_has_not_seen(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe], scoped: list[UUID]
) -> None:
    unseen, seen, old, others = (tell(alert=[who.id]) for who in (people.casey,) * 3 + (people.omar,))
    scoped += [unseen.id, seen.id, old.id, others.id]
    client = signed_in(people.casey)
    alerts = {row.object_id: row for row in Delivery.objects.filter(kind="alert")}
    client.post("/api/acks", {"device": str(uuid7()), "seen": [str(alerts[seen.id].id)]})
    Delivery.objects.filter(object_id=old.id).update(queued_at=now() - timedelta(days=2))
    items = client.get("/api/snapshot").json()["objects"]
    assert {item["id"]: item.get("alert") for item in items} == {
        str(unseen.id): {"delivery": str(alerts[unseen.id].id), "event": "ProbeMoved"},
        str(seen.id): None,
        str(old.id): None,
        str(others.id): None,
    }
    assert Receipt.objects.get(delivery=alerts[unseen.id]).sent_at is not None


def test_a_board_gets_both_cursors(people: People, signed_in: SignedIn, scoped: list[UUID]) -> None:
    cursors = signed_in(people.dana).get("/api/snapshot").json()["cursors"]
    assert set(cursors) == {user_stream(people.dana.id), board_stream(people.calder.id)}


def test_changes_are_the_frames_behind_the_cursor(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe]
) -> None:
    name = user_stream(people.casey.id)
    before = streams.heads([name])
    one, two = tell(to=[name]), tell(alert=[people.casey.id])
    body = _changes(signed_in(people.casey), before).json()
    assert (body["reset"], body["more"]) == (False, False)
    (frame,) = body["frames"]
    assert (frame["stream"], frame["from"], frame["to"]) == (name, before[name] + 1, before[name] + 2)
    assert [item["id"] for item in frame["items"]] == [str(one.id), str(two.id)]
    delivery = Delivery.objects.get(kind="alert", object_id=two.id)
    assert frame["items"][1]["alert"] == {"delivery": str(delivery.id), "event": "ProbeMoved"}
    assert Receipt.objects.get(delivery=delivery).sent_at is not None  # the poll says which device it comes from


def test_changes_say_more_until_a_short_page(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "PAGE", 2)
    read = streams.after_each
    monkeypatch.setattr(streams, "after_each", lambda asked: read(asked, 2))
    name, client = user_stream(people.casey.id), signed_in(people.casey)
    cursors = streams.heads([name])
    made = [str(tell(to=[name]).id) for _ in range(5)]
    seen: list[str] = []
    for more in (True, True, False):
        body = _changes(client, cursors).json()
        assert body["more"] is more
        seen += [item["id"] for frame in body["frames"] for item in frame["items"]]
        cursors = {frame["stream"]: frame["to"] for frame in body["frames"]}
    assert seen == made


@pytest.mark.parametrize("what", ["epoch", "ahead", "missing", "too_old", "a_hole"])
def test_changes_ask_for_a_snapshot_when_the_cursor_cannot_be_followed(
    what: str, people: People, signed_in: SignedIn, tell: Callable[..., Probe]
) -> None:
    name = user_stream(people.casey.id)
    cursors = streams.heads([name])
    for _ in range(3):
        tell(to=[name])
    epoch = str(uuid7()) if what == "epoch" else None
    if what == "ahead":
        cursors[name] += 100
    if what == "missing":
        cursors = {}
    if what == "too_old":
        Delivery.objects.filter(stream=name, seq__lte=cursors[name] + 1).delete()
    if what == "a_hole":
        Delivery.objects.filter(stream=name, seq=cursors[name] + 2).delete()
    body = _changes(signed_in(people.casey), cursors, epoch).json()
    assert (body["reset"], body["frames"]) == (True, [])


def test_naming_somebody_elses_stream_gives_nothing_of_it(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe]
) -> None:
    own, board = user_stream(people.nia.id), board_stream(people.ellery.id)
    cursors = {**streams.heads([own, board]), board_stream(people.calder.id): 0, user_stream(people.dana.id): 0}
    tell(to=[board_stream(people.calder.id), user_stream(people.dana.id)])
    body = _changes(signed_in(people.nia), cursors).json()
    assert (body["reset"], body["frames"]) == (False, [])


@pytest.mark.parametrize("path", ["/api/snapshot", "/api/changes", "/api/presence"])
def test_somebody_without_a_role_is_refused_and_that_is_on_record(
    path: str, people: People, signed_in: SignedIn
) -> None:
    assert signed_in(people.quinn).get(path).status_code == 403
    (kept,) = AuditEvent.objects.filter(what="refused", by_id=people.quinn.id)
    assert kept.facts["code"] == "not_allowed"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("after=user:x", 422),
        ("after=~1", 422),
        ("after=a~-1", 422),
        ("after=a~1e3", 422),
        ("after=a~99999999999999999999", 422),
        ("after=a~%EF%BC%91", 422),
        ("after=%00~1", 400),
        ("since=1", 400),
    ],
)
def test_a_bad_query_is_named(query: str, status: int, people: People, signed_in: SignedIn) -> None:
    answer = signed_in(people.casey).get(f"/api/changes?{query}")
    assert answer.status_code == status
    assert answer.json()["code"] in {"invalid", "malformed", "unknown_parameter"}


def test_each_page_handed_over_is_one_row_of_the_record(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe], scoped: list[UUID]
) -> None:
    name = board_stream(people.calder.id)
    before = streams.heads([user_stream(people.dana.id), name])
    made = [tell(to=[name]) for _ in range(3)]
    scoped += [probe.id for probe in made]
    client = signed_in(people.dana)
    client.get("/api/snapshot")
    _changes(client, before)
    _changes(client, streams.heads(list(before)))  # nothing new: nothing disclosed
    rows = AuditEvent.objects.filter(what="viewed", by_id=people.dana.id)
    assert [(row.kind, row.action, row.basis, row.object_ids) for row in rows] == [
        ("probe", "deliver", "board", sorted(scoped)),
        ("probe", "deliver", "board", sorted(scoped)),
    ]


@pytest.mark.parametrize("path", ["/api/snapshot", "/api/changes"])
def test_nothing_is_handed_over_when_it_cannot_be_recorded(
    path: str,
    people: People,
    signed_in: SignedIn,
    tell: Callable[..., Probe],
    scoped: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = board_stream(people.calder.id)
    before = streams.heads([user_stream(people.dana.id), name])
    scoped.append(tell(to=[name]).id)

    def broken(*arguments: Any, **named: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(scope, "viewed", broken)
    client = signed_in(people.dana)
    answer = client.get(path) if path.endswith("snapshot") else _changes(client, before)
    assert answer.status_code >= 500
    assert str(scoped[0]) not in answer.content.decode()


def test_acknowledgements_without_a_socket_are_kept_once(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe]
) -> None:
    name, board = user_stream(people.casey.id), board_stream(people.calder.id)
    tell(alert=[people.casey.id], echo=board)
    delivery = Delivery.objects.get(kind="alert")
    client, device = signed_in(people.casey), str(uuid7())
    seq = streams.heads([name])[name]
    body = {"device": device, "cursors": {name: seq, board: 1}, "received": [str(delivery.id)], "seen": []}
    for _ in range(2):
        answer = client.post("/api/acks", body)
        assert (answer.status_code, answer.json()) == (200, {})
    assert Receipt.objects.get(delivery=delivery, device_id=device).received_at is not None
    assert [(row.stream, row.seq) for row in Cursor.objects.filter(device_id=device)] == [(name, seq)]
    assert Delivery.objects.filter(stream=board, event="AlertReceived").count() == 1


def test_a_cursor_never_goes_back_or_beyond_what_was_written(
    people: People, signed_in: SignedIn, tell: Callable[..., Probe]
) -> None:
    name, device = user_stream(people.casey.id), str(uuid7())
    tell(to=[name])
    seq = streams.heads([name])[name]
    for claimed in (seq, seq - 1, seq + 50):
        signed_in(people.casey).post("/api/acks", {"device": device, "cursors": {name: claimed}})
    assert Cursor.objects.get(device_id=device).seq == seq


@pytest.mark.parametrize(
    "change",
    [{"device": "x"}, {"cursors": [1]}, {"cursors": {"a": -1}}, {"seen": ["x"]}, {"received": {}}, {"more": 1}],
)
def test_a_bad_acknowledgement_is_refused_by_name(
    change: dict[str, Any], people: People, signed_in: SignedIn
) -> None:
    answer = signed_in(people.casey).post("/api/acks", {"device": str(uuid7()), **change})
    assert answer.status_code == 422
    assert answer.json()["data"]["fields"] == list(change)


def test_presence_is_what_config_says_it_is(
    people: People, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "_presence", lambda user: [{"id": str(user.id), "live": True}])
    answer = signed_in(people.dana).get("/api/presence")
    assert answer.json() == {"users": [{"id": str(people.dana.id), "live": True}]}


@pytest.mark.parametrize("path", ["/api/snapshot", "/api/changes", "/api/presence"])
def test_who_is_not_signed_in_gets_nothing(path: str, db: None) -> None:
    assert APIClient().get(path).status_code == 401
