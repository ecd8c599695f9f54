"""Days and hours as a person says them, in both languages."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_DAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}


def date_words(on: date, language: str) -> str:
    """A day as a person says it."""
    day, month = _DAYS[language][on.weekday()], _MONTHS[language][on.month - 1]
    return f"{day}, {month} {on.day}" if language == "en" else f"{day} {on.day} de {month}"


def date_in_full(on: date, language: str) -> str:
    """The same with its year, for what ends long from now."""
    month = _MONTHS[language][on.month - 1]
    return f"{month} {on.day}, {on.year}" if language == "en" else f"{on.day} de {month} de {on.year}"


def day_words(at: datetime, zone: str, language: str) -> str:
    """The day of a moment, where the programme is."""
    return date_words(at.astimezone(ZoneInfo(zone)).date(), language)


def time_words(at: datetime, zone: str, language: str) -> str:
    """The same with the hour, on the twelve-hour clock."""
    there = at.astimezone(ZoneInfo(zone))
    hour = f"{there.hour % 12 or 12}:{there.minute:02d}"
    half = ("am", "pm") if language == "en" else ("a. m.", "p. m.")
    return f"{day_words(at, zone, language)}, {hour} {half[there.hour >= 12]}"
