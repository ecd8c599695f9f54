"""Bodies of commands about visits. Text is kept as typed: nothing is trimmed. Codes are those of words.py."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.encounters import words
from apps.encounters.models import Amendment

NOTE: Final = 20_000
WHY: Final = 4_000
REASON: Final = 500
MOST_CODES: Final = 40


class Text(serializers.CharField):
    """A text that is one: a number is refused, not turned into digits."""

    def __init__(self, max_length: int, **options: Any) -> None:
        options = {"required": False, "allow_blank": True, **options}
        super().__init__(max_length=max_length, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("not a text")
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A time with its zone; one of the future is kept as claimed."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            raise serializers.ValidationError("not a time")
        try:
            at = super().to_internal_value(value)
            return at.astimezone()
        except (OverflowError, ValueError) as error:
            raise serializers.ValidationError("not a time") from error


class Id(serializers.UUIDField):
    """An id that is written as one: 5 is refused."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            raise serializers.ValidationError("not an id")
        return super().to_internal_value(data)


class OneOf(serializers.ChoiceField):
    """One code of a list, or none: ""."""

    def __init__(self, known: list[words.Word], **options: Any) -> None:
        options = {"required": False, "allow_blank": True, **options}
        super().__init__(choices=words.codes(known), **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("not a code")
        return str(super().to_internal_value(data))


class Several(serializers.ListField):
    """Codes of a list, each once, in the order in which they were chosen."""

    def __init__(self, known: list[words.Word], **options: Any) -> None:
        child = OneOf(known, allow_blank=False)
        super().__init__(child=child, required=False, **options)

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, list) and len(data) > MOST_CODES:  # before it looks at each of a thousand
            raise serializers.ValidationError("too many")
        return list(dict.fromkeys(super().to_internal_value(data)))


class VisitBody(StrictSerializer):
    """The clinician's part, any of it."""

    contact = OneOf(words.CONTACT)
    contact_at = Moment(required=False, allow_null=True)
    transport = OneOf(words.TRANSPORT)
    transport_place = Text(200)
    transport_mode = OneOf(words.TRANSPORT_MODE)
    reasons = Several(words.REASONS)
    observed = Several(words.OBSERVED)
    protective = Several(words.PROTECTIVE)
    judgement = OneOf(words.JUDGEMENT)
    judgement_why = Text(WHY)
    prompts = Several(words.PROMPTS)
    helped = Several(words.PROMPTS)
    medical = Several(words.MEDICAL)
    disposition = serializers.RegexField(r"^[a-z0-9_]*$", max_length=24, required=False, allow_blank=True)
    decided_by = OneOf(words.DECIDED_BY)
    least_restrictive = OneOf(words.LEAST_RESTRICTIVE)
    why_not = Text(WHY)
    note = Text(NOTE)
    owner_next = Text(200)


class FiledBody(StrictSerializer):
    """The officer's part as it may stand."""

    force = OneOf(words.FORCE, required=True, allow_blank=False)
    types = Several(words.FORCE_TYPES)
    reason = OneOf(words.FORCE_REASON)
    injured = Several(words.INJURED)
    treated = OneOf(words.TREATED)
    restraint = OneOf(words.RESTRAINT)
    weapon = OneOf(words.WEAPON)
    report_number = Text(40)


class ForceBody(FiledBody):
    """The officer's part, whole: what is left out was not so; `force` null takes it back."""

    force = OneOf(words.FORCE, required=True, allow_blank=False, allow_null=True)


class BeginBody(StrictSerializer):
    """When, if not now."""

    at = Moment(required=False)


class AmendBody(StrictSerializer):
    """One field of one part, what it should have been, and why."""

    id = Id()
    part = serializers.ChoiceField(choices=Amendment.Part.choices)
    field = Text(24, required=True, allow_blank=False)
    value = serializers.JSONField(allow_null=True)
    reason = Text(REASON, required=True)


PARTS: Final[dict[str, type[StrictSerializer]]] = {"clinician": VisitBody, "officer": FiledBody}
"""Part -> what its fields may hold, also as an amendment."""
