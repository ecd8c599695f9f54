"""Wake a phone whose app is closed: where it can be reached, what is owed to it, what became of each try."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from apps.access import allow
from apps.accounts.models import Device, User
from apps.accounts.queries import devices_visible_to
from apps.common.clock import now, stamp
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import lock_or_404
from apps.notifications import queries, sealing
from apps.notifications.endpoints import Unsafe, check
from apps.notifications.events import PushMoved, WakeProven
from apps.notifications.models import Sending, Subscription, VapidKey
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.models import Delivery
from apps.outbox.publish import publish
from apps.outbox.receipts import About
from apps.outbox.record import record

CONNECTED: Final = timedelta(seconds=45)
"""A device heard from within this time has a socket, and some seconds to acknowledge by it (live.ts: SILENCE_MS)."""
TRIED_FOR: Final = {Sending.Rung.PUSH: timedelta(hours=1), Sending.Rung.TEST: timedelta(minutes=1)}
"""A push that no service took for so long is given up; the alert itself still waits on its stream."""
LONGEST_PAUSE_S: Final = 60
RECEIVED, OPENED = "received", "opened"
LOCK_FIRST: Final = timedelta(seconds=3)
"""Before a test leaves, so that the phone can be locked: a lit phone proves nothing."""
TEST_WINDOW: Final = timedelta(minutes=10)
TESTS_OF_DEVICE: Final = 5
TESTS_BY_PERSON: Final = 20
"""Test alerts within TEST_WINDOW: one phone may be tried a few times, a supervisor may try every phone of a shift;
more would only teach people to overhear an alert. Assumed, until a programme says otherwise."""
AUTH_BYTES: Final = 16
TAKEN: Final = frozenset({200, 201, 202, 204})
GONE: Final = frozenset({404, 410})
AGAIN: Final = frozenset({401, 403, 408, 425, 429})
"""Not now, or our name is not accepted: a mended key or clock lets the same message through."""
REFUSED_ADDRESS: Final = frozenset({"malformed", "not_https", "host", "private_address"})


@action("push.make_key", offline=NEVER)
def make_key(*, by: Any) -> VapidKey:
    """Make the key that browsers subscribe with from now on. Subscriptions made for earlier ones go on working."""
    allow(by, "push.make_key")
    if not settings.PUSH_KEY:
        raise Invalid(Code.INVALID, "PUSH_KEY is not set, so no key can be kept.", fields=["PUSH_KEY"])
    private = sealing.new_private()
    public = sealing.encode(sealing.public_point(private))
    key = VapidKey(public=public, sealed=sealing.seal_private(private, settings.PUSH_KEY))
    key.save(force_insert=True)
    record(by, "vapid_key.made", key)
    return key


@action("device.subscribe", offline=NEVER)
def subscribe(*, by: Any, device_id: UUID, endpoint: str, p256dh: str, auth: str, vapid_key: str) -> Subscription:
    """Say where this device can be woken. One open subscription per device, and one device per endpoint.

    Raises Invalid naming the field: an address of no allowed push service is never kept.
    """
    device = _own_device(by, device_id)
    allow(by, "device.subscribe", device)
    vapid = _checked(endpoint, p256dh, auth, vapid_key)
    wanted = (device.id, endpoint, p256dh, auth, vapid.id)
    here = Q(device_id=device.id) | Q(endpoint=endpoint)
    for there in _locked(Subscription.objects.filter(here)):
        if (there.device_id, there.endpoint, there.p256dh, there.auth, there.key_id) == wanted:
            raise AlreadyApplied(there)
        _end(by, there, Subscription.Ended.REPLACED)
    made = Subscription(device=device, key=vapid, endpoint=endpoint, p256dh=p256dh, auth=auth)
    made.save(force_insert=True)
    record(by, "device.subscribed", device, subscription=made.id)
    return made


def _checked(endpoint: str, p256dh: str, auth: str, key: str) -> VapidKey:
    wrong: list[str] = []
    try:
        check(endpoint)
    except Unsafe:
        wrong.append("endpoint")
    if not _is(lambda: sealing.is_point(sealing.decode(p256dh))):
        wrong.append("p256dh")
    if not _is(lambda: len(sealing.decode(auth)) == AUTH_BYTES):
        wrong.append("auth")
    vapid = VapidKey.objects.filter(public=key).first()
    if vapid is None or wrong:
        wrong += ["vapid_key"] if vapid is None else []
        raise Invalid(Code.INVALID, "Nothing can be sent there.", fields=sorted(wrong))
    return vapid


def _is(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except ValueError:
        return False


def _own_device(by: Any, device_id: UUID) -> Device:
    """One's own device that was not taken away, locked; NotFound for any other."""
    own = devices_visible_to(by).filter(user_id=by.id, revoked_at__isnull=True)
    return lock_or_404(own, device_id)


