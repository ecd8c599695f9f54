"""Who gets in, what a socket survives, and when it is closed."""

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from apps.accounts import actions as accounts
from apps.accounts.models import Device, Membership, Session, User
from apps.common.ids import uuid7
from apps.outbox import streams
from apps.outbox.commands import do
from apps.outbox.models import Epoch
from apps.outbox.publish import board_stream
from apps.realtime import consumers
from tests.people import People
from tests.probes import Probes
from tests.realtime.conftest import Open, Phone, Server, cookie_of, on_loop, own, wait_until

pytestmark = pytest.mark.usefixtures("committed")


# ---- the door


@pytest.mark.parametrize(
    "origin",
    ["http://casey.localhost:{port}", "http://127.0.0.1:1", "http://evil.example", "null", "chrome-extension://x"],
)
def test_a_page_of_another_origin_is_refused_before_the_handshake(
    origin: str, people: People, open_phone: Open, server: Server
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        open_phone(people.dana, origin=origin.format(port=server.port))
    assert refused.value.response.status_code == 403


def test_no_origin_at_all_is_refused(people: People, server: Server) -> None:
    with (
        pytest.raises(InvalidStatus),
        connect(f"ws://{server.host}/ws", additional_headers={"Cookie": cookie_of(people.dana)}),
    ):
        pass


def test_a_host_that_is_not_ours_is_refused_although_origin_agrees(people: People, server: Server) -> None:
    headers = {"Cookie": cookie_of(people.dana), "Host": "evil.example"}
    with (
        pytest.raises(InvalidStatus),
        connect(
            f"ws://{server.host}/ws",
            origin=Origin("http://evil.example"),
            additional_headers=headers,
        ),
    ):
        pass


def test_there_is_one_socket_address(people: People, server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(f"ws://{server.host}/elsewhere"):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("cookie", ["", "session=nobody", "session", "session=;;==", 'a=b; session="x'])
def test_who_is_not_signed_in_is_told_so_with_a_close_code(cookie: str, people: People, open_phone: Open) -> None:
    assert open_phone(people.dana, cookie=cookie).closed() == ("signed_out", 4401)


def test_a_closed_account_is_not_let_in(people: People, open_phone: Open) -> None:
    cookie = cookie_of(people.dana)
    User.objects.filter(id=people.dana.id).update(is_active=False)
    assert open_phone(people.dana, cookie=cookie).closed() == ("signed_out", 4401)


# ---- what a socket survives

BAD: dict[str, Any] = {
    "binary": b"\x00\x01\x02",
    "not_json": "{",
    "a_number": "7",
    "a_list": "[1]",
    "no_type": "{}",
    "unknown_type": '{"type":"order"}',
    "type_is_a_list": '{"type":["hello"]}',
    "seventy_kilobytes": json.dumps({"type": "beat", "x": "y" * 70_000}),
    "ten_thousand_deep": "[" * 10_000 + "]" * 10_000,
    "nul": json.dumps({"type": "beat", "x": "\0"}),
    "lone_surrogate": '{"type":"beat","x":"\\ud800"}',
    "nan": '{"type":"hello","time":NaN}',
    "infinity": '{"type":"hello","time":1e999}',
    "twice_the_same_key": '{"type":"beat","type":"hello"}',
    "huge_number": '{"type":"hello","time":' + "9" * 5_000 + "}",
    "hello_without_a_device": '{"type":"hello"}',
    "hello_with_a_bad_device": '{"type":"hello","device":7}',
    "cursors_are_a_list": f'{{"type":"hello","device":"{uuid7()}","cursors":[1]}}',
    "a_negative_cursor": f'{{"type":"hello","device":"{uuid7()}","cursors":{{"a":-1}}}}',
    "a_cursor_that_is_true": f'{{"type":"hello","device":"{uuid7()}","cursors":{{"a":true}}}}',
    "a_cursor_beyond_numbers": f'{{"type":"hello","device":"{uuid7()}","cursors":{{"a":1{"0" * 30}}}}}',
    "too_many_streams": json.dumps(
        {"type": "hello", "device": str(uuid7()), "cursors": {f"s{n}": 1 for n in range(17)}}
    ),
    "an_epoch_that_is_an_object": f'{{"type":"hello","device":"{uuid7()}","epoch":{{}}}}',
    "an_app_version_that_is_a_number": f'{{"type":"hello","device":"{uuid7()}","app_version":1}}',
    "bad_receipts": '{"type":"ack","received":["nobody"]}',
    "too_many_receipts": json.dumps({"type": "ack", "seen": [str(uuid7())] * 501}),
}


def test_a_bad_frame_is_answered_and_the_socket_lives(people: People, open_phone: Open, probes: Probes) -> None:
    phone = open_phone(people.casey)
    phone.hello()
    for name, frame in BAD.items():
        phone.socket.send(frame)
        assert phone.next("error")["code"] in {"malformed", "invalid", "too_large"}, name
        probes.tell(people.dana, to=[own(people.casey)])
        assert phone.frame()["items"], name


def test_a_frame_that_the_server_will_not_even_take_closes_that_socket_only(
    people: People, open_phone: Open, probes: Probes
) -> None:
    one, other = open_phone(people.casey), open_phone(people.casey)
    one.hello()
    other.hello()
    one.socket.send("x" * 1_000_000)
    with pytest.raises(ConnectionClosed):
        one.hear()
    assert one.socket.close_code == 1009
    probes.tell(people.dana, to=[own(people.casey)])
    assert other.frame()["items"]


def test_nothing_is_taken_before_hello(people: People, open_phone: Open) -> None:
    phone = open_phone(people.casey)
    for said in ({"type": "beat"}, {"type": "ack", "cursors": {}}):
        phone.say(**said)
        assert phone.next("error")["code"] == "invalid"
    assert phone.hello()["reset"] is False


def test_a_socket_that_never_says_hello_is_closed(
    people: People, open_phone: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "HELLO_S", 0.2)
    phone = open_phone(people.casey)
    with pytest.raises(ConnectionClosed):
        phone.hear()
    assert phone.socket.close_code == 4408


def test_a_phone_that_does_not_read_is_closed_and_costs_one_page(
    people: People, open_phone: Open, probes: Probes, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "SEND_S", 0.5)
    phone, other = open_phone(people.casey, max_queue=1), open_phone(people.omar)
    phone.hello()
    other.hello()
    for _ in range(40):  # far more than the kernel and the client's own queue take
        probe = probes.tell(people.dana)
        probes.texts[probe.id] = "x" * 1_000_000
        probes.tell(people.dana, to=[own(people.casey)], about=probe)
    wait_until(lambda: own(people.casey) not in on_loop(server, lambda: set(server.bell()._sockets)), 20)
    probes.tell(people.dana, to=[own(people.omar)])
    assert other.frame()["items"]
    with pytest.raises(ConnectionClosed):
        [phone.hear(20) for _ in range(41)]
    assert phone.socket.close_code == 4408


# ---- parting


def test_signing_out_closes_the_sockets_of_that_sign_in(people: People, open_phone: Open) -> None:
    cookie = cookie_of(people.casey)
    phone = open_phone(people.casey, cookie=cookie)
    phone.hello()
    Session.objects.filter(session_key=cookie.split("=", 1)[1]).delete()
    do(accounts.note_sign_out, by=people.casey)
    assert phone.closed() == ("signed_out", 4401)


def test_a_session_that_ends_without_a_ring_is_found_by_the_beat(
    people: People, open_phone: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_S", (0.2, 0.3))
    phone = open_phone(people.casey)
    phone.hello()
    Session.objects.all().delete()
    assert phone.closed() == ("signed_out", 4401)


def test_a_revoked_device_is_closed_and_not_let_in_again(people: People, open_phone: Open) -> None:
    device = Device.objects.create(user=people.casey)
    phone = open_phone(people.casey, device.id)
    phone.hello()
    do(accounts.revoke_device, by=people.ada, device_id=device.id)
    assert phone.closed() == ("revoked", 4403)
    assert _refused(open_phone(people.casey, device.id)) == ("revoked", 4403)


def test_somebody_elses_device_is_not_let_in(people: People, open_phone: Open) -> None:
    device = Device.objects.create(user=people.omar)
    assert _refused(open_phone(people.casey, device.id)) == ("revoked", 4403)


def test_a_changed_role_closes_the_socket_and_the_next_one_has_the_new_scope(
    people: People, open_phone: Open
) -> None:
    phone = open_phone(people.dana)
    assert len(phone.hello()["streams"]) == 2
    (membership,) = Membership.objects.filter(user=people.dana)
    do(accounts.end_membership, by=people.system, membership_id=membership.id)
    assert phone.closed() == ("access_changed", 4403)
    assert open_phone(people.dana).hello()["streams"] == [own(people.dana)]


def test_another_life_of_the_database_sends_everybody_for_a_snapshot(
    people: People, open_phone: Open, server: Server
) -> None:
    phone = open_phone(people.casey)
    phone.hello()
    old = str(streams.epoch())
    on_loop(server, lambda: server.bell()._now.set())
    wait_until(lambda: server.bell()._epoch is not None)
    Epoch.objects.update(value=uuid7())
    on_loop(server, lambda: server.bell()._now.set())
    assert phone.closed() == ("restart", 1012)
    assert open_phone(people.casey).hello(epoch=old)["reset"] is True


# ---- scope


def test_another_programmes_board_cannot_be_followed(people: People, open_phone: Open, probes: Probes) -> None:
    calder, ellery = board_stream(people.calder.id), board_stream(people.ellery.id)
    nia = open_phone(people.nia)
    cursors = {own(people.nia): 0, ellery: 0, calder: 0, own(people.dana): 0}
    assert nia.hello(cursors)["streams"] == [own(people.nia), ellery]
    while nia.cursors[own(people.nia)] < streams.heads([own(people.nia)])[own(people.nia)]:
        nia.frame()
    probes.tell(people.dana, to=[calder, own(people.dana)])
    nia.hears_nothing()


def test_a_clinician_naming_the_board_does_not_get_it(people: People, open_phone: Open, probes: Probes) -> None:
    phone = open_phone(people.casey)
    known = streams.heads([own(people.casey), board_stream(people.calder.id)])
    assert phone.hello(known)["streams"] == [own(people.casey)]
    probes.tell(people.dana, to=[board_stream(people.calder.id)])
    phone.hears_nothing()


def test_somebody_without_a_programme_follows_nothing_but_themselves(people: People, open_phone: Open) -> None:
    assert open_phone(people.quinn).hello()["streams"] == [own(people.quinn)]


def _refused(phone: Phone) -> tuple[str, int]:
    phone.say(type="hello", device=str(phone.device), epoch="", cursors={})
    return phone.closed()
