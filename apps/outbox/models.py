"""Op keys, streams, deliveries, receipts and handler runs: everything between an action and its effects."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.common.clock import now
from apps.common.ids import uuid7


class OpKey(models.Model):
    """One write that was asked for, and what came of it. Never its body: a repeat is answered by reading again."""

    class Outcome(models.TextChoices):
        PENDING = "pending"
        APPLIED = "applied"
        ALREADY_APPLIED = "already_applied"
        MERGED = "merged"
        NEEDS_REVIEW = "needs_review"
        CONFLICT = "conflict"
        REJECTED = "rejected"

    class Decision(models.TextChoices):
        MINE = "mine"
        THEIRS = "theirs"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    action = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.PENDING)
    status = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True)
    message = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    object_kind = models.CharField(max_length=32, blank=True)
    object_id = models.UUIDField(null=True)
    object_version = models.PositiveIntegerField(null=True)
    payload_hmac = models.CharField(max_length=64)
    hmac_key_id = models.CharField(max_length=16)
    device_id = models.UUIDField(null=True)
    op_version = models.PositiveSmallIntegerField(default=1)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=now)
    op_number = models.PositiveBigIntegerField(null=True, help_text="its number on its device, from 1, without gap")
    clock_offset_ms = models.BigIntegerField(null=True, help_text="its device's clock minus ours, as last measured")
    supersedes = models.UUIDField(null=True, help_text="the key of the write that a person decided by this one")
    # A process of the earlier release may still insert during a deploy: hence the database's default.
    decision = models.CharField(max_length=6, choices=Decision, blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="one_op_per_user_and_key")]
        indexes: ClassVar = [models.Index(fields=["received_at"], name="opkey_received")]


class Stream(models.Model):
    """The counter of one stream. Locked last in a transaction, by the numbering trigger only."""

    name = models.CharField(primary_key=True, max_length=64)
    seq = models.BigIntegerField(default=0)


class Delivery(models.Model):
    """One row that one stream will carry. Numbered at commit by a deferred trigger, gap-free and in commit order.

    The table also has `tx xid8 DEFAULT pg_current_xact_id()`, which Django does not know.
    """

    class Kind(models.TextChoices):
        ALERT = "alert"
        STATE = "state"

    id = models.UUIDField(primary_key=True, default=uuid7)
    stream = models.CharField(max_length=64)
    seq = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=5, choices=Kind)
    event = models.CharField(max_length=64)
    object_kind = models.CharField(max_length=32)
    object_id = models.UUIDField()
    object_version = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="whom an alert is for",
    )
    echo = models.CharField(max_length=64, blank=True, help_text="the stream that hears of acknowledgements")
    queued_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "seq"], name="one_delivery_per_number")]
        indexes: ClassVar = [
            models.Index(
                fields=["object_kind", "object_id"],
                condition=models.Q(kind="alert"),
                name="delivery_alert_object",
            ),
            models.Index(fields=["queued_at"], name="delivery_queued"),
        ]


class Receipt(models.Model):
    """How far one alert has got on one device."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="receipts")
    device_id = models.UUIDField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "device_id"], name="one_receipt_per_device")
        ]


class Cursor(models.Model):
    """The last number of a stream that one device has kept in its own store."""

    id = models.BigAutoField(primary_key=True)
    device_id = models.UUIDField()
    stream = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device_id", "stream"], name="one_cursor_per_device")
        ]


class HandlerRun(models.Model):
    """One reaction of another app to one event, owed since the commit that caused it."""

    class Status(models.TextChoices):
        DUE = "due"
        DONE = "done"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid7)
    event = models.CharField(max_length=64)
    payload = models.JSONField()
    handler = models.CharField(max_length=128)
    status = models.CharField(max_length=4, choices=Status, default=Status.DUE)
    due_at = models.DateTimeField(default=now)
    claimed_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(status="due"), name="handler_run_due"),
        ]


class SweepRun(models.Model):
    """When a sweep last ran, so that a silent one is seen and run by somebody else."""

    name = models.CharField(primary_key=True, max_length=32)
    last_run_at = models.DateTimeField(null=True)


class Epoch(models.Model):
    """One row. Another value means the database is not the one the phones knew (restored, replaced)."""

    id = models.SmallAutoField(primary_key=True)
    value = models.UUIDField(default=uuid7)
    clock_shift_s = models.BigIntegerField(default=0, help_text="demo only: seconds added to the clock")
