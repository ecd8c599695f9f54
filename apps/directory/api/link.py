"""The page on which a provider says how much room it has: made by the server, without account or JavaScript.

GET changes nothing and shows nothing. The code comes in the link's fragment, which no server is told, or is typed;
with it the numbers are shown, and only the button changes them. It knows no person.
"""

import re
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from apps.accounts.queries import system_actor
from apps.common.errors import DomainError
from apps.common.guard import Malformed, refuse_bad_text
from apps.common.ids import uuid7
from apps.directory import actions, queries
from apps.directory.models import CapacityLink
from apps.directory.room_words import WORDS, said_in, time_in
from apps.outbox.commands import do, key_for

LANGUAGES: Final = ("en", "es")
_NUMBER: Final = re.compile(r"\d{1,4}")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with it show the numbers; with the button pressed keep them."""
    language = _language(request)
    link = _link(request) if request.method == "POST" else None
    if link is None:
        tried = request.method == "POST"
        status = 404 if tried else 200
        page = render(request, "directory/ask.html", {"language": language, "words": WORDS[language], "tried": tried},
                      status=status)  # fmt: skip
    else:
        page = _page(request, link, language)
    page["X-Robots-Tag"] = "noindex, noarchive"
    return page


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or ""
    if asked in LANGUAGES:
        return asked
    return "es" if request.headers.get("Accept-Language", "").lower().startswith("es") else "en"


def _link(request: HttpRequest) -> CapacityLink | None:
    try:
        refuse_bad_text([request.POST.get("code", ""), request.POST.get("name", "")])
    except Malformed:
        return None
    return queries.link_of(request.POST.get("code", ""))


def _page(request: HttpRequest, link: CapacityLink, language: str) -> HttpResponse:
    shown: dict[str, Any] = {"link": link, "language": language, "words": WORDS[language], "problem": ""}
    shown |= {"code": request.POST.get("code", "")[:40], "key": request.POST.get("key") or str(uuid7())}
    name = request.POST.get("name", "").strip()[:120]
    if request.POST.get("do") in ("say", "full"):
        shown["problem"] = _say(request, link, name)
        if not shown["problem"]:
            return render(request, "directory/done.html", shown | _now(link, language))
    return render(request, "directory/room.html", shown | _now(link, language) | {"name": name or link.name})


def _say(request: HttpRequest, link: CapacityLink, name: str) -> str:
    """Keep what the form says; answers the name of the words that say why not."""
    if not name:
        return "name_missing"
    said: dict[UUID, int | None] = {}
    for row in link.service.capacities.all():
        text = "0" if request.POST.get("do") == "full" and row.sort != "wait" else request.POST.get(str(row.id), "")
        if text and not _NUMBER.fullmatch(text.strip()):
            return "number_wrong"
        said[row.id] = int(text) if text.strip() else None
    try:
        key = key_for(link.id, str(UUID(request.POST.get("key", ""))))
    except ValueError:
        return "again"
    try:
        do(actions.say_by_link, by=system_actor(), key=key, link_id=link.id, name=name, said=said)
    except DomainError as error:
        return "too_many" if error.status == 409 else "again"
    return ""


def _now(link: CapacityLink, language: str) -> dict[str, Any]:
    zone = link.service.programme.time_zone
    rows = link.service.capacities.order_by("position", "id")
    return {
        "place": link.service.name,
        "rows": [said_in(language, row, zone) for row in rows],
        "until": time_in(language, link.expires_at, zone),
        "contact": link.made_by.name,
        "contact_phone": link.made_by.phone,
        "next_key": str(uuid7()),
    }
