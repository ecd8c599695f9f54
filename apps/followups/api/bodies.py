"""Bodies of commands about cases. Text is kept as typed: nothing is trimmed."""

from typing import Final

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.common.bodies import Id, Text, optional_text
from apps.encounters.api.bodies import Moment
from apps.followups.actions.ending import WAYS
from apps.followups.models import Attempt, Case

WORDS: Final = 500


class Code(serializers.ChoiceField):
    """One code of a list: a number is refused, not turned into text."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("not a code")
        return str(super().to_internal_value(data))


class FindBody(StrictSerializer):
    """A name, or the beginning of one."""

    text = Text(120)


class AttemptBody(StrictSerializer):
    """One try: how, what came of it, at which contact point, for which step."""

    id = Id()
    channel = Code(choices=Attempt.Channel.choices)
    result = Code(choices=Attempt.Result.choices)
    contact = Id(required=False, allow_null=True)
    words = optional_text(2_000)
    rung = Text(36, required=False, allow_null=True)


class LaterBody(StrictSerializer):
    """When instead, and why."""

    due_at = Moment()
    words = optional_text(WORDS)
    rung = Id(required=False)


class ToBody(StrictSerializer):
    """To whom, and why."""

    user = Id()
    words = optional_text(WORDS)


class SaidBody(StrictSerializer):
    """Words, if there are any."""

    words = optional_text(WORDS)


class CloseBody(StrictSerializer):
    """Why it is over."""

    reason = Code(choices=[each for each in Case.End.choices if each[0] != Case.End.LANDED])
    words = optional_text(WORDS)


class DecideBody(StrictSerializer):
    """How it goes on."""

    way = Code(choices=WAYS)
    words = optional_text(WORDS)


class TextBody(StrictSerializer):
    """Which of the neutral texts, to which number."""

    contact = Id()
    kind = Code(choices=["call_us", "visit_reminder"])
