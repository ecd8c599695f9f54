"""Routes of the directory. Each is one action, or one query."""

from typing import Any
from uuid import UUID

from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.common.api import DeclaredQueryView
from apps.common.errors import Code
from apps.common.guard import Malformed
from apps.common.lookup import get_or_404
from apps.directory import actions, queries
from apps.directory.api.bodies import CapacityBody, CorrectBody, HandoffBody, LinkBody, SettleBody, SudBody
from apps.outbox.api import CommandView

_LARGEST = 2**62
_LIST = 200


@method_decorator(gzip_page, name="dispatch")
class Pages(DeclaredQueryView):
    """What changed after a number, for a device's copy. It holds no secret, so that it may be compressed."""

    action = "directory.read"
    query = frozenset({"since"})

    def get(self, request: Request) -> Response:
        """One page of at most 250 services."""
        by: Any = request.user
        allow(by, "directory.read")
        since = request.query_params.get("since", "0")
        if not (since.isascii() and since.isdigit() and int(since[:20]) < _LARGEST):
            raise Malformed(Code.MALFORMED, "since is a number.", fields=["since"])
        return Response(queries.page(by, int(since)))


class OneService(DeclaredQueryView):
    """One service whole: who said what about its room, and its links."""

    action = "directory.read"

    def get(self, request: Request, service_id: UUID) -> Response:
        """The page of a service."""
        by: Any = request.user
        service = get_or_404(queries.visible_to(by), service_id)
        allow(by, "directory.read", service)
        return Response(queries.whole(service.id))


class ReportCapacity(CommandView):
    """Somebody was told how much room there is."""

    command = staticmethod(actions.report_capacity)
    body = CapacityBody


class CorrectService(CommandView):
    """Somebody was told that a fact is another."""

    command = staticmethod(actions.correct_service)
    body = CorrectBody


class SettleFact(CommandView):
    """Choose between two sources."""

    command = staticmethod(actions.settle_fact)
    body = SettleBody


class SudToReview(DeclaredQueryView):
    """What an import guessed to be for substance use, and nobody has looked at."""

    action = "service.review_sud"

    def get(self, request: Request) -> Response:
        """By name, at most 200 at once, with how many there are."""
        by: Any = request.user
        allow(by, "service.review_sud")
        rows = queries.sud_to_review(by)
        first = [{"id": str(row.id), "name": row.name, "organization": row.organization.name} for row in rows[:_LIST]]
        return Response({"total": rows.count(), "services": first})


class ReviewSud(CommandView):
    """Say whether it is for substance use."""

    command = staticmethod(actions.review_sud)
    body = SudBody


class WriteHandoff(CommandView):
    """Write where they get what is sent to them."""

    command = staticmethod(actions.write_handoff)
    body = HandoffBody


class MakeLink(CommandView):
    """Open a provider's link."""

    command = staticmethod(actions.make_link)
    body = LinkBody


class EndLink(CommandView):
    """Close it."""

    command = staticmethod(actions.end_link)
