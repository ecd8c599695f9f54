"""What a person agreed to: each element of 42 CFR 2.31(a), in the words and the language they were read in."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common.models import Base


class Consent(Base):
    """One version, never changed but to be withdrawn: a change is a new one that names it."""

    KIND: ClassVar[str] = "consent"

    class DecidedBy(models.TextChoices):
        """Who may agree (product §7)."""

        PERSON = "person"
        PARENT = "parent"
        GUARDIAN = "guardian"
        MINOR = "minor"

    class How(models.TextChoices):
        """How it was given. Spoken never counts for records of substance use (42 CFR 2.31)."""

        DRAWN = "drawn"
        TYPED = "typed"
        SPOKEN = "spoken"

    class What(models.TextChoices):
        """What may be told, line by line."""

        NAME = "name"
        BIRTH = "birth"
        CONTACT = "contact"
        TODAY = "today"
        MEDICAL = "medical"
        SAFETY_PLAN = "safety_plan"
        WHAT_HELPS = "what_helps"
        EARLIER = "earlier"

    class Purpose(models.TextChoices):
        CARE = "care"
        HOUSING = "housing"
        BENEFITS = "benefits"
        OTHER = "other"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="consents")
    encounter_id = models.UUIDField(null=True, help_text="the visit, of somebody who is not known yet")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    decided_by = models.CharField(max_length=8, choices=DecidedBy)
    decider_name = models.CharField(max_length=120, help_text="who agrees, by name")
    discloser = models.CharField(max_length=200, help_text="who may tell")
    recipients = models.JSONField(help_text='[{"service": id or null, "name": text}]: to whom, by name or as a class')
    what = ArrayField(models.CharField(max_length=16, choices=What))
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.CARE)
    purpose_words = models.CharField(max_length=200, blank=True)
    is_sud = models.BooleanField(default=False, help_text="names records of substance use: 42 CFR Part 2")
    until = models.DateField(help_text="its last day")
    ends_at = models.DateTimeField(help_text="the end of that day where the programme is")
    how = models.CharField(max_length=6, choices=How)
    signature = models.JSONField(null=True, help_text="drawn: strokes as lists of [x, y], 0-1000")
    typed_name = models.CharField(max_length=120, blank=True)
    witness = models.CharField(max_length=120, blank=True, help_text="spoken: who else heard it")
    language = models.CharField(max_length=2)
    wording = models.CharField(max_length=16, help_text="the version of the words that were read")
    given_at = models.DateTimeField(help_text="as claimed")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=120, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    told_end = models.BooleanField(default=False, help_text="phones were told that its last day is over")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(encounter_id__isnull=False), name="consent_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(how="drawn", signature__isnull=False)
                | (Q(how="typed") & ~Q(typed_name=""))
                | (Q(how="spoken", is_sud=False) & ~Q(witness="")),
                name="consent_was_given",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "given_at"], name="consent_person"),
            models.Index(fields=["encounter_id"], name="consent_visit"),
            models.Index(fields=["ends_at"], condition=Q(told_end=False), name="consent_end"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def next_id(self) -> UUID | None:
        """The version that replaced this one."""
        later: Consent | None = getattr(self, "replaced_by", None)
        return later.id if later is not None else None

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with it."""
        mine = [("encounter", self.encounter_id)] if self.encounter_id else []
        return [*mine, ("person", self.person_id)] if self.person_id else mine
