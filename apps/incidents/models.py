"""The incident: intake, triage and response level, what was said, and its one timeline."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.people.models import Person


class Matrix(Base):
    """One version of the rules that give the level. Never changed: every past decision points at the one it used."""

    KIND: ClassVar[str] = "matrix"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="matrices")
    number = models.PositiveIntegerField()
    effective_from = models.DateTimeField()
    items = models.JSONField()
    rules = models.JSONField()
    texts = models.JSONField(help_text="also the rows of the screen, names of levels and settings")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_matrix_per_number")
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "-effective_from"], name="matrix_in_force")]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.number}"


class MatrixDraft(Base):
    """A version of the rules on its way: written by an administrator, approved by a supervisor, then published."""

    KIND: ClassVar[str] = "matrix_draft"

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        PUBLISHED = "published"
        DROPPED = "dropped"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(help_text="a whole matrix; it may be wrong until it is submitted")
    effective_from = models.DateTimeField(null=True, help_text="null: from the moment it is approved")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True, help_text="why it was sent back; of rules, never of people")
    published = models.ForeignKey(Matrix, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(state__in=["draft", "submitted"]), name="one_open_matrix_draft"
            )
        ]

    def __str__(self) -> str:
        return "The next matrix"


class NumberLine(models.Model):
    """The last incident number of one programme. Locked only by whoever opens an incident there."""

    programme = models.OneToOneField(Programme, primary_key=True, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)


class Incident(Base):
    """One call for help and all that follows on the scene."""

    KIND: ClassVar[str] = "incident"

    class Status(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    class Source(models.TextChoices):
        INTAKE = "intake"
        CAD = "cad"
        FIELD = "field"
        IMPORT = "import"

    class FirstIn(models.TextChoices):
        NONE = "none"
        EMS = "ems"
        POLICE = "police"

    class Ems(models.TextChoices):
        NONE = "none"
        ADVISED = "advised"
        NEEDED = "needed"

    class Result(models.TextChoices):
        BY_PHONE = "by_phone"
        POLICE_ONLY = "police_only"
        EMS_ONLY = "ems_only"
        CANCELLED = "cancelled"
        NO_NEED = "no_need"
        SEEN = "seen"
        NO_CONTACT = "no_contact"
        DUPLICATE = "duplicate"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    source = models.CharField(max_length=6, choices=Source, default=Source.INTAKE)
    feed = models.CharField(max_length=32, blank=True, help_text="which other system it came from")
    external_id = models.CharField(max_length=64, blank=True, help_text="its number there")
    codes = models.JSONField(default=dict, help_text="codes of the other system, kept as they came")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)

    place = models.CharField(max_length=200, blank=True)
    place_detail = models.CharField(max_length=200, blank=True, help_text="gate, floor, entrance")
    place_key = models.CharField(max_length=200, blank=True)
    block_key = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=80, blank=True)
    call_back = models.CharField(max_length=40, blank=True)
    call_back_key = models.CharField(max_length=40, blank=True)
    caller_name = models.CharField(max_length=120, blank=True)
    caller_relation = models.CharField(max_length=120, blank=True)
    person_name = models.CharField(max_length=120, blank=True, help_text="as said; not yet a known person")
    person = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.PROTECT,
        related_name="incidents",
        help_text="once confirmed",
    )
    person_age = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True, help_text="the caller's words")
    hazards = models.TextField(blank=True)

    matrix = models.ForeignKey(Matrix, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, help_text="null until something was answered or decided")
    provisional = models.BooleanField(default=True)
    because = models.JSONField(default=list, help_text="codes of the rules that fired, deciding ones first")
    ems_need = models.CharField(max_length=7, choices=Ems, default=Ems.NONE)
    ems_why = models.JSONField(default=list)
    first_in = models.CharField(max_length=6, choices=FirstIn, default=FirstIn.NONE)
    staged = models.BooleanField(default=False)
    staging_set = models.BooleanField(default=False, help_text="a person said whether to stage")
    staging_point = models.CharField(max_length=200, blank=True)
    flags = models.JSONField(default=list)
    next_items = models.JSONField(default=list)
    would_change = models.JSONField(default=list, help_text="single answers that would move the level")
    decided_at = models.DateTimeField(null=True, help_text="first confirmed or sent on a level of 2 or more")
    decided_level = models.PositiveSmallIntegerField(null=True, help_text="the level a person last stood by")
    overridden = models.BooleanField(default=False)

    result = models.CharField(max_length=12, choices=Result, blank=True)
    closed_at = models.DateTimeField(null=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    field_marks = models.JSONField(default=dict, help_text="field -> [version, who, when] of its last change")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_incident_per_number"),
            models.UniqueConstraint(
                fields=["programme", "feed", "external_id"],
                condition=~Q(feed="") & ~Q(external_id=""),
                name="one_incident_per_external_id",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=4), name="incident_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | Q(status="closed", closed_at__isnull=False),
                name="incident_closed_has_time",
            ),
            models.CheckConstraint(condition=~Q(duplicate_of=models.F("id")), name="incident_not_its_own_duplicate"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["programme", "opened_at"], condition=Q(status="open"), name="incident_board"),
            models.Index(
                fields=["programme", "closed_at"],
                condition=Q(status="closed") & ~Q(source="import"),
                name="incident_closed",
            ),
            models.Index(fields=["programme", "opened_at"], name="incident_day"),
            models.Index(
                fields=["programme", "call_back_key", "opened_at"],
                condition=~Q(call_back_key=""),
                name="incident_number_key",
            ),
            models.Index(
                fields=["programme", "place_key", "opened_at"], condition=~Q(place_key=""), name="incident_place_key"
            ),
            models.Index(
                fields=["programme", "block_key", "opened_at"], condition=~Q(block_key=""), name="incident_block_key"
            ),
            models.Index(
                fields=["programme", "call_back_key"],
                condition=Q(person__isnull=False) & ~Q(call_back_key=""),
                name="incident_number_of_person",
            ),
            models.Index(
                fields=["programme", "block_key", "place_key"],
                condition=Q(person__isnull=False),
                name="incident_place_of_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def ems(self) -> bool:
        """Whether an ambulance goes in parallel."""
        return self.ems_need == self.Ems.NEEDED

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked."""
        return self.status == self.Status.OPEN


