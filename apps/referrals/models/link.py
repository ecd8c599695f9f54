"""The way in for a place without an account: a code that was sent, and a second factor by another way."""

from typing import ClassVar

from django.db import models

from apps.common.models import Base
from apps.referrals.models.referral import Referral


class PartnerLink(Base):
    """One link to one referral. Only hashes of its code and of the second factor are kept."""

    KIND: ClassVar[str] = "partner_link"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    code_hash = models.CharField(max_length=64, unique=True)
    factor_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, help_text="with a wrong second factor; five close it")
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["referral", "expires_at"], name="partner_link_of")]
