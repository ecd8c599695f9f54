"""What a phone or a desk sends about services."""

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.common.bodies import Id, Text, Whole, YesNo, optional_text
from apps.directory.facts import WHAT
from apps.directory.models import HOW_STAFF


class CapacityBody(StrictSerializer):
    """How much room there is; null: not known."""

    id = Id()
    capacity = Id()
    unit = optional_text(80)
    available = Whole(min_value=0, max_value=9_999, allow_null=True)
    told_by = optional_text(120)
    how = serializers.ChoiceField(choices=HOW_STAFF)
    note = optional_text(200)


class CorrectBody(StrictSerializer):
    """One fact as somebody was told it."""

    id = Id()
    what = serializers.ChoiceField(choices=WHAT)
    value = serializers.JSONField()
    told_by = optional_text(120)
    how = serializers.ChoiceField(choices=HOW_STAFF)


class SettleBody(StrictSerializer):
    """Which of two sources is to stand."""

    what = serializers.ChoiceField(choices=WHAT)
    take = serializers.ChoiceField(choices=["ours", "theirs"])


class LinkBody(StrictSerializer):
    """A link for a provider; its code is made by the device."""

    id = Id()
    code = Text(40)
    days = Whole(min_value=1, max_value=90)
    language = serializers.ChoiceField(choices=["en", "es"])
    send = serializers.ChoiceField(choices=["", "email", "sms"], required=False)


class SudBody(StrictSerializer):
    """Whether it holds itself out for substance use."""

    is_sud = YesNo()


class HandoffBody(StrictSerializer):
    """Where they get what is sent to them; empty: nowhere by this way."""

    email = Text(254, allow_blank=True)
    sms = Text(32, allow_blank=True)
    fax = Text(32, allow_blank=True)
    told_by = optional_text(120)
    how = serializers.ChoiceField(choices=HOW_STAFF)
