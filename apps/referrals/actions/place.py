"""What a place does on its page: it reads, and it answers. Each is asked anew whether its link still is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Invalid
from apps.outbox.commands import NEVER, action
from apps.referrals.actions import answers, coming
from apps.referrals.actions.disclosing import disclose
from apps.referrals.actions.links import open_link_of
from apps.referrals.models import Disclosure, PartnerLink, Referral
from apps.referrals.queries import Packet, covered_by


@dataclass(frozen=True)
class Seen:
    """One opening of the page: its link and what it may show."""

    KIND: ClassVar[str] = "partner_link"

    link: PartnerLink
    packet: Packet | None
    """None where the request was called off: then nothing more is told."""

    @property
    def id(self) -> UUID:
        """The link's."""
        return self.link.id

    @property
    def version(self) -> int:
        """The link's."""
        return self.link.version


@action("place.see", offline=NEVER)
def see(*, by: Any, link_id: UUID) -> Seen:
    """Show the page, with its line in the accounting. Raises Conflict: LINK_INVALID or BASIS_GONE."""
    link, row = open_link_of(link_id, by, "place.see")
    allow(by, "place.see", row)
    if row.status == Referral.Status.CANCEL_REQUESTED:
        return Seen(link, None)
    packet = disclose(referral=row, way=Disclosure.Way.LINK, by=by, recipient_name=row.answered_by)
    if row.seen_at is None:
        answers.mark_seen(referral_id=row.id, by=by)
        row.refresh_from_db()
    return Seen(link, packet)


_DO: Final[Mapping[str, Callable[..., Any]]] = {
    "answer": answers.answer,
    "times": answers.propose_times,
    "question": answers.ask_question,
    "attended": coming.attended,
    "missed": coming.missed,
    "close": coming.close,
    "confirm": answers.confirm_cancel,
}


@action("place.act", offline=NEVER)
def act(*, by: Any, link_id: UUID, what: str, said: Mapping[str, Any]) -> Any:
    """One thing that a place says, by its link. Raises what the page does, and what the answer itself raises."""
    _link, row = open_link_of(link_id, by, "place.act")
    allow(by, "place.act", row)
    if what != "confirm":
        covered_by(row)
    if what not in _DO:
        raise Invalid(Code.INVALID, "There is no such answer.", fields=["what"])
    return _DO[what](by=by, referral_id=row.id, **said)
