"""A letter to print, set by Typst in memory. What a person wrote is data to it, never markup."""

import json
import re
from pathlib import Path
from typing import Final

import typst

from apps.followups.queries.letter import Letter

_STATE: Final = re.compile(r"[A-Z]{2}(\s+\d{5}(-\d{4})?)?$")
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
        "on": "{month} {day}, {year}",
        "months": "January February March April May June July August September October November December",
    },
    "es": {
        "dear": "Hola, {name}:",
        "lines": [
            "Hemos intentado comunicarnos con usted y nos alegraría saber de usted.",
            "Por favor, llame a {sender} al {phone} cuando le convenga.",
            "Usted no tiene que hacer nada. Si prefiere que no le escribamos más, díganoslo y así lo haremos.",
        ],
        "bye": "Atentamente,",
        "on": "{day} de {month} de {year}",
        "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    },
}
"""Neutral on purpose: whoever else opens it learns nothing."""


def printed(letter: Letter) -> bytes:
    """The PDF, US Letter."""
    words = WORDS[letter.language]
    month = str(words["months"]).split()[letter.on.month - 1]
    gaps = {"name": letter.name, "sender": letter.sender, "phone": letter.phone}
    said = {
        "language": letter.language,
        "to": [_breakable(line) for line in (letter.name, *address_lines(letter.address))],
        "on": str(words["on"]).format(day=letter.on.day, month=month, year=letter.on.year),
        "dear": _breakable(str(words["dear"]).format(**gaps)),
        "lines": [_breakable(line.format(**gaps)) for line in words["lines"]],
        "bye": words["bye"],
        "sender": letter.sender,
        "phone": letter.phone,
    }
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"said": json.dumps(said)})
    return made


def address_lines(address: str) -> list[str]:
    """As it stands on an envelope: the lines that were typed; one line is parted at its commas, but not a town
    from its state with the ZIP code."""
    lines = [line.strip(" ,") for line in address.splitlines() if line.strip(" ,")]
    if len(lines) != 1:
        return lines
    parts = [part.strip() for part in lines[0].split(",") if part.strip()]
    if len(parts) > 1 and _STATE.match(parts[-1]):
        parts[-2:] = [f"{parts[-2]}, {parts[-1]}"]
    return parts


def _breakable(line: str) -> str:
    """A word longer than the page is wide may be broken: a zero-width space after each 30 letters."""
    return re.sub(r"(\S{30})(?=\S)", "\\1\u200b", line)
