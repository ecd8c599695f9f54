"""The accounting of disclosures: what about whom went to whom, when, by which way and on what basis."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.people.models import Consent, Person
from apps.referrals.models.need import Need
from apps.referrals.models.referral import Referral


class Disclosure(Base):
    """One time that somebody outside saw something. Never changed, never taken away."""

    KIND: ClassVar[str] = "disclosure"

    class Way(models.TextChoices):
        LINK = "link"
        FHIR = "fhir"
        PDF = "pdf"
        PHONE = "phone"
        IN_PERSON = "in_person"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="disclosures")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="disclosures")
    recipient = models.CharField(max_length=300, help_text="the place")
    recipient_name = models.CharField(max_length=120, blank=True, help_text="the name given there")
    way = models.CharField(max_length=9, choices=Way)
    what = models.JSONField(help_text="codes of what was shown")
    basis = models.CharField(max_length=9, choices=Need.Basis)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="disclosures")
    is_sud = models.BooleanField(
        default=False, help_text="it carried the notice of 42 CFR 2.32 and the consent's scope"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="disclosure_person")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with it."""
        mine = [(Person.KIND, self.person_id)] if self.person_id else []
        return mine or self.referral.need.concerns
