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

_SIGNS: Final = b"""#set page(width: 40pt, height: 40pt, margin: 8pt)
#for sign in json(bytes(sys.inputs.signs)) { page(text(sign)) }"""
_IN_NO_FONT: Final = "\u0378"
"""Unicode has given this one to nobody: every font shows its empty box for it."""
_EVERYWHERE: Final = "\u024f"
"""Up to here, the end of Latin, the fonts that come with Typst have every letter."""


def printed(parts: Mapping[str, Sequence[str]], language: str) -> bytes:
    """The PDF, US Letter. Letters grow smaller until all seven parts are on one page.

    What no font of this machine can print (emoji, mostly) is said in its place, and at the foot.
    """
    words = WORDS[language]
    lacking = without_font("".join(line for lines in parts.values() for line in lines))
    said = {
        **words,
        "language": language,
        "lacks": bool(lacking),
        "parts": [
            {
                "title": TITLES[language][name],
                "lines": [_breakable(in_words(line, lacking, words["unprinted"])) for line in parts.get(name, [])],
                "has_988": name == "professionals",
            }
            for name in PARTS
        ],
    }
    made: bytes = typst.compile(TEMPLATE, format="pdf", sys_inputs={"plan": json.dumps(said)})
    return made


def without_font(text: str) -> frozenset[str]:
    """The signs of a text that would be empty boxes on paper: set each, and compare it with one that surely is."""
    asked = sorted({sign for sign in text if sign > _EVERYWHERE and not sign.isspace()})
    if not asked:
        return frozenset()
    box, *pages = typst.compile(_SIGNS, format="svg", sys_inputs={"signs": json.dumps([_IN_NO_FONT, *asked])})
    return frozenset(sign for sign, page in zip(asked, pages, strict=True) if page == box)


def in_words(line: str, lacking: frozenset[str], instead: str) -> str:
    """A line with these words where signs stand that cannot be printed; what joins such signs goes with them."""
    if not lacking:
        return line
    signs = "".join(re.escape(sign) for sign in sorted(lacking))
    return re.sub(f"[{signs}](?:[\u200d\ufe0e\ufe0f]*[{signs}])*[\u200d\ufe0e\ufe0f]*", instead, line)


def _breakable(line: str) -> str:
    """A word longer than the page is wide may be broken: a zero-width space after each 30 letters."""
    return re.sub(r"(\S{30})(?=\S)", "\\1\u200b", line)
