"""What goes on after the visit: one case with one owner, who is named from its first moment, until it has landed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base
from apps.encounters.models import Encounter
from apps.followups.models_reminder import Reminder, Reply
from apps.incidents.models import Incident
from apps.people.models import ContactPoint, Person
from apps.referrals.models import Referral

__all__ = ["Attempt", "Case", "CaseCall", "CaseNote", "CaseVisit", "Reminder", "Reply", "Rung"]


class Case(Base):
    """One person to be looked after, opened by how a visit ended. Never without owner, nor open without a next step.

    `next_*`, `risk` and `zone` follow from its rungs, its attempts and its referrals: written with each change of
    those, so that a list of very many rows is read in the order of their clocks by one index.
    """

    KIND: ClassVar[str] = "case"

    class Status(models.TextChoices):
        OPEN = "open"
        LANDED = "landed"
        CLOSED = "closed"

    class Risk(models.TextChoices):
        HIGH = "high"
        MODERATE = "moderate"
        LOW = "low"

    class End(models.TextChoices):
        """Why it is over."""

        LANDED = "landed"
        DECLINED_HELP = "declined_help"
        MOVED_AWAY = "moved_away"
        CANNOT_BE_FOUND = "cannot_be_found"
        SERVED_ELSEWHERE = "served_elsewhere"
        DIED = "died"
        OTHER = "other"

    class Next(models.TextChoices):
        """What is to be done next."""

        CONTACT = "contact"
        ASK_ATTENDED = "ask_attended"
        DECIDE = "decide"
        ACCEPT_OFFER = "accept_offer"
        AWAIT_PLACE = "await_place"
        ANSWER_DOUBT = "answer_doubt"
        NONE = "none"

    class Who(models.TextChoices):
        """Whose turn it is."""

        US = "us"
        PLACE = "place"
        PERSON = "person"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cases")
    encounter = models.OneToOneField(Encounter, on_delete=models.PROTECT, related_name="case")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    owner_since = models.DateTimeField(default=now)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    rule = models.CharField(max_length=24, help_text="why it was opened: the outcome's rule")
    risk = models.CharField(max_length=8, choices=Risk, blank=True, help_text="as the visit's clinician judged it")
    opened_at = models.DateTimeField(default=now)
    begun_at = models.DateTimeField(default=now, help_text="from when on its ladder counts")
    doubted_at = models.DateTimeField(
        null=True, help_text="when the outcome was amended to one that asks for no case: its owner decides"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=End, blank=True)
    end_words = models.CharField(max_length=500, blank=True)
    reopened_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True, help_text="when its owner had no more to do with it, after its end")

    offered_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True)
    offer_words = models.CharField(max_length=500, blank=True)

    zone = models.CharField(max_length=64, default="America/Los_Angeles", help_text="where the person is")
    tries_used = models.PositiveSmallIntegerField(default=0, help_text="since the person was reached last")
    decide_at = models.DateTimeField(null=True, help_text="since when a person has to decide how it goes on")
    planned_at = models.DateTimeField(null=True, help_text="the next try, by the ladder or as somebody planned it")
    next_action = models.CharField(max_length=12, choices=Next, default=Next.CONTACT)
    next_who = models.CharField(max_length=6, choices=Who, default=Who.US)
    next_due_at = models.DateTimeField(null=True, default=now)
    next_rung_id = models.UUIDField(null=True)
    next_channel = models.CharField(max_length=9, blank=True, help_text="another one than the last try's")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True, end_reason="")
                | (~Q(status="open") & Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="case_ended_has_time_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | (Q(next_due_at__isnull=False) & ~Q(next_action="none")),
                name="case_open_has_next_and_clock",
            ),
            models.CheckConstraint(
                condition=Q(offered_to__isnull=True, offered_at__isnull=True)
                | Q(offered_to__isnull=False, offered_at__isnull=False, status="open"),
                name="case_offered_has_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "opened_at"], condition=Q(status="open"), name="case_of_owner"),
            models.Index(
                fields=["programme", "owner", "next_due_at", "id"],
                include=["next_who", "risk"],
                condition=Q(status="open"),
                name="case_worklist_mine",
            ),
            models.Index(
                fields=["programme", "next_due_at", "id"],
                include=["next_who"],
                condition=Q(status="open"),
                name="case_worklist_team",
            ),
            models.Index(fields=["programme", "owner"], condition=Q(status="open"), name="case_open_of_owner"),
            models.Index(
                fields=["programme", "next_due_at"],
                include=["owner"],
                condition=Q(status="open") & ~Q(next_who="us"),
                name="case_waits_on_others",
            ),
            models.Index(fields=["programme", "ended_at"], condition=~Q(status="open"), name="case_ended"),
            models.Index(fields=["person"], name="case_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Whether somebody still looks after the person by it."""
        return self.status == self.Status.OPEN


