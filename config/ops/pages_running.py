"""What left the building, reactions that wait in vain, and the record."""

import re
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.accounts.queries import visible_to, zone_of
from apps.audit.models import AuditEvent
from apps.notifications.models import Message
from apps.notifications.queries import messages_visible_to
from apps.office import queries
from apps.office.queries.record import OURS, PAGE, facts_of, staff_names, words_of
from apps.outbox.models import HandlerRun
from config.ops import press
from config.ops.office import Office, column
from config.ops.pressing import Button

LEFT: Final = (Message.State.FAILED, Message.State.UNKNOWN)


class State(admin.SimpleListFilter):
    """How far a message got."""

    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be asked."""
        return [("left", "never arrived"), *Message.State.choices]

    def queryset(self, request: HttpRequest, rows: QuerySet[Message]) -> QuerySet[Message]:
        """Those."""
        if self.value() == "left":
            return rows.filter(state__in=LEFT, emptied_at__isnull=True)
        return rows.filter(state=self.value()) if self.value() in Message.State.values else rows


def _is_left(row: Message) -> bool:
    return row.state in LEFT and row.emptied_at is None


@admin.register(Message)
class MessagePage(Office):
    """What left the building, or did not: which text to whom, never a code; it has no word about anybody."""

    empty = "Nothing has left the building yet."
    about = "Which fixed text, to which place or colleague, and what became of it. Never what it was about."
    list_display = (
        *("text_words", "road", "receiver", "state", "error", "tries", "repeat"),
        *("sent_at", "delivered_at"),
    )
    fields = (*list_display, "language", "due_at", "ended_at", "created_at")
    list_filter = (State, "channel", "audience")
    ordering = ("-created_at",)
    buttons = (
        Button("requeue", "Send it again", "Marked as a repeat where it may have arrived.", press.requeue_message,
               fits=_is_left),
        Button("aside", "Put it aside", "They were told in another way, or need not be.", press.put_aside,
               fits=_is_left),
    )  # fmt: skip

    def called(self, obj: Any) -> str:
        """In words."""
        return self.text_words(obj).capitalize()

    def rows(self, by: Any) -> QuerySet[Message]:
        """This programme's, newest first."""
        return messages_visible_to(by)

    tries = column("attempt", "tries")
    repeat = column("is_repeat", "marked as a repeat")

    @admin.display(description="by")
    def road(self, row: Message) -> str:
        """How it goes."""
        return "text" if row.channel == Message.Channel.SMS else "e-mail"

    @admin.display(description="text", ordering="text")
    def text_words(self, row: Message) -> str:
        """Which fixed text."""
        return row.text.replace("_", " ")

    @admin.display(description="to")
    def receiver(self, row: Message) -> str:
        """Places and colleagues by address; of a person who was helped nothing."""
        return "the person" if row.audience == Message.Audience.PERSON else row.to


@admin.register(HandlerRun)
class DeadLetterPage(Office):
    """Reactions that were tried too often."""

    empty = "None is held up: everything that follows from what happened was done."
    about = "What one app owes after something happened in another. Given up after eight tries."
    list_display = fields = ("event_words", "handler", "attempt", "error", "due_at", "status")
    ordering = ("status", "-due_at")
    buttons = (
        Button("requeue", "Try again", "With all its attempts.", press.requeue_run,
               fits=lambda row: row.status == HandlerRun.Status.DEAD),
    )  # fmt: skip

    def called(self, obj: Any) -> str:
        """In words."""
        return self.event_words(obj)

    def rows(self, by: Any) -> QuerySet[HandlerRun]:
        """The dead, then those that still wait."""
        return HandlerRun.objects.exclude(status=HandlerRun.Status.DONE)

    @admin.display(description="what happened")
    def event_words(self, row: HandlerRun) -> str:
        """The event as words: "Level changed"."""
        return re.sub(r"(?<!^)([A-Z])", lambda found: f" {found[1].lower()}", row.event)


class FilterForm(forms.Form):
    """What to look for in the record: codes, ids and days, never words."""

    what = forms.ChoiceField(label="What", required=False, choices=[("", "anything"), *AuditEvent.What.choices])
    by = forms.ChoiceField(label="Who", required=False)
    action = forms.RegexField(r"^[a-z_.]*$", label="Action begins with", required=False, max_length=64)
    kind = forms.RegexField(r"^[a-z_]*$", label="Kind", required=False, max_length=32)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        who: Any = self.fields["by"]
        who.choices = [("", "anybody"), *((str(one.id), one.name) for one in visible_to(user).order_by("name"))]

    def filters(self) -> queries.Filters:
        """As the query takes them; days are the programme's, both included."""
        said, zone = self.cleaned_data if self.is_valid() else {}, zone_of(self.user.programme_id)
        since, until = said.get("since"), said.get("until")
        return queries.Filters(
            what=said.get("what", ""),
            action=said.get("action", ""),
            kind=said.get("kind", ""),
            by=UUID(said["by"]) if said.get("by") else None,
            since=datetime.combine(since, time(), zone) if since else None,
            until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
            before=said.get("before"),
        )


@admin.register(AuditEvent)
class RecordPage(Office):
    """Who did what and when; not what was said."""

    about = "Append-only and sealed in a chain. Who, what and when; of people who were helped nothing."
    list_display = fields = ("at", "what", "action", "person", "kind", "how_many", "said", "basis", "device_id")

    def called(self, obj: Any) -> str:
        """In words."""
        return words_of(obj.action)

    def rows(self, by: Any) -> QuerySet[AuditEvent]:
        """This programme's."""
        return queries.events(by, queries.Filters())

    @admin.display(description="by")
    def person(self, row: AuditEvent) -> str:
        """Whose name stands behind the id."""
        return next(iter(staff_names([row.by_id]).values()), "nobody signed in")

    @admin.display(description="objects")
    def how_many(self, row: AuditEvent) -> int:
        """How many objects it concerned."""
        return len(row.object_ids)

    @admin.display(description="besides")
    def said(self, row: AuditEvent) -> str:
        """Codes and numbers, where they tell of nobody."""
        return facts_of(row)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Filters and the newest rows, by number: no count of a table that only grows."""
        user: Any = request.user
        form = FilterForm(user, request.GET or None)
        found = list(queries.events(user, form.filters())[: PAGE + 1])
        rows, more = found[:PAGE], len(found) > PAGE
        names, things = staff_names(row.by_id for row in rows), queries.named(rows)
        said = request.GET.copy()
        said.pop("before", None)
        context = {
            **self.admin_site.each_context(request),
            "title": "Audit",
            "crumb_here": "Audit",
            "about": self.about,
            "form": form,
            "rows": [
                (row, words_of(row.action), (names.get(row.by_id, "") if row.by_id else "") or "nobody signed in",
                 things.get(row.id, ""),
                 facts_of(row)) for row in rows
            ],
            "older": f"{said.urlencode()}&before={rows[-1].id}" if more else "",
            "asked": said.urlencode(),
            "ours": OURS,
        }  # fmt: skip
        return TemplateResponse(request, "ops/record.html", context)
