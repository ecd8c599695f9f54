"""The next matrix: written here, tried on past calls, approved by a supervisor on a page of the same look."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from apps.access import may
from apps.accounts.queries import programmes_visible_to, zone_of
from apps.common.clock import now
from apps.incidents.models import MatrixDraft
from apps.incidents.queries import drafts_visible_to, open_draft, rules_for
from config.ops import press
from config.ops.compare import compared
from config.ops.forms import MatrixFileForm, RuleForm, SubmitForm, WordsForm
from config.ops.pressing import Button, form_page
from config.ops.screens import around

BEGIN = Button("begin", "Write the next version", "It begins with what is in force.", press.begin_draft)
DRAFT = {
    "submit": Button("submit", "Submit to the supervisors", "What is submitted is not changed any more.",
                     press.submit_draft, SubmitForm),
    "file": Button("file", "Take it from a file", "The whole matrix, as the file of a version has it.",
                   press.put_draft, MatrixFileForm),
    "drop": Button("drop", "Give it up", "What is in force stays.", press.drop_draft),
}  # fmt: skip
DECIDE = {
    "approve": Button("approve", "Approve and publish", "Calls before it keep their version.", press.approve_draft),
    "back": Button("back", "Send it back", "With what has to be another.", press.send_back_draft, WordsForm),
}
RULE = Button(
    "rule", "Change the rule", "Kept in the draft; nothing is decided by it yet.", press.change_rule, RuleForm
)


@dataclass(frozen=True)
class OneRule:
    """A rule of the draft, as its form takes it."""

    draft: MatrixDraft
    rule: Any

    @property
    def pk(self) -> str:
        """What a press is about."""
        return f"{self.draft.pk} {self.rule['code']}"

    def __str__(self) -> str:
        return str(self.rule["text"]["en"])


def _names(user: Any) -> tuple[str, str]:
    current = rules_for(user, now())
    number = current["number"] if current else 1
    return f"Matrix {number}", f"Matrix {number + 1}"


def _compared(user: Any, draft: MatrixDraft) -> dict[str, Any]:
    current = rules_for(user, now())
    content: Any = draft.content
    assert current is not None  # without a number there is always one: the shipped matrix
    return {"draft": draft, **compared(user, current, content, names=_names(user))}


def draft(request: HttpRequest) -> HttpResponse:
    """The version on its way beside the one in force; or the way to begin."""
    found = open_draft(request.user)
    if found is None:
        return TemplateResponse(request, "ops/matrix.html", around(request, "The next matrix"))
    is_open = found.state == MatrixDraft.State.DRAFT
    names = ["submit", "file", "drop"] if is_open else ["drop"]
    more = {
        "buttons": [(reverse("ops:matrix-do", args=[found.id, name]), DRAFT[name].title) for name in names],
        "is_open": is_open,
        "rules": found.content["rules"],
        **_compared(request.user, found),
    }
    return TemplateResponse(request, "ops/matrix.html", around(request, "The next matrix", **more))


def begin(request: HttpRequest) -> HttpResponse:
    """Begin with what is in force."""
    page = around(request, BEGIN.title)
    return form_page(request, BEGIN, None, back=reverse("ops:matrix-draft"), around=page)


def _one(request: HttpRequest, draft_id: UUID) -> MatrixDraft:
    found = drafts_visible_to(request.user).filter(id=draft_id).first()
    if found is None:
        raise Http404
    return found


def do(request: HttpRequest, draft_id: UUID, name: str) -> HttpResponse:
    """One button of the draft."""
    if name not in DRAFT:
        raise Http404
    page = around(request, DRAFT[name].title)
    return form_page(request, DRAFT[name], _one(request, draft_id), back=reverse("ops:matrix-draft"), around=page)


def rule(request: HttpRequest, draft_id: UUID, code: str) -> HttpResponse:
    """Change one rule of the draft."""
    found = _one(request, draft_id)
    one = next((each for each in found.content["rules"] if each["code"] == code), None)
    if one is None:
        raise Http404
    page = around(request, RULE.title)
    return form_page(request, RULE, OneRule(found, one), back=reverse("ops:matrix-draft"), around=page)


def as_file(request: HttpRequest) -> HttpResponse:
    """The draft, or what is in force, as a file to be edited and taken in again."""
    found = open_draft(request.user)
    content = found.content if found else rules_for(request.user, now())
    answer = JsonResponse(json.loads(json.dumps(content)), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="matrix.json"'
    return answer


def for_approvers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Supervisors have no administration: of it they see this page alone. 404 for everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated or not user.is_active:
            return redirect_to_login(request.get_full_path())
        if not may(user, "matrix.approve"):
            raise Http404
        return view(request, *args, **kwargs)

    return csrf_protect(guarded)


def _bare(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    """The look without the administration's menu."""
    user: Any = request.user
    programme = programmes_visible_to(user).first()
    whole = admin.site.each_context(request)
    return {
        **whole, "title": title, "crumb_here": title, "is_nav_sidebar_enabled": False, "bare": True,
        "ops_programme": programme.name if programme else "", "ops_zone": zone_of(user.programme_id), **more,
    }  # fmt: skip


def _waiting(request: HttpRequest) -> MatrixDraft | None:
    found = open_draft(request.user)
    return found if found is not None and found.state == MatrixDraft.State.SUBMITTED else None


@for_approvers
def approval(request: HttpRequest) -> HttpResponse:
    """What waits for this supervisor's yes."""
    found = _waiting(request)
    more: dict[str, Any] = _compared(request.user, found) if found else {}
    mine = found is not None and not may(request.user, "matrix.approve", found)  # type: ignore[arg-type]
    if found and not mine:
        more["buttons"] = [
            (reverse("matrix-decide", args=[found.id, name]), one.title) for name, one in DECIDE.items()
        ]
    return TemplateResponse(
        request, "ops/matrix.html", _bare(request, "The next matrix", waits=found is not None, mine=mine, **more)
    )


@for_approvers
def decide(request: HttpRequest, draft_id: UUID, name: str) -> HttpResponse:
    """Approve it, or send it back."""
    found = _one(request, draft_id)
    if name not in DECIDE:
        raise Http404
    back = reverse("matrix-approval")
    return form_page(request, DECIDE[name], found, back=back, around=_bare(request, DECIDE[name].title))
