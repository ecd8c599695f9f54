"""Where people can go: organisations and their services, as a programme's directory has them. It knows no person."""

from typing import ClassVar

from django.db import models

from apps.accounts.models import Programme
from apps.common.models import Base


class Organization(Base):
    """Who runs services. `source` and `source_id` name the row it was imported from."""

    KIND: ClassVar[str] = "organization"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(
        max_length=40, blank=True, help_text="which directory it came from; blank: written here"
    )
    source_id = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    vanished_at = models.DateTimeField(null=True, help_text="its source no longer lists it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="one_organization_per_source_row",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Service(Base):
    """What somebody can be sent to. The receiver of a referral."""

    KIND: ClassVar[str] = "service"

    class Status(models.TextChoices):
        """As HSDS 3 has it."""

        ACTIVE = "active"
        INACTIVE = "inactive"
        DEFUNCT = "defunct"
        CLOSED = "temporarily closed"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="services")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="services")
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=18, choices=Status, default=Status.ACTIVE)
    is_sud = models.BooleanField(default=False, help_text="holds itself out for substance use: 42 CFR Part 2")
    takes_referrals = models.BooleanField(default=True)
    handoff_email = models.CharField(max_length=254, blank=True, help_text="where a link to a referral is sent")
    handoff_sms = models.CharField(max_length=32, blank=True, help_text="their registered phone: second factor")
    answers_within_h = models.PositiveSmallIntegerField(default=24, help_text="what they promised, in hours")
    vanished_at = models.DateTimeField(null=True, help_text="its source no longer lists it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="one_service_per_source_row",
            )
        ]

    def __str__(self) -> str:
        return self.name
