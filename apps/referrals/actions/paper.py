"""What a place may be told, on paper for those that have only a fax."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from apps.access import allow
from apps.outbox.commands import NEVER, action
from apps.referrals.actions.common import lock_by_place
from apps.referrals.actions.disclosing import disclose
from apps.referrals.models import Disclosure
from apps.referrals.queries import Packet


@dataclass(frozen=True)
class Printed:
    """One paper: of which referral, and what is on it."""

    KIND: ClassVar[str] = "referral"

    id: UUID
    version: int
    packet: Packet


@action("referral.print", offline=NEVER)
def print_packet(*, by: Any, referral_id: UUID) -> Printed:
    """The packet for paper, with its line in the accounting. Raises BasisGone where nothing may be told."""
    _held, row = lock_by_place(referral_id, by, "referral.print")
    allow(by, "referral.print", row.need)
    return Printed(row.id, row.version, disclose(referral=row, way=Disclosure.Way.PDF, by=by))