def _locked(rows: "QuerySet[Subscription]") -> list[Subscription]:
    return list(rows.filter(ended_at__isnull=True).select_for_update(of=("self",)).order_by("id"))


def _end(by: Any, subscription: Subscription, reason: str) -> None:
    subscription.ended_at, subscription.end_reason = now(), reason
    subscription.bump("ended_at", "end_reason")
    record(by, "subscription.ended", subscription, device=subscription.device_id, reason=reason)


@action("push.end", offline=NEVER)
def end_subscriptions(
    *, by: Any, user_id: UUID, device_id: UUID | None = None, reason: str = Subscription.Ended.SIGNED_OUT
) -> Any:
    """End what a sign-out, a revocation or a closed account leaves: of one device, or of those that lost access."""
    allow(by, "push.end")
    rows = Subscription.objects.filter(device__user_id=user_id)
    lost = Q(device__revoked_at__isnull=False) | Q(device__user__is_active=False)
    for subscription in _locked(rows.filter(device_id=device_id) if device_id else rows.filter(lost)):
        _end(by, subscription, reason)


def plan(alerts: Sequence[Delivery]) -> None:
    """Owe a push for each alert to each device of its person that can be woken. In the alert's own transaction.

    A device that is connected has some seconds to acknowledge first; one that is not is woken at once.
    """
    people = {alert.user_id for alert in alerts if alert.user_id}
    open_ones = Subscription.objects.filter(
        ended_at__isnull=True, device__user_id__in=people, device__revoked_at__isnull=True
    ).select_related("device")
    where: dict[Any, list[Subscription]] = {}
    for subscription in open_ones:
        where.setdefault(subscription.device.user_id, []).append(subscription)
    at = now()
    Sending.objects.bulk_create(
        Sending(
            subject=alert.id,
            rung=Sending.Rung.PUSH,
            channel=channel_of(subscription.device_id),
            delivery=alert,
            user_id=subscription.device.user_id,
            subscription=subscription,
            due_at=at + _patience(subscription.device),
        )
        for alert in alerts
        for subscription in where.get(alert.user_id, ())
    )


def channel_of(device_id: UUID) -> str:
    """The name of a device's push channel in `UNIQUE(subject, rung, channel)`."""
    return f"push:{device_id}"


def _patience(device: Device) -> timedelta:
    heard = device.last_contact_at
    is_connected = heard is not None and now() - heard < CONNECTED
    return timedelta(seconds=settings.PUSH_AFTER_S) if is_connected else timedelta()


@action("device.test_wake", offline=NEVER)
def begin_test(*, by: Any, device_id: UUID, id: UUID) -> Device:  # noqa: A002  (the body's name for it)
    """Send a test alert to one's own device. Conflict when there is no way to wake it, or after too many tests."""
    _lock_asker(by)
    device = _own_device(by, device_id)
    allow(by, "device.test_wake", device)
    return _test(by, device, id, now() + LOCK_FIRST)


@action("device.test_alert", offline=NEVER)
def send_test(*, by: Any, device_id: UUID, id: UUID) -> Device:  # noqa: A002
    """Send a test alert to somebody's device that one looks after, at once. Conflict as in a test of one's own."""
    _lock_asker(by)
    device = lock_or_404(devices_visible_to(by).filter(revoked_at__isnull=True), device_id)
    allow(by, "device.test_alert", device)
    return _test(by, device, id, now())


def _lock_asker(by: Any) -> None:
    """One person's tests are counted one after the other. Before the device, as revoking locks them."""
    User.objects.select_for_update(no_key=True).get(id=by.id)


def _test(by: Any, device: Device, subject: UUID, due_at: datetime) -> Device:
    subscription = queries.open_subscription(device.id)
    if subscription is None:
        raise Conflict(Code.NO_CHANNEL, "This phone has no way to be woken.")
    there = Sending.objects.filter(subject=subject).first()
    if there is not None:
        raise AlreadyApplied(device) if there.asked_by_id == by.id else NotFound()
    _refuse_more("device", Sending.objects.filter(channel=channel_of(device.id)), TESTS_OF_DEVICE)
    _refuse_more("person", Sending.objects.filter(asked_by_id=by.id), TESTS_BY_PERSON)
    test = Sending(
        subject=subject,
        rung=Sending.Rung.TEST,
        channel=channel_of(device.id),
        user_id=device.user_id,
        asked_by_id=by.id,
        subscription=subscription,
        due_at=due_at,
    )
    test.save(force_insert=True)
    device.wake_tested_at, device.wake_result, device.woke_after_ms = now(), Device.Wake.WAITING, None
    device.bump("wake_tested_at", "wake_result", "woke_after_ms")
    record(by, "device.wake_tested", device)
    return device


