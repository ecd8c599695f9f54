"""What staff do so that a place gets in: send the link again, tell a second factor on a call, print for a fax."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from apps.common.api import DeclaredQueryView, StrictSerializer
from apps.common.bodies import Text
from apps.outbox.api import CommandView
from apps.outbox.commands import do
from apps.referrals.actions import links, paper
from apps.referrals.partner_paper import printed


class SendLink(CommandView):
    """Send the link again, with a new code; the old one opens nothing any more."""

    command = staticmethod(links.send_link)


class FactorBody(StrictSerializer):
    """Six digits, made by the caller's own device."""

    factor = Text(12)


class TellFactor(CommandView):
    """The second factor that is told on a call."""

    command = staticmethod(links.tell_factor)
    body = FactorBody


class Paper(DeclaredQueryView):
    """What the place may be told, on paper: each download is a line in the accounting."""

    action = "referral.print"
    query = frozenset({"language"})

    def get(self, request: Request, referral_id: UUID) -> HttpResponse:
        """The PDF, in English unless `language=es`."""
        language = "es" if request.query_params.get("language") == "es" else "en"
        packet = do(paper.print_packet, by=request.user, referral_id=referral_id).packet
        answer = HttpResponse(printed(packet, language), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="request.pdf"'
        return answer
