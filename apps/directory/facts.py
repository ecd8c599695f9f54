"""What a service is like: the facts, what each may say, and which of two sources stands. Pure.

A value is a mapping with `words` for people and, beside it, what filters need. Two values are the same when their
digests are.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

WHAT: Final = ("phones", "hours", "who", "not_for", "bring", "languages", "pays", "way_in")
"""phones [{number, extension, kind, note}] · hours {rules, holidays, words} · who {words, min_age, max_age, veterans,
youth} · not_for {words} · bring {documents} · languages {codes, words} · pays {codes, words} ·
way_in {walk_in, words}"""

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PAYERS: Final = ("free", "medicaid", "medicare", "va", "insurance", "sliding", "self")
WORDS: Final = 600
LIST: Final = 24
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_DAY_OF_MONTH: Final = re.compile(r"-?[1-5](MO|TU|WE|TH|FR|SA|SU)")


def digest(value: Any) -> str:
    """SHA-256 of a value in one canonical form."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def problem_of(what: str, value: Any) -> bool:
    """Whether this cannot be the value of this fact."""
    check = _CHECKS.get(what)
    return check is None or not check(value)


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    if isinstance(value, Mapping):
        return all(is_empty(one) for one in value.values())
    return value in (None, "", False) or value == []


def _words(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= WORDS


def _is_list(value: Any, each: Any, most: int = LIST) -> bool:
    return isinstance(value, list) and len(value) <= most and all(each(one) for one in value)


def _has(value: Any, **parts: Any) -> bool:
    """A mapping with only these parts, each as its check says; a part may be left out."""
    return isinstance(value, Mapping) and all(name in parts and parts[name](one) for name, one in value.items())


def _age(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 130)


def _bool(value: Any) -> bool:
    return isinstance(value, bool)


def _short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 120


def _time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _weekday(value: Any) -> bool:
    return isinstance(value, str) and (value in DAYS or _DAY_OF_MONTH.fullmatch(value) is not None)


def _rule(value: Any) -> bool:
    """Weekly or monthly opening, or an exception of certain days; without times it is closed."""
    return _has(
        value, days=lambda v: _is_list(v, _weekday), month_days=lambda v: _is_list(v, lambda n: isinstance(n, int)),
        opens=_time, closes=_time, since=_day, until=_day, exception=_bool, words=_short,
    )  # fmt: skip


def _codes(known: Iterable[str]) -> Any:
    allowed = frozenset(known)
    return lambda value: _is_list(value, lambda one: one in allowed)


def _language(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}", value) is not None


def _phone(value: Any) -> bool:
    return _has(value, number=_short, extension=_short, kind=_short, note=_short) and bool(value.get("number"))


_CHECKS: Final[dict[str, Any]] = {
    "phones": lambda v: _is_list(v, _phone),
    "hours": lambda v: _has(
        v, rules=lambda r: _is_list(r, _rule, 60), holidays=lambda h: h in ("", "open", "closed"), words=_words
    ),
    "who": lambda v: _has(v, words=_words, min_age=_age, max_age=_age, veterans=_bool, youth=_bool),
    "not_for": lambda v: _has(v, words=_words),
    "bring": lambda v: _has(v, documents=lambda d: _is_list(d, lambda one: isinstance(one, str) and len(one) <= 300)),
    "languages": lambda v: _has(v, codes=lambda c: _is_list(c, _language), words=_words),
    "pays": lambda v: _has(v, codes=_codes(PAYERS), words=_words),
    "way_in": lambda v: _has(v, walk_in=lambda w: w in ("", "yes", "no", "referral"), words=_words),
}


@dataclass(frozen=True)
class Told:
    """A correction, as far as it matters here."""

    value: Any
    told_by: str
    how: str
    by_name: str
    at: datetime
    kept_against: str = ""
    id: Any = None


@dataclass(frozen=True)
class Standing:
    """What is shown: the value, who said it when and how, and the other source where the two still differ."""

    value: Any
    told_by: str
    how: str
    by_name: str
    at: str
    other: Any = None
    other_at: str = ""


def standing(imported: Mapping[str, Any] | None, told: Sequence[Told]) -> Standing | None:
    """The newest told by a person, else the import; `told` are those not given up. None: nobody said anything.

    An import never overwrites a person's word: where it differs and nobody has chosen, both are given.
    """
    newest = max(told, key=lambda one: one.at, default=None)
    if newest is None:
        if imported is None:
            return None
        return Standing(imported["value"], imported.get("by", ""), imported.get("how", "import"), "", imported["at"])
    other, other_at = None, ""
    if imported is not None and digest(imported["value"]) not in (digest(newest.value), newest.kept_against):
        other, other_at = imported["value"], imported["at"]
    at = newest.at.isoformat().replace("+00:00", "Z")
    return Standing(newest.value, newest.told_by, newest.how, newest.by_name, at, other, other_at)