def _refuse_more(what: str, rows: "QuerySet[Sending]", most: int) -> None:
    """Conflict when so many tests were sent within the window; `again_at` says when one is possible again."""
    recent = rows.filter(rung=Sending.Rung.TEST, created_at__gt=now() - TEST_WINDOW).order_by("-created_at")
    times = list(recent.values_list("created_at", flat=True)[:most])
    if len(times) == most:
        again_at = stamp(times[-1] + TEST_WINDOW)
        raise Conflict(Code.TOO_MANY, "Enough tests for now.", of=what, again_at=again_at)


@action("device.woken", offline=NEVER)
def acknowledge(*, by: Any, sending_id: UUID, state: str) -> Any:
    """The worker on the phone had it, or the person touched it. Never goes back, and twice changes nothing."""
    allow(by, "device.woken")
    sending = lock_or_404(Sending.objects.filter(user_id=by.id), sending_id)
    at = now()
    names = ["received_at", "opened_at"] if state == OPENED else ["received_at"]
    changed = [name for name in names if getattr(sending, name) is None]
    if not changed:
        return
    # It has reached the phone, so a service has taken it, whatever became of the answer to us.
    if sending.accepted_at is None:
        changed.append("accepted_at")
    for name in changed:
        setattr(sending, name, at)
    sending.bump(*changed)
    if sending.rung == Sending.Rung.TEST:
        _keep_test(sending)
    _tell(sending)


def _keep_test(sending: Sending) -> None:
    """What the board is shown of this phone from now on; an older test says nothing about a newer one."""
    device = Device.objects.select_for_update().get(subscriptions__id=sending.subscription_id)
    newest = Sending.objects.filter(channel=sending.channel, rung=Sending.Rung.TEST).order_by("-created_at").first()
    if newest is None or newest.id != sending.id or sending.received_at is None:
        return
    device.wake_result = Device.Wake.TOUCHED if sending.opened_at else Device.Wake.WOKEN
    begun = sending.sent_at or sending.created_at
    device.woke_after_ms = max(0, int((sending.received_at - begun).total_seconds() * 1000))
    device.bump("wake_result", "woke_after_ms")
    publish(WakeProven(device.id, device.user_id), about=device)


def _tell(sending: Sending) -> None:
    """Show the board how far it has got, where the alert's own receipts go."""
    delivery = sending.delivery
    if delivery is not None and delivery.echo:
        about = About(delivery.object_kind, delivery.object_id, delivery.object_version)
        publish(PushMoved(sending.id), about=about, to=[delivery.echo])


@action("push.send", offline=NEVER)
def note_answer(*, by: Any, sending_id: UUID, attempt: int, status: int, error: str, retry_after_s: int) -> Any:
    """Keep what the push service said to one try: taken, gone, refused, or not now, then again after a pause."""
    allow(by, "push.send")
    sending = Sending.objects.select_for_update().filter(id=sending_id, attempt=attempt).first()
    if sending is None or sending.ended_at is not None or sending.accepted_at is not None:
        return  # a later claim has taken it over, or the phone itself was faster
    sending.claimed_until = None
    sending.error = "" if status in TAKEN else (error or f"status_{status}")
    if status in TAKEN:
        sending.accepted_at = now()
    elif status in GONE:
        _give_up(sending, Sending.Result.GONE)
        for subscription in _locked(Subscription.objects.filter(id=sending.subscription_id)):
            _end(by, subscription, Subscription.Ended.GONE)
    elif error in REFUSED_ADDRESS or (400 <= status < 500 and status not in AGAIN):
        _give_up(sending, Sending.Result.REFUSED)
    elif now() - sending.created_at > TRIED_FOR[Sending.Rung(sending.rung)]:
        _give_up(sending, Sending.Result.GAVE_UP)
    else:
        pause = max(retry_after_s, min(2**attempt, LONGEST_PAUSE_S))
        sending.due_at = now() + timedelta(seconds=pause)
    sending.bump("claimed_until", "error", "accepted_at", "ended_at", "result", "due_at")
    _tell(sending)


def _give_up(sending: Sending, result: str) -> None:
    sending.ended_at, sending.result = now(), result
