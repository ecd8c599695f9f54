"""One pressed button: a form with a key, the action it runs once, and the page that shows what came of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from apps.common.errors import DomainError
from apps.common.ids import uuid7
from apps.outbox.commands import Answer, run


class PressForm(forms.Form):
    """What every button sends: the key that makes a double click one write."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["key"].initial = uuid7()

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """A long form says its fields in groups, each with a heading; a short one has none."""
        return []

    def begin_with(self, obj: Any) -> None:
        """Fill in what the object says now; most buttons ask for something else."""

    def renew(self) -> None:
        """A refusal is stored under its key for good: what is sent after it is another command."""
        again: Any = self.data
        self.data = again.copy()
        self.data["key"] = str(uuid7())  # type: ignore[index]

    def said(self) -> dict[str, Any]:
        """What was filled in, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


@dataclass(frozen=True)
class Button:
    """One thing to do. `press` runs it and answers the runner's answer and what to say when it is done.

    `fits` says for which objects it is offered. `go` is on the form's button where the title does not say what is
    done. `secret` makes what is shown once, and only to who pressed.
    """

    name: str
    title: str
    help_text: str
    press: Callable[[Any, Any, "Press"], tuple[Answer, str]]
    form: type[PressForm] = PressForm
    fits: Callable[[Any], bool] | None = None
    secret: Callable[[], str] | None = None
    go: str = ""


@dataclass(frozen=True)
class Press:
    """One pressed button: its key and what was filled in."""

    key: UUID
    said: dict[str, Any]
    raw: bytes
    secret: str = ""

    def run(self, action: Callable[..., Any], by: Any, **arguments: Any) -> Answer:
        """Run the action under the form's key."""
        return run(action, by=by, key=self.key, raw=self.raw, **arguments)


def form_page(request: HttpRequest, button: Button, obj: Any, *, back: str, around: dict[str, Any]) -> HttpResponse:
    """Show the form; pressed, run it and go back, or say on the form why not. A secret is shown, once."""
    form = button.form(request.POST or None, request.FILES or None, by=request.user)
    if obj is not None:
        form.begin_with(obj)
    context = {
        **around,
        "title": button.title if obj is None else f"{button.title}: {around.get('called') or obj}",
        "crumb_here": button.title,
        "button": button,
        "form": form,
        "back": back,
    }
    if request.method == "POST" and form.is_valid():
        secret = button.secret() if button.secret else ""
        words = _pressed(request, button, obj, form, secret)
        if words is not None and secret:
            return TemplateResponse(request, "ops/secret.html", {**context, "secret": secret, "words": words})
        if words is not None:
            messages.success(request, words)
            return HttpResponseRedirect(back)
    if form.errors:
        form.renew()
    return TemplateResponse(request, "admin/press.html", context)


def _pressed(request: HttpRequest, button: Button, obj: Any, form: PressForm, secret: str) -> str | None:
    """Run it. Words when it is done; else the form says why not."""
    said = form.said()
    raw = json.dumps([button.name, str(getattr(obj, "pk", "")), said], default=str, sort_keys=True).encode()
    try:
        answer, words = button.press(request.user, obj, Press(form.cleaned_data["key"], said, raw, secret))
    except DomainError as error:
        form.add_error(None, _sentence(form, error.message, error.data))
        return None
    if not answer.is_done:
        form.add_error(None, _sentence(form, answer.message, answer.data))
        return None
    if secret and answer.outcome != "applied":
        form.add_error(None, "This was done already, and its secret was shown then.")
        return None
    return words


def _sentence(form: PressForm, message: str, data: dict[str, Any]) -> str:
    """What the runner said, and which fields it means as the form names them."""
    names = [str(one) for one in data.get("fields", ())] if isinstance(data, dict) else []
    shown = [str(form.fields[one].label) if one in form.fields else one for one in names]
    return f"{message} ({'; '.join(shown)})" if shown and len(form.fields) > 2 else message
