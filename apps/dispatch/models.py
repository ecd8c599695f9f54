"""That one team goes to one incident, and what each of its members answered."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from apps.common.clock import now
from apps.common.models import Base
from apps.incidents.models import Incident
from apps.teams.models import Shift, Team

ON_THE_WAY: Final = ["assigned", "acknowledged", "en_route", "staged", "on_scene"]
OVER: Final = ["cleared", "cancelled", "diverted"]


class Assignment(Base):
    """One team on one incident. The status is the team's; each member answers for himself in a Response."""

    KIND: ClassVar[str] = "assignment"

    class Status(models.TextChoices):
        ASSIGNED = "assigned"
        ACKNOWLEDGED = "acknowledged"
        EN_ROUTE = "en_route"
        STAGED = "staged"
        ON_SCENE = "on_scene"
        CLEARED = "cleared"
        CANCELLED = "cancelled"
        DIVERTED = "diverted"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="assignments")
    status = models.CharField(max_length=12, choices=Status, default=Status.ASSIGNED)
    status_at = models.DateTimeField(default=now, help_text="when it was done, as claimed")
    # what an undo needs: the last tap, whose it was, and what it changed
    status_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    status_received_at = models.DateTimeField(default=now)
    status_before = models.CharField(max_length=12, choices=Status, blank=True)

    level = models.PositiveSmallIntegerField(null=True, help_text="of the incident, as the team was last told")
    provisional = models.BooleanField(default=True)
    staged = models.BooleanField(default=False, help_text="do not approach until clear_at is set")
    clear_at = models.DateTimeField(null=True)
    clear_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=now)
    self_started = models.BooleanField(default=False, help_text="the team began it in the field")
    sends_police = models.BooleanField(default=False, help_text="somebody chose to send an officer at level 1 or 2")
    override_reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)
    alarm = models.CharField(max_length=20, blank=True, help_text="the alarm that somebody has, as kind:people")
    alarm_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    alarm_at = models.DateTimeField(null=True)

    seen_by: "tuple[object, bool] | None" = None
    """(person, whether they have to do with the incident), where a query has asked it along; not a column."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(ended_at__isnull=True), name="one_active_assignment_per_team"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, status__in=ON_THE_WAY)
                | models.Q(ended_at__isnull=False, status__in=OVER),
                name="assignment_ended_has_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["incident", "sent_at"], name="assignment_incident")]

    def __str__(self) -> str:
        return f"{self.team_id} to {self.incident_id}"

    @property
    def is_active(self) -> bool:
        """Whether the team is still on it."""
        return self.ended_at is None

    @property
    def must_hold(self) -> bool:
        """Whether the team may not approach: staged, and nobody has said that it is clear."""
        return self.staged and self.clear_at is None


class Response(Base):
    """One member of the team that was sent: how far the order got, and the answer."""

    KIND: ClassVar[str] = "response"

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"

    class Reason(models.TextChoices):
        TOO_FAR = "too_far"
        NOT_SAFE = "not_safe"
        KNOW_PERSON = "know_person"
        NOT_FIT = "not_fit"
        TROUBLE = "trouble"
        OTHER = "other"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="responses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="responses")
    role = models.CharField(max_length=9, choices=Shift.Part)
    # kept here for good; the deliveries that tell it live two weeks
    received_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_before = models.CharField(max_length=8, choices=Answer, blank=True, help_text="what undo goes back to")
    reason = models.CharField(max_length=11, choices=Reason, blank=True)
    words = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "user"], name="one_response_per_member")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "assignment"], name="response_user")]
