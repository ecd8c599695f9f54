"""What happened at the door: one encounter for each assignment, written by both of the team at the same time."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common import clock
from apps.common.clock import now
from apps.common.models import Base
from apps.dispatch.models import Assignment
from apps.encounters import words
from apps.incidents.models import Incident
from apps.people.models import Person


def _code() -> "models.CharField[str, str]":
    return models.CharField(max_length=24, blank=True)


def _codes() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=24), default=list, blank=True)


class Disposition(Base):
    """One version of one way in which a visit ends. A change is a new row: an old visit keeps its words."""

    KIND: ClassVar[str] = "disposition"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="dispositions")
    code = models.SlugField(max_length=24)
    text = models.JSONField(help_text="language -> words")
    group = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    needs_contact = models.BooleanField(default=True, help_text="only after somebody was met or spoken to")
    needs_place = models.BooleanField(default=False, help_text="where to has to be said")
    transport = models.CharField(max_length=12, blank=True, help_text="the transport that it proposes")
    opens_case = models.BooleanField(default=False)
    case_rule = models.CharField(max_length=24, blank=True)
    effective_from = models.DateTimeField(default=now)
    effective_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                condition=Q(effective_until__isnull=True),
                name="one_disposition_in_force",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=models.F("effective_from")),
                name="disposition_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Encounter(Base):
    """One team with one person. It bears the id of its assignment: two phones without signal name the same."""

    KIND: ClassVar[str] = "encounter"

    class State(models.TextChoices):
        OPEN = "open"
        SIGNED = "signed"

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="encounter")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="encounters")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="encounters")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    began_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    contact = models.CharField(max_length=12, blank=True)
    contact_at = models.DateTimeField(null=True, help_text="as claimed")
    contact_off_s = models.BigIntegerField(
        null=True, help_text="only beyond 2 min: how far that lay ahead of our clock"
    )
    transport = models.CharField(max_length=12, blank=True)
    transport_place = models.CharField(max_length=200, blank=True)
    transport_mode = models.CharField(max_length=12, blank=True)

    reasons = _codes()
    observed = _codes()
    protective = _codes()
    judgement = _code()
    judgement_why = models.TextField(blank=True)
    prompts = _codes()
    helped = _codes()
    medical = _codes()
    disposition = _code()
    disposition_row = models.ForeignKey(
        Disposition, null=True, on_delete=models.PROTECT, related_name="+", help_text="the version with its words"
    )
    decided_by = _code()
    least_restrictive = _code()
    why_not = models.TextField(blank=True)
    note = models.TextField(blank=True)
    owner_next = models.CharField(max_length=200, blank=True, help_text="who goes on, as promised at the door")
    grave_at = models.DateTimeField(null=True, help_text="when supervisors were first called; they hold it since")
    field_marks = models.JSONField(default=dict, help_text="field -> [version, who, when] of its last change")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=models.F("assignment")), name="encounter_id_of_assignment"),
            models.CheckConstraint(
                condition=Q(state="open", signed_at__isnull=True, signed_by__isnull=True)
                | Q(state="signed", signed_at__isnull=False, signed_by__isnull=False),
                name="encounter_signed_has_time_and_name",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-began_at"], name="encounter_person"),
            models.Index(fields=["incident", "began_at"], name="encounter_incident"),
            models.Index(fields=["signed_at"], condition=Q(state="signed"), name="encounter_signed"),
        ]

    seen_by: "tuple[object, bool] | None" = None
    seen_as: "tuple[object, bool] | None" = None
    """(person, whether they have to do with it, or were in this very visit), where a query has asked; no columns."""

    def __str__(self) -> str:
        return str(self.id)

    @property
    def concerns(self) -> list[tuple[str, UUID]]:
        """What one has to be involved in to have to do with this encounter."""
        mine = [(self.KIND, self.id)]
        return [*mine, (Person.KIND, self.person_id)] if self.person_id else mine

    @property
    def is_signed(self) -> bool:
        """Whether it stands as it is, and only amendments follow."""
        return self.state == self.State.SIGNED


class ForceReport(Base):
    """The officer's part: at most six short answers, and the number of the report that lies elsewhere.

    Without `force` it was taken back: nobody has answered. It bears the id of its visit, so that involvement in the
    report alone can be a row of its own.
    """

    KIND: ClassVar[str] = "force_report"

    encounter = models.OneToOneField(Encounter, on_delete=models.PROTECT, related_name="force_report")
    force = models.CharField(max_length=12)
    types = _codes()
    reason = _code()
    injured = _codes()
    treated = _code()
    restraint = _code()
    weapon = _code()
    report_number = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(help_text="when it was said, by the phone's clock")
    received_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=models.F("encounter")), name="force_report_id_of_encounter")
        ]

    @property
    def is_filed(self) -> bool:
        """Whether it says anything: one that was taken back does not."""
        return bool(self.force)

    @property
    def is_serious(self) -> bool:
        """A death, a serious injury or a shot: a supervisor is called at once."""
        return bool(words.SERIOUS_TYPES & set(self.types)) or self.treated in words.SERIOUS_OUTCOMES


class Amendment(Base):
    """A later word on one field. Nothing is overwritten: the old value stays where it was signed, the new one here.

    `is_late`: written by somebody who was no longer on it, and kept for its owner; it changed nothing.
    """

    KIND: ClassVar[str] = "amendment"

    class Part(models.TextChoices):
        CLINICIAN = "clinician"
        OFFICER = "officer"

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="amendments")
    part = models.CharField(max_length=9, choices=Part)
    field = models.CharField(max_length=24)
    was: Any = models.JSONField(null=True)
    now: Any = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    is_late = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)  # `now` is a field here

    class Meta:
        indexes: ClassVar = [models.Index(fields=["encounter", "received_at"], name="amendment_encounter")]