class Answer(Base):
    """What was said to one item of triage. No row: not asked yet."""

    KIND: ClassVar[str] = "answer"

    class Said(models.TextChoices):
        NO = "no"
        YES = "yes"
        UNKNOWN = "unknown"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    answer = models.CharField(max_length=7, choices=Said)
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "item"], name="one_answer_per_item")]


class LevelDecision(Base):
    """One level an incident was given, by the rules or by a person, with the version of the rules in force."""

    KIND: ClassVar[str] = "level_decision"

    class Kind(models.TextChoices):
        PROVISIONAL = "provisional"
        DECIDED = "decided"
        REDECIDED = "redecided"
        OVERRIDE = "override"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    level = models.PositiveSmallIntegerField()
    facts_level = models.PositiveSmallIntegerField(null=True, help_text="what the rules alone would give")
    kind = models.CharField(max_length=11, choices=Kind)
    rules = models.JSONField(default=list)
    matrix = models.ForeignKey(Matrix, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident", "created_at"], name="decision_incident")]


class Entry(Base):
    """One line of an incident's timeline, with both times. Other apps add theirs through actions.note()."""

    KIND: ClassVar[str] = "entry"

    class Kind(models.TextChoices):
        REMARK = "remark"
        OPENED = "opened"
        FIELD_CHANGED = "field_changed"
        ANSWERED = "answered"
        LEVEL = "level"
        SENT = "sent"
        RECEIVED = "received"
        SEEN = "seen"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        STATUS = "status"
        UNDONE = "undone"
        CANCELLED = "cancelled"
        DIVERTED = "diverted"
        TOLD = "told"
        STAGING = "staging"
        CLEAR = "clear"
        HOLD = "hold"
        CLOSED = "closed"
        REOPENED = "reopened"
        DUPLICATE = "duplicate"
        CORRECTED = "corrected"
        LATE = "late"
        VISIT = "visit"
        PERSON = "person"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=16, choices=Kind)
    text = models.TextField(blank=True, help_text="only remarks, what was told, and reasons")
    facts: Any = models.JSONField(default=dict, help_text="codes, ids and numbers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=now)
    device_id = models.UUIDField(null=True)
    clock_off_s = models.BigIntegerField(
        null=True, help_text="only beyond 2 min: how far its clock was ahead of ours"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["incident", "received_at"], name="entry_incident"),
            models.Index(fields=["incident"], condition=Q(kind="sent"), name="entry_sent"),
        ]


class Look(Base):
    """One question "who is this?" on an incident: who asked, by what, who was shown. Names are not kept."""

    KIND: ClassVar[str] = "look"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    asked: Any = models.JSONField(default=list, help_text="names of the fields asked by")
    shown: Any = models.JSONField(default=list, help_text="ids of the people shown")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident"], name="look_incident")]
