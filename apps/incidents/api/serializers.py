"""Bodies of commands and questions about incidents. Text is kept as typed: nothing is trimmed."""

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.common.bodies import Id, Text, Whole, YesNo, optional_text
from apps.incidents.models import Answer, Incident

WORDS: Final = 10_000
REMARK: Final = 2_000
REASON: Final = 500
PASTE: Final = 20_000


class FieldsBody(StrictSerializer):
    """What intake writes, any of it."""

    place = optional_text(200)
    place_detail = optional_text(200)
    area = optional_text(80)
    call_back = optional_text(40)
    caller_name = optional_text(120)
    caller_relation = optional_text(120)
    person_name = optional_text(120)
    person_age = Whole(min_value=0, max_value=130, required=False, allow_null=True)
    language = optional_text(40)
    words = optional_text(WORDS)
    hazards = optional_text(REMARK)
    external_id = optional_text(64)


class OpenBody(FieldsBody):
    """A new incident: its id, and whatever is known already."""

    id = Id()
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[Incident.Source.INTAKE, Incident.Source.CAD], required=False
    )


class AnswerBody(StrictSerializer):
    """One item and what was said to it, or several at one stroke; null: not asked after all."""

    item = Text(40, required=False)
    answer = serializers.ChoiceField(choices=Answer.Said.choices, required=False, allow_null=True)
    detail = optional_text(200)
    answers = serializers.DictField(
        child=serializers.ChoiceField(choices=Answer.Said.choices, allow_null=True), required=False, allow_empty=False
    )

    def validate(self, attrs: Mapping[str, Any]) -> dict[str, Any]:
        one, several = "item" in attrs and "answer" in attrs, "answers" in attrs
        if one == several or (several and {"item", "answer", "detail"} & set(attrs)):
            raise serializers.ValidationError({"answers": "either one item with its answer, or several"})
        return dict(attrs)


class LevelBody(StrictSerializer):
    """Another level, and why."""

    level = Whole(min_value=1, max_value=4)
    reason = Text(REASON)


class StagingBody(StrictSerializer):
    """Whether to wait, and where."""

    staged = YesNo()
    staging_point = optional_text(200)


class RemarkBody(StrictSerializer):
    """What is said to everybody on the incident."""

    id = Id()
    text = Text(REMARK)


class ToldBody(StrictSerializer):
    """Who outside was told, and what."""

    id = Id(required=False)
    whom = serializers.ChoiceField(choices=["ems", "police", "cad", "crisis_line", "other"])
    words = optional_text(REMARK)


class CloseBody(StrictSerializer):
    """How it ended."""

    result = serializers.ChoiceField(choices=Incident.Result.choices)
    words = optional_text(REMARK)


class ReasonBody(StrictSerializer):
    """Why."""

    reason = Text(REASON)


class DuplicateBody(StrictSerializer):
    """Of which one."""

    of = Id()


class ParseBody(StrictSerializer):
    """What was copied from another system."""

    text = Text(PASTE)


class ProposeBody(StrictSerializer):
    """What the caller said, and the language it was mostly said in."""

    words = Text(8_000)
    language = serializers.ChoiceField(choices=["en", "es"], required=False)


class EarlierBody(StrictSerializer):
    """An incident, or what has just been typed."""

    incident = Id(required=False)
    call_back = optional_text(40)
    place = optional_text(200)


class SearchBody(StrictSerializer):
    """Words, and a day of the programme's calendar."""

    text = Text(200, allow_blank=True)
    day = serializers.DateField(required=False, allow_null=True)
