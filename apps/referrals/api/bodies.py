"""Bodies of commands about needs and referrals. Text is kept as typed: nothing is trimmed."""

from typing import Final

from rest_framework import serializers

from apps.common.api import StrictSerializer
from apps.common.bodies import Id, Text, YesNo, optional_text
from apps.encounters.api.bodies import Moment
from apps.people.models import Consent
from apps.referrals.actions.answers import ANSWERS
from apps.referrals.actions.handover import STEPS
from apps.referrals.models import Need, Note, Referral

WORDS: Final = 500
NAME: Final = 120


class Code(serializers.ChoiceField):
    """One code of a list: a number is refused, not turned into text."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("not a code")
        return str(super().to_internal_value(data))


class PlaceBody(StrictSerializer):
    """One place, and the id that its referral has on the phone."""

    referral = Id()
    service = Id()


class AskBody(StrictSerializer):
    """What is needed, for whom, on which basis, and which places are asked."""

    id = Id()
    person = Id(required=False, allow_null=True)
    encounter = Id(required=False, allow_null=True)
    words = Text(WORDS)
    tags = serializers.ListField(child=Text(40), required=False, max_length=20)
    urgency = Code(choices=Need.Urgency.choices)
    basis = Code(choices=Need.Basis.choices)
    basis_words = optional_text(4_000)
    consent = Id(required=False, allow_null=True)
    what = serializers.ListField(child=Code(choices=Consent.What.choices), required=False, max_length=20)
    places = serializers.ListField(child=PlaceBody(), min_length=1, max_length=3)


class NextBody(StrictSerializer):
    """The place to be asked next."""

    referral = Id()
    service = Id()


class GiveBody(StrictSerializer):
    """To whom."""

    user = Id()


class WordsBody(StrictSerializer):
    """Why."""

    words = Text(WORDS)


class AnswerBody(StrictSerializer):
    """What the place said, and who there said it."""

    answer = Code(choices=ANSWERS)
    name = optional_text(NAME)
    first_action = optional_text(300)
    at = Moment(required=False, allow_null=True)
    code = Code(choices=Referral.Decline.choices, required=False, allow_blank=True)
    words = optional_text(WORDS)


class CloseBody(StrictSerializer):
    """Whether it helped."""

    helped = YesNo()
    words = optional_text(WORDS)


class CancelBody(StrictSerializer):
    """Whose wish it is."""

    reason = Code(choices=[Referral.Ended.BY_PERSON, Referral.Ended.BY_US])
    words = optional_text(WORDS)


class NoteBody(StrictSerializer):
    """What was said, by whom to whom."""

    id = Id()
    kind = Code(choices=[Note.Kind.ANSWER, Note.Kind.CALL, Note.Kind.QUESTION])
    text = Text(1_000)


class HandoverBody(StrictSerializer):
    """Who took over, where, what they do first, what was told."""

    to = Text(NAME)
    where = optional_text(200)
    first_action = optional_text(300)
    told = serializers.ListField(child=Text(24), required=False, max_length=20)


class StepBody(StrictSerializer):
    """Which step of the way there."""

    step = Code(choices=STEPS)
