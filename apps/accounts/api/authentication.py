"""Who is asking: the session, on a device that has not been taken away."""

from typing import Any
from uuid import UUID

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from apps.accounts.queries import is_any_revoked
from apps.accounts.sessions import ACCESS_VERSION, DEVICE, device_of
from apps.common.errors import Code, DomainError


class DeviceRevoked(DomainError):
    """The device was taken away: the app destroys what it holds."""

    status = 401


class DeviceSession(SessionAuthentication):
    """A session cookie with CSRF on every write: 401 without one, 401 `device_revoked` from a revoked device."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        session = request._request.session
        devices = {device_of(request), _kept(session.get(DEVICE))} - {None}
        if is_any_revoked(device for device in devices if device is not None):
            raise DeviceRevoked(Code.DEVICE_REVOKED, "This device was revoked.")
        found = super().authenticate(request)
        if found is not None:
            _note(session, found[0], device_of(request))
        return found

    def enforce_csrf(self, request: Any) -> None:
        """Check the token on Django's request, its bytes read first: DRF's would parse them away from the runner."""
        plain = getattr(request, "_request", request)
        _ = plain.body
        super().enforce_csrf(plain)

    def authenticate_header(self, request: Request) -> str:
        """Makes DRF answer 401 instead of 403 to somebody who is not signed in."""
        return "Session"


def _note(session: Any, user: Any, device_id: UUID | None) -> None:
    """Keep what the sign-in stands for. A changed role signs nobody out in the middle of an assignment."""
    if device_id is not None and DEVICE not in session:
        session[DEVICE] = str(device_id)
    if session.get(ACCESS_VERSION) != user.access_version:
        session[ACCESS_VERSION] = user.access_version


def _kept(value: str | None) -> UUID | None:
    return UUID(value) if value else None
