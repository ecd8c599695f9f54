"""A letter to print, set by Typst in memory. What a person wrote is data to it, never markup."""

import json
import re
from pathlib import Path
from typing import Final

import typst

from apps.followups.queries.letter import Letter

TEMPLATE: Final = (Path(__file__).parent / "letter_page.typ").read_bytes()

WORDS: Final = {
    "en": {
        "dear": "Dear {name},",
        "lines": [
            "We have tried to reach you and would be glad to hear from you.",
            "Please call {sender} at {phone} when it suits you.",
            "You do not have to do anything. If you would rather not hear from us, tell us, and we stop.",
        ],
        "bye": "Kind regards,",
        "on": "{month}/{day}/{year}",
    },
    "es": {
        "dear": "Hola, {name}:",
        "lines": [
            "Hemos intentado comunicarnos con usted y nos alegraría saber de usted.",
            "Por favor, llame a {sender} al {phone} cuando le convenga.",
            "Usted no tiene que hacer nada. Si prefiere que no le escribamos más, díganoslo y así lo haremos.",
        ],
        "bye": "Atentamente,",
        "on": "{day}/{month}/{year}",
    },
}
"""Neutral on purpose: whoever else opens it learns nothing."""


def printed(letter: Letter) -> bytes:
    """The PDF, US Letter."""
    words = WORDS[letter.language]
    gaps = {"name": letter.name, "sender": letter.sender, "phone": letter.phone}
    said = {
        "language": letter.language,
        "to": [letter.name, *(part.strip() for part in letter.address.split(","))],
        "on": str(words["on"]).format(day=letter.on.day, month=letter.on.month, year=letter.on.year),
        "dear": str(words["dear"]).format(**gaps),
        "lines": [_breakable(line.format(**gaps)) for line in words["lines"]],
        "bye": words["bye"],
        "sender": letter.sender,
        "phone": letter.phone,
    }
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"said": json.dumps(said)})
    return made


def _breakable(line: str) -> str:
    """A word longer than the page is wide may be broken: a zero-width space after each 30 letters."""
    return re.sub(r"(\S{30})(?=\S)", "\\1\u200b", line)
