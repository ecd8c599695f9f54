"""Bodies of commands about assignments."""

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.dispatch.actions.working import TAPS
from apps.dispatch.models import Assignment, Response
from apps.dispatch.transitions import ORDER


class SendBody(StrictSerializer):
    """Which team to which incident."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField()
    team = serializers.UUIDField()
    override_reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    sends_police = serializers.BooleanField(required=False)


class DivertBody(StrictSerializer):
    """Where the team goes instead."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField()
    override_reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    sends_police = serializers.BooleanField(required=False)


class StartOwnBody(StrictSerializer):
    """What the team has met: the new assignment, the new incident with what is known of it, and how far they are."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField()
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    place_detail = serializers.CharField(max_length=200, required=False, allow_blank=True)
    person_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    person_age = serializers.IntegerField(min_value=0, max_value=130, required=False, allow_null=True)
    words = serializers.CharField(max_length=8_000, required=False, allow_blank=True)
    hazards = serializers.CharField(max_length=8_000, required=False, allow_blank=True)
    status = serializers.ChoiceField(choices=[Assignment.Status.EN_ROUTE, Assignment.Status.ON_SCENE], required=False)


class DeclineBody(StrictSerializer):
    """Why not."""

    reason = serializers.ChoiceField(choices=Response.Reason.choices)
    words = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AlarmBody(StrictSerializer):
    """Which alarm, and how many people it is about: with one more who cannot go it is another."""

    alarm = serializers.RegexField(r"^(declined|all_declined|nobody_reached):[0-9]{1,2}$", max_length=20)


class StatusBody(StrictSerializer):
    """How far the team is."""

    to = serializers.ChoiceField(choices=TAPS)


class ReasonBody(StrictSerializer):
    """Why, where a reason may be left out."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class CorrectBody(StrictSerializer):
    """What the status is in truth, and why the board sets it."""

    to = serializers.ChoiceField(choices=ORDER)
    reason = serializers.CharField(max_length=500)
