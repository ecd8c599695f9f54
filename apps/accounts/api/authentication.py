"""Who is asking: the session, on a device that has not been taken away."""

from typing import Any
from uuid import UUID

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from apps.accounts.queries import is_any_revoked
from apps.accounts.sessions import ACCESS_VERSION, DEVICE
from apps.common.errors import Code, DomainError


class DeviceRevoked(DomainError):
    """The device was taken away: the app destroys what it holds."""

    status = 401


def device_of(request: Any) -> UUID | None:
    """The device that a request says it comes from; None when it says nothing readable."""
    try:
        return UUID(request.headers.get("X-Device", ""))
    except ValueError:
        return None


class DeviceSession(SessionAuthentication):
    """A session cookie with CSRF on every write: 401 without one, 401 `device_revoked` from a revoked device."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        session = request._request.session
        devices = {device_of(request), _kept(session.get(DEVICE))} - {None}
        if is_any_revoked(device for device in devices if device is not None):
            raise DeviceRevoked(Code.DEVICE_REVOKED, "This device was revoked.")
        found = super().authenticate(request)
        if found is not None and session.get(ACCESS_VERSION) != found[0].access_version:
            # Only noted: a changed role must not sign somebody out in the middle of an assignment.
            session[ACCESS_VERSION] = found[0].access_version
        return found

    def authenticate_header(self, request: Request) -> str:
        """Makes DRF answer 401 instead of 403 to somebody who is not signed in."""
        return "Session"


def _kept(value: str | None) -> UUID | None:
    return UUID(value) if value else None
