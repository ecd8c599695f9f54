"""The demo's mailbox: what would have left the building, newest first. In production there is no such page."""

import re
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.notifications.models import Kept

MOST: Final = 100
_LINK: Final = re.compile(r"https?://\S+")


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Everything that was kept; 404 wherever messages really leave."""
    if settings.IS_PRODUCTION or not settings.MAILBOX:
        raise Http404
    rows = Kept.objects.order_by("-at", "-id")[:MOST]
    page = render(request, "notifications/mailbox.html", {"rows": [(row, _linked(row.body)) for row in rows]})
    page["X-Robots-Tag"] = "noindex, noarchive"
    return page


def _linked(body: str) -> SafeString:
    """Its words with links that can be followed."""
    parts, at = [], 0
    for found in _LINK.finditer(body):
        parts += [format_html("{}", body[at : found.start()]), format_html('<a href="{0}">{0}</a>', found.group())]
        at = found.end()
    return mark_safe("".join([*parts, format_html("{}", body[at:])]))  # noqa: S308  (each part is escaped above)
