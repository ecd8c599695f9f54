"""A message to somebody outside: an e-mail or a text. Without a word about anybody, never sent twice unmarked."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.models import Base


class Message(Base):
    """`waiting -> sending` (committed before contact) `-> sent | failed | unknown` (architecture §5.10).

    `key` names what it is for, so that asking twice makes one. `params` go into a fixed text and tell of nobody;
    `sealed` is what must not lie readable in a table: a link's code. Stopped: nobody tries until it is requeued.
    """

    KIND: ClassVar[str] = "message"

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        STOPPED = "stopped"

    UNDER_WAY: ClassVar = (State.WAITING, State.SENDING)

    class Audience(models.TextChoices):
        """Whom it goes to: staff get what is unknown again, marked; others only by a person's hand."""

        STAFF = "staff"
        PROVIDER = "provider"
        PERSON = "person"

    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=5, choices=Channel)
    audience = models.CharField(max_length=8, choices=Audience)
    to = models.CharField(max_length=254)
    text = models.CharField(max_length=40, help_text="which fixed text")
    language = models.CharField(max_length=2, default="en")
    params = models.JSONField(default=dict)
    sealed = models.BinaryField(blank=True, default=b"")
    about_kind = models.CharField(max_length=32, blank=True)
    about_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=now)
    claimed_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    is_repeat = models.BooleanField(default=False, help_text="says in its words that it may have come before")
    late_at = models.DateTimeField(null=True, help_text="what leaves after this says in its words that it is late")
    provider_id = models.CharField(max_length=120, blank=True, help_text="the gateway's name for it")
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True, help_text="by the gateway's receipt")
    ended_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True, help_text="address, gaps and secret are gone; that it left stays")
    error = models.CharField(max_length=32, blank=True, help_text="a code, never the service's words")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["waiting", "sending"]), name="message_due"),
            models.Index(fields=["ended_at"], condition=models.Q(emptied_at__isnull=True), name="message_to_empty"),
            models.Index(fields=["about_kind", "about_id"], name="message_about"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_late(self) -> bool:
        """Whether it left, or would leave now, after the moment from which it says so."""
        return self.late_at is not None and (self.sent_at or now()) > self.late_at


class Stop(Base):
    """Somebody answered STOP: no person is texted at this number, by whatever road, until staff have asked anew."""

    KIND: ClassVar[str] = "stop"

    number = models.CharField(max_length=10, help_text="as apps/common/keys.py compares numbers")
    at = models.DateTimeField(default=now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(lifted_at__isnull=True), name="one_stop_for_a_number"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Kept(Base):
    """What would have left, in the demo's mailbox. Never filled where real people are: settings refuse it there."""

    KIND: ClassVar[str] = "kept_message"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="kept")
    channel = models.CharField(max_length=5, choices=Message.Channel)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="kept_message_newest")]
