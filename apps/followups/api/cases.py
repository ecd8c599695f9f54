"""Commands about a case. Each is one action."""

from typing import Any

from apps.followups.actions import attempts, ending, handing, texting
from apps.followups.api.bodies import AttemptBody, CloseBody, DecideBody, LaterBody, SaidBody, TextBody, ToBody
from apps.outbox.api import CommandView


class LogAttempt(CommandView):
    """Log a try."""

    command = staticmethod(attempts.attempt)
    body = AttemptBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The contact point under the name that the action has for it."""
        rest = dict(data)
        return {**url, "contact_id": rest.pop("contact", None), **rest}


class MoveLater(CommandView):
    """Move the next step."""

    command = staticmethod(attempts.later)
    body = LaterBody


class SendText(CommandView):
    """Send a neutral text."""

    command = staticmethod(texting.text)
    body = TextBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The contact point under the name that the action has for it."""
        return {**url, "contact_id": data["contact"], "kind": data["kind"]}


class _ToSomebody(CommandView):
    body = ToBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """To whom."""
        rest = dict(data)
        return {**url, "user_id": rest.pop("user"), **rest}


class OfferCase(_ToSomebody):
    """Ask a colleague to take it over."""

    command = staticmethod(handing.offer)


class GiveCase(_ToSomebody):
    """Give it at once."""

    command = staticmethod(handing.give)


class AcceptCase(CommandView):
    """Take over what was offered."""

    command = staticmethod(handing.accept)


class DeclineCase(CommandView):
    """Say no to an offer."""

    command = staticmethod(handing.decline)
    body = SaidBody


class TakeCase(CommandView):
    """Take it at once."""

    command = staticmethod(handing.take)


class LandCase(CommandView):
    """The person has landed."""

    command = staticmethod(ending.land)
    body = SaidBody


class CloseCase(CommandView):
    """It is over, with a reason."""

    command = staticmethod(ending.close)
    body = CloseBody


class ReopenCase(CommandView):
    """It was not over."""

    command = staticmethod(ending.reopen)
    body = SaidBody


class DecideCase(CommandView):
    """How it goes on after the last try."""

    command = staticmethod(ending.decide)
    body = DecideBody
