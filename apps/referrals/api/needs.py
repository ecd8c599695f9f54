"""Routes of needs. Each is one action, or one query."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.outbox.api import CommandView
from apps.referrals import queries
from apps.referrals.actions import asking, care
from apps.referrals.api.bodies import AskBody, GiveBody, NextBody, WordsBody
from apps.referrals.models import Need
from apps.referrals.queries.desk import Asked, desk


class Needs(CommandView):
    """GET: what this person may see to, by clock. POST: ask places for what somebody needs."""

    command = staticmethod(asking.ask)
    body = AskBody
    query: ClassVar[frozenset[str]] = frozenset(
        {"mine", "bay", "person", "encounter", "page", "month", "state", "urgency", "place", "owner"}
    )

    @property
    def action(self) -> str:
        """Reading and asking are two things that one may do."""
        request: Any = getattr(self, "request", None)
        return "need.read" if request is not None and request.method in {"GET", "HEAD"} else super().action

    def get(self, request: Request) -> Response:
        """One page of the list with its counts; rows one may not know of are not there. A recorded view."""
        by: Any = request.user
        asked = Asked.of(request.query_params)
        with transaction.atomic():
            page = desk(by, asked)
            ids = [UUID(row["id"]) for row in page["rows"]]
            if ids:
                viewed(by, Need.KIND, ids, queries.basis_of(by), action="list")
            return Response(page)

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Ids under the names that the action has for them."""
        rest = dict(data)
        named = {f"{name}_id": rest.pop(name, None) for name in ("person", "encounter", "consent")}
        return {**url, **rest, **named}


class OneNeed(DeclaredQueryView):
    """One need with its places."""

    action: ClassVar[str] = "need.read"

    def get(self, request: Request, need_id: UUID) -> Response:
        """As this person may see it. A recorded view."""
        by: Any = request.user
        with transaction.atomic():
            need = get_or_404(queries.visible_to(by), need_id)
            allow(by, self.action, need)
            viewed(by, Need.KIND, [need.id], queries.basis_of(by))
            return Response(queries.as_seen_by(by, [need.id])[need.id])


class AskNextPlace(CommandView):
    """Ask one more place."""

    command = staticmethod(asking.ask_next)
    body = NextBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Ids under the names that the action has for them."""
        return {**url, "referral_id": data["referral"], "service_id": data["service"]}


class TakeNeed(CommandView):
    """See to it oneself."""

    command = staticmethod(care.take)


class GiveNeed(CommandView):
    """Give it to a colleague."""

    command = staticmethod(care.give)
    body = GiveBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """To whom."""
        return {**url, "user_id": data["user"]}


class NeedOwners(DeclaredQueryView):
    """Who may see to a need: colleagues, by name."""

    action: ClassVar[str] = "need.give"

    def get(self, request: Request, need_id: UUID) -> Response:
        """Without whoever sees to it now."""
        by: Any = request.user
        need = get_or_404(queries.visible_to(by), need_id)
        allow(by, self.action, need)
        return Response({"owners": queries.may_be_given(need)})


class EndNeed(CommandView):
    """Nobody is asked any more."""

    command = staticmethod(care.end)
    body = WordsBody
