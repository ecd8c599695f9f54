"""The start page, and what every page of the administration shows around itself."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.queries import programmes_visible_to, zone_of
from apps.common.clock import now
from apps.office import queries
from config.ops.look import WHERE
from config.templatetags.ops import local

_ASK = {"messages": "?state=left", "devices": "?unused=yes", "people": "?standing=waits"}


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Programme, clock and the menu's numbers."""
    user: Any = request.user
    if not getattr(user, "is_staff", False):
        return {}
    programme, zone = programmes_visible_to(user).first(), zone_of(user.programme_id)
    waits = queries.todo(user)
    counts: dict[str, tuple[int, bool]] = {one.key: (one.count, one.is_alarm) for one in waits}
    at = now().astimezone(zone)
    return {
        "ops_programme": programme.name if programme else "",
        "ops_zone": zone,
        "ops_now": f"{at:%a} {local(at, zone)}",
        "ops_counts": counts,
        "ops_todo": waits,
    }


def context(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What needs somebody, what runs well, what was changed, and the review that is owed."""
    user: Any = request.user
    waits: list[queries.Todo] = given["ops_todo"]
    n = sum(1 for one in waits)
    monday = queries.week_to_review(user)
    return {
        **given,
        "title": "Start",
        "heading": f"{n} {'thing needs' if n == 1 else 'things need'} you today" if n else "Nothing waits for you",
        "todo": [(one, reverse(WHERE[one.where]) + _ASK.get(one.where, "")) for one in waits],
        "checks": queries.checks(user),
        "changes": queries.last_changes(user),
        "review": queries.counts_of(user, monday),
        "reviewed": queries.is_reviewed(user, monday),
    }
