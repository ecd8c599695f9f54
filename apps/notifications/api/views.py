"""Waking over HTTP: the key, one's own device, its test, the worker's word; and the register of devices."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.accounts.sessions import DEVICE
from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.errors import NotFound
from apps.notifications import actions, queries
from apps.notifications.endpoints import LONGEST
from apps.notifications.models import Sending
from apps.notifications.sealing import token_for
from apps.outbox.api import CommandView
from apps.outbox.commands import do, key_for


class PushKey(DeclaredQueryView):
    """The key a browser subscribes with, null where nobody is woken; and which device this sign-in is on.

    The worker asks when its browser has changed the subscription while the app was closed: it knows no device.
    """

    action = "device.subscribe"

    def get(self, request: Request) -> Response:
        """Its public half, and the device's id or null."""
        user: Any = request.user
        allow(user, self.action)
        key = queries.current_key()
        return Response({"key": key.public if key else None, "device": request._request.session.get(DEVICE)})


class SubscriptionBody(StrictSerializer):
    """What the browser's push manager gave."""

    endpoint = serializers.CharField(max_length=LONGEST)
    p256dh = serializers.CharField(max_length=88)
    auth = serializers.CharField(max_length=24)
    vapid_key = serializers.CharField(max_length=88)


class Subscribe(CommandView):
    """Say where one's own device can be woken."""

    command = staticmethod(actions.subscribe)
    body = SubscriptionBody


class TestBody(StrictSerializer):
    """The number under which the phone asks what became of it."""

    id = serializers.UUIDField()


class BeginTest(CommandView):
    """Send a test alert to one's own device."""

    command = staticmethod(actions.begin_test)
    body = TestBody


class SendTest(CommandView):
    """Send a test alert to a device that one looks after."""

    command = staticmethod(actions.send_test)
    body = TestBody


class WakeTest(DeclaredQueryView):
    """How far one's own test has got."""

    action = "device.test_wake"

    def get(self, request: Request, test_id: UUID) -> Response:
        """The four stops with their times; 404 for another's."""
        user: Any = request.user
        allow(user, self.action)
        found = queries.test_of(user, test_id)
        if found is None:
            raise NotFound
        return Response(found)


class AckBody(StrictSerializer):
    """What the worker read in the message, and what it has seen."""

    id = serializers.UUIDField()
    token = serializers.CharField(max_length=32)
    state = serializers.ChoiceField([actions.RECEIVED, actions.OPENED])


_NOTHING: Final[dict[str, Any]] = {}


class PushAcks(DeclaredQueryView):
    """The worker's word, without a sign-in: the token of the message stands for it (payload.py says why)."""

    action = "device.woken"
    authentication_classes = ()
    permission_classes = (AllowAny,)
    body = AckBody

    def post(self, request: Request) -> Response:
        """Keep it, once; a wrong token and an unknown number are the same 404."""
        body = checked(self.body, request.data)
        sending = Sending.objects.select_related("user").filter(id=body["id"]).first()
        if sending is None or not settings.PUSH_KEY:
            raise NotFound
        if not constant_time_compare(body["token"], token_for(str(sending.id), settings.PUSH_KEY)):
            raise NotFound
        key = key_for(sending.id, body["state"])
        do(actions.acknowledge, by=sending.user, key=key, sending_id=sending.id, state=body["state"])
        return Response(_NOTHING)


class Register(DeclaredQueryView):
    """The devices one may look after: counts and times, never what they hold."""

    action = "device.read"

    def get(self, request: Request) -> Response:
        """Those heard from last first."""
        user: Any = request.user
        allow(user, self.action)
        return Response({"devices": queries.register(user)})
