"""Let the systems of partners in, and shut them out: the secret is made by the device and shown there once."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.common.api import DeclaredQueryView, StrictSerializer
from apps.common.bodies import Id, Text, Whole
from apps.common.lookup import get_or_404
from apps.directory.queries import visible_to
from apps.outbox.api import CommandView
from apps.referrals import queries
from apps.referrals.actions import tokens
from apps.referrals.models import Scope


class Systems(DeclaredQueryView):
    """The systems that speak for one service."""

    action = "partner_token.read"

    def get(self, request: Request, service_id: UUID) -> Response:
        """Newest first, without anything that opens."""
        by: Any = request.user
        service = get_or_404(visible_to(by), service_id)
        allow(by, "partner_token.read", service)
        return Response({"systems": queries.tokens_for(by, service.id)})


class TokenBody(StrictSerializer):
    """Whose system it is, for which services, for what, and until when."""

    name = Text(120)
    services = serializers.ListField(child=Id(), min_length=1, max_length=tokens.MOST_SERVICES)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values), min_length=1, max_length=3)
    days = Whole(min_value=1, max_value=tokens.MOST_DAYS, allow_null=True)
    secret = Text(64)


class SecretBody(StrictSerializer):
    """Another secret."""

    secret = Text(64)


class MakeToken(CommandView):
    """Let a system in."""

    command = staticmethod(tokens.make_token)
    body = TokenBody


class RotateToken(CommandView):
    """Give it another secret."""

    command = staticmethod(tokens.rotate_token)
    body = SecretBody


class RevokeToken(CommandView):
    """Shut it out."""

    command = staticmethod(tokens.revoke_token)
