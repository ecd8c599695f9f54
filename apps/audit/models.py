"""The append-only record. Triggers and grants refuse change; seals make a change visible all the same."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """One change, one sensitive read, or one refusal. Ids, codes and numbers only: never what a person wrote.

    The table also has `txid xid8 DEFAULT pg_current_xact_id()`, which Django does not know: the app may not set it.
    """

    class What(models.TextChoices):
        CHANGED = "changed"
        VIEWED = "viewed"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    what = models.CharField(max_length=8, choices=What)
    action = models.CharField(max_length=64)
    by_id = models.UUIDField(null=True)
    programme_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=32, blank=True)
    object_ids = ArrayField(models.UUIDField(), default=list)
    basis = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme_id", "at"], name="audit_programme_at"),
            models.Index(fields=["by_id", "at"], name="audit_by_at"),
            # A drill is rare and asked for on every page of the administration.
            models.Index(fields=["-at"], condition=Q(action="drill.recorded"), name="audit_drills"),
        ]


class AuditSeal(models.Model):
    """A block of the chain: the digests of the rows it covers, and the hash of the block before it."""

    no = models.BigIntegerField(primary_key=True)
    previous_hash = models.CharField(max_length=64)
    upto_txid = models.BigIntegerField(help_text="every row of a transaction below this is sealed")
    row_ids = ArrayField(models.BigIntegerField())
    row_digests = ArrayField(models.CharField(max_length=64))
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
