"""The page behind a link to a safety plan: made by the server, works without JavaScript, for whoever has both keys.

GET changes nothing and needs nothing. The code comes in the link's fragment, which no server is told, or is typed.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from apps.accounts.queries import system_actor
from apps.common.guard import Malformed, refuse_bad_text
from apps.encounters import actions, queries
from apps.encounters.models import SafetyPlan
from apps.encounters.plan_text import PARTS
from apps.encounters.plan_words import TITLES, WORDS
from apps.outbox.commands import do

_BOTH = [(language, WORDS[language]) for language in ("en", "es")]


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def my_plan(request: HttpRequest) -> HttpResponse:
    """Ask for code and word; with both, show the plan. It never says which of the two was wrong."""
    plan = _opened(request) if request.method == "POST" else None
    if plan is None:
        tried = request.method == "POST"
        page = render(request, "encounters/ask.html", {"both": _BOTH, "tried": tried}, status=404 if tried else 200)
    else:
        page = render(request, "encounters/plan.html", _shown(plan))
    page["X-Robots-Tag"] = "noindex, noarchive"
    return page


def _opened(request: HttpRequest) -> SafetyPlan | None:
    code, word = request.POST.get("code", ""), request.POST.get("word", "")
    try:
        refuse_bad_text([code, word])
    except Malformed:
        return None
    if not queries.is_code_known(code):
        return None
    opened: actions.Opened = do(actions.open_link, by=system_actor(), code=code, word=word)
    return opened.plan


def _shown(plan: SafetyPlan) -> dict[str, Any]:
    titles = TITLES[plan.language]
    return {
        "language": plan.language,
        "words": WORDS[plan.language],
        "parts": [(name, titles[name], plan.parts.get(name, [])) for name in PARTS],
    }
