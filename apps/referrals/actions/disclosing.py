"""Tell a place what it may know, and write down that it was told. The one way out for what is about a person."""

from typing import Any, Final

from apps.outbox.record import record
from apps.people.actions.consent import lock_newest
from apps.referrals.models import Disclosure, Referral
from apps.referrals.queries import Packet, packet_of

NEEDS: Final = "needs"
"""What is needed, in own words: it goes with every packet, so it is a line of every accounting."""


def disclose(*, referral: Referral, way: str, by: Any, recipient_name: str = "") -> Packet:
    """What this place may be told now, with its row in the accounting. Inside an open runner. Raises BasisGone."""
    need = referral.need
    if need.consent_id:
        lock_newest(need.consent_id)  # taken back before this, or after it: never in between
    packet = packet_of(referral)
    row = Disclosure.objects.create(
        programme_id=referral.programme_id,
        person_id=need.whose,
        referral=referral,
        recipient=referral.service_name,
        recipient_name=recipient_name,
        way=way,
        what=[NEEDS, *packet.parts],
        basis=need.basis,
        consent=packet.consent,
        is_sud=referral.is_sud,
        by_id=by.id,
    )
    record(by, "referral.disclosed", referral, disclosure=row.id, way=way, basis=need.basis)
    return packet
