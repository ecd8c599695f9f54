"""A socket from hello to the frames of its streams: nothing lost, nothing twice, nothing of anybody else."""

import asyncio
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.actions import set_language
from apps.accounts.models import Device
from apps.common import clock
from apps.common.ids import uuid7
from apps.outbox import streams
from apps.outbox.commands import Op, do, run
from apps.outbox.models import Cursor, Delivery, Receipt
from apps.outbox.publish import board_stream, publish
from apps.realtime import bell, consumers
from config import time_source
from tests.people import People
from tests.probes import Probe, ProbeMoved, Probes
from tests.realtime.conftest import Open, Server, on_loop, own, wait_until

pytestmark = pytest.mark.usefixtures("committed")


def test_it_welcomes_a_phone_with_the_streams_of_its_person(people: People, open_phone: Open) -> None:
    welcome = open_phone(people.casey).hello()
    assert welcome["streams"] == [own(people.casey)]
    assert welcome["epoch"] == str(streams.epoch())
    assert welcome["reset"] is False
    assert welcome["server_time"].endswith("Z")


def test_a_dispatcher_follows_the_board_of_the_programme(people: People, open_phone: Open) -> None:
    welcome = open_phone(people.dana).hello()
    assert welcome["streams"] == [own(people.dana), board_stream(people.calder.id)]


def test_a_commit_reaches_each_phone_it_concerns_and_no_other(
    people: People, open_phone: Open, probes: Probes
) -> None:
    casey, omar, riley = (open_phone(who) for who in (people.casey, people.omar, people.riley))
    for phone in (casey, omar, riley):
        phone.hello()
    probe = probes.tell(people.dana, to=[own(people.casey), own(people.omar)])
    for phone in (casey, omar):
        (item,) = phone.frame()["items"]
        assert item == {
            "kind": "probe",
            "id": str(probe.id),
            "version": 1,
            "object": {"id": str(probe.id), "version": 1, "text": ""},
        }
    riley.hears_nothing()


def test_what_was_missed_comes_after_the_cursor_and_in_order(
    people: People, open_phone: Open, probes: Probes
) -> None:
    before = streams.heads([own(people.casey)])
    made = [probes.tell(people.dana, to=[own(people.casey)]) for _ in range(5)]
    phone = open_phone(people.casey)
    assert phone.hello(before)["reset"] is False
    frame = phone.frame()
    assert [item["id"] for item in frame["items"]] == [str(probe.id) for probe in made]
    assert frame["to"] - frame["from"] == 4


