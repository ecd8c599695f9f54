"""A consent on one page for the person, in the language that it was read in. Nothing of it is written anywhere."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import typst

from apps.people.consent_words import NOTICE, WORDS
from apps.people.models import Consent

TEMPLATE: Final = (Path(__file__).parent / "consent_page.typ").read_bytes()

PAD: Final = 360
"""How high the pad is where it is 1000 wide; its points go from 0 to 1000 both ways."""

_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip


def printed(row: Consent) -> bytes:
    """The PDF, US Letter. Letters grow smaller until everything is on one page."""
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"page": json.dumps(page_of(row))})
    return made


def page_of(row: Consent) -> dict[str, Any]:
    """What is on the page, line by line, out of the words that were read."""
    words, language = WORDS[row.wording][row.language], row.language
    zone = ZoneInfo(row.programme.time_zone)
    given_on = written(row.given_at.astimezone(zone).date(), language)
    how = {
        Consent.How.DRAWN: words["drawn"],
        Consent.How.TYPED: words["typed"].format(name=row.typed_name),
        Consent.How.SPOKEN: words["spoken"].format(witness=row.witness),
    }[Consent.How(row.how)]
    at, taken_by = words["at"].format(day=given_on), words["taken_by"].format(name=row.taken_by.get_full_name())
    return {
        "language": language,
        "title": words["title"],
        "copy": words["copy"],
        "state": _state(row, words, zone),
        "lines": [{"about": about, "text": breakable(text)} for about, text in _lines(row, words)],
        "take_back": words["take_back"],
        "sud": words["sud"] if row.is_sud else "",
        "notice": NOTICE if row.is_sud else "",
        "how": breakable(f"{how} {at}, {taken_by}."),
        "how_back": breakable(words["how_back"].format(discloser=row.discloser)),
        "drawing": drawing(row.signature) if row.signature else "",
    }


def _lines(row: Consent, words: dict[str, str]) -> list[tuple[str, str]]:
    told = ", ".join(words[code] for code in row.what)
    kept = ", ".join(words[code] for code in Consent.What.values if code not in row.what)
    names = [str(each["name"]) for each in row.recipients]
    to = f" {words['and']} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    purpose = words[row.purpose].format(words=row.purpose_words)
    return [
        (words["who"], words[row.decided_by].format(name=row.decider_name)),
        (words["to"], to),
        (words["what"], _sentence(told) + (f" {words['not']}: {kept}." if kept else "")),
        (words["from_for"], f"{row.discloser}, {purpose}"),
        (words["until"], _sentence(words["until_day"].format(day=written(row.until, row.language)), end="")),
    ]


def _sentence(text: str, end: str = ".") -> str:
    return text[:1].upper() + text[1:] + end


def _state(row: Consent, words: dict[str, str], zone: ZoneInfo) -> str:
    """What has become of it since."""
    if row.withdrawn_at is not None:
        return words["withdrawn"].format(day=written(row.withdrawn_at.astimezone(zone).date(), row.language))
    return words["replaced"] if row.next_id is not None else ""


def written(day: date | datetime, language: str) -> str:
    """A day as it is written in this language."""
    month = _MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"


def breakable(line: str) -> str:
    """A word longer than the page is wide may be broken: a zero-width space after each 30 letters."""
    return re.sub(r"(\S{30})(?=\S)", "\\1\u200b", line)


def drawing(strokes: list[list[list[int]]]) -> str:
    """The signature as SVG, as wide as the pad it was drawn on: numbers only, checked when it was kept."""
    paths = " ".join(
        "M" + " L".join(f"{int(x)} {int(y) * PAD // 1000}" for x, y in (stroke if len(stroke) > 1 else stroke * 2))
        for stroke in strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {PAD}"><path d="'
        + paths
        + '" fill="none" stroke="#14211e" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
