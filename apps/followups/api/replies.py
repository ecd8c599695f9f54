"""What the SMS gateway brings back from people, and what staff read of it beside a case's reminders."""

from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.accounts.queries import system_actor
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.errors import NotFound
from apps.common.lookup import get_or_404
from apps.followups import queries
from apps.followups.actions.replies import keep_reply
from apps.followups.models import Case
from apps.followups.queries.reminders import of_case, replies_of
from apps.outbox.commands import do

HEADER: Final = "X-Receipt-Key"
_NOTHING: Final[dict[str, Any]] = {}


class ReplyBody(StrictSerializer):
    """The gateway's own id of it, from which number it came, and what it says."""

    id = serializers.CharField(max_length=120)
    number = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=4_000, allow_blank=True, trim_whitespace=False)


class Replies(DeclaredQueryView):
    """One reply. A wrong key and a gateway that is not set are 404; from an unknown number it is 200 and nothing."""

    action = "reply.keep"
    authentication_classes = ()
    permission_classes = (AllowAny,)
    body = ReplyBody

    def post(self, request: Request) -> Response:
        """Keep it; the same one again changes nothing."""
        shown = request.headers.get(HEADER, "")
        if not settings.SMS_RECEIPT_KEY or not constant_time_compare(shown, settings.SMS_RECEIPT_KEY):
            raise NotFound
        body = checked(self.body, request.data)
        key = uuid5(NAMESPACE_URL, f"sms-reply:{body['id']}")
        do(keep_reply, by=system_actor(), key=key, gateway_id=body["id"], number=body["number"], text=body["text"])
        return Response(_NOTHING)


class CaseReminders(DeclaredQueryView):
    """The reminders of one case, to staff and to the person, and what the person answered."""

    action: ClassVar[str] = "case.read"

    def get(self, request: Request, case_id: UUID) -> Response:
        """As far as this person may see them; a recorded view."""
        by: Any = request.user
        with transaction.atomic():
            case = get_or_404(queries.visible_to(by), case_id)
            allow(by, self.action, case)
            viewed(by, Case.KIND, [case.id], "case" if case.owner_id == by.id else "care", action="reminders")
            return Response({"reminders": of_case(case.id), "replies": replies_of(by, case)})
