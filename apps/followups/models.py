"""What goes on after the visit: one case with one owner, who is named from its first moment."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.encounters.models import Encounter
from apps.followups.models_reminder import Reminder, Reply
from apps.incidents.models import Incident
from apps.people.models import Person

__all__ = ["Case", "Reminder", "Reply"]


class Case(Base):
    """One person to be looked after, opened by how a visit ended. Never without an owner."""

    KIND: ClassVar[str] = "case"

    class Status(models.TextChoices):
        OPEN = "open"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cases")
    encounter = models.OneToOneField(Encounter, on_delete=models.PROTECT, related_name="case")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    rule = models.CharField(max_length=24, help_text="why it was opened: the outcome's rule")
    opened_at = models.DateTimeField(default=now)
    doubted_at = models.DateTimeField(
        null=True, help_text="when the outcome was amended to one that asks for no case: its owner decides"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "opened_at"], condition=models.Q(status="open"), name="case_of_owner")
        ]

    def __str__(self) -> str:
        return str(self.id)
