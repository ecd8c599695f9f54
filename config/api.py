"""One error shape for every road out."""

import sys
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from rest_framework import exceptions
from rest_framework.response import Response

from apps.audit.record import refused
from apps.common.errors import Code, DomainError, NotAllowed, NotFound

log = structlog.get_logger()
_CODES: dict[type[Exception], tuple[int, Code, str]] = {
    exceptions.NotAuthenticated: (401, Code.NOT_SIGNED_IN, "Sign in first."),
    exceptions.AuthenticationFailed: (401, Code.NOT_SIGNED_IN, "Sign in first."),
    exceptions.NotFound: (404, Code.NOT_FOUND, "Nothing here."),
    exceptions.ValidationError: (422, Code.INVALID, "This cannot be right."),
    exceptions.NotAcceptable: (406, Code.UNSUPPORTED_MEDIA_TYPE, "Answers are JSON."),
    exceptions.PermissionDenied: (403, Code.NOT_ALLOWED, "Your role does not do this."),
    exceptions.MethodNotAllowed: (405, Code.METHOD_NOT_ALLOWED, "Not this way."),
    exceptions.UnsupportedMediaType: (415, Code.UNSUPPORTED_MEDIA_TYPE, "Send JSON."),
    exceptions.ParseError: (400, Code.MALFORMED, "This cannot be read."),
    exceptions.Throttled: (429, Code.TOO_MANY, "Too many at once."),
    RequestDataTooBig: (413, Code.TOO_LARGE, "That is too large."),
    Http404: (404, Code.NOT_FOUND, "Nothing here."),
    PermissionDenied: (403, Code.NOT_ALLOWED, "Your role does not do this."),
    OperationalError: (503, Code.BUSY, "Busy just now. The same request may be sent again."),
    DataError: (422, Code.INVALID, "A value is outside of what can be kept."),
    InterfaceError: (503, Code.BUSY, "Busy just now. The same request may be sent again."),
}


def on_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal in our shape; a bug stays a bug (None -> 500, logged without data)."""
    if isinstance(error, DomainError):
        _keep_refusal(error, context)
        return _shaped(error.status, error.body())
    for kind, (status, code, message) in _CODES.items():
        if isinstance(error, kind):
            if "CSRF" in str(error):
                status, code, message = 403, Code.CSRF, "The page is too old. Load it again."
            return _shaped(status, {"code": str(code), "message": message, "data": {}})
    log.error("request_failed", error=type(error).__name__, view=type(context.get("view")).__name__)
    return _shaped(500, {"code": str(Code.SERVER_ERROR), "message": "Our fault. Nothing was changed.", "data": {}})


def _keep_refusal(error: DomainError, context: dict[str, Any]) -> None:
    """Record what was asked for and not given, in a transaction of its own. The runner records those of commands."""
    if error.status not in (NotAllowed.status, NotFound.status):
        return  # asking for the user of somebody who could not sign in would raise again
    request, view = context.get("request"), context.get("view")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    asked = next((value for value in context.get("kwargs", {}).values() if isinstance(value, UUID)), None)
    try:
        with transaction.atomic():
            refused(user, getattr(view, "action", "unknown"), str(error.code), object_id=asked)
    except DatabaseError as fault:  # nothing was shown, so the refusal stands
        log.error("refusal_not_recorded", error=type(fault).__name__)


def _shaped(status: int, body: dict[str, Any]) -> Response:
    response = Response(body, status=status)
    if status == 503:
        response["Retry-After"] = "2"
    return response


def _plain(status: int, code: Code, message: str) -> JsonResponse:
    return JsonResponse({"code": str(code), "message": message, "data": {}}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal in our shape; on a page for people in words: most often its cookies are switched off."""
    if request.path.startswith("/p/"):
        return render(request, "referrals/no_cookies.html", {"road": request.path}, status=403)
    return _plain(403, Code.CSRF, "The page is too old. Load it again.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What does not exist and what may not be known of get the same words."""
    return _plain(404, Code.NOT_FOUND, "Nothing here.")


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug outside DRF; or a database that is busy just now (no connection left), which is none."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        busy = _plain(503, Code.BUSY, "Busy just now. The same request may be sent again.")
        busy["Retry-After"] = "2"
        return busy
    return _plain(500, Code.SERVER_ERROR, "Our fault. Nothing was changed.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What Django itself could not read."""
    return _plain(400, Code.MALFORMED, "This cannot be read.")
