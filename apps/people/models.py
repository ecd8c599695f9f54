"""The person in crisis: who it is as far as anybody knows, how to reach them, and which records are one person."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Left, Length

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.people.models_consent import Consent
from apps.people.models_plan import Plan, PlanBasis, PlanNote, PlanReminder, PlanSuggestion

__all__ = [
    "Consent",
    "ContactPoint",
    "Merge",
    "NameToken",
    "Person",
    "PersonKey",
    "PersonName",
    "PersonWas",
    "Plan",
    "PlanBasis",
    "PlanNote",
    "PlanReminder",
    "PlanSuggestion",
]


class Person(Base):
    """One person of one programme. Two rows found to be one person are joined by a pointer, never rewritten."""

    KIND: ClassVar[str] = "person"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="people")
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    second_family = models.CharField(max_length=120, blank=True, help_text="the second surname of a Spanish name")
    called = models.CharField(max_length=120, blank=True, help_text="how the person wants to be called")
    date_of_birth = models.DateField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="where only an age was said")
    language = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    open_incidents = models.PositiveSmallIntegerField(
        default=0, help_text="how many open incidents are linked to this person: opens the row to the board"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    field_marks = models.JSONField(default=dict, help_text="field -> [version, who, when] of its last change")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="person_not_into_itself")
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "family", "given"], name="person_name"),
            models.Index(
                fields=["programme", "date_of_birth"],
                condition=models.Q(date_of_birth__isnull=False),
                name="person_born",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this person."""
        return [(self.KIND, self.id)]


class PersonName(Base):
    """Another name that the person goes or went by."""

    KIND: ClassVar[str] = "person_name"

    class Kind(models.TextChoices):
        ALIAS = "alias"
        FORMER = "former"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=6, choices=Kind)
    given = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    second_family = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class PersonWas(Base):
    """What was written of a person before somebody corrected it: nothing that was said is lost."""

    KIND: ClassVar[str] = "person_was"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="was")
    field = models.CharField(max_length=20)
    was = models.TextField(help_text="as it was written; empty where nothing was known")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "occurred_at"], name="person_was")]


class ContactPoint(Base):
    """A number or an address of a person, and which ways of using it are safe: asked, never assumed."""

    KIND: ClassVar[str] = "contact_point"

    class Kind(models.TextChoices):
        PHONE = "phone"
        ADDRESS = "address"
        EMAIL = "email"

    class Safe(models.TextChoices):
        YES = "yes"
        NO = "no"
        NOT_ASKED = "not_asked"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=7, choices=Kind)
    value = models.CharField(max_length=200)
    label = models.CharField(max_length=120, blank=True, help_text="whose it is, as the person calls it")
    relation = models.CharField(max_length=120, blank=True, help_text="who answers, when it is not the person")
    language = models.CharField(max_length=40, blank=True)
    who_else = models.CharField(max_length=200, blank=True, help_text="who else hears, sees or opens it")
    call = models.CharField(max_length=9, choices=Safe, default=Safe.NOT_ASKED)
    text = models.CharField(max_length=9, choices=Safe, default=Safe.NOT_ASKED)
    voicemail = models.CharField(max_length=9, choices=Safe, default=Safe.NOT_ASKED)
    letter = models.CharField(max_length=9, choices=Safe, default=Safe.NOT_ASKED)
    asked_at = models.DateTimeField(null=True, help_text="when the person last said what is safe")
    stopped_at = models.DateTimeField(null=True, help_text="the person said: not here any more")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "created_at"], name="point_person")]


class Merge(Base):
    """That two records are one person, who said so and why; and, when it was wrong, who took them apart."""

    KIND: ClassVar[str] = "merge"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_into")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undo_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(undone_at__isnull=True), name="one_merge_in_force"
            )
        ]


class PersonKey(models.Model):
    """What a person is found by: derived, written anew with every change of a name or a contact point."""

    KIND: ClassVar[str] = "person_key"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=210)
    year = models.PositiveSmallIntegerField(
        null=True, help_text="of birth: of a common name only those near it count"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["programme", "key", "year"], include=["person"], name="person_key_find"),
            models.Index(fields=["person"], name="person_key_person"),
        ]


class NameToken(models.Model):
    """Every word that is part of a name, once: small enough to be asked for what looks alike. Tells of nobody."""

    KIND: ClassVar[str] = "name_token"

    token = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token"], name="one_token")]
        # The trigrams have an index of their own; they do not see two letters in each other's place.
        indexes: ClassVar = [models.Index(Left("token", 1), Length("token"), name="people_token_first")]
