"""Screens that are no list of one table: health, the review, settings, imports, what differs, finding."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from apps.accounts.queries import agencies_visible_to, programmes_visible_to, visible_to
from apps.common.clock import now
from apps.directory import actions as directory
from apps.directory.facts import WHAT
from apps.directory.queries import sud_to_review
from apps.directory.queries import visible_to as services_visible_to
from apps.office import actions, queries
from apps.office.queries.health import last_drill, last_verified, queues, span
from apps.office.queries.review import review_of
from apps.office.queries.todo import differing
from apps.outbox.commands import Answer
from config.ops.forms import SettleForm
from config.ops.look import NAVIGATION
from config.ops.pressing import Button, Press, PressForm, form_page
from config.templatetags.ops import said_of

MOST_LATE: Final = 100


def around(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    """What every screen shows around itself."""
    return {**admin.site.each_context(request), "title": title, "crumb_here": title, **more}


def _screen(request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
    return TemplateResponse(request, f"ops/{name}.html", around(request, title, **more))


def jobs(request: HttpRequest) -> HttpResponse:
    """Queues, sweeps, the sealer, the chain."""
    user: Any = request.user
    at = now()
    every = [
        (one, span(at - one.last) if one.last else "never", span(timedelta(seconds=one.every)))
        for one in queries.jobs()
    ]
    waiting = [(one, span(at - one.oldest) if one.oldest else "") for one in queues()]
    more = {"checks": queries.checks(user), "jobs": every, "queues": waiting, "drill": _drill()}
    return _screen(request, "jobs", "Jobs and health", **more)


def _drill() -> dict[str, Any] | None:
    """What came back when a backup was last restored as a test."""
    row = last_drill()
    if row is None:
        return None
    took = span(timedelta(seconds=row.facts["seconds"]))
    return {
        **row.facts,
        "at": row.occurred_at,
        "taken_at": datetime.fromisoformat(row.facts["taken_at"]),
        "took": took,
    }


def _verify(by: Any, _nothing: Any, press: Press) -> tuple[Answer, str]:
    answer = press.run(actions.verify_chain, by)
    row = last_verified(by)
    wrong = int(row.facts.get("problems", 0)) if row else 0
    where = " `manage.py verify_audit` names them." if wrong else ""
    return answer, f"The record has {wrong} problems.{where}" if wrong else "The record is whole."


def reminders(request: HttpRequest) -> HttpResponse:
    """Reminders that left late or still wait: to whom of the staff, never of whom."""
    rows = queries.late_reminders(request.user, MOST_LATE + 1)
    return _screen(request, "reminders", "Reminders late", rows=rows[:MOST_LATE], more=len(rows) > MOST_LATE)


VERIFY = Button("verify", "Check the record’s chain", "Reads every row and seal. It takes a while.", _verify)


def verify(request: HttpRequest) -> HttpResponse:
    """Check the chain now."""
    return form_page(request, VERIFY, None, back=reverse("ops:jobs"), around=around(request, VERIFY.title))


def _week(request: HttpRequest) -> date:
    last = queries.week_to_review(request.user)
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return last
    return asked if asked.weekday() == 0 and asked <= last else last


def review(request: HttpRequest) -> HttpResponse:
    """One week's counts, and who reviewed it."""
    user: Any = request.user
    monday = _week(request)
    done = review_of(user, monday)
    by = (
        visible_to(user).filter(id=done.by_id).values_list("name", flat=True).first() if done and done.by_id else None
    )
    more = {"review": queries.counts_of(user, monday), "done": done, "by": by, "long": True, "monday": monday}
    return _screen(request, "review", "Weekly review", **more)


def review_done(request: HttpRequest, week: str) -> HttpResponse:
    """Say that a week was reviewed."""
    try:
        monday = date.fromisoformat(week)
    except ValueError as error:
        raise Http404 from error

    def press(by: Any, _nothing: Any, pressed: Press) -> tuple[Answer, str]:
        return pressed.run(actions.record_review, by, monday=monday), "The review is on record, with its counts."

    button = Button("review", "Say that it is reviewed", "Your name, the time and the counts are kept.", press)
    back = f"{reverse('ops:review')}?week={monday.isoformat()}"
    return form_page(request, button, None, back=back, around=around(request, button.title))


_UNITS: Final = {"h": "hours", "min": "minutes"}


