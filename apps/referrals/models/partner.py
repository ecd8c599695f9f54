"""The way in for a place's own system: one secret, for the services that it speaks for, and for what it is used."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.models import Programme
from apps.common.models import Base


class Scope(models.TextChoices):
    """What a token is for. Each basis bounds it further: none of these shows what the basis does not cover."""

    READ = "read", "how referrals stand, and the directory: nothing about the person"
    TELL = "tell", "what the basis covers of the person; each answer is a line in the accounting"
    UPDATE = "update", "say what becomes of a referral"


def all_scopes() -> list[str]:
    """What a token is for where nothing less was chosen."""
    return list(Scope.values)


class PartnerToken(Base):
    """One system of one partner. Only the hash of its secret is kept; a new secret is a row of its own."""

    KIND: ClassVar[str] = "partner_token"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text="whose system it is, as it is written in the accounting")
    services = ArrayField(models.UUIDField(), help_text="ids of the services that it speaks for")
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope), default=all_scopes)
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of 256 random bits")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, help_text="after it was rotated: until the new one is in place")
    replaced_at = models.DateTimeField(null=True, help_text="it was rotated: a newer row has the secret in use")
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    window_at = models.DateTimeField(null=True, help_text="since when requests are counted")
    window_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name

    @property
    def service_ids(self) -> frozenset[UUID]:
        """For whom it speaks."""
        return frozenset(self.services)
