"""Teams, who rides on them and since when, and the last known place of those on shift."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme, User
from apps.common.clock import now
from apps.common.models import Base


class Team(Base):
    """An officer and a clinician who ride together, or one of them alone, or either with a peer."""

    KIND: ClassVar[str] = "team"

    class Status(models.TextChoices):
        AVAILABLE = "available"
        BREAK = "break"
        BUSY = "busy"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=60)
    area = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.AVAILABLE)
    status_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True)
    vehicle = models.CharField(max_length=40, blank=True, help_text="the car as its people call it: Car 214")
    vehicle_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    vehicle_at = models.DateTimeField(null=True)

    crew: "list[Shift] | None" = None
    """The open shifts, where a query has read them along; not a column."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "name"], condition=models.Q(retired_at__isnull=True), name="one_team_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Shift(Base):
    """One person's time on a team. It counts once that person has confirmed it."""

    KIND: ClassVar[str] = "shift"

    class Part(models.TextChoices):
        CLINICIAN = "clinician"
        OFFICER = "officer"
        PEER = "peer"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shifts")
    role = models.CharField(max_length=9, choices=Part)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True, help_text="planned")
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at__isnull=True), name="one_open_shift_per_person"
            ),
            models.UniqueConstraint(
                fields=["team", "role"], condition=models.Q(ended_at__isnull=True), name="one_of_each_role_per_team"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "-started_at"], name="shift_team_started")]

    def __str__(self) -> str:
        return f"{self.role} on {self.team}"

    @property
    def is_confirmed(self) -> bool:
        """Whether this person rides now."""
        return self.confirmed_at is not None and self.ended_at is None


class Position(models.Model):
    """The last place a phone told while its person was on shift. One row each, deleted when the shift ends."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="position")
    lat = models.FloatField()
    lon = models.FloatField()
    accuracy_m = models.FloatField()
    at = models.DateTimeField(default=now)


PAIR: Final = "pair"
CLINICIAN: Final = "clinician"
OFFICER: Final = "officer"
EMPTY: Final = "empty"
