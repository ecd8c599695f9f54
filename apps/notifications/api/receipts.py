"""What the SMS gateway tells of texts that it has taken: behind a key of its own, without a sign-in."""

from typing import Any, Final

from django.conf import settings
from django.utils.crypto import constant_time_compare
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.queries import system_actor
from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.errors import NotFound
from apps.notifications import actions
from apps.notifications.actions import messages
from apps.outbox.commands import do

HEADER: Final = "X-Receipt-Key"
_NOTHING: Final[dict[str, Any]] = {}


class ReceiptBody(StrictSerializer):
    """Which text, by our own id, and what became of it."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField([messages.DELIVERED, messages.NOT_DELIVERED])
    provider_id = serializers.CharField(max_length=120, required=False, default="")


class Receipts(DeclaredQueryView):
    """One receipt. A wrong key, an unknown number and a gateway that is not set are the same 404."""

    action = "message.receipt"
    authentication_classes = ()
    permission_classes = (AllowAny,)
    body = ReceiptBody

    def post(self, request: Request) -> Response:
        """Keep it; doubled receipts change nothing."""
        shown = request.headers.get(HEADER, "")
        if not settings.SMS_RECEIPT_KEY or not constant_time_compare(shown, settings.SMS_RECEIPT_KEY):
            raise NotFound
        body = checked(self.body, request.data)
        do(
            actions.note_receipt,
            by=system_actor(),
            message_id=body["id"],
            state=body["state"],
            provider_id=body["provider_id"],
        )
        return Response(_NOTHING)
