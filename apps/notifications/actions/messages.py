"""Messages to people outside: owed by a row, sent once or marked as a repeat, never lost in silence."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from apps.access import allow
from apps.common.clock import now
from apps.common.lookup import lock_or_404
from apps.notifications import queries
from apps.notifications.events import MessageMoved
from apps.notifications.models import Kept, Message
from apps.notifications.outgoing import seal
from apps.notifications.outgoing.said import AGAIN, NEVER_HAD, NOT_WANTED, REFUSED, SILENT, TAKEN, Letter, Said
from apps.notifications.outgoing.texts import checked_params
from apps.outbox.commands import NEVER, AlreadyApplied, action, current_op
from apps.outbox.publish import publish
from apps.outbox.record import record

ASK_AFTER: Final = timedelta(seconds=5)
"""Until a gateway is asked what became of a try that ended in the middle."""
ASK_FOR: Final = timedelta(minutes=10)
"""How long a gateway that does not answer is asked again, before it counts as one that cannot say."""
LONGEST_PAUSE_S: Final = 3600
DELIVERED, NOT_DELIVERED = "delivered", "failed"
STOP: Final = "stop"
"""Why nothing went: the person answered STOP."""
State = Message.State


def queue_message(
    *,
    key: str,
    channel: str,
    audience: str,
    to: str,
    text: str,
    language: str = "en",
    params: Mapping[str, str] | None = None,
    secret: str = "",
    about: Any = None,
    due_at: datetime | None = None,
    late_at: datetime | None = None,
    is_repeat: bool = False,
    programme_id: UUID | None = None,
) -> Message:
    """Owe one message, in the open runner's transaction. The same key again is the same message.

    `text` names a fixed text and `params` what stands in its gaps: of nobody. `secret` is sealed in the row and put
    into the text only when it leaves. To a number that answered STOP no person is texted: the row says so and ends.
    Raises ValueError for a text or a gap that does not exist.
    """
    current_op()  # outside the runner this raises: what leaves belongs to what caused it
    there = Message.objects.filter(key=key).first()
    if there is not None:
        return there
    row = Message(
        key=key,
        programme_id=programme_id or getattr(about, "programme_id", None),
        channel=channel,
        audience=audience,
        to=to,
        text=text,
        language=language,
        params=checked_params(text, params or {}),
        about_kind=about.KIND if about is not None else "",
        about_id=about.id if about is not None else None,
        due_at=due_at or now(),
        late_at=late_at,
        is_repeat=is_repeat,
    )
    if queries.is_stopped(row):
        row.state, row.error, row.ended_at = State.STOPPED, STOP, now()
    elif secret and settings.MESSAGE_KEY:
        row.sealed = seal.sealed(secret, row.id, settings.MESSAGE_KEY)
    elif secret:
        row.state, row.error, row.ended_at = State.FAILED, "no_key", now()
    row.save(force_insert=True)
    return row


def stop_messages(about: Any, *, keys: Collection[str] = ()) -> int:
    """Nobody needs these any more: what has not left does not leave. Inside the runner; answers how many stopped.

    `keys` stops only those.
    """
    current_op()
    rows = Message.objects.filter(about_kind=about.KIND, about_id=about.id, state__in=[State.WAITING, State.SENDING])
    rows = rows.filter(key__in=keys) if keys else rows
    stopped = 0
    for row in rows.select_for_update(of=("self",)).order_by("id"):
        row.ended_at = now()
        if row.state == State.WAITING:  # one that is under way keeps its state, and is only not tried again
            row.state, row.sealed = State.STOPPED, b""
            stopped += 1
        row.bump("state", "ended_at", "sealed")
    return stopped


def _under_way(message_id: UUID, attempt: int) -> Message | None:
    """The row of this very try, locked; None when a later one, a receipt or a person has taken it over."""
    rows = Message.objects.filter(id=message_id, attempt=attempt, state=State.SENDING)
    return rows.select_for_update(of=("self",)).first()


@action("message.send", offline=NEVER)
def note_said(*, by: Any, message_id: UUID, attempt: int, said: Said) -> Any:
    """Keep what the gateway said to one try. Unclear stays `sending`, and is asked about soon."""
    allow(by, "message.send")
    row = _under_way(message_id, attempt)
    if row is None:
        return
    if said.result == TAKEN:
        _end(by, row, State.SENT, said)
    elif said.result == REFUSED:
        _end(by, row, State.FAILED, said)
    elif said.result == NOT_WANTED:
        _end(by, row, State.STOPPED, said)
    elif said.result == AGAIN:
        _again(by, row, said)
    else:
        row.error, row.claimed_until = said.error, now() + ASK_AFTER
        row.bump("error", "claimed_until")


@action("message.settle", offline=NEVER)
def settle_lost(*, by: Any, message_id: UUID, attempt: int, said: Said) -> Any:
    """Decide on a try that nobody answered for: as the gateway says, else staff again and marked, others unknown."""
    allow(by, "message.settle")
    row = _under_way(message_id, attempt)
    if row is None:
        return
    if said.result == TAKEN:
        _end(by, row, State.SENT, said)
    elif said.result == REFUSED:
        _end(by, row, State.FAILED, said)
    elif said.result == NEVER_HAD:
        _again(by, row, Said(AGAIN, row.error or "lost"))
    elif said.result == SILENT and now() - row.due_at < ASK_FOR:
        row.claimed_until = now() + ASK_AFTER * 2
        row.bump("claimed_until")
    elif row.audience == Message.Audience.STAFF and row.ended_at is None:
        row.is_repeat = True
        _again(by, row, Said(AGAIN, row.error or "lost"))
    else:
        _end(by, row, State.UNKNOWN, Said(said.result, row.error or "lost"))


def _again(by: Any, row: Message, said: Said) -> None:
    """It has not left: after a pause once more, unless nobody needs it now or it was tried often enough."""
    if row.ended_at is not None:
        _end(by, row, State.STOPPED, said)
    elif row.attempt % settings.MESSAGE_TRIES == 0:
        _end(by, row, State.FAILED, said)
    else:
        pause = min(settings.MESSAGE_PAUSE_S * 2 ** (row.attempt % settings.MESSAGE_TRIES - 1), LONGEST_PAUSE_S)
        row.state, row.claimed_until, row.error = State.WAITING, None, said.error
        row.due_at = now() + timedelta(seconds=max(pause, said.retry_after_s))
        row.bump("state", "claimed_until", "error", "due_at", "is_repeat")


def _end(by: Any, row: Message, state: str, said: Said) -> None:
    row.state, row.ended_at, row.claimed_until = state, now(), None
    row.error = "" if state == State.SENT else said.error
    row.provider_id = said.provider_id or row.provider_id
    if state == State.SENT:
        row.sent_at = row.sent_at or now()
    if state in {State.SENT, State.STOPPED}:
        row.sealed = b""  # needed no more; a code that is wanted again is made anew
    row.bump("state", "ended_at", "claimed_until", "error", "provider_id", "sent_at", "sealed", "is_repeat")
    record(by, f"message.{state}", row, text=row.text, channel=row.channel, error=row.error, repeat=row.is_repeat)
    publish(MessageMoved(row.id, row.about_kind, row.about_id), about=row)


@action("message.receipt", offline=NEVER)
def note_receipt(*, by: Any, message_id: UUID, state: str, provider_id: str = "") -> Any:
    """The gateway's word that a text arrived, or did not. Twice or out of order it changes nothing."""
    allow(by, "message.receipt")
    row = lock_or_404(Message.objects.filter(channel=Message.Channel.SMS, attempt__gt=0), message_id)
    if row.delivered_at is not None:
        return
    if state == DELIVERED:
        row.delivered_at = now()
        row.bump("delivered_at")
        if row.state != State.SENT:
            _end(by, row, State.SENT, Said(TAKEN, provider_id=provider_id))
    elif row.state in {State.SENT, State.SENDING, State.UNKNOWN}:
        _end(by, row, State.FAILED, Said(REFUSED, "not_delivered", provider_id))


