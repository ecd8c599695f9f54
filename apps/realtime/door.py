"""Who may open a socket: a page of this very host, with a sign-in that holds."""

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http.request import validate_host

from apps.realtime import bell
from apps.realtime.reader import to_text

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SIGN_IN = 4401
TRY_AGAIN = 1013


class SameOriginSession:
    """Lets a socket in when Origin is Host and the session cookie is somebody's; puts `viewer` into the scope.

    Casey's page must not open Dana's socket, although both hosts are allowed: Origin has to equal Host.
    """

    def __init__(self, inner: App) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse before the handshake what is cross-origin; after it, with a close code, who is not signed in."""
        headers = {name: value.decode("latin-1") for name, value in reversed(scope["headers"])}
        await receive()
        if not is_same_origin(headers):
            await send({"type": "websocket.close"})
            return
        try:
            key = session_key_in(headers.get(b"cookie", ""))
            viewer = await bell.here().reader.admit(key) if key else None
        except DatabaseError:
            await _turn_away(send, TRY_AGAIN, {"type": "bye", "reason": "restart"})
            return
        if viewer is None:
            await _turn_away(send, SIGN_IN, {"type": "bye", "reason": "signed_out"})
            return
        await self.inner({**scope, "viewer": viewer}, receive, send)


async def _turn_away(send: Send, code: int, last_words: dict[str, Any]) -> None:
    """A browser learns a close code only of a socket that was open."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": to_text(last_words)})
    await send({"type": "websocket.close", "code": code})


def is_same_origin(headers: dict[bytes, str]) -> bool:
    """Whether the page that asks came from this host, or from an origin that the operator trusts by name."""
    host, origin = headers.get(b"host", "").lower(), headers.get(b"origin", "").lower()
    try:
        parts, name = urlsplit(origin), urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    if not name or not validate_host(name, settings.ALLOWED_HOSTS) or parts.scheme not in ("http", "https"):
        return False
    if settings.IS_PRODUCTION and parts.scheme != "https":
        return False
    return parts.netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS


def session_key_in(cookies: str) -> str:
    """The session's key in a Cookie header, or nothing."""
    try:
        jar = SimpleCookie(cookies)
    except CookieError:
        return ""
    key = jar[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in jar else ""
    return key if key.isascii() and key.isalnum() else ""
