"""Opening hours of other systems as our rules: days, times, since and until, and exceptions for certain days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from apps.directory.facts import DAYS, WORDS

_TIME: Final = re.compile(
    r"(\d{1,2})(?::?(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?(?:Z|[+-]\d{2}:?\d{2})?", re.I
)
_DATES: Final = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y")
_YEARLY: Final = ("%B %d", "%b %d", "%m/%d")
_NAMES: Final = {"mo": "MO", "tu": "TU", "we": "WE", "th": "TH", "fr": "FR", "sa": "SA", "su": "SU"}
_HOLIDAYS_CLOSED: Final = re.compile(
    r"(?:closed|not available|not open|except)[^.;]{0,40}\bholidays\b|\bholidays\b[^.;]{0,20}\bclosed\b", re.I
)
_EXCEPTION_DAYS: Final = 14
"""A schedule without weekdays that is valid for at most so many days is an exception, not a season."""


def time_of(value: str) -> str:
    """ "9:00 am", "0900", "17:00:00" as HH:MM; "" for what is no time of day."""
    found = _TIME.fullmatch(value.strip())
    if not found:
        return ""
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), (found.group(3) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        return "24:00"
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def day_of(value: str) -> str:
    """A date in any of the usual ways as YYYY-MM-DD; "" for what is none."""
    for pattern in _DATES:
        try:
            return datetime.strptime(value.strip()[:40], pattern).date().isoformat()  # noqa: DTZ007  (a day, no time)
        except ValueError:
            continue
    return value.strip()[:10] if re.match(r"\d{4}-\d{2}-\d{2}T", value.strip()) else ""


def yearly(value: str, years: Sequence[int]) -> list[str]:
    """A day without a year, in each of these years."""
    for pattern in _YEARLY:
        try:
            found = datetime.strptime(f"{value.strip()[:40]} 2000", f"{pattern} %Y")  # noqa: DTZ007  (a day, no time)
        except ValueError:
            continue
        return [date(year, found.month, min(found.day, 28 if found.month == 2 else 31)).isoformat() for year in years]
    return []


def weekday(value: str) -> str:
    """ "Monday", "mon", "1" (Monday) or "MO" as MO; "" for none."""
    text = value.strip().lower()
    if text.isdigit() and 0 <= int(text) <= 7:
        return DAYS[(int(text) - 1) % 7]
    return _NAMES.get(text[:2], "")


def hours(schedules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{rules, holidays, words} out of HSDS schedules. A schedule that only has words adds words."""
    rules, words = [], []
    for one in schedules:
        rule = _rule(one)
        if rule:
            rules.append(rule)
        words += [str(one[name]).strip() for name in ("description", "notes") if one.get(name)]
    said = " ".join(dict.fromkeys(words))[:WORDS]
    return {"rules": rules[:60], "holidays": "closed" if _HOLIDAYS_CLOSED.search(said) else "", "words": said}


def _rule(one: Mapping[str, Any]) -> dict[str, Any] | None:
    opens, closes = time_of(str(one.get("opens_at") or "")), time_of(str(one.get("closes_at") or ""))
    since, until = (day_of(str(one.get(name) or "")) for name in ("valid_from", "valid_to"))
    days = _days(str(one.get("byday") or one.get("weekday") or ""))
    month_days = [int(n) for n in re.findall(r"-?\d+", str(one.get("bymonthday") or "")) if 0 < abs(int(n)) <= 31]
    times = {"opens": opens, "closes": closes} if opens and closes else {}
    period = {name: day for name, day in (("since", since), ("until", until)) if day}
    if not days and not month_days:
        if since and until and (date.fromisoformat(until) - date.fromisoformat(since)).days <= _EXCEPTION_DAYS:
            return {"exception": True, **times, **period}
        if not times or str(one.get("freq") or "") == "MONTHLY":
            return None
        days = list(DAYS)
    if not times:
        return None
    when: dict[str, Any] = {"days": days} if days else {}
    if month_days and str(one.get("freq") or "") == "MONTHLY":
        when["month_days"] = month_days[:24]
    return {**when, **times, **period} if when else None


def _days(byday: str) -> list[str]:
    found = []
    for part in re.split(r"[,;\s]+", byday):
        nth = re.fullmatch(r"\+?(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)", part.upper())
        day = f"{nth.group(1)}{nth.group(2)}" if nth else weekday(part) if part else ""
        if day and day not in found:
            found.append(day)
    return found