class Rung(Base):
    """One step of the ladder: a contact by its hour, or a step around an appointment. The hour is a promise."""

    KIND: ClassVar[str] = "case_rung"

    class Name(models.TextChoices):
        DAY1 = "day1"
        DAY2 = "day2"
        DAY3 = "day3"
        DAY7 = "day7"
        DAY30 = "day30"
        BEFORE_VISIT = "before_visit"
        DID_ATTEND = "did_attend"

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        SKIPPED = "skipped"
        CANCELLED = "cancelled"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rungs")
    name = models.CharField(max_length=12, choices=Name)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    done_at = models.DateTimeField(null=True, help_text="when it was done or fell away, as claimed")
    late = models.BooleanField(default=False, help_text="done, or left out, after its hour")
    referral = models.ForeignKey(
        Referral, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose appointment it is about"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "name"],
                condition=Q(state="due", referral__isnull=True),
                name="one_open_rung_of_a_name",
            ),
            models.UniqueConstraint(
                fields=["case", "referral", "name"],
                condition=Q(referral__isnull=False),
                name="one_rung_of_an_appointment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], condition=Q(state="due"), name="case_rung_due")]

    @property
    def is_contact(self) -> bool:
        """Whether it is a contact of the ladder, and not a step around an appointment."""
        return self.name not in (self.Name.BEFORE_VISIT, self.Name.DID_ATTEND)


class Attempt(Base):
    """One time that somebody tried to reach the person: how, when, and what came of it. Never changed."""

    KIND: ClassVar[str] = "attempt"

    class Channel(models.TextChoices):
        CALL = "call"
        TEXT = "text"
        VOICEMAIL = "voicemail"
        IN_PERSON = "in_person"
        LETTER = "letter"
        OTHER = "other"

    class Result(models.TextChoices):
        REACHED = "reached"
        LEFT_MESSAGE = "left_message"
        NO_ANSWER = "no_answer"
        WRONG_NUMBER = "wrong_number"
        SOMEONE_ELSE = "someone_else"
        SENT = "sent"
        DECLINED = "declined"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attempts")
    rung = models.ForeignKey(Rung, null=True, on_delete=models.PROTECT, related_name="attempts")
    channel = models.CharField(max_length=9, choices=Channel)
    result = models.CharField(max_length=12, choices=Result)
    contact = models.ForeignKey(ContactPoint, null=True, on_delete=models.PROTECT, related_name="+")
    unsafe = models.BooleanField(
        default=False, help_text="when it happened the person had not called this way safe: kept, and marked"
    )
    words = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="when it happened, as claimed")
    received_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="attempt_case")]


class CaseCall(Base):
    """That the person was on another incident while somebody looks after them, or had: the owner was told."""

    KIND: ClassVar[str] = "case_call"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    asked_by_us = models.BooleanField(default=False, help_text="a welfare visit that the case asked for")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "incident"], name="one_link_of_case_and_incident")
        ]


class CaseVisit(Base):
    """That a later visit of the person asked for a case too: the one that was open looks after them for both."""

    KIND: ClassVar[str] = "case_visit"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=24, help_text="why: the outcome's rule")
    risk = models.CharField(max_length=8, choices=Case.Risk, blank=True, help_text="as that visit's clinician judged")
    at = models.DateTimeField(help_text="when it was said how the visit ended")
    parted_at = models.DateTimeField(null=True, help_text="when it was found out that it was about somebody else")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["encounter"], condition=Q(parted_at__isnull=True), name="one_case_of_a_joined_visit"
            )
        ]


class CaseNote(Base):
    """Why a step was taken, in words: moved later, offered, decided, ended, opened again. Never changed."""

    KIND: ClassVar[str] = "case_note"

    class Kind(models.TextChoices):
        LATER = "later"
        OFFERED = "offered"
        DECLINED = "declined"
        HANDED_OVER = "handed_over"
        DECIDED = "decided"
        LANDED = "landed"
        CLOSED = "closed"
        REOPENED = "reopened"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=16, blank=True, help_text="which way, or which reason")
    words = models.CharField(max_length=500, blank=True)
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="asked, or has it now",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="as claimed")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="case_note_case")]
