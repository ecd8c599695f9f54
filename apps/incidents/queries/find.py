"""Earlier incidents from the same number, address or block; the search of past days; the rows of an export."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from apps.accounts.models import Programme
from apps.accounts.queries import whole_setting, zone_of
from apps.common.clock import now, stamp
from apps.common.keys import block_key, number_key, place_key
from apps.incidents.models import Incident
from apps.incidents.queries.board import day_in
from apps.incidents.queries.scope import visible_to

REPEAT_DAYS: Final = 30
"""How far back a repeat call counts; a programme's setting `repeat_call_days` (unverified default)."""
EARLIER_ROWS: Final = 20
SEARCH_ROWS: Final = 50
SEARCH_DAYS: Final = 31
_SEARCHED: Final = (
    "place",
    "place_detail",
    "area",
    "words",
    "hazards",
    "call_back",
    "caller_name",
    "person_name",
    "external_id",
)


@dataclass(frozen=True)
class Keys:
    """What two incidents are compared by. Empty: not known, so no match."""

    number: str = ""
    place: str = ""
    block: str = ""


def keys_of(incident: Incident) -> Keys:
    """The keys kept with an incident."""
    return Keys(incident.call_back_key, incident.place_key, incident.block_key)


def keys_from(call_back: str, place: str) -> Keys:
    """The keys of what has just been typed."""
    return Keys(number_key(call_back), place_key(place), block_key(place))


def repeat_days(programme_id: UUID) -> int:
    """How many days back this programme looks for repeat calls."""
    settings = Programme.objects.values_list("settings", flat=True).get(id=programme_id)
    return whole_setting(settings.get("repeat_call_days"), REPEAT_DAYS, 3_650)


def earlier(user: Any, keys: Keys, *, days: int, apart_from: UUID | None = None) -> list[dict[str, Any]]:
    """Incidents of the last `days` days with the same number, else address, else block; newest first.

    At most 20, of which no block takes the place of a number. One index search per key, so that it answers while
    somebody types.
    """
    found: dict[UUID, dict[str, Any]] = {}
    for match, rows in _matches(user, keys, now() - timedelta(days=days), apart_from):
        for row in rows:
            found.setdefault(row.id, _earlier(row, match))
    strongest = list(found.values())[:EARLIER_ROWS]
    return sorted(strongest, key=lambda row: row["opened_at"], reverse=True)


def _matches(
    user: Any, keys: Keys, since: datetime, apart_from: UUID | None
) -> list[tuple[str, "QuerySet[Incident]"]]:
    """The strongest match first."""
    asked = (
        ("number", "call_back_key", keys.number),
        ("address", "place_key", keys.place),
        ("block", "block_key", keys.block),
    )
    return [(match, same_key(user, column, key, since, apart_from)) for match, column, key in asked if key]


def same_key(
    user: Any, column: str, key: str, since: datetime, apart_from: UUID | None = None
) -> "QuerySet[Incident]":
    """The newest visible incidents since then whose `column` is this key, but for one."""
    rows = visible_to(user).filter(~Q(**{column: ""}), **{column: key}, opened_at__gte=since)
    if apart_from is not None:
        rows = rows.exclude(id=apart_from)
    return rows.only("id", "number", "opened_at", "level", "result", "status").order_by("-opened_at")[:EARLIER_ROWS]


def _earlier(row: Incident, match: str) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "opened_at": stamp(row.opened_at),
        "level": row.level,
        "result": row.result,
        "match": match,
        # What came of it, as a code the screen has words for.
        "outcome_words": row.result or ("open" if row.is_open else "unknown"),
    }


def search(user: Any, text: str, day: date | None = None) -> list[UUID]:
    """Visible incidents of one local day (or of the last 31 days) that hold every word of `text`; newest first."""
    rows = visible_to(user)
    if day is None:
        rows = rows.filter(opened_at__gte=now() - timedelta(days=SEARCH_DAYS))
    else:
        begin, end = day_in(zone_of(user.programme_id), datetime.combine(day, time(12), zone_of(user.programme_id)))
        rows = rows.filter(opened_at__gte=begin, opened_at__lt=end)
    for word in text.split()[:8]:
        rows = rows.filter(_holds(word))
    return list(rows.order_by("-opened_at", "id").values_list("id", flat=True)[:SEARCH_ROWS])


def _holds(word: str) -> Q:
    found = Q()
    for column in _SEARCHED:
        found |= Q(**{f"{column}__icontains": word})
    digits = word.lstrip("#")
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        found |= Q(number=int(digits))
    return found


def of_today(user: Any) -> tuple["QuerySet[Incident]", ZoneInfo]:
    """The visible incidents opened today in the programme's zone, oldest first, and that zone."""
    zone = zone_of(user.programme_id)
    begin, end = day_in(zone, now())
    rows = visible_to(user).filter(opened_at__gte=begin, opened_at__lt=end).exclude(source=Incident.Source.IMPORT)
    return rows.order_by("opened_at", "id"), zone
