"""The person in crisis: who it is, as far as anybody knows."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme
from apps.common.models import Base
from apps.people.models_plan import Plan, PlanBasis, PlanNote, PlanReminder, PlanSuggestion

__all__ = ["Person", "Plan", "PlanBasis", "PlanNote", "PlanReminder", "PlanSuggestion"]


class Person(Base):
    """One person of one programme. Two rows found to be one person are joined by a pointer, never rewritten."""

    KIND: ClassVar[str] = "person"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="people")
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    second_family = models.CharField(max_length=120, blank=True, help_text="the second surname of a Spanish name")
    called = models.CharField(max_length=120, blank=True, help_text="how the person wants to be called")
    date_of_birth = models.DateField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="where only an age was said")
    language = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    open_incidents = models.PositiveSmallIntegerField(
        default=0, help_text="how many open incidents are linked to this person: opens the row to the board"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="person_not_into_itself")
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "family", "given"], name="person_name")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this person."""
        return [(self.KIND, self.id)]
