"""Dates of birth as people say and write them: swapped, with one digit wrong, or only an age. Pure."""

from datetime import date
from typing import Final

SAME, SWAPPED, NEAR, YEAR, ABOUT, DIFFERS, UNKNOWN = "same", "swapped", "near", "year", "about", "differs", "unknown"
OLDEST: Final = 120
_ABOUT: Final = 2
"""Years that an age, said by somebody else, may be off."""


def earliest(today: date) -> int:
    """The first year in which somebody who lives may have been born."""
    return today.year - OLDEST


def near_dates(born: date) -> set[date]:
    """Every date that is this one with day and month swapped, or with one digit one up or down."""
    found = {born, *filter(None, [_date(born.year, born.day, born.month)])}
    for step in (1, 10, 100):
        for sign in (-1, 1):
            found.add(_date(born.year + sign * step, born.month, born.day) or born)
    for step in (1, 10):
        for sign in (-1, 1):
            found.add(_date(born.year, born.month + sign * step, born.day) or born)
            found.add(_date(born.year, born.month, born.day + sign * step) or born)
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def compare(asked: date | None, asked_year: int | None, born: date | None, year: int | None) -> str:
    """How what was said fits what is known. A year alone fits a year, or is about it."""
    if asked and born:
        if asked == born:
            return SAME
        if _date(born.year, born.day, born.month) == asked:
            return SWAPPED
        if asked in near_dates(born):
            return NEAR
        return DIFFERS
    mine = asked.year if asked else asked_year
    theirs = born.year if born else year
    if mine is None or theirs is None:
        return UNKNOWN
    if mine == theirs:
        return YEAR
    return ABOUT if abs(mine - theirs) <= _ABOUT else DIFFERS


def band(born: date | None, year: int | None, today: date) -> int | None:
    """The decade of somebody's age (30: thirty to thirty-nine; 0 to 17 is 0); None when nothing is known."""
    if born is not None:
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    elif year is not None:
        age = today.year - year
    else:
        return None
    if age < 18:
        return 0
    return age // 10 * 10
