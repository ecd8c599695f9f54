"""Who has to do with what, since when, on which basis: one row each. Rows of people are visible by it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.common.clock import now
from apps.common.models import Base


class Involvement(Base):
    """Written by the action that makes it true and ended by the one that ends it, in the same transaction."""

    KIND: ClassVar[str] = "involvement"

    class Basis(models.TextChoices):
        ASSIGNMENT = "assignment"
        OPENED = "opened"
        VISIT = "visit"
        CASE = "case"
        JOINED = "joined"
        NEED = "need"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="involvements")
    kind = models.CharField(max_length=32)
    object_id = models.UUIDField()
    basis = models.CharField(max_length=32, choices=Basis)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind", "object_id", "basis"],
                condition=models.Q(until__isnull=True),
                name="one_open_involvement",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "object_id"], name="involvement_object")]
