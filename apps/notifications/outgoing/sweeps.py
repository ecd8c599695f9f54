"""Send what is due: claimed as rows, committed before anybody is contacted; settle what was lost on the way."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from apps.accounts.queries import system_actor
from apps.common.clock import now
from apps.notifications import queries
from apps.notifications.actions import keep_in_mailbox, note_said, settle_lost
from apps.notifications.actions.messages import STOP
from apps.notifications.models import Message
from apps.notifications.outgoing import seal, texts
from apps.notifications.outgoing.mail import Smtp
from apps.notifications.outgoing.said import (
    CANNOT_SAY,
    NOT_WANTED,
    REFUSED,
    TAKEN,
    UNCLEAR,
    Gateway,
    Letter,
    Said,
)
from apps.notifications.outgoing.sms import Http
from apps.outbox.commands import do

BATCH: Final = 8
PATIENCE_S: Final = 45.0
"""More than the time-outs of one contact together: ten seconds for each step."""
LEASE: Final = timedelta(seconds=90)
"""Longer than a whole batch may take: whoever still works on a row has not lost it."""

Check = Callable[[Message], Said | None]
"""Whether a message may leave at this moment: None, or what becomes of it instead."""
_check: Check | None = None


def set_check(check: Check) -> None:
    """Let config say who is asked before each message leaves: apps above know what it is about."""
    global _check
    _check = check


def send_messages() -> int:
    """Settle what was lost, then send all that is due; answers how many were tried. Two at once are harmless."""
    _settle()
    tried = 0
    while rows := _claim():
        _contact(rows)
        tried += len(rows)
    return tried


def _claim() -> list[Message]:
    """`waiting -> sending`, committed: from here on a killed worker leaves a row that says so."""
    at = now()
    with transaction.atomic():
        rows = list(
            Message.objects.filter(state=Message.State.WAITING, due_at__lte=at)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at", "id")[:BATCH]
        )
        for row in rows:
            row.state, row.claimed_until, row.due_at = Message.State.SENDING, at + LEASE, at
            row.attempt, row.version = row.attempt + 1, row.version + 1
        Message.objects.bulk_update(rows, ["state", "claimed_until", "due_at", "attempt", "version"])
    return rows


def _contact(rows: Sequence[Message]) -> None:
    """All of a batch at the same time; of what a thread does not bring back in time nobody knows."""
    pool = ThreadPoolExecutor(max_workers=BATCH, thread_name_prefix="message")
    try:
        asked = {}
        for row in rows:
            letter, gateway = _held_back(row) or _letter(row), _gateway(row.channel)
            if isinstance(letter, Said):
                _note(row, letter)
            elif settings.MAILBOX:
                _keep(row, letter)
            elif gateway is None:
                _note(row, Said(REFUSED, "no_way"))
            else:
                asked[pool.submit(gateway.send, letter)] = row
        answered, silent = wait(asked, timeout=PATIENCE_S)
        for one in answered:
            _note(asked[one], Said(UNCLEAR, "broke") if one.exception() else one.result())
        for one in silent:
            _note(asked[one], Said(UNCLEAR, "timeout"))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _held_back(row: Message) -> Said | None:
    """Asked in the moment of sending, however long it has waited: STOP, consent, quiet hours, what is over."""
    if queries.is_stopped(row):
        return Said(NOT_WANTED, STOP)
    return _check(row) if _check is not None else None


def _gateway(channel: str) -> Gateway | None:
    """The way out for a channel; None where the operator has set none."""
    if channel == Message.Channel.EMAIL:
        return Smtp() if settings.MAIL_LEAVES else None
    return Http() if settings.SMS_URL else None


def _letter(row: Message) -> Letter | Said:
    """The whole message, its secret put in now; or why there is none."""
    secret = ""
    if row.sealed:
        found = seal.opened(bytes(row.sealed), row.id, settings.MESSAGE_KEY)
        if found is None:
            return Said(REFUSED, "key")
        secret = found
    if not settings.PUBLIC_URL:
        return Said(REFUSED, "no_public_url")
    said = texts.Filled(row.text, row.language, row.params, secret, settings.PUBLIC_URL, _marks(row))
    make: Callable[..., Letter] = texts.email if row.channel == Message.Channel.EMAIL else texts.sms
    return make(row.id, row.to, said)


def _marks(row: Message) -> tuple[str, ...]:
    """What it says of itself."""
    return ("repeat",) * row.is_repeat + ("late",) * row.is_late


def _keep(row: Message, letter: Letter) -> None:
    do(keep_in_mailbox, by=system_actor(), message_id=row.id, letter=letter)
    _note(row, Said(TAKEN, provider_id="mailbox"))


def _note(row: Message, said: Said) -> Any:
    return do(note_said, by=system_actor(), message_id=row.id, attempt=row.attempt, said=said)


def _settle() -> None:
    """Rows whose try nobody answered for: the worker was killed, or the connection ended in the middle."""
    lost = Message.objects.filter(state=Message.State.SENDING, claimed_until__lt=now()).order_by(
        "claimed_until", "id"
    )
    for row in lost[:BATCH]:
        gateway = _gateway(row.channel)
        said = gateway.ask(row.id) if gateway and not settings.MAILBOX else Said(CANNOT_SAY)
        do(settle_lost, by=system_actor(), message_id=row.id, attempt=row.attempt, said=said)
