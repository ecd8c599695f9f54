"""What a place's forms send, as the answers take it. Raises NotRight with the label of what is not right."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.common.clock import now
from apps.referrals.models import PartnerLink, Referral
from apps.referrals.partner_words import WORDS

LONGEST_AHEAD: Final = timedelta(days=366)
NAME, FIRST, WORDS_LONG, QUESTION = 120, 300, 500, 1000


class NotRight(Exception):
    """A field that a person has to look at, by its label."""


Typed = Mapping[str, str]


def read(what: str, typed: Typed, link_id: UUID, language: str) -> dict[str, Any]:
    """The arguments of one answer. Raises NotRight, also for a form that does not exist."""
    form = _FORMS.get(what)
    if form is None:
        raise NotRight("…")
    link = PartnerLink.objects.select_related("referral__programme").get(id=link_id)
    return form(typed, WORDS[language], ZoneInfo(link.referral.programme.time_zone))


Form = Callable[[Typed, Mapping[str, str], ZoneInfo], dict[str, Any]]


def _text(typed: Typed, name: str, longest: int, label: str = "") -> str:
    """One field; with a label it has to be filled."""
    value = " ".join(typed.get(name, "").split()) if longest <= FIRST else typed.get(name, "").strip()
    if (label and not value) or len(value) > longest:
        raise NotRight(label or name)
    return value


def _name(typed: Typed, words: Mapping[str, str]) -> dict[str, str]:
    return {"name": _text(typed, "name", NAME, words["your_name"])}


def _at(typed: Typed, end: str, words: Mapping[str, str], zone: ZoneInfo) -> datetime | None:
    """Day and hour where the programme is; None where neither was given."""
    day, hour = typed.get(f"day{end}", ""), typed.get(f"hour{end}", "")
    if not day and not hour:
        return None
    label = f"{words['day']}, {words['hour']}"
    try:
        at = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone)
    except ValueError as error:
        raise NotRight(label) from error
    if not now() - timedelta(hours=1) < at < now() + LONGEST_AHEAD:
        raise NotRight(label)
    return at


def _when(typed: Typed, words: Mapping[str, str], zone: ZoneInfo) -> datetime:
    at = _at(typed, "", words, zone)
    if at is None:
        raise NotRight(f"{words['day']}, {words['hour']}")
    return at


def _answer(typed: Typed, words: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    said = typed.get("answer", "")
    if said not in ("now", "later", "no"):
        raise NotRight(words["your_answer"])
    about: dict[str, Any] = _name(typed, words) | {"first_action": _text(typed, "first_action", FIRST)}
    if said == "now":
        return about | {"answer": "accept"}
    if said == "later":
        return about | {"answer": "schedule", "at": _when(typed, words, zone)}
    code = typed.get("code", "")
    if code not in Referral.Decline.values:
        raise NotRight(words["why_not"])
    return about | {"answer": "decline", "code": code, "words": _text(typed, "words", WORDS_LONG)}


def _times(typed: Typed, words: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    times = [at for at in (_at(typed, end, words, zone) for end in ("1", "2", "3")) if at is not None]
    if not times:
        raise NotRight(f"{words['day']}, {words['hour']}")
    return _name(typed, words) | {"times": sorted(set(times))}


def _question(typed: Typed, words: Mapping[str, str], _zone: ZoneInfo) -> dict[str, Any]:
    return _name(typed, words) | {"text": _text(typed, "text", QUESTION, words["question_label"])}


def _only_name(typed: Typed, words: Mapping[str, str], _zone: ZoneInfo) -> dict[str, Any]:
    return _name(typed, words)


def _close(typed: Typed, _words: Mapping[str, str], _zone: ZoneInfo) -> dict[str, Any]:
    return {"helped": typed.get("helped") == "yes"}


_FORMS: Final[dict[str, Form]] = {
    "answer": _answer,
    "times": _times,
    "question": _question,
    "attended": _only_name,
    "missed": _only_name,
    "close": _close,
    "confirm": _only_name,
}
