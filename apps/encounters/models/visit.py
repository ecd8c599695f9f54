"""What happened at the door: one encounter for each assignment, written by both of the team at the same time."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from apps.common.clock import now
from apps.common.models import Base
from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.people.models import Person


class Encounter(Base):
    """One team with one person. It bears the id of its assignment: two phones without signal name the same."""

    KIND: ClassVar[str] = "encounter"

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="encounter")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="encounters")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="encounters")
    began_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=models.F("assignment")), name="encounter_id_of_assignment")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-began_at"], name="encounter_person")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this encounter."""
        mine = [(self.KIND, self.id)]
        return [*mine, (Person.KIND, self.person_id)] if self.person_id else mine
