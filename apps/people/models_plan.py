"""What helps one person: the response plan in versions, why police may read it, and what the field would change."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base

_PERSON = "people.Person"
_STAFF = settings.AUTH_USER_MODEL


class Plan(Base):
    """One version of one person's plan. Its words are changed while it is a draft, and by a trigger never after."""

    KIND: ClassVar[str] = "plan"

    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        EXPIRED = "expired"
        SUPERSEDED = "superseded"
        WITHDRAWN = "withdrawn"

    class Language(models.TextChoices):
        EN = "en"
        ES = "es"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    with_person = models.BooleanField(default=False, help_text="written together with the person")
    looks = models.TextField(blank=True, help_text="what I look like unwell, in the person's words")
    helps = models.JSONField(default=list)
    worse = models.JSONField(default=list)
    first_words = models.TextField(blank=True)
    calls = models.JSONField(default=list, help_text="whom to call: name, relation, number, note")
    hazards = models.JSONField(default=list, help_text="fact, source, said_by, on, ask_again_by")
    review_on = models.DateField(null=True, help_text="the last day on which it is in force without a look")

    owner = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    writers = models.JSONField(default=list, help_text="ids of all who wrote in this version")
    written_at = models.DateTimeField(default=now)
    submitted_by = models.ForeignKey(_STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(_STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_back_by = models.ForeignKey(_STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_at = models.DateTimeField(null=True)
    sent_back_why = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)
    handed_by = models.ForeignKey(_STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True, help_text="when it last became another's")
    taken_at = models.DateTimeField(null=True, help_text="when its new owner said that he has it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "number"], name="one_plan_per_number"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(status__in=["approved", "expired"]), name="one_plan_in_force"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(status__in=["draft", "submitted"]), name="one_plan_being_written"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "withdrawn"])
                | (
                    Q(approved_by__isnull=False) & ~Q(approved_by=F("written_by")) & ~Q(approved_by=F("submitted_by"))
                ),
                name="plan_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_in_force(self) -> bool:
        """Whether this is what the field reads; one whose review was due still is."""
        return self.status in (self.Status.APPROVED, self.Status.EXPIRED)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this plan."""
        return [("person", self.person_id)]


class PlanNote(Base):
    """A note of those who write plans, beside all versions. It travels by one road, the editor's, and no other."""

    KIND: ClassVar[str] = "plan_note"

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="plan_notes")
    text = models.TextField()
    by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "occurred_at"], name="plan_note_person")]


class PlanBasis(Base):
    """Why police and peers may read a person's card: the person agreed, or a clinician stated a serious threat."""

    KIND: ClassVar[str] = "plan_basis"

    class Kind(models.TextChoices):
        CONSENT = "consent"
        THREAT = "threat"

    class Source(models.TextChoices):
        SEEN = "seen"
        PERSON = "person"
        CALLER = "caller"
        TEAM = "team"
        PROVIDER = "provider"

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="plan_bases")
    kind = models.CharField(max_length=7, choices=Kind)
    given_on = models.DateField(help_text="the day the person signed, or the statement was made")
    until = models.DateField(null=True, help_text="the last day of a consent")
    # of a threat only where it was limited to some hours
    ends_at = models.DateTimeField(null=True, help_text="the end of that day where the programme is")
    incident_id = models.UUIDField(null=True, help_text="a threat is stated for one incident and ends with it")
    words = models.TextField(blank=True, help_text="what the clinician states")
    source = models.CharField(
        max_length=8, choices=Source, blank=True, help_text="how the clinician knows of the threat"
    )
    by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    ended_by = models.ForeignKey(_STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    told_end = models.BooleanField(default=False, help_text="phones were told that its last day is over")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="consent", until__isnull=False, ends_at__isnull=False, incident_id__isnull=True)
                | (Q(kind="threat", incident_id__isnull=False) & ~Q(words="")),
                name="plan_basis_is_whole",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="plan_basis_open"),
            models.Index(
                fields=["ends_at"], condition=Q(ended_at__isnull=True, told_end=False), name="plan_basis_ends"
            ),
        ]

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this."""
        return [("person", self.person_id)]


class PlanSuggestion(Base):
    """What somebody in the field would change, for the plan's owner to take in or leave out."""

    KIND: ClassVar[str] = "plan_suggestion"

    class About(models.TextChoices):
        HELPED = "helped"
        WORSE = "worse"
        WRONG = "wrong"
        HAZARD = "hazard"

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN_IN = "taken_in"
        LEFT_OUT = "left_out"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="suggestions", help_text="as it was read")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="plan_suggestions")
    about = models.CharField(max_length=6, choices=About)
    chips = models.JSONField(default=list)
    words = models.TextField(blank=True)
    by = models.ForeignKey(_STAFF, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    late = models.BooleanField(default=False, help_text="came when its writer no longer had to do with the person")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    weighed_by = models.ForeignKey(_STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    weighed_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, help_text="why it was left out")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=Q(state="waiting"), name="plan_suggestion_waiting")
        ]

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this."""
        return [("person", self.person_id)]


class PlanReminder(Base):
    """One rung of the ladder before a plan's review is due. Each is climbed once."""

    KIND: ClassVar[str] = "plan_reminder"

    class Rung(models.TextChoices):
        OWNER = "owner"
        SUPERVISOR = "supervisor"
        DUE = "due"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(max_length=10, choices=Rung)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False, help_text="told more than an hour after it was due")
    moot = models.BooleanField(default=False, help_text="the plan had ended before")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "rung"], name="each_rung_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="plan_reminder_due")
        ]
