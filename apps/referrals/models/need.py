"""What a person needs: one row, for which several places can be asked at once."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.encounters.models import Encounter
from apps.people.models import Consent, Person


class Need(Base):
    """What is asked for, on which basis it may be told, and who sees to it. Its places race inside it."""

    KIND: ClassVar[str] = "need"

    class Basis(models.TextChoices):
        """Why others may be told (product §7)."""

        CONSENT = "consent"
        TREATMENT = "treatment"
        EMERGENCY = "emergency"
        HOLD = "hold"

    class Urgency(models.TextChoices):
        NOW = "now"
        SOON = "soon"
        ROUTINE = "routine"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="needs")
    encounter = models.ForeignKey(Encounter, null=True, on_delete=models.PROTECT, related_name="needs")
    words = models.CharField(max_length=500, help_text="what is needed, in own words")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.SOON)
    basis = models.CharField(max_length=9, choices=Basis)
    basis_words = models.TextField(blank=True, help_text="what the emergency or the hold is; asked for with both")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="needs")
    what = ArrayField(models.CharField(max_length=16), default=list, help_text="what is told; see people.Consent")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    escalated_at = models.DateTimeField(null=True, help_text="when it went on to a supervisor")
    ended_at = models.DateTimeField(null=True, help_text="nobody is asked any more")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(encounter__isnull=False), name="need_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(basis="consent", consent__isnull=False) | ~Q(basis="consent"), name="need_has_its_consent"
            ),
            models.CheckConstraint(
                condition=~Q(basis__in=["emergency", "hold"]) | ~Q(basis_words=""), name="need_says_the_emergency"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "asked_at"], condition=Q(ended_at__isnull=True), name="need_of_owner")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def whose(self) -> UUID | None:
        """The person, also when it was found out only later who it is."""
        return self.person_id or (self.encounter.person_id if self.encounter else None)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with it: itself, the visit, or the person."""
        mine: list[tuple[str, UUID]] = [(self.KIND, self.id)]
        mine += [(Encounter.KIND, self.encounter_id)] if self.encounter_id else []
        return [*mine, (Person.KIND, self.whose)] if self.whose else mine
