"""A place's page: made by the server, works without JavaScript, for whoever has a link and its second factor.

GET and HEAD without a session change nothing and show nothing: mail scanners open links. The code is in the link's
fragment, which no server is told, or is typed. No address, title or log names anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.queries import system_actor
from apps.common.errors import Busy, Code, DomainError
from apps.common.guard import Malformed, refuse_bad_text
from apps.outbox.commands import do, key_for
from apps.referrals.actions.links import Opened, open_place
from apps.referrals.actions.place import Seen, act, see
from apps.referrals.api.partner_forms import NotRight, read
from apps.referrals.partner_page import Shown, calendar_of, context_of
from apps.referrals.partner_words import ASK, CLOSED, WORDS
from apps.referrals.queries.links import ENDED, EXPIRED, TAKEN

ROAD: Final = "/p/place"
REQUEST: Final = f"{ROAD}/request"
LIFE_S: Final = 30 * 60
"""A session after the second factor, counted anew with each page."""
_SALT: Final = "alongside.place"
_BOTH: Final = [(language, ASK[language]) for language in ("en", "es")]
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Visit:
    """What the session's cookie says, signed: which link, in which language, who there, what was just kept."""

    link: str
    language: str = "en"
    name: str = ""
    saved: bool = False


def _cookie() -> str:
    return "__Host-place" if settings.IS_PRODUCTION else "place"


def _visit(request: HttpRequest) -> Visit | None:
    """The session, if there is one that has not run out."""
    try:
        said = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=LIFE_S)
        return Visit(**said)
    except (signing.BadSignature, TypeError):
        return None


def _with(response: HttpResponse, visit: Visit) -> HttpResponse:
    response.set_cookie(
        _cookie(),
        signing.dumps(vars(visit), salt=_SALT),
        max_age=LIFE_S,
        secure=settings.IS_PRODUCTION,
        httponly=True,
        samesite="Strict",
    )
    return response


def _see_other(road: str) -> HttpResponse:
    """Read the answer with GET, so that loading the page again sends nothing again."""
    response = HttpResponseRedirect(road)
    response.status_code = 303
    return response


def page(view: View) -> View:
    """Never kept, never indexed, forms only from here."""

    @never_cache
    @csrf_protect
    def wrapped(request: HttpRequest, **url: Any) -> HttpResponse:
        response = view(request, **url)
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@page
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for both keys; with both, open a session. It never says which of the two was wrong."""
    if request.method != "POST":
        return _ask(request)
    code, factor = request.POST.get("code", ""), request.POST.get("factor", "")
    try:
        refuse_bad_text([code, factor])
        opened: Opened = do(open_place, by=system_actor(), code=code, factor=factor)
    except Malformed:
        return _ask(request, tried=True)
    language = "es" if request.headers.get("Accept-Language", "").lower().startswith("es") else "en"
    if opened.link is None:
        return _ask(request, tried=True)
    if opened.closed:
        return _closed(request, opened.closed, language)
    return _with(_see_other(REQUEST), Visit(str(opened.link.id), language))


def _ask(request: HttpRequest, *, tried: bool = False) -> HttpResponse:
    return render(request, "referrals/place_ask.html", {"both": _BOTH, "tried": tried}, status=404 if tried else 200)


def _closed(request: HttpRequest, why: str, language: str) -> HttpResponse:
    """Nothing is to be read any more; the session ends with it."""
    title, text = CLOSED[language].get(why, CLOSED[language][ENDED])
    context = {"title": title, "text": text, "language": language}
    response = render(request, "referrals/place_closed.html", context, status=410)
    response.delete_cookie(_cookie(), samesite="Strict")
    return response


@require_safe
@page
def request_page(request: HttpRequest) -> HttpResponse:
    """What is shared and the answer's forms; each time with its line in the accounting."""
    visit = _visit(request)
    if visit is None or request.method == "HEAD":
        return _see_other(ROAD)
    return _page(request, visit, Shown(visit.language, saved=visit.saved, typed={"name": visit.name}))


def _page(request: HttpRequest, visit: Visit, shown: Shown, status: int = 200) -> HttpResponse:
    try:
        seen: Seen = do(see, by=system_actor(), link_id=UUID(visit.link))
    except DomainError as error:
        return _refused(request, visit, error)
    response = render(request, "referrals/place.html", context_of(seen, shown), status=status)
    return _with(response, replace(visit, saved=False))


def _refused(request: HttpRequest, visit: Visit, error: DomainError) -> HttpResponse:
    """Kindly: somebody was faster, the request is over, or nothing may be told any more."""
    why = {Code.PLACE_TAKEN: TAKEN, Code.BASIS_GONE: ENDED, Code.NOT_FOUND: EXPIRED}.get(error.code)
    return _closed(request, why or str(error.data.get("why", ENDED)), visit.language)


_OVER: Final = frozenset({Code.PLACE_TAKEN, Code.BASIS_GONE, Code.LINK_INVALID, Code.NOT_FOUND})


@require_POST
@page
def answer(request: HttpRequest, what: str) -> HttpResponse:
    """One thing that the place says, once however often it is sent."""
    visit = _visit(request)
    if visit is None:
        return _see_other(ROAD)
    words = WORDS[visit.language]
    typed = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    try:
        refuse_bad_text(typed)
        said = read(what, typed, UUID(visit.link), visit.language)
        key = key_for(UUID(visit.link), f"{what} {typed.get('key', '')}")
        do(act, by=system_actor(), key=key, link_id=UUID(visit.link), what=what, said=said)
    except (NotRight, Malformed) as wrong:
        label = str(wrong) if isinstance(wrong, NotRight) else "…"
        kept = typed if isinstance(wrong, NotRight) else None
        return _page(request, visit, Shown(visit.language, wrong=words["check"].format(what=label), typed=kept), 422)
    except DomainError as error:
        if error.code in _OVER:
            return _refused(request, visit, error)
        why = words["busy"] if error.status == Busy.status else words["moved"]
        return _page(request, visit, Shown(visit.language, wrong=why, typed=typed), error.status)
    name = typed.get("name", "").strip()[:120] or visit.name
    return _with(_see_other(REQUEST), replace(visit, name=name, saved=True))


@require_POST
@page
def speak(request: HttpRequest) -> HttpResponse:
    """The page in the other language."""
    visit = _visit(request)
    if visit is None:
        return _see_other(ROAD)
    language = "es" if request.POST.get("language") == "es" else "en"
    return _with(_see_other(REQUEST), replace(visit, language=language))


@require_POST
@page
def leave(request: HttpRequest) -> HttpResponse:
    """Close the session on this device; the link stays what it was."""
    visit = _visit(request)
    response = _closed(request, "left", visit.language if visit else "en")
    response.status_code = 200
    return response


@require_safe
@page
def calendar(request: HttpRequest) -> HttpResponse:
    """The booked time for a calendar: the place's own name and the hour, nobody else's."""
    visit = _visit(request)
    found = calendar_of(UUID(visit.link)) if visit else None
    if found is None:
        return _see_other(ROAD)
    response = HttpResponse(found, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="booked.ics"'
    return response