@action("message.requeue", offline=NEVER)
def requeue_message(*, by: Any, message_id: UUID) -> Message:
    """Owe it once more, with all its tries. One that may have arrived goes marked as a repeat."""
    allow(by, "message.requeue")
    row = lock_or_404(_left_over(by), message_id)
    if row.state not in {State.FAILED, State.UNKNOWN}:
        raise AlreadyApplied(row)
    row.is_repeat = row.is_repeat or row.state == State.UNKNOWN
    row.state, row.due_at, row.error, row.ended_at = State.WAITING, now(), "", None
    row.attempt = (
        -(-row.attempt // settings.MESSAGE_TRIES) * settings.MESSAGE_TRIES
    )  # counted on, so none is mixed up
    row.bump("state", "attempt", "due_at", "error", "ended_at", "is_repeat")
    record(by, "message.requeued", row, repeat=row.is_repeat)
    publish(MessageMoved(row.id, row.about_kind, row.about_id), about=row)
    return row


@action("message.put_aside", offline=NEVER)
def put_aside(*, by: Any, message_id: UUID) -> Message:
    """Nobody sends it any more: they were told in another way, or need not be."""
    allow(by, "message.put_aside")
    row = lock_or_404(_left_over(by), message_id)
    if row.state not in {State.FAILED, State.UNKNOWN}:
        raise AlreadyApplied(row)
    _end(by, row, State.STOPPED, Said(REFUSED, row.error))
    return row


def _left_over(by: Any) -> "QuerySet[Message]":
    return queries.messages_visible_to(by).filter(emptied_at__isnull=True)


@action("message.empty", offline=NEVER)
def empty_messages(*, by: Any, message_ids: Collection[UUID]) -> Any:
    """Take out of ended messages to whom they went and what stood in their gaps; that each left, and when, stays.

    What is under way, or was emptied already, is left alone.
    """
    allow(by, "message.empty")
    rows = Message.objects.filter(id__in=message_ids, ended_at__isnull=False, emptied_at__isnull=True)
    rows = rows.exclude(state__in=Message.UNDER_WAY)
    emptied = list(rows.select_for_update(of=("self",)).order_by("id").values_list("id", flat=True))
    fields = {"to": "", "params": {}, "sealed": b"", "provider_id": "", "emptied_at": now()}
    Message.objects.filter(id__in=emptied).update(version=F("version") + 1, **fields)
    Kept.objects.filter(message__in=emptied).delete()


@action("message.keep", offline=NEVER)
def keep_in_mailbox(*, by: Any, message_id: UUID, letter: Letter) -> Any:
    """In the demo nothing leaves: what would have is kept to be looked at. Refused where real people are."""
    allow(by, "message.keep")
    if settings.IS_PRODUCTION or not settings.MAILBOX:
        raise RuntimeError("the mailbox is the demo's")
    row = Message.objects.get(id=message_id)
    Kept.objects.create(
        message=row, channel=row.channel, to=letter.to, subject=letter.subject[:200], body=letter.text
    )
