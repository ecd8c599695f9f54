"""What every stored thing has: an id a phone may make, a version, and when it was made."""

from typing import ClassVar

from django.db import models

from apps.common import among  # noqa: F401  (so that every model has the look-up)
from apps.common.clock import now
from apps.common.ids import uuid7


class Base(models.Model):
    """Abstract: uuid7 key, `version` counted by the action that changes the row."""

    KIND: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        abstract = True

    def bump(self, *fields: str) -> None:
        """Write the named fields and count the version up by one. For actions only, on a locked row."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
