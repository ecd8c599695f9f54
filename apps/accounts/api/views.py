"""Oneself over HTTP: who am I, my language, my device, my first password; and what a desk does for others."""

from typing import Any, cast

from django.contrib.auth import login
from django.middleware.csrf import get_token
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.accounts import actions, queries
from apps.accounts.api.authentication import DeviceSession
from apps.accounts.models import User
from apps.accounts.sessions import device_of
from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.errors import Code, DomainError, NotFound
from apps.common.ids import uuid7
from apps.outbox.api import CommandView
from apps.outbox.commands import Op, do

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Csrf(DeclaredQueryView):
    """The token that every write carries; also for somebody who is not signed in yet."""

    action = "session.read"
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        """Set the cookie and answer its token."""
        return Response({"token": get_token(request._request)})


class Me(DeclaredQueryView):
    """Who is signed in."""

    action = "session.read"

    def get_permissions(self) -> Any:
        """A stranger may look whether he is signed in (X-Looks): that is no failure, also not in a console."""
        looks = self.request.method == "GET" and self.request.headers.get("X-Looks") == "1"
        return [AllowAny()] if looks else super().get_permissions()

    def get(self, request: Request) -> Response:
        """Names, roles, programme, streams; to a stranger who looks only that nobody is signed in."""
        if not request.user.is_authenticated:
            return Response({"signed_in": False})
        return Response(queries.me(request.user))


class LanguageBody(StrictSerializer):
    """A language code; which ones there are is the action's to say."""

    language = serializers.CharField(max_length=8)


class SetLanguage(CommandView):
    """Choose one's language."""

    command = staticmethod(actions.set_language)
    body = LanguageBody


class DeviceBody(StrictSerializer):
    """What a device says of itself."""

    id = serializers.UUIDField()
    name = serializers.CharField(max_length=80, allow_blank=True, default="")
    platform = serializers.CharField(max_length=40, allow_blank=True, default="")
    app_version = serializers.CharField(max_length=40, allow_blank=True, default="")


class RegisterDevice(CommandView):
    """Say that one uses this device."""

    command = staticmethod(actions.register_device)
    body = DeviceBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The body's id is the device's."""
        return {"device_id": data.pop("id"), **data}


class RevokeBody(StrictSerializer):
    """Why; a code, for the record."""

    reason = serializers.ChoiceField(actions.REVOKE_REASONS, required=False)


class RevokeDevice(CommandView):
    """Take a lost device away."""

    command = staticmethod(actions.revoke_device)
    body = RevokeBody


class ReleaseLockout(CommandView):
    """Let a locked-out colleague sign in again."""

    command = staticmethod(actions.release_lockout)


class Lockouts(DeclaredQueryView):
    """The unlock desk: who of the programme is locked out."""

    action = "user.release"

    def get(self, request: Request) -> Response:
        """Ids and names."""
        user = cast(User, request.user)
        allow(user, self.action)
        return Response({"users": queries.locked_out(user)})


class WelcomeBody(StrictSerializer):
    """A one-time link's token, in the body so that no log or address bar keeps it."""

    token = serializers.CharField(max_length=128)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class Welcome(DeclaredQueryView):
    """The first password. Only POST does anything: scanners that open links in mail change nothing."""

    action = "session.welcome"
    body = WelcomeBody
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        """Use the link once, and sign in."""
        DeviceSession().enforce_csrf(request._request)
        body = checked(self.body, request.data)
        token_hash = actions.hash_of(body["token"])
        link = queries.open_link(token_hash)
        if link is None:
            raise NotFound("This link does not work any more.", code=Code.LINK_INVALID)
        op = Op(device_id=device_of(request))
        user = _accept(link.user, token_hash, body["password"], op)
        login(request._request, user, backend=_BACKEND)
        return Response(queries.me(user))


def _accept(user: User, token_hash: str, password: str, op: Op) -> User:
    """Every try is a command of its own: a weak password must not decide what the next one gets."""
    try:
        made: User = do(actions.accept_link, by=user, key=uuid7(), op=op, token_hash=token_hash, password=password)
    except DomainError as error:
        if error.code == Code.LINK_INVALID:
            raise NotFound(error.message, code=Code.LINK_INVALID) from error
        raise
    return made
