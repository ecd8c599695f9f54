"""What a consent must have to be one (42 CFR 2.31(a)), and whom the law lets give it. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from apps.accounts.queries import MAJORITY
from apps.people.consent_words import WORDS

STROKES: Final = 200
POINTS: Final = 4_000
"""A name written with a finger has some tens of strokes and some hundreds of points."""

RECIPIENTS: Final = 20
DRAWN, TYPED, SPOKEN = "drawn", "typed", "spoken"


def lacks(said: Mapping[str, Any]) -> list[str]:
    """The fields that are missing or cannot be, in the order of the rule; empty for one that is whole."""
    wrong = [name for name in ("decider_name", "discloser") if not said[name].strip()]
    wrong += [] if _are_recipients(said["recipients"]) else ["recipients"]
    what = said["what"]
    wrong += [] if what and len(set(what)) == len(what) else ["what"]
    if said["purpose"] == "other" and not said["purpose_words"].strip():
        wrong.append("purpose_words")
    wrong += [] if said["language"] in WORDS.get(said["wording"], {}) else ["wording"]
    return wrong + _how(said)


def _are_recipients(rows: Sequence[Mapping[str, Any]]) -> bool:
    named = [row["service"] for row in rows if row.get("service")]
    return (
        0 < len(rows) <= RECIPIENTS
        and all(str(row.get("name", "")).strip() for row in rows)
        and len(set(named)) == len(named)
    )


def _how(said: Mapping[str, Any]) -> list[str]:
    """What each way of saying yes needs: a signature, a typed name, or a witness."""
    needed = {
        DRAWN: ("signature", is_signature(said["signature"])),
        TYPED: ("typed_name", bool(said["typed_name"].strip())),
        SPOKEN: ("witness", bool(said["witness"].strip())),
    }
    name, is_there = needed[said["how"]]
    return [] if is_there else [name]


def is_signature(strokes: Any) -> bool:
    """Whether these are strokes of a finger: lists of [x, y] from 0 to 1000, and at least one of them a line."""
    if not isinstance(strokes, list) or not 0 < len(strokes) <= STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke for stroke in strokes):
        return False
    if not 2 <= sum(len(stroke) for stroke in strokes) <= POINTS:
        return False
    return all(_is_point(point) for stroke in strokes for point in stroke) and any(
        stroke[0] != stroke[-1] or len(stroke) > 2 for stroke in strokes
    )


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(each, int) and not isinstance(each, bool) and 0 <= each <= 1000 for each in point)
    )


def ages(born: date | None, year: int | None, on: date) -> tuple[int, int] | None:
    """The youngest and the oldest this person can be on a day, in years; None where nobody knows."""
    if born is not None:
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return years, years
    return (on.year - year - 1, on.year - year) if year else None


def may_decide(decided_by: str, age: tuple[int, int] | None, minor_age: int) -> bool:
    """Whether such a person may say yes for somebody of this age; an age that is not known forbids nothing.

    `minor_age` is the programme's setting: from which year on its state lets a minor decide; 18 where it does not.
    """
    youngest, oldest = age or (0, 200)
    if decided_by == "minor":
        return minor_age < MAJORITY and oldest >= minor_age and youngest < MAJORITY
    if decided_by == "parent":
        return youngest < MAJORITY
    return decided_by == "guardian" or oldest >= MAJORITY


def days_of(given_on: date, until: date, most: int) -> bool:
    """Whether a consent may run from one day to the other."""
    return given_on <= until <= given_on + timedelta(days=most)
