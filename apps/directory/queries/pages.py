"""The directory as devices copy it: pages of what changed after a number, and the bell that says there is more."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from apps.access import trim
from apps.accounts.models import Programme
from apps.accounts.queries import whole_setting
from apps.common.clock import now, stamp
from apps.common.errors import NotFound
from apps.directory.models import Directory
from apps.directory.queries.scope import directories_visible_to, visible_to
from apps.directory.queries.shapes import stale_hours

PAGE: Final = 250
_CLASSES: Final = {"id": "key", "version": "key", "number": "key"}


def page(user: Any, since: int) -> dict[str, Any]:
    """Up to 250 services that changed after `since`, in the order of their changes; `next` is where to go on."""
    programme = Programme.objects.filter(id=user.programme_id).first()
    if programme is None:
        raise NotFound
    number = directories_visible_to(user).values_list("number", flat=True).first() or 0
    rows = visible_to(user).filter(number__gt=since, number__lte=number).order_by("number", "id")
    if since == 0:
        rows = rows.exclude(copy__has_key="gone")
    found = list(rows.values_list("copy", "number", "version")[: PAGE + 1])
    more = len(found) > PAGE
    return {
        "programme": str(programme.id),
        "number": number,
        "next": found[PAGE - 1][1] if more else None,
        "at": stamp(now()),
        "zone": programme.time_zone,
        "centre": _centre(programme.settings.get("centre")),
        "fresh_h": stale_hours(programme),
        "drive": drive_of(programme),
        "services": [copy | {"version": version} for copy, _number, version in found[:PAGE]],
    }


ROAD_FACTOR_PERCENT: Final = 140
"""How much longer roads are than the line between two points. Studies of road networks find 1.2 to 1.4 in cities;
the upper end, because an estimate that is too short strands a team. Unverified for any one programme."""
MEAN_MPH: Final = 25
"""Mean speed of a car over a trip in a city, with lights and parking. Unverified default."""


def drive_of(programme: Programme) -> dict[str, int]:
    """How a drive is estimated without a map: settings `drive_road_percent` (100 to 300), `drive_mph` (5 to 80)."""
    percent = whole_setting(programme.settings.get("drive_road_percent"), ROAD_FACTOR_PERCENT, 300)
    return {
        "road_percent": max(percent, 100),
        "mph": max(whole_setting(programme.settings.get("drive_mph"), MEAN_MPH, 80), 5),
    }


def _centre(chosen: Any) -> list[float] | None:
    """Where distances begin when the phone does not know where it is: `centre` of the programme, [lat, lon]."""
    if not isinstance(chosen, list) or len(chosen) != 2 or not all(isinstance(n, int | float) for n in chosen):
        return None
    lat, lon = float(chosen[0]), float(chosen[1])
    return [lat, lon] if abs(lat) <= 90 and abs(lon) <= 180 else None


def services_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Services as phones hold them: what a command answers."""
    rows = visible_to(user).filter(id__in=list(ids))
    return {id_: copy | {"version": version} for id_, copy, version in rows.values_list("id", "copy", "version")}


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The bell: how far the programme's directory is. What it says is asked for by page."""
    seen = {}
    for row in directories_visible_to(user).filter(id__in=list(ids)):
        data = {"id": str(row.id), "version": row.version, "number": row.number}
        seen[row.id] = trim(user, row, data, _CLASSES)
    return seen


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """What a device holds of the directory in its store: the bell alone."""
    return [(Directory.KIND, list(directories_visible_to(user).values_list("id", flat=True)[:1]))]
