"""Pages that read, with buttons: each button is a form that runs one action through the runner."""

from collections.abc import Callable
from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.utils import display_for_value, label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.admin import ModelAdmin

from apps.accounts.queries import zone_of
from config.ops.pressing import Button, form_page

LABELS: Final[dict[str, str]] = {
    "handoff_email": "Referrals by e-mail", "handoff_sms": "Referrals by text", "handoff_fax": "Referrals by fax",
    "handoff_how": "How we know", "handoff_told_by": "Who there said it", "handoff_by": "Written by",
    "handoff_at": "Written", "answers_within_h": "Answers within, hours", "is_sud": "For substance use",
    "sud_proposed": "Guessed to be for that", "sud_reviewed_by": "Reviewed by", "sud_reviewed_at": "Reviewed",
    "vanished_at": "Its source lists it no more since", "clock_offset_ms": "Its clock is ahead by, ms",
    "highest_op": "Writes counted up to", "missing_ops": "Writes that did not arrive", "reported_at": "Last told us",
    "unsent": "Not sent yet", "needs_you": "Waits for its person", "free_mb": "Free space, MB",
    "installed": "Installed as an app", "ringer_heard_at": "Ringer heard", "wake_tested_at": "Waking was tested",
    "wake_result": "What came of it", "woke_after_ms": "Woke after, ms", "revoked_at": "Revoked",
    "last_contact_at": "Last heard from", "error": "What went wrong", "due_at": "Due", "attempt": "Tries",
    "ended_at": "Ended", "created_at": "Made", "sent_at": "Sent", "delivered_at": "Arrived",
    "effective_from": "Holds from", "effective_until": "Holds until", "device_id": "Device", "at": "Written",
    "needs_contact": "Only after somebody was met or spoken to", "needs_place": "Where to has to be said",
    "permitted_until": "Permitted until", "retired_at": "Retired", "url": "Its name in the file",
}  # fmt: skip
"""Fields in words, where the code's own name says less."""


def column(name: str, words: str) -> Callable[[Any, Any], Any]:
    """A field of a list or page under words of ours; yes and no as words."""

    @admin.display(description=words)
    def read(_page: Any, row: Any) -> Any:
        value = getattr(row, name)
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value

    return read


class Office(ModelAdmin):  # type: ignore[misc]
    """Looking only. `buttons` stand on an object's page, `add` on the list's. Words stay out of addresses."""

    buttons: ClassVar[tuple[Button, ...]] = ()
    add: ClassVar[Button | None] = None
    about: ClassVar[str] = ""
    empty: ClassVar[str] = "Nothing here yet."
    empty_value_display = "—"
    list_links: ClassVar[tuple[tuple[str, str], ...]] = ()
    list_per_page = 50
    list_disable_select_all = True
    list_before_template = "ops/above_list.html"
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def rows(self, by: Any) -> QuerySet[Any]:
        """What this administrator may know of."""
        raise NotImplementedError

    def called(self, obj: Any) -> str:
        """What an object is called on its page, never its id."""
        return str(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only those rows, by list and by address."""
        return self.rows(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators look."""
        return bool(getattr(request.user, "is_staff", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never by Django's form; ours is above the list."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never by Django's form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The buttons' own pages before Django's."""
        view = self.admin_site.admin_view
        names = self.opts.app_label, self.opts.model_name
        urls: list[URLPattern] = super().get_urls()
        return [
            path("<uuid:object_id>/do/<slug:name>/", view(self.on_object), name="{}_{}_do".format(*names)),
            *urls,
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with what stands above it."""
        above = {
            "about": self.about,
            "empty": self.empty,
            "add": self.add,
            "add_url": self._url("add") if self.add else "",
            "links": [(title, reverse(name)) for title, name in self.list_links],
        }
        answer: Any = super().changelist_view(request, {**above, **(extra_context or {})})
        user: Any = request.user
        with timezone.override(zone_of(user.programme_id)):  # times of a list are the programme's
            done: HttpResponse = answer.render() if hasattr(answer, "render") else answer
        return done

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Our form in the place of Django's."""
        if self.add is None or not self.has_view_permission(request):
            raise Http404
        return self._form(request, self.add, None)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One object: what the page names, and its buttons. Reading only."""
        if request.method != "GET":
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
            return answer
        obj = self.get_object(request, str(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": self.called(obj),
            "crumb_here": self.called(obj),
            "about": self.about,
            "lines": self.lines(request, obj),
            "buttons": [
                (self._url("do", obj.pk, each.name), each.title)
                for each in self.buttons
                if each.fits is None or each.fits(obj)
            ],
            **self.more(request, obj),
        }
        return TemplateResponse(request, "ops/object.html", context)

    def lines(self, request: HttpRequest, obj: Any) -> list[tuple[str, Any]]:
        """Label and value of each field that the page names."""
        return [(self._label(name), self._value(name, obj)) for name in self.get_fields(request, obj)]

    def _label(self, name: str) -> str:
        label = LABELS.get(name) or str(label_for_field(name, self.model, self))
        return label[:1].upper() + label[1:]

    def _value(self, name: str, obj: Any) -> Any:
        try:
            field, _attribute, value = lookup_field(name, obj, self)
        except (AttributeError, ObjectDoesNotExist):
            return ""
        if field is not None and getattr(field, "choices", None):
            return getattr(obj, f"get_{name}_display")()
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list | tuple):
            return ", ".join(str(one) for one in value)
        return value if hasattr(value, "astimezone") else display_for_value(value, "")

    def more(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What an object's page shows besides: `also` names a template."""
        return {}

    def on_object(self, request: HttpRequest, object_id: UUID, name: str) -> HttpResponse:
        """The page of one button of one object."""
        button = next((each for each in self.buttons if each.name == name), None)
        obj = self.get_queryset(request).filter(pk=object_id).first()
        if button is None or obj is None:
            raise Http404
        return self._form(request, button, obj)

    def _form(self, request: HttpRequest, button: Button, obj: Any) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts, "original": obj}
        around["called"] = self.called(obj) if obj is not None else ""
        back = self._url("change", obj.pk) if obj is not None else self._url("changelist")
        return form_page(request, button, obj, back=back, around=around)

    def _url(self, what: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}", args=args)
