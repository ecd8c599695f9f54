"""Who was told that something is late: each rung of each clock once."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.common.clock import now
from apps.common.models import Base
from apps.referrals.models.referral import Referral


class Rung(Base):
    """One telling. Another answer starts another clock, and with it the rungs begin anew."""

    KIND: ClassVar[str] = "referral_rung"

    class Which(models.TextChoices):
        OWNER = "owner"
        SUPERVISOR = "supervisor"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="rungs")
    due_at = models.DateTimeField(help_text="the clock that had run out")
    rung = models.CharField(max_length=10, choices=Which)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    late = models.BooleanField(default=False, help_text="told much later than it was due")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "due_at", "rung"], name="one_rung_of_each_clock")
        ]
