"""One place that was asked for one need: its state, its clock, its answer."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.directory.models import Service
from apps.referrals.models.need import Need


class Referral(Base):
    """One receiver of one need. Accepted is not connected: the number that counts is attended."""

    KIND: ClassVar[str] = "referral"

    class Status(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        ACCEPTED = "accepted"
        SCHEDULED = "scheduled"
        ATTENDED = "attended"
        CLOSED = "closed"
        DECLINED = "declined"
        NO_CAPACITY = "no_capacity"
        NEEDS_CLIENT = "needs_client"
        MISSED = "missed"
        NO_CONTACT = "no_contact"
        EXPIRED = "expired"
        CANCEL_REQUESTED = "cancel_requested"
        CANCELLED = "cancelled"
        ENTERED_IN_ERROR = "entered_in_error"

    class Decline(models.TextChoices):
        """Why a place says no."""

        FULL = "full"
        NOT_ELIGIBLE = "not_eligible"
        TOO_ACUTE = "too_acute"
        OUT_OF_AREA = "out_of_area"
        AGE = "age"
        PAYER = "payer"
        LANGUAGE = "language"
        OTHER = "other"

    class Ended(models.TextChoices):
        """Why a referral was cancelled, or how one that was attended ended."""

        RELEASED = "released"
        WITHDRAWN = "withdrawn"
        BY_PERSON = "by_person"
        BY_US = "by_us"
        HELPED = "helped"
        NOT_HELPED = "not_helped"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    service_name = models.CharField(max_length=300, help_text="as it was called when it was asked")
    is_sud = models.BooleanField(default=False, help_text="42 CFR Part 2: notice and consent go with everything")
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    status_at = models.DateTimeField(help_text="as claimed by whoever said it")
    due_at = models.DateTimeField(null=True, help_text="when the next action is late")
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="first opened by the place: a time, no state")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True, help_text="the name they gave")
    first_action = models.CharField(max_length=300, blank=True, help_text="the first thing they will do")
    decline_code = models.CharField(max_length=12, choices=Decline, blank=True)
    decline_words = models.CharField(max_length=500, blank=True)
    appointment_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=Ended, blank=True)
    end_words = models.CharField(max_length=500, blank=True)
    handed_over_at = models.DateTimeField(null=True, help_text="when somebody there took over, face to face")
    handed_over_to = models.CharField(max_length=120, blank=True)
    handed_over_where = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(null=True, help_text="when the team left for it")
    arrived_at = models.DateTimeField(null=True, help_text="at their door: the promise of drop-off minutes counts")
    told = models.JSONField(default=list, help_text="what was told face to face: codes")
    before_handover = models.CharField(
        max_length=16,
        choices=Status,
        blank=True,
        help_text="how it stood when somebody took over: for taking that back",
    )
    changed_at = models.DateTimeField(default=now, help_text="last written, by our clock: partners ask what is new")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "service"], name="one_referral_per_place"),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(status__in=["accepted", "scheduled", "attended"]),
                name="one_place_says_yes",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["declined", "no_capacity"]) | ~Q(decline_code=""),
                name="referral_declined_has_code",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(end_reason=""), name="referral_cancelled_has_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="referral_due"),
            models.Index(fields=["need"], name="referral_need"),
            models.Index(fields=["service", "changed_at"], name="referral_of_service"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with it."""
        return self.need.concerns


class Note(Base):
    """One thing that was said about a referral by either side: question, answer, times, a step undone.

    Or by the person: that they confirm the appointment, as answered by text.
    """

    KIND: ClassVar[str] = "referral_note"

    class Kind(models.TextChoices):
        QUESTION = "question"
        ANSWER = "answer"
        TIMES = "times"
        CALL = "call"
        UNDONE = "undone"
        CONFIRMED = "confirmed"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    times = models.JSONField(default=list, help_text="proposed, or of the step that was undone: ISO times")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120, blank=True, help_text="who at the place said it")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["referral", "at"], name="referral_note_of")]
