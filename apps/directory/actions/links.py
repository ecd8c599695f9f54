"""Give a provider a link of its own to say how much room it has, and end it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.codes import folded_code, hash_of
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import get_or_404, lock_or_404
from apps.directory import queries
from apps.directory.models import CapacityLink, Service
from apps.directory.room_words import time_in
from apps.notifications.actions import queue_message, stop_messages
from apps.notifications.models import Message
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record

LONGEST: Final = 90
"""Days that a link may live."""


@action("capacity.make_link", offline=NEVER)
def make_link(
    *,
    service_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    code: str,
    days: int,
    by: Any,
    language: str = "en",
    send: str = "",
) -> Service:
    """Open a link for so many days. The code is the device's own; only its hash is kept.

    `send` (email or sms) also sends it to the place's own address, where that was heard from them; else Conflict.
    """
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "capacity.make_link", service)
    there = CapacityLink.objects.filter(id=id).first()
    if there is not None:
        if there.made_by_id != by.id or there.service_id != service.id:
            raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.")
        raise AlreadyApplied(service)
    plain = folded_code(code)
    wrong = [name for name, bad in (("code", plain is None), ("days", not 1 <= days <= LONGEST)) if bad]
    if wrong or plain is None:
        raise Invalid(Code.INVALID, "A link needs a code of 16 letters and digits, and up to 90 days.", fields=wrong)
    to = queries.verified_ways(service).get(send, "")
    if send and not to:
        raise Conflict(Code.NO_CHANNEL, "Nobody there has confirmed such an address. Copy the link by hand.")
    link = CapacityLink.objects.create(
        id=id,
        service=service,
        code_hash=hash_of(plain),
        language=language,
        made_by_id=by.id,
        expires_at=now() + timedelta(days=days),
    )
    if send:
        _send(link, service, send, to, plain, by)
    record(by, "capacity.link_made", service, link=id, days=days, sent=send)
    return service


def _send(link: CapacityLink, service: Service, channel: str, to: str, code: str, by: Any) -> None:
    """Owe the place its link. It names the place and whoever of us asks; it knows no person."""
    zone = service.programme.time_zone
    asker = by.agency.name if by.agency else service.programme.name
    until = {f"until_{language}": time_in(language, link.expires_at, zone) for language in ("en", "es")}
    queue_message(
        key=queries.message_key(link.id),
        channel=channel,
        audience=Message.Audience.PROVIDER,
        to=to,
        text="room_link",
        language=link.language,
        params={"place": service.name, "asker": asker, "phone": by.phone or asker} | until,
        secret=code,
        about=service,
    )


@action("capacity.end_link", offline=NEVER)
def end_link(*, service_id: UUID, link_id: UUID, by: Any) -> Service:
    """Close a link for good, now. Again changes nothing."""
    service = lock_or_404(queries.visible_to(by), service_id)
    allow(by, "capacity.end_link", service)
    link = get_or_404(CapacityLink.objects.select_for_update(of=("self",)).filter(service=service), link_id)
    if link.ended_at is not None:
        raise AlreadyApplied(service)
    link.ended_at = now()
    link.bump("ended_at")
    stop_messages(service, keys=[queries.message_key(link.id)])
    record(by, "capacity.link_ended", service, link=link.id)
    return service
