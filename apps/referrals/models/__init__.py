"""What somebody needs, who was asked, and whom was told what."""

from apps.referrals.models.disclosure import Disclosure
from apps.referrals.models.link import PartnerLink
from apps.referrals.models.need import Need
from apps.referrals.models.partner import PartnerToken, Scope
from apps.referrals.models.referral import Note, Referral
from apps.referrals.models.rung import Rung

__all__ = ["Disclosure", "Need", "Note", "PartnerLink", "PartnerToken", "Referral", "Rung", "Scope"]