def _field(one: queries.Setting, value: Any) -> forms.Field:
    unit = f", {_UNITS.get(one.unit, one.unit)}" if one.unit else ""
    said = {True: "yes", False: "no"}.get(one.default, one.default) if one.kind == "yes_no" else one.default
    hint = f"Unless chosen: {said or 'none'}{f' {_UNITS.get(one.unit, one.unit)}' if one.unit else ''}"
    if one.kind == "yes_no":
        return forms.BooleanField(label=one.title, required=False, initial=bool(value), help_text=hint)
    if one.kind in {"words", "hour"}:
        return forms.CharField(label=one.title, required=False, initial=value, max_length=one.most, help_text=hint)
    return forms.IntegerField(
        label=f"{one.title}{unit}", required=False, initial=value, min_value=1, max_value=one.most, help_text=hint
    )


class SettingsForm(PressForm):
    """All figures of a programme; an empty one goes back to the default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = queries.chosen(self.by)
        for one in queries.SETTINGS:
            self.fields[one.name] = _field(one, kept.get(one.name))

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """As they belong together."""
        found: dict[str, list[forms.BoundField]] = {}
        for one in queries.SETTINGS:
            found.setdefault(one.group, []).append(self[one.name])
        return list(found.items())

    def said(self) -> dict[str, Any]:
        """Every figure; None where the default counts."""
        found = {}
        for one in queries.SETTINGS:
            value = self.cleaned_data.get(one.name)
            found[one.name] = None if value in ("", None) or value == one.default else value
        return found


def _choose(by: Any, _nothing: Any, press: Press) -> tuple[Answer, str]:
    return press.run(actions.change_settings, by, said=press.said), "Kept. Phones and desks follow within minutes."


def settings(request: HttpRequest) -> HttpResponse:
    """The programme's figures."""
    programme = programmes_visible_to(request.user).first()  # type: ignore[arg-type]
    zone = programme.time_zone if programme else ""
    about = f"What an empty field means stands below it. The programme’s time zone is {zone}."
    button = Button("settings", "Settings", about, _choose, SettingsForm, go="Keep these")
    return form_page(request, button, None, back=reverse("ops:settings"), around=around(request, "Settings"))


def imports(request: HttpRequest) -> HttpResponse:
    """What came in from other directories, and what they list no more."""
    rows = list(queries.events(request.user, queries.Filters(action="directory."))[:100])
    return _screen(request, "imports", "Imports", rows=[(row, row.facts) for row in rows])


def differs(request: HttpRequest) -> HttpResponse:
    """Services of which the source says something else than we were told, fact by fact."""
    rows = [
        (service, [(what, service.copy["facts"][what]) for what in WHAT
                   if "other" in service.copy.get("facts", {}).get(what, {})])
        for service in differing(request.user).select_related("organization")[:100]
    ]  # fmt: skip
    return _screen(request, "differs", "Differs from its source", rows=rows)


def settle(request: HttpRequest, service_id: Any, what: str) -> HttpResponse:
    """Choose which word stands."""
    service = services_visible_to(request.user).filter(id=service_id).first()
    if service is None or what not in WHAT:
        raise Http404

    def press(by: Any, one: Any, pressed: Press) -> tuple[Answer, str]:
        answer = pressed.run(directory.settle_fact, by, service_id=one.id, what=what, **pressed.said)
        return answer, "It is chosen. Both stay on record."

    fact = service.copy.get("facts", {}).get(what, {})
    about = f"We were told: {said_of(fact.get('value'))}. The source says: {said_of(fact.get('other'))}."
    button = Button(
        "settle", f"Choose what stands: {what.replace('_', ' ')}", f"{about} Both stay on record.", press, SettleForm,
        go="Let it stand",
    )  # fmt: skip
    return form_page(request, button, service, back=reverse("ops:differing"), around=around(request, button.title))


def sud(request: HttpRequest) -> HttpResponse:
    """Services that were guessed to be for substance use."""
    return _screen(request, "sud", "Perhaps for substance use", rows=sud_to_review(request.user)[:200])


def find(request: HttpRequest) -> HttpResponse:
    """Colleagues, agencies, places and pages by a few letters. Posted, so that words stay out of addresses."""
    asked = request.POST.get("words", "").strip()[:80]
    found: list[tuple[str, str, str]] = []
    if len(asked) >= 2:
        low = asked.lower()
        items = [item for group in NAVIGATION for item in group["items"]]
        found += [("Page", item["title"], str(item["link"])) for item in items if low in item["title"].lower()]
        for kind, rows, where in (
            ("Colleague", visible_to(request.user), "accounts_user"),  # type: ignore[arg-type]
            ("Agency", agencies_visible_to(request.user), "accounts_agency"),  # type: ignore[arg-type]
            ("Place", services_visible_to(request.user), "directory_service"),
        ):
            named: Any = rows.filter(name__icontains=asked).order_by("name")[:20]
            found += [(kind, row.name, reverse(f"admin:{where}_change", args=[row.pk])) for row in named]
    return _screen(request, "find", "Search", asked=asked, found=found)
