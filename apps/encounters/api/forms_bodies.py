"""Bodies of the commands about instruments and safety plans. Text is kept as typed."""

from typing import Any

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.encounters.api.bodies import Id
from apps.encounters.models import SafetyPlanGiven
from apps.encounters.plan_text import LINE, PARTS


class Words(serializers.CharField):
    """A text that is one: a number is refused, not turned into digits."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("not a text")
        return super().to_internal_value(data)


class ScreeningBody(StrictSerializer):
    """Which instrument, and the FHIR QuestionnaireResponse."""

    id = Id()
    instrument = Id()
    response = serializers.JSONField()


class Lines(serializers.ListField):
    """A few lines of one part."""

    child = Words(max_length=LINE, trim_whitespace=False)


class PartsBody(StrictSerializer):
    """The seven parts, any of them."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {name: Lines(required=False) for name in PARTS}


class PlanBody(StrictSerializer):
    """A version of a plan, in the person's words."""

    id = Id()
    encounter = Id(required=False, allow_null=True)
    language = serializers.ChoiceField(choices=["en", "es"])
    parts = PartsBody()


class GiveBody(StrictSerializer):
    """How it was given; a link with its code and the word they chose."""

    id = Id()
    how = serializers.ChoiceField(choices=SafetyPlanGiven.How.choices)
    code = Words(max_length=40, required=False)
    word = Words(max_length=80, required=False)
    contact_point = Id(required=False, allow_null=True)
