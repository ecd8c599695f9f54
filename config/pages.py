"""The PWA's shell for every address of the app, and a health answer for the operator's probe."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from apps.outbox.sweeps import is_database_up, silent

SHELL = Path(settings.WHITENOISE_ROOT) / "index.html"


@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """The app's one page. It says so in words when it was never built."""
    if not SHELL.exists():
        return HttpResponse("The app is not built yet: make demo builds it.", status=503, content_type="text/plain")
    response = HttpResponse(SHELL.read_bytes(), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503; names sweeps that have fallen silent."""
    try:
        up = is_database_up()
        quiet = [sweep.name for sweep in silent()]
    except DatabaseError:
        up, quiet = False, []
    return JsonResponse(
        {"database": up, "silent_sweeps": quiet, "release": settings.RELEASE}, status=200 if up else 503
    )
