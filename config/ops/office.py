"""Pages that read, with buttons: each button is a form that runs one action through the runner."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

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

    def begin_with(self, obj: Any) -> None:
        """Fill in what the object says now; most buttons ask for something else."""

    def renew(self) -> None:
        """A refusal is stored under its key for good: what is sent after it is another command."""
        self.data = {**{name: self.data[name] for name in self.data}, "key": str(uuid7())}

    def said(self) -> dict[str, Any]:
        """What was filled in, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


@dataclass(frozen=True)
class Button:
    """One thing to do. `press` runs it and answers the runner's answer and what to say when it is done."""

    name: str
    title: str
    help_text: str
    press: Callable[[Any, Any, "Press"], tuple[Answer, str]]
    form: type[PressForm] = PressForm


@dataclass(frozen=True)
class Press:
    """One pressed button: its key and what was filled in."""

    key: UUID
    said: dict[str, Any]
    raw: bytes

    def run(self, action: Callable[..., Any], by: Any, **arguments: Any) -> Answer:
        """Run the action under the form's key."""
        return run(action, by=by, key=self.key, raw=self.raw, **arguments)


class Office(ModelAdmin):  # type: ignore[misc]
    """Looking only. `buttons` stand on an object's page, `add` on the list's."""

    buttons: ClassVar[tuple[Button, ...]] = ()
    add: ClassVar[Button | None] = None
    list_per_page = 50
    compressed_fields = True
    list_disable_select_all = True
    actions = None

    def rows(self, by: Any) -> QuerySet[Any]:
        """What this administrator may know of."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only those rows, by list and by address."""
        return self.rows(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators look."""
        return bool(getattr(request.user, "is_staff", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether there is a button above the list."""
        return self.add is not None and self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never by Django's form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the page names, then its buttons."""
        named = list(super().get_fields(request, obj))
        return [*named, "what_to_do"] if self.buttons else named

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of them."""
        return self.get_fields(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """The buttons' own pages before Django's."""
        view = self.admin_site.admin_view
        names = self.opts.app_label, self.opts.model_name
        urls: list[URLPattern] = super().get_urls()
        return [
            path("<uuid:object_id>/do/<slug:name>/", view(self.on_object), name="{}_{}_do".format(*names)),
            *urls,
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Our form in the place of Django's."""
        if self.add is None or not self.has_view_permission(request):
            raise Http404
        return self._form(request, self.add, None)

    def on_object(self, request: HttpRequest, object_id: UUID, name: str) -> HttpResponse:
        """The page of one button of one object."""
        button = next((each for each in self.buttons if each.name == name), None)
        obj = self.get_queryset(request).filter(pk=object_id).first()
        if button is None or obj is None:
            raise Http404
        return self._form(request, button, obj)

    def _form(self, request: HttpRequest, button: Button, obj: Any) -> HttpResponse:
        form = button.form(request.POST or None, by=request.user)
        if obj is not None:
            form.begin_with(obj)
        back = self._address(obj)
        if request.method == "POST" and form.is_valid() and self._pressed(request, button, obj, form):
            return HttpResponseRedirect(back)
        if form.errors:
            form.renew()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": button.title if obj is None else f"{button.title}: {obj}",
            "help_text": button.help_text,
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "admin/press.html", context)

    def _pressed(self, request: HttpRequest, button: Button, obj: Any, form: PressForm) -> bool:
        """Run it. True when it is done; else the form says why not."""
        said = form.said()
        raw = json.dumps([button.name, str(getattr(obj, "pk", "")), said], default=str, sort_keys=True).encode()
        try:
            answer, words = button.press(request.user, obj, Press(form.cleaned_data["key"], said, raw))
        except DomainError as error:
            form.add_error(None, _sentence(error.message, error.data))
            return False
        if not answer.is_done:
            form.add_error(None, _sentence(answer.message, answer.data))
            return False
        messages.success(request, words)
        return True

    def _address(self, obj: Any) -> str:
        names = self.opts.app_label, self.opts.model_name
        if obj is None:
            return reverse("admin:{}_{}_changelist".format(*names))
        return reverse("admin:{}_{}_change".format(*names), args=[obj.pk])

    def what_to_do(self, obj: Any) -> SafeString:
        """Links to the buttons' pages."""
        names = self.opts.app_label, self.opts.model_name
        links = (
            (reverse("admin:{}_{}_do".format(*names), args=[obj.pk, each.name]), each.title) for each in self.buttons
        )
        return format_html_join(SafeString(" · "), '<a class="text-primary-600" href="{}">{}</a>', links)


def _sentence(message: str, data: dict[str, Any]) -> str:
    fields = data.get("fields") if isinstance(data, dict) else None
    return f"{message} ({', '.join(fields)})" if fields else message
