"""Five wrong passwords in 15 minutes lock an account until a person releases it (product §11).

The lock is of the account *and* the kind of source: a device the account is known on has a lock of its own, so
wrong passwords from elsewhere lock nobody out of a dispatcher's desk (threats_faults A14). Rows are django-axes',
in PostgreSQL; its column `user_agent` holds the kind of source, `ip_address` stays for whoever looks into it.
"""

from datetime import timedelta
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.accounts.queries import is_known_device
from apps.accounts.sessions import device_of
from apps.common.errors import Code

ELSEWHERE: Final = "elsewhere"
WINDOW: Final = timedelta(minutes=15)


def account_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address that was tried, as accounts keep theirs."""
    return str((credentials or {}).get("email") or "").strip().lower()[:255]


def source_of(request: HttpRequest, email: str) -> str:
    """Whether this comes from a device that the account is known on, or from elsewhere."""
    device_id = device_of(request)
    return f"device {device_id}" if device_id and is_known_device(email, device_id) else ELSEWHERE


def locked_out(request: HttpRequest, *rest: Any) -> HttpResponse:
    """The answer to somebody who is locked out, in our shape."""
    body = {"code": str(Code.LOCKED_OUT), "message": "Locked. A supervisor can release it.", "data": {}}
    return JsonResponse(body, status=429)


class SourceHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Axes' handler, counting by account and kind of source, and forgetting what is older than the window."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """How many wrong passwords count now."""
        self._mark(request, credentials)
        return int(super().get_failures(request, credentials))

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kw: Any) -> None:
        """Count one more, after dropping those that a slow typist made a while ago."""
        if request is not None:
            self._mark(request, credentials)
            self._forget(request, credentials)
        super().user_login_failed(sender, credentials, request, **kw)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kw: Any) -> None:
        """The right password clears the count of this source only."""
        self._mark(request, {"email": user.email})
        super().user_logged_in(sender, request, user, **kw)

    def _mark(self, request: Any, credentials: dict[str, Any] | None) -> None:
        request.axes_user_agent = source_of(request, get_client_username(request, credentials))

    def _forget(self, request: Any, credentials: dict[str, Any]) -> None:
        if super().get_failures(request, credentials) >= settings.AXES_FAILURE_LIMIT:
            return
        email, source = get_client_username(request, credentials), request.axes_user_agent
        last = AccessAttempt.objects.filter(username=email, user_agent=source).aggregate(at=Max("attempt_time"))["at"]
        if last is not None and last < request.axes_attempt_time - WINDOW:
            self.reset_user_attempts(request, credentials)
