"""The accounting on paper, for the person who asked for it: whole, in their language. Kept nowhere."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import typst

from apps.common.clock import now
from apps.people.consent_print import breakable, written
from apps.people.consent_words import NOTICE
from apps.referrals.accounting_words import WORDS

TEMPLATE: Final = (Path(__file__).parent / "accounting_page.typ").read_bytes()


def printed(lines: Sequence[Mapping[str, Any]], *, name: str, language: str, zone: ZoneInfo) -> bytes:
    """The PDF, US Letter, as many pages as it takes."""
    words = WORDS[language]
    today = written(now().astimezone(zone).date(), language)
    page = {
        "language": language,
        "words": words,
        "heading": breakable(words["for"].format(name=name, day=today)),
        "notice": NOTICE if any(each["is_sud"] for each in lines) else "",
        "rows": [_row(each, words, language, zone) for each in lines],
    }
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"page": json.dumps(page)})
    return made


def _row(each: Mapping[str, Any], words: Mapping[str, str], language: str, zone: ZoneInfo) -> list[str]:
    def day(stamped: str) -> str:
        return written(datetime.fromisoformat(stamped).astimezone(zone).date(), language)

    consent = each["consent"]
    why = words[each["basis"]].format(day=day(consent["given_at"]) if consent else "", words=each["basis_words"])
    told = ", ".join(words[code] for code in each["what"] if code in words) or words["nothing"]
    at = datetime.fromisoformat(each["at"]).astimezone(zone)
    whom = ", ".join(filter(None, (each["recipient"], each["recipient_name"])))
    cells = (f"{day(each['at'])}, {at:%H:%M}", f"{whom} ({words[each['way']]})", told, why)
    return [breakable(cell) for cell in (*cells, each["by_name"] or words["itself"])]
