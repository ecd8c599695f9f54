"""A provider's link: its code, and whether it still opens."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from apps.common.clock import now
from apps.common.codes import folded_code, hash_of
from apps.directory.models import CapacityLink, Service
from apps.notifications.models import Message

HEARD: Final = ("phone", "on_site")
"""How an address comes that counts as verified: the place itself said it. One off a website may be anybody's."""


def verified_ways(service: Service) -> dict[str, str]:
    """Channel -> address that the place itself gave; nothing where nobody asked them."""
    if service.handoff_how not in HEARD:
        return {}
    ways = {Message.Channel.EMAIL: service.handoff_email, Message.Channel.SMS: service.handoff_sms}
    return {str(channel): to for channel, to in ways.items() if to}


def message_key(link_id: UUID) -> str:
    """The key of the message that carries a link."""
    return f"room_link:{link_id}"


def messages_of(links: Iterable[CapacityLink]) -> dict[str, Message]:
    """Key -> the message by which a link was sent, for those that were."""
    rows = Message.objects.filter(key__in=[message_key(link.id) for link in links])
    return {row.key: row for row in rows}


def link_of(code: str) -> CapacityLink | None:
    """The open link of this code, or None: the same for guessed, ended and too old."""
    plain = folded_code(code)
    rows = CapacityLink.objects.select_related("service__organization")
    link = rows.filter(code_hash=hash_of(plain)).first() if plain else None
    return link if link is not None and is_open(link) else None


def is_open(link: CapacityLink) -> bool:
    """Whether it still opens: not ended, not too old, and its service still there."""
    gone = link.service.vanished_at is not None
    return link.ended_at is None and link.expires_at > now() and not gone
