"""That somebody is to be reminded, and what a person answered: rows first, so that none is lost or comes twice."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.people.models import Person
from apps.referrals.models import Referral


class Reminder(Base):
    """One reminder: of a step of a case to staff, or of an appointment to the person. `waiting -> sent | dropped`.

    `key` names what it is of and its hour, so that planning again makes no second one; another hour is another
    reminder, and the old one is dropped. What leaves is a push, or one message that bears the reminder's id in its
    key: a Message has its own way from there. Why one was dropped is always said.
    """

    KIND: ClassVar[str] = "reminder"

    class What(models.TextChoices):
        SOON = "soon"
        DUE = "due"
        LATE = "late"
        OFFER = "offer"
        VISIT_DAY = "visit_day"
        VISIT_HOURS = "visit_hours"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DROPPED = "dropped"

    class Why(models.TextChoices):
        """Why nothing went."""

        MOVED = "moved"
        OVER = "over"
        LATER_ONE = "later_one"
        QUIET = "quiet"
        TOO_LATE = "too_late"
        NO_CONSENT = "no_consent"
        NO_SAFE_PHONE = "no_safe_phone"
        STOP = "stop"
        BROKEN = "broken"

    class Channel(models.TextChoices):
        PUSH = "push"
        SMS = "sms"
        EMAIL = "email"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    what = models.CharField(max_length=11, choices=What)
    case = models.ForeignKey("followups.Case", null=True, on_delete=models.PROTECT, related_name="reminders")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="+")
    of_at = models.DateTimeField(help_text="the hour of the step, of the offer or of the appointment")
    planned_at = models.DateTimeField(help_text="when it should leave; never changed")
    due_at = models.DateTimeField(help_text="when it is looked at next: quiet hours move it")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    why = models.CharField(max_length=13, choices=Why, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="how often it broke")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel, blank=True)
    is_late = models.BooleanField(default=False, help_text="left much later than it should have")
    ended_at = models.DateTimeField(null=True)
    alert_id = models.UUIDField(null=True, help_text="the alert that was pushed")
    look_at = models.DateTimeField(null=True, help_text="when it is looked whether the push has arrived")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(referral__isnull=False), name="reminder_of_something"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(why=""), name="reminder_dropped_says_why"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="reminder_due"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="reminder_look"),
            models.Index(fields=["ended_at"], condition=Q(is_late=True), name="reminder_late"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_for_person(self) -> bool:
        """Whether the person is reminded, and not staff."""
        return self.referral_id is not None

    @property
    def message_key(self) -> str:
        """The key of the one message that it may become."""
        return f"reminder:{self.id}"


class Reply(Base):
    """What a person answered to a text. The words are theirs: clinical, for staff who may see the case."""

    KIND: ClassVar[str] = "reply"

    class Meant(models.TextChoices):
        CONFIRM = "confirm"
        STOP = "stop"
        START = "start"
        OTHER = "other"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    gateway_id = models.CharField(max_length=120, unique=True, help_text="the gateway's name for it")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("followups.Case", null=True, on_delete=models.PROTECT, related_name="replies")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="+")
    meant = models.CharField(max_length=7, choices=Meant)
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=now)
    told = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="reply_person")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to read its words."""
        return [(Person.KIND, self.person_id)]
