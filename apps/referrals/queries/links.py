"""Read links: whether one is open, why it is not, and how a place can be reached at all."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from apps.common.clock import now
from apps.directory.models import Service
from apps.notifications.models import Message
from apps.referrals.models import PartnerLink, Referral

TRIES: Final = 5
"""Wrong second factors before a link closes for good (product §7)."""
Status, Ended = Referral.Status, Referral.Ended
LIVE: Final = frozenset(
    {
        *(Status.SENT, Status.NEEDS_CLIENT, Status.ACCEPTED, Status.SCHEDULED, Status.MISSED, Status.NO_CONTACT),
        *(Status.ATTENDED, Status.CANCEL_REQUESTED),
    }
)
"""A place has something to read or to say."""

TAKEN, ENDED, SAID_NO, DONE, REPLACED, EXPIRED = "taken", "ended", "said_no", "done", "replaced", "expired"
"""Why a page is closed: in words for whoever has shown both keys."""
_WHY: Final = {
    Status.DECLINED: SAID_NO,
    Status.NO_CAPACITY: SAID_NO,
    Status.CLOSED: DONE,
    Status.EXPIRED: EXPIRED,
}
LEFT: Final = (Message.State.SENDING, Message.State.SENT, Message.State.UNKNOWN)


@dataclass(frozen=True)
class Ways:
    """How a place gets a link, and how its second factor: never both by the same road. None: by phone."""

    channel: str
    to: str
    factor_to: str


def ways_of(service: Service) -> Ways | None:
    """E-mail with a text to their registered phone; else one of the two, and the factor is told on a call."""
    if service.handoff_email:
        return Ways(Message.Channel.EMAIL, service.handoff_email, service.handoff_sms)
    if service.handoff_sms:
        return Ways(Message.Channel.SMS, service.handoff_sms, "")
    return None


def links_of(referral: Referral) -> "QuerySet[PartnerLink]":
    """Those that were not taken back, newest first."""
    return PartnerLink.objects.filter(referral=referral, revoked_at__isnull=True).order_by("-created_at", "-id")


def was_asked(referral: Referral) -> bool:
    """Whether anything about it has left, or may have: only then is there anything to take back."""
    rows = Message.objects.filter(about_kind=Referral.KIND, about_id=referral.id, text__startswith="place_")
    return rows.filter(state__in=LEFT).exists()


def why_closed(link: PartnerLink, referral: Referral) -> str:
    """Why nothing is to be read behind this link any more; empty while it is open."""
    if referral.status == Status.CANCELLED:
        return TAKEN if referral.end_reason == Ended.RELEASED else ENDED
    if referral.status not in LIVE:
        return _WHY.get(Status(referral.status), ENDED)
    if link.revoked_at is not None:
        return REPLACED
    return EXPIRED if link.expires_at <= now() or link.tries >= TRIES else ""