def test_more_than_a_page_comes_in_pages_without_a_gap(
    people: People, open_phone: Open, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.realtime.reader.PAGE", 3)
    monkeypatch.setattr("apps.outbox.streams.after_each", _paged(3))
    before = streams.heads([own(people.casey)])
    made = [probes.tell(people.dana, to=[own(people.casey)]) for _ in range(8)]
    phone = open_phone(people.casey)
    phone.hello(before)
    seen: list[str] = []
    while len(seen) < 8:
        frame = phone.frame()
        assert len(frame["items"]) <= 3
        seen += [item["id"] for item in frame["items"]]
    assert seen == [str(probe.id) for probe in made]


def _paged(size: int) -> Any:
    read = streams.after_each
    return lambda asked, page=size: read(asked, size)


def test_several_rows_about_one_object_are_one_item_but_an_alert_keeps_its_own(
    people: People, open_phone: Open, probes: Probes
) -> None:
    before = streams.heads([own(people.casey)])
    twice, alerted = Probe(), Probe()
    for _ in range(3):
        probes.tell(people.dana, to=[own(people.casey)], about=twice)
    probes.tell(people.dana, alert=[people.casey.id], about=alerted)
    probes.tell(people.dana, to=[own(people.casey)], about=alerted)
    phone = open_phone(people.casey)
    phone.hello(before)
    frame = phone.frame()
    assert (frame["to"] - frame["from"], [item["id"] for item in frame["items"]]) == (
        3,
        [str(twice.id), str(alerted.id)],
    )
    delivery = Delivery.objects.get(kind="alert", object_id=alerted.id)
    assert frame["items"][1]["alert"] == {"delivery": str(delivery.id), "event": "ProbeMoved"}
    (item,) = phone.frame()["items"]
    assert (item["id"], "alert" in item) == (str(alerted.id), False)


def test_an_alert_leaves_first_and_the_rest_of_its_transaction_follows_at_once(
    people: People, open_phone: Open, probes: Probes
) -> None:
    phone = open_phone(people.casey)
    phone.hello()
    first, alarm, last = Probe(), Probe(), Probe()

    def several(*, by: Any) -> None:
        publish(ProbeMoved(first.id), about=first, to=[own(people.casey)])
        publish(ProbeMoved(alarm.id), about=alarm, alert=[people.casey.id])
        publish(ProbeMoved(last.id), about=last, to=[own(people.casey)])

    do(several, by=people.dana)
    assert [item["id"] for item in phone.frame()["items"]] == [str(alarm.id)]
    assert [item["id"] for item in phone.frame()["items"]] == [str(first.id), str(last.id)]


def test_what_a_viewer_may_not_see_is_a_tombstone(people: People, open_phone: Open, probes: Probes) -> None:
    phone = open_phone(people.casey)
    phone.hello()
    probe = Probe()
    probes.hidden.add((people.casey.id, probe.id))
    probes.tell(people.dana, to=[own(people.casey)], about=probe)
    assert phone.frame()["items"] == [{"kind": "probe", "id": str(probe.id), "version": None, "object": None}]


def test_a_kind_that_nobody_is_shown_moves_the_number_and_carries_nothing(
    people: People, open_phone: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = open_phone(people.casey)
    phone.hello()
    Probes().tell(people.dana, to=[own(people.casey)])  # no projection is registered
    assert phone.frame()["items"] == []


@pytest.mark.parametrize("what", ["epoch", "ahead", "missing"])
def test_it_asks_for_a_snapshot_when_the_cursor_cannot_be_followed(
    what: str, people: People, open_phone: Open, probes: Probes
) -> None:
    phone = open_phone(people.casey)
    (seq,) = streams.heads([own(people.casey)]).values()
    if what == "epoch":
        welcome = phone.hello(epoch=str(uuid7()))
    else:
        welcome = phone.hello({own(people.casey): seq + 7} if what == "ahead" else {})
    assert welcome["reset"] is True
    phone.cursors = streams.heads([own(people.casey)])
    probes.tell(people.dana, to=[own(people.casey)])
    assert phone.frame()["from"] == seq + 1  # live from where the streams stood


def test_it_asks_for_a_snapshot_when_rows_behind_the_cursor_are_gone(
    people: People, open_phone: Open, probes: Probes
) -> None:
    before = streams.heads([own(people.casey)])
    for _ in range(3):
        probes.tell(people.dana, to=[own(people.casey)])
    (cursor,) = before.values()
    Delivery.objects.filter(stream=own(people.casey), seq__lte=cursor + 1).delete()
    assert open_phone(people.casey).hello(before)["reset"] is True
    assert open_phone(people.casey).hello({own(people.casey): cursor + 1})["reset"] is False


def test_hello_again_on_the_same_socket_starts_over_from_the_new_cursor(
    people: People, open_phone: Open, probes: Probes
) -> None:
    before = streams.heads([own(people.casey)])
    phone = open_phone(people.casey)
    phone.hello()
    probe = probes.tell(people.dana, to=[own(people.casey)])
    phone.frame()
    phone.hello(before)
    assert [item["id"] for item in phone.frame()["items"]] == [str(probe.id)]


def test_an_acknowledged_alert_is_kept_per_device_and_told_to_the_board(
    people: People, open_phone: Open, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "NOTES_S", 0.2)
    board, phone = open_phone(people.dana), open_phone(people.casey)
    board.hello()
    phone.hello()
    probe = probes.tell(people.dana, alert=[people.casey.id], echo=board_stream(people.calder.id))
    delivery = phone.frame()["items"][0]["alert"]["delivery"]
    for state, event in (("received", "AlertReceived"), ("seen", "AlertSeen")):
        phone.say(type="ack", cursors=phone.cursors, **{state: [delivery]})
        frame = board.frame()
        assert [item["id"] for item in frame["items"]] == [str(probe.id)]
        assert Delivery.objects.get(stream=frame["stream"], seq=frame["to"]).event == event
    receipt = Receipt.objects.get(delivery_id=delivery, device_id=phone.device)
    assert receipt.sent_at is not None
    assert receipt.received_at is not None
    assert receipt.seen_at is not None
    assert receipt.sent_at <= receipt.received_at <= receipt.seen_at
    phone.say(type="ack", received=[delivery], seen=[delivery])
    board.hears_nothing()
    wait_until(lambda: Cursor.objects.filter(device_id=phone.device, seq=phone.cursors[own(people.casey)]).exists())


def test_acknowledging_state_or_somebody_elses_alert_tells_nobody(
    people: People, open_phone: Open, probes: Probes
) -> None:
    board, casey, omar = (open_phone(who) for who in (people.dana, people.casey, people.omar))
    for phone in (board, casey, omar):
        phone.hello()
    probes.tell(people.dana, alert=[people.casey.id], echo=board_stream(people.calder.id))
    delivery = casey.frame()["items"][0]["alert"]["delivery"]
    omar.say(type="ack", received=[delivery, str(uuid7())], seen=[delivery])
    omar.say(type="ack", cursors=omar.cursors)
    board.hears_nothing(0.8)
    assert not Receipt.objects.filter(device_id=omar.device).exists()


def test_an_alert_that_brings_no_answer_is_told_to_the_board_as_sent(
    people: People, open_phone: Open, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "UNHEARD_S", 0.2)
    board, phone = open_phone(people.dana), open_phone(people.casey)
    board.hello()
    phone.hello()
    probes.tell(people.dana, alert=[people.casey.id], echo=board_stream(people.calder.id))
    phone.frame()
    frame = board.frame()
    assert Delivery.objects.get(stream=frame["stream"], seq=frame["to"]).event == "AlertSent"
    receipt = Receipt.objects.get(device_id=phone.device)
    assert receipt.sent_at is not None
    assert receipt.received_at is None


def test_beats_carry_the_newest_numbers(
    people: People, open_phone: Open, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_S", (0.05, 0.1))
    phone = open_phone(people.casey)
    phone.hello()
    beat = phone.next("beat")
    assert beat["seqs"] == streams.heads([own(people.casey)])
    assert beat["server_time"].endswith("Z")


def test_a_clock_that_jumps_is_told_to_every_open_screen_at_once(
    people: People, open_phone: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "NOTES_S", 0.2)
    phone = open_phone(people.casey)
    before = datetime.fromisoformat(phone.hello()["server_time"])
    time.sleep(0.5)  # it looks once before it can see a jump
    try:
        clock.set_offset_source(lambda: time_source.offset() + timedelta(days=7))
        told = datetime.fromisoformat(phone.next("beat")["server_time"])
    finally:
        clock.set_offset_source(time_source.offset)
    assert timedelta(days=6) < told - before < timedelta(days=8)


def test_a_device_is_not_called_wrong_by_what_the_demos_clock_was_moved(
    people: People, open_phone: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "NOTES_S", 0.2)
    device = Device.objects.create(user=people.casey, name="Casey's phone")
    week = timedelta(days=7)
    try:
        clock.set_offset_source(lambda: time_source.offset() + week)
        clock.set_shift_source(lambda: week)
        open_phone(people.casey, device.id).hello(time=int(time.time() * 1000))
        wait_until(lambda: Device.objects.get(id=device.id).last_contact_at)
    finally:
        clock.set_offset_source(time_source.offset)
        clock.set_shift_source(time_source.shift)
    assert abs(Device.objects.get(id=device.id).clock_offset_ms or 0) < 60_000


def test_a_row_whose_ring_was_lost_is_found_by_the_next_beat(
    people: People, open_phone: Open, probes: Probes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_S", (0.3, 0.4))
    monkeypatch.setattr("apps.outbox.bell._ring", None)
    phone = open_phone(people.casey)
    phone.hello()
    probe = probes.tell(people.dana, to=[own(people.casey)])
    assert [item["id"] for item in phone.frame()["items"]] == [str(probe.id)]


def test_hello_keeps_contact_clock_and_version_of_the_device(
    people: People, open_phone: Open, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "NOTES_S", 0.2)
    device = Device.objects.create(user=people.casey, name="Casey's phone")
    phone = open_phone(people.casey, device.id)
    phone.hello(app_version="1.2.3", time=1_000_000)
    wait_until(lambda: Device.objects.get(id=device.id).last_contact_at)
    kept = Device.objects.get(id=device.id)
    assert kept.app_version == "1.2.3"
    assert kept.last_contact_at is not None
    assert kept.clock_offset_ms is not None
    assert abs(kept.clock_offset_ms - (1_000_000 - kept.last_contact_at.timestamp() * 1000)) < 5_000


def test_it_tells_a_phone_the_highest_number_that_was_ever_answered(people: People, open_phone: Open) -> None:
    """A store that was recreated empty can then say so, instead of "all synced"."""
    device = Device.objects.create(user=people.casey)
    assert open_phone(people.casey, device.id).hello()["highest_op"] == 0
    op = Op(device_id=device.id, op_number=41)
    run(set_language, by=people.casey, key=uuid7(), op=op, language="es")
    told = open_phone(people.casey, device.id).hello()
    assert (told["highest_op"], told["missing_ops"]) == (41, [[1, 40]])
    assert open_phone(people.casey).hello()["highest_op"] == 0


def test_boards_are_told_at_most_once_a_second_to_look_at_presence_and_phones_never(
    people: People, open_phone: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.realtime import presence  # noqa: PLC0415

    assert bell.PRESENCE_S == 1
    monkeypatch.setattr(bell, "PRESENCE_S", 0.5)
    monkeypatch.setattr(bell, "NOTES_S", 0.2)
    phone = open_phone(people.casey)
    phone.hello()
    board = open_phone(people.dana)
    board.hello()
    board.next("presence")  # of these two hellos
    for _ in range(10):
        presence.changed(people.calder.id)
        time.sleep(0.01)
    board.next("presence", 3)
    with pytest.raises(TimeoutError):
        board.next("presence", 0.8)
    with pytest.raises(TimeoutError):
        phone.next("presence", 0.3)


def test_a_server_ends_although_a_library_lost_its_cancellation(
    people: People, open_phone: Open, server: Server
) -> None:
    """As `asyncio.wait_for` of Python 3.11 does, now and then, under Redis' client."""

    async def deaf_once() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    open_phone(people.casey).hello()
    kept = on_loop(server, lambda: asyncio.ensure_future(deaf_once()))
    server.stop()
    assert kept.cancelled()
