"""Small pieces of the administration's pages: icons, the menu's numbers, a time where the programme is."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.ops.look import ICONS, NAVIGATION, WHERE

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our line icons, hidden from screen readers: words stand beside it."""
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', ICONS[name]
    )


@register.simple_tag
def count_of(item: dict[str, Any], counts: dict[str, tuple[int, bool]] | None) -> dict[str, Any]:
    """How much waits behind an entry of the menu, and whether it is urgent."""
    found = [counts[key] for key in item.get("keys", ()) if counts and key in counts]
    return {"count": sum(n for n, _alarm in found), "alarm": any(alarm for _n, alarm in found)}


@register.simple_tag
def pages_name(opts: Any) -> str:
    """What the menu calls the pages of a model."""
    where = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    titles = [item["title"] for group in NAVIGATION for item in group["items"] if str(item["link"]) == where]
    return titles[0] if titles else str(opts.verbose_name_plural).capitalize()


@register.simple_tag
def page_of(key: str) -> str:
    """Where what a check or a task names is done or read."""
    return reverse(WHERE[key])


@register.simple_tag
def crumb_of(opts: Any) -> str:
    """Where the list of a model is."""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime | None) -> str:
    """A moment where the programme is: "Nov 18, 9:12 am"."""
    if at is None:
        return ""
    return local(at, context.get("ops_zone"))


def local(at: datetime, zone: ZoneInfo | None) -> str:
    """The same, for who has no template."""
    there = at.astimezone(zone or ZoneInfo("UTC"))
    half = "am" if there.hour < 12 else "pm"
    return f"{there:%b} {there.day}, {there.hour % 12 or 12}:{there.minute:02d} {half}"


@register.simple_tag
def level(number: int) -> SafeString:
    """A level as its shape, with its word for screen readers."""
    return format_html('<span class="lvl lvl--{0}"><span class="ops-hidden">level </span>{0}</span>', number)


@register.simple_tag
def said_of(value: Any) -> str:
    """A fact of the directory in one line: its words, else what it says."""
    if isinstance(value, dict):
        return str(value.get("words") or ", ".join(f"{name} {said_of(one)}" for name, one in value.items() if one))
    if isinstance(value, list):
        return "; ".join(
            str(one.get("number") or said_of(one)) if isinstance(one, dict) else str(one) for one in value
        )
    return "" if value is None else str(value)
