"""Four small middlewares: log requests, mark our answers, guard bodies that DRF does not parse, admin's policy."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_structlog.middlewares import RequestMiddleware

from apps.common.errors import Code, DomainError
from apps.common.guard import MAX_BYTES, TooLarge, parse_json, refuse_bad_text

Next = Callable[[HttpRequest], HttpResponse]
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Requests(RequestMiddleware):
    """The log of requests, without the query: whoever asks wrongly may have put a name into it."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path."""
        return f"{request.method} {request.path}"


def ours(get_response: Next) -> Next:
    """Say that this answer came from us (a captive portal's 200 did not), and keep it out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(("/api/", "/fhir/", "/_allauth/", "/admin/")):
            response["X-Alongside"] = "1"
            response["Cache-Control"] = "no-store"
        if request.path.startswith("/admin/"):
            response["Content-Security-Policy"] = ADMIN_POLICY
        return response

    return middleware


def guard_body(get_response: Next) -> Next:
    """Refuse what would make allauth answer 500: deep, oversized or unprintable JSON, bad query strings."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            refuse_bad_text([request.path, *request.GET.keys(), *(v for vs in request.GET.lists() for v in vs[1])])
            if request.method != "GET" and request.path.startswith("/_allauth/") and request.body:
                parse_json(request.body, limit=MAX_BYTES)
        except RequestDataTooBig:
            large = TooLarge(Code.TOO_LARGE, "That is too large.", limit=MAX_BYTES)
            return JsonResponse(large.body(), status=large.status)
        except DomainError as error:
            return JsonResponse(error.body(), status=error.status)
        return get_response(request)

    return middleware
