"""Commands about one place that was asked. Each is one action."""

from apps.outbox.api import CommandView
from apps.referrals.actions import answers, asking, coming, handover
from apps.referrals.api.bodies import AnswerBody, CancelBody, CloseBody, HandoverBody, NoteBody, StepBody, WordsBody


class AnswerReferral(CommandView):
    """Log what the place said by phone."""

    command = staticmethod(answers.answer)
    body = AnswerBody


class SendReferral(CommandView):
    """Ask the place now."""

    command = staticmethod(asking.send)


class Attended(CommandView):
    """The person came."""

    command = staticmethod(coming.attended)


class Missed(CommandView):
    """The person did not come."""

    command = staticmethod(coming.missed)


class NoContact(CommandView):
    """Nobody reaches the person."""

    command = staticmethod(coming.no_contact)


class CloseReferral(CommandView):
    """Whether it helped."""

    command = staticmethod(coming.close)
    body = CloseBody


class CancelReferral(CommandView):
    """Call it off."""

    command = staticmethod(coming.cancel)
    body = CancelBody


class ConfirmCancel(CommandView):
    """The place knows that it is called off."""

    command = staticmethod(answers.confirm_cancel)


class MarkReferral(CommandView):
    """It was never meant."""

    command = staticmethod(coming.mark_error)
    body = WordsBody


class NoteReferral(CommandView):
    """What was said."""

    command = staticmethod(answers.note)
    body = NoteBody


class LeftForPlace(CommandView):
    """On the way with the person."""

    command = staticmethod(handover.left)


class ArrivedAtPlace(CommandView):
    """At their door."""

    command = staticmethod(handover.arrived)


class HandOver(CommandView):
    """Somebody there has taken over."""

    command = staticmethod(handover.hand_over)
    body = HandoverBody


class TakeBack(CommandView):
    """The last step was tapped by mistake."""

    command = staticmethod(handover.take_back)
    body = StepBody
