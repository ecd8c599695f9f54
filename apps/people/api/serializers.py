"""Bodies of commands about people. Names are kept as they are said."""

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.common.bodies import Id, Text, Whole, YesNo, optional_text
from apps.people.models import ContactPoint, PersonName
from apps.people.queries.contacts import CHANNELS

NAME: Final = 120
REASON: Final = 500


class PersonBody(StrictSerializer):
    """Who somebody is, any of it."""

    given = optional_text(NAME)
    family = optional_text(NAME)
    second_family = optional_text(NAME)
    called = optional_text(NAME)
    date_of_birth = serializers.DateField(required=False, allow_null=True)
    birth_year = Whole(min_value=1_000, max_value=9_999, required=False, allow_null=True)
    language = optional_text(40)


class NewPersonBody(PersonBody):
    """Somebody new, with the id the phone made."""

    id = Id()


class NameBody(StrictSerializer):
    """Another name."""

    id = Id()
    kind = serializers.ChoiceField(choices=PersonName.Kind.choices)
    given = optional_text(NAME)
    family = optional_text(NAME)
    second_family = optional_text(NAME)


class PointFieldsBody(StrictSerializer):
    """What is known of a contact point, any of it."""

    value = Text(200, required=False)
    relation = optional_text(NAME)
    language = optional_text(40)
    who_else = optional_text(200)
    call = serializers.ChoiceField(choices=ContactPoint.Safe.choices, required=False)
    text = serializers.ChoiceField(choices=ContactPoint.Safe.choices, required=False)
    voicemail = serializers.ChoiceField(choices=ContactPoint.Safe.choices, required=False)
    letter = serializers.ChoiceField(choices=ContactPoint.Safe.choices, required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "label": optional_text(NAME)}


class PointBody(PointFieldsBody):
    """A new contact point."""

    id = Id()
    kind = serializers.ChoiceField(choices=ContactPoint.Kind.choices)
    value = Text(200)


class ChangePointBody(PointFieldsBody):
    """What the person says about it now."""

    stopped = YesNo(required=False)


class SameAsBody(StrictSerializer):
    """Whom to look for; without anything by what is known of the person."""

    name = optional_text(3 * NAME)
    date_of_birth = serializers.DateField(required=False, allow_null=True)


class MergeBody(StrictSerializer):
    """With which record, and why."""

    into = Id()
    reason = Text(REASON)


class ReasonBody(StrictSerializer):
    """Why."""

    reason = Text(REASON)


class TakeOverBody(StrictSerializer):
    """What was written with the other record and belongs to this one."""

    out_of = Id()
    ids = serializers.ListField(child=Id(), min_length=1, max_length=200)


def point_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a body belongs to the contact point itself."""
    known = {"value", "label", "relation", "language", "who_else", *CHANNELS}
    return {name: value for name, value in data.items() if name in known}
