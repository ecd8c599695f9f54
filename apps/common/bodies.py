"""Fields of bodies that are what they say: a text is a text, a number is a number, and nothing is trimmed."""

from typing import Any
from uuid import UUID

from rest_framework import serializers


class Text(serializers.CharField):
    """A text that is one: a number is refused, not turned into digits."""

    def __init__(self, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("not a text")
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """A boolean that is one: "on" and 1 are refused."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("not true or false")
        return data


class Whole(serializers.IntegerField):
    """A whole number that is one: "3" and 3.0 are refused."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError("not a whole number")
        return super().to_internal_value(data)


class Id(serializers.UUIDField):
    """An id that is written as one: 5 is refused."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            raise serializers.ValidationError("not an id")
        return super().to_internal_value(data)


def optional_text(max_length: int) -> Text:
    """A text that may be left out, or be empty."""
    return Text(max_length, required=False, allow_blank=True)
