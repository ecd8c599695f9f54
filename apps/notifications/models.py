"""Whatever leaves the building: how a device is woken when the app is closed, and what became of each try."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.accounts.models import Device
from apps.common.clock import now
from apps.common.models import Base
from apps.notifications.models_message import Kept, Message, Stop
from apps.outbox.models import Delivery

__all__ = ["Kept", "Message", "Sending", "Stop", "Subscription", "VapidKey"]


class VapidKey(Base):
    """A key pair by which push services know this installation. The private half is sealed with PUSH_KEY."""

    KIND: ClassVar[str] = "vapid_key"

    public = models.CharField(max_length=88, unique=True, help_text="uncompressed point, base64url")
    sealed = models.CharField(max_length=120)


class Subscription(Base):
    """Where one device can be woken. Kept with the key it was made for, so that a new key ends nothing."""

    KIND: ClassVar[str] = "subscription"

    class Ended(models.TextChoices):
        """Why nothing is sent there any more."""

        GONE = "gone"
        REPLACED = "replaced"
        SIGNED_OUT = "signed_out"
        REVOKED = "revoked"

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="subscriptions")
    key = models.ForeignKey(VapidKey, on_delete=models.PROTECT, related_name="subscriptions")
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=88)
    auth = models.CharField(max_length=24)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=10, choices=Ended, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device"], condition=models.Q(ended_at__isnull=True), name="one_subscription_per_device"
            ),
            models.UniqueConstraint(
                fields=["endpoint"], condition=models.Q(ended_at__isnull=True), name="one_device_per_endpoint"
            ),
        ]


class Sending(Base):
    """One rung of a ladder on one channel: a row before anything leaves, so that it leaves once.

    `subject` is the alert's delivery, or the test that a person asked for. SMS and voice are later rungs.
    """

    KIND: ClassVar[str] = "sending"

    class Rung(models.TextChoices):
        PUSH = "push"
        TEST = "test"

    class Result(models.TextChoices):
        """Why nothing more is tried; blank while it is due, under way, or with the service."""

        SPARED = "spared"
        GONE = "gone"
        REFUSED = "refused"
        GAVE_UP = "gave_up"
        ENDED = "ended"

    subject = models.UUIDField()
    rung = models.CharField(max_length=8, choices=Rung)
    channel = models.CharField(max_length=48)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="sendings")
    due_at = models.DateTimeField(default=now)
    claimed_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, help_text="when it was first handed to the network")
    accepted_at = models.DateTimeField(null=True, help_text="when the push service took it")
    received_at = models.DateTimeField(null=True, help_text="when the worker on the phone had it")
    opened_at = models.DateTimeField(null=True, help_text="when the person touched it")
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, choices=Result, blank=True)
    error = models.CharField(max_length=32, blank=True, help_text="a code, never the service's words")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "rung", "channel"], name="one_sending_per_rung_and_channel")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(accepted_at__isnull=True, ended_at__isnull=True),
                name="sending_due",
            ),
            models.Index(fields=["created_at"], name="sending_created"),
            models.Index(fields=["channel", "-created_at"], name="sending_channel_created"),
        ]

    @property
    def state(self) -> str:
        """The furthest it has got, in one word; a later one is never overwritten by an earlier."""
        for word, at in (
            ("opened", self.opened_at),
            ("received", self.received_at),
            ("accepted", self.accepted_at),
        ):
            if at is not None:
                return word
        if self.result:
            return str(self.result)
        if self.claimed_until is not None:
            return "sending"
        return "sent" if self.sent_at else "queued"
