"""The safety plan: what a person wrote for a bad day, and to whom it was given how."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.encounters.models.visit import Encounter
from apps.people.models import Person


class SafetyPlan(Base):
    """One version, in the person's words. Never changed: the next one gets the next number."""

    KIND: ClassVar[str] = "safety_plan"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="safety_plans")
    encounter = models.ForeignKey(Encounter, null=True, on_delete=models.PROTECT, related_name="safety_plans")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    parts = models.JSONField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(encounter__isnull=False),
                name="safety_plan_of_somebody",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-number"], name="safety_plan_person")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def whose(self) -> UUID | None:
        """The person, also when it was found out only later who it is."""
        return self.person_id or (self.encounter.person_id if self.encounter else None)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with it: the encounter, or the person."""
        mine = [(Encounter.KIND, self.encounter_id)] if self.encounter_id else []
        return [*mine, (Person.KIND, self.whose)] if self.whose else mine


class SafetyPlanGiven(Base):
    """That a plan left the app: shown, printed, or as a link. Of a link only hashes are kept."""

    KIND: ClassVar[str] = "safety_plan_given"

    class How(models.TextChoices):
        """How it was given."""

        READ = "read"
        PRINT = "print"
        LINK = "link"

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="given")
    how = models.CharField(max_length=8, choices=How.choices)
    contact_point = models.UUIDField(null=True, help_text="where the link was sent; safe for a text at that time")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    code_hash = models.CharField(max_length=64, blank=True)
    word_hash = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="with a wrong word")
    opened_at = models.DateTimeField(null=True, help_text="for the first time")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code_hash"], condition=~models.Q(code_hash=""), name="one_safety_plan_link_per_code"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["plan", "at"], name="safety_plan_given_plan")]

    def __str__(self) -> str:
        return str(self.id)
