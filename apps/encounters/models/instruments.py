"""Questionnaires that a programme may use, and what was answered to them."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.encounters.models.visit import Encounter


class Instrument(Base):
    """One version of one questionnaire, with whose wording it is. What is loaded is never changed, only retired."""

    KIND: ClassVar[str] = "instrument"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="instruments")
    url = models.CharField(max_length=2_000)
    number = models.PositiveIntegerField(help_text="which version of it this programme has loaded")
    title = models.JSONField(help_text="by language")
    languages = models.JSONField()
    questionnaire = models.JSONField(help_text="the FHIR Questionnaire as it came, with its copyright")
    side = models.JSONField(help_text="weights and bands as they came")
    scoring = models.JSONField(help_text="the same as a phone needs it")
    digest = models.CharField(max_length=64)
    holder = models.CharField(max_length=500, help_text="whose wording it is")
    permitted_by = models.CharField(max_length=500, help_text="who permitted its use here, and how")
    permitted_until = models.DateField(null=True, help_text="the last day of that; null: without end")
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "url", "number"], name="one_instrument_per_number"),
            models.UniqueConstraint(
                fields=["programme", "url"],
                condition=models.Q(retired_at__isnull=True),
                name="one_instrument_in_force",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Screening(Base):
    """What was answered to one instrument in one encounter. Never changed."""

    KIND: ClassVar[str] = "screening"

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="screenings")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="screenings")
    response = models.JSONField(help_text="a FHIR QuestionnaireResponse")
    score = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    low = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    high = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    band = models.CharField(max_length=40, blank=True)
    missing = models.JSONField(
        default=list, help_text="linkIds that were shown, count or are required, and lack an answer"
    )
    declined = models.JSONField(default=list, help_text="linkIds that the person would rather not say")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["encounter", "at"], name="screening_encounter")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with it: the encounter's."""
        return self.encounter.concerns
