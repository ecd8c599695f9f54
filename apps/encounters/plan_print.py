"""One page to print, set by Typst in memory. What a person wrote is data to it, never markup."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import typst

from apps.encounters.plan_text import PARTS
from apps.encounters.plan_words import TITLES, WORDS

TEMPLATE: Final = (Path(__file__).parent / "plan_page.typ").read_bytes()


def printed(parts: Mapping[str, Sequence[str]], language: str) -> bytes:
    """The PDF, US Letter. Letters grow smaller until all seven parts are on one page."""
    said = {
        **WORDS[language],
        "language": language,
        "parts": [
            {
                "title": TITLES[language][name],
                "lines": [_breakable(line) for line in parts.get(name, [])],
                "has_988": name == "professionals",
            }
            for name in PARTS
        ],
    }
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"plan": json.dumps(said)})
    return made


def _breakable(line: str) -> str:
    """A word longer than the page is wide may be broken: a zero-width space after each 30 letters."""
    return re.sub(r"(\S{30})(?=\S)", "\\1\u200b", line)
