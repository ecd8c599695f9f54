"""Bodies of commands about plans. Text is kept as typed: nothing is trimmed."""

from typing import Any, Final

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.people.models import Plan, PlanBasis, PlanSuggestion

SOURCES: Final = ("caller", "team", "person", "provider")
"""Who a hazard is known from. No database of the police is among them."""
LINE, TEXT, NOTE, MANY = 200, 2_000, 10_000, 20


def _text(most: int, **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, trim_whitespace=False, **options)


def _optional(most: int) -> serializers.CharField:
    return _text(most, required=False, allow_blank=True, default="")


class _Lines(serializers.ListField):
    child = _text(LINE)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MANY, **options)


class CallBody(StrictSerializer):
    """Somebody to call, and how."""

    name = _text(120)
    relation = _optional(120)
    number = serializers.RegexField(r"^[0-9+()./ x-]{3,40}$", max_length=40)
    note = _optional(LINE)


class HazardBody(StrictSerializer):
    """What may hurt somebody: from whom it is known, since when, and when it must be asked again."""

    fact = _text(LINE)
    source = serializers.ChoiceField(choices=SOURCES)  # type: ignore[assignment]
    said_by = _optional(120)
    on = serializers.DateField()
    ask_again_by = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Asked again after it was known; kept as words of the calendar."""
        if attrs["ask_again_by"] < attrs["on"]:
            raise serializers.ValidationError({"ask_again_by": ["before it was known"]})
        return attrs | {name: attrs[name].isoformat() for name in ("on", "ask_again_by")}


class WordsBody(StrictSerializer):
    """Some of what a version says."""

    language = serializers.RegexField(rf"^({'|'.join(Plan.Language.values)})$", max_length=2, required=False)
    with_person = serializers.BooleanField(required=False)
    looks = _text(TEXT, required=False, allow_blank=True)
    helps = _Lines(required=False)
    worse = _Lines(required=False)
    first_words = _text(TEXT, required=False, allow_blank=True)
    calls = serializers.ListField(child=CallBody(), required=False, max_length=MANY)
    hazards = serializers.ListField(child=HazardBody(), required=False, max_length=MANY)
    review_on = serializers.DateField(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        """Nested rows become plain ones, as they are stored."""
        found = super().to_internal_value(data)
        return {
            name: [dict(each) for each in value] if name in ("calls", "hazards") else value
            for name, value in found.items()
        }


class DraftBody(WordsBody):
    """A new version, with some words."""

    id = serializers.UUIDField()


class NoteBody(StrictSerializer):
    """An internal note."""

    id = serializers.UUIDField()
    text = _text(NOTE)


class SuggestBody(StrictSerializer):
    """What the plan should say."""

    id = serializers.UUIDField()
    about = serializers.ChoiceField(choices=PlanSuggestion.About.choices)
    chips = _Lines(required=False)
    words = _text(TEXT, required=False, allow_blank=True)


class WeighBody(StrictSerializer):
    """In or out, and why."""

    take_in = serializers.BooleanField()
    why = _text(TEXT, required=False, allow_blank=True)


class ConsentBody(StrictSerializer):
    """What the person signed."""

    id = serializers.UUIDField()
    given_on = serializers.DateField()
    until = serializers.DateField()


class ThreatBody(StrictSerializer):
    """What a clinician states."""

    id = serializers.UUIDField()
    incident = serializers.UUIDField()
    words = _text(TEXT)
    hours = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=72)

    def get_fields(self) -> dict[str, Any]:
        known = serializers.ChoiceField(choices=PlanBasis.Source.choices, required=False)
        return {**super().get_fields(), "source": known}


class HandOverBody(StrictSerializer):
    """Whose it is from now on."""

    owner = serializers.UUIDField()


class EndBody(StrictSerializer):
    """Which one ends; without it, every consent."""

    id = serializers.UUIDField(required=False)
