"""Bodies of commands about teams and shifts."""

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.teams.models import Shift, Team


class StartShiftBody(StrictSerializer):
    """One's own shift, with or without a partner."""

    id = serializers.UUIDField()
    team = serializers.UUIDField()
    role = serializers.ChoiceField(choices=Shift.Part.choices, required=False)
    partner = serializers.UUIDField(required=False, allow_null=True)
    partner_shift_id = serializers.UUIDField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class PutOnShiftBody(StrictSerializer):
    """Somebody else's shift, by the board."""

    id = serializers.UUIDField()
    team = serializers.UUIDField()
    user = serializers.UUIDField()
    role = serializers.ChoiceField(choices=Shift.Part.choices, required=False)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class CreateTeamBody(StrictSerializer):
    """A new team of one's own programme."""

    id = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=60)
    area = serializers.CharField(max_length=60, required=False, allow_blank=True)


class TeamStatusBody(StrictSerializer):
    """How the team stands."""

    status = serializers.ChoiceField(choices=Team.Status.choices)


class VehicleBody(StrictSerializer):
    """Which car the team has, as its people call it; blank for none."""

    vehicle = serializers.CharField(max_length=40, allow_blank=True)


class PositionBody(StrictSerializer):
    """A place in degrees (WGS 84) and how far off it may be, in metres."""

    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)
    accuracy_m = serializers.FloatField(min_value=0, max_value=100_000)
    at = serializers.DateTimeField(required=False)
