"""The paper for a place without a link, set by Typst in memory. What a person wrote is data to it, never markup."""

import json
import re
from pathlib import Path
from typing import Final

import typst

from apps.common.when import time_words
from apps.referrals.partner_words import WORDS
from apps.referrals.queries import Packet
from apps.referrals.queries.told import told

TEMPLATE: Final = (Path(__file__).parent / "partner_paper.typ").read_bytes()


def printed(packet: Packet, language: str) -> bytes:
    """The PDF, US Letter: who asks, what is shared and why it may be, and lines to answer on."""
    words, row = WORDS[language], packet.referral
    what, need = told(packet, language), row.need
    agency = need.asked_by.agency.name if need.asked_by.agency else need.programme.name
    at = time_words(row.sent_at or need.asked_at, need.programme.time_zone, language)
    said = {
        "language": language,
        "title": words["request_for"].format(place=row.service_name),
        "asked": words["asked_by"].format(at=at, name=need.asked_by.name, agency=agency),
        "rows": [{"title": title, "lines": [_breakable(line) for line in lines]} for title, lines in what.rows],
        "why": what.why,
        "ask_us": words["ask_us"],
        "owner": ", ".join(filter(None, (need.owner.name, need.owner.phone))),
        "answer": words["your_answer"],
        "choices": [words["yes_now"], words["yes_later"], words["no"]],
        "blanks": [words["day"] + ", " + words["hour"], words["your_name"], words["first_thing"]],
    }
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"said": json.dumps(said)})
    return made


def _breakable(line: str) -> str:
    """A word longer than the page is wide may be broken: a zero-width space after each 30 letters."""
    return re.sub(r"(\S{30})(?=\S)", "\\1\u200b", line)
