"""What free text of a directory says that filters can use: languages, ages, payers, walking in. Pure, and careful.

Only what is plainly said becomes a code; the words themselves always stay beside it.
"""

import re
from typing import Any, Final

from apps.directory.facts import LIST, WORDS

LANGUAGES: Final = {
    "en": "english inglés ingles", "es": "spanish español espanol", "fr": "french", "ko": "korean",
    "zh": "chinese mandarin cantonese", "ru": "russian", "vi": "vietnamese", "ar": "arabic", "pt": "portuguese",
    "de": "german", "ht": "haitian creole", "tl": "tagalog filipino", "am": "amharic", "hi": "hindi", "ur": "urdu",
    "fa": "farsi persian", "he": "hebrew", "it": "italian", "pl": "polish", "ja": "japanese", "so": "somali",
    "yo": "yoruba", "el": "greek", "ase": "asl american sign sign_language",
}  # fmt: skip
_LANGUAGE_OF: Final = {name: code for code, names in LANGUAGES.items() for name in names.split()}
_NOT_SPOKEN: Final = re.compile(r"\b(?:no|not|limited|poco)\s+(?:\w+\s+)?$")

_PAYERS: Final = (
    ("medicaid", r"medicaid|medi-?cal\b|medical assistance|\bm\.?a\.?\b(?! )|\bmchp\b|health ?choice"),
    ("medicare", r"medicare"),
    ("va", r"\bva\b|veterans? (?:affairs|administration|benefits)|tricare|champus"),
    ("sliding", r"sliding|ability to pay|based on income|income[- ]based"),
    ("insurance", r"insurance|all payment methods|blue cross|hmo\b"),
    ("self", r"self[- ]pay|private pay|cash|all payment methods"),
)
_FREE: Final = re.compile(
    r"^\s*(?:none\b(?! if)|free\b|no (?:fee|charge|cost)|there (?:is|are) no (?:fee|charge))", re.I
)
_ALL_FREE: Final = re.compile(r"(?:services|all) (?:are|is) free|free of charge|at no (?:charge|cost)", re.I)

_FROM_AGE: Final = re.compile(
    r"(?:ages?|aged|over|at least|minimum age(?: of)?)\s*(\d{1,2})\s*(?:years?(?: old)?)?\s*"
    r"(?:\+|and (?:older|up|over|above)|or (?:older|over|above)|& (?:older|up|over)|years and older)", re.I
)  # fmt: skip
_FROM_AGE_BARE: Final = re.compile(
    r"\b(\d{1,2})\s*(?:years?(?: of age| old)?)?\s*(?:\+|(?:and|or|&) (?:older|up|over|above))", re.I
)
_OVER_AGE: Final = re.compile(r"\b(?:over|at least)\s+(?:the age of\s+)?(\d{1,2})\b(?!%)", re.I)
_AGES: Final = re.compile(r"\bages?\s*(\d{1,2})\s*(?:-|–|to|through)\s*(\d{1,2})\b", re.I)
_TO_AGE: Final = re.compile(r"(?:\b(?:up to|under|through)\s+(?:the\s+)?(?:age\s*)?(\d{1,2})\b(?!%))", re.I)
_VETERAN: Final = re.compile(r"\bveterans?\b|\bmilitary\b|\bveteranos?\b", re.I)
_YOUTH: Final = re.compile(r"\b(?:youths?|teens?|teenagers?|adolescents?|children|jóvenes|adolescentes)\b", re.I)
_WALK_IN: Final = re.compile(r"\bwalk[- ]?ins?\b|\bdrop[- ]?in\b|\bopen access\b|\bjust come\b|\bsin cita\b", re.I)
_NO_WALK_IN: Final = re.compile(r"\b(?:no|not accept|by appointment only)\b[^.]{0,24}\bwalk[- ]?ins?\b", re.I)
_REFERRAL: Final = re.compile(
    r"\breferral(?:s)? (?:is |are )?(?:required|needed|necessary|must)|\bmust be referred\b|\breferred by\b", re.I
)
_DOCUMENTS: Final = re.compile(
    r"(?:INTAKE DOCUMENTATION|DOCUMENTS?(?: REQUIRED)?|WHAT TO BRING):\s*(.+?)(?:\n\s*\n|\Z)", re.S
)
_REQUIRED: Final = re.compile(r"(?:^|[.;]\s+)([^.;]{3,160}?) (?:is |are )?(?:required|needed)\b", re.I)
_PAPERS: Final = re.compile(
    r"\b(?:id|identification|proof|card|certificate|license|social security|pay ?stubs?)\b", re.I
)
_SUD: Final = re.compile(
    r"substance|addict|alcohol|withdrawal|detox|opioid|methadone|\(mat\)|medication-assisted|halfway|\(level \d", re.I
)


def languages(*texts: str) -> dict[str, Any]:
    """{codes, words} of what is spoken."""
    words = _joined(texts)
    codes = []
    for found in re.finditer(r"[a-záéíóúñ]+", words.lower()):
        code = _LANGUAGE_OF.get(found.group())
        if code and code not in codes and not _NOT_SPOKEN.search(words[: found.start()].lower()):
            codes.append(code)
    return {"codes": codes[:LIST], "words": words}


def payers(*texts: str) -> dict[str, Any]:
    """{codes, words} of what it costs and who pays."""
    words = _joined(texts)
    codes = [code for code, pattern in _PAYERS if re.search(pattern, words, re.I)]
    if any(_FREE.search(text) for text in texts) or _ALL_FREE.search(words):
        codes.insert(0, "free")
    return {"codes": codes, "words": words}


def who(words: str, *, least: int | None = None, most: int | None = None, more: str = "") -> dict[str, Any]:
    """{words, min_age, max_age, veterans, youth} of whom it is for; `more` may name veterans or youth."""
    text = _joined([words])
    low, high = _ages(text)
    low, high = least if least is not None else low, most if most is not None else high
    named = f"{text} {more}"
    is_youth = bool(_YOUTH.search(named)) or (high or 99) <= 24
    ages = {"min_age": low, "max_age": high}
    return {"words": text, **ages, "veterans": bool(_VETERAN.search(named)), "youth": is_youth}


def _ages(text: str) -> tuple[int | None, int | None]:
    both = _AGES.search(text)
    if both and int(both.group(1)) < int(both.group(2)):
        return int(both.group(1)), int(both.group(2))
    low = next((found for pattern in (_FROM_AGE, _FROM_AGE_BARE, _OVER_AGE) if (found := pattern.search(text))), None)
    high = _TO_AGE.search(text)
    return (int(low.group(1)) if low else None), (int(high.group(1)) if high and not low else None)


def way_in(*texts: str) -> dict[str, Any]:
    """{walk_in, words} of how one gets in."""
    words = _joined(texts)
    walk_in = ""
    if _NO_WALK_IN.search(words):
        walk_in = "no"
    elif _WALK_IN.search(words):
        walk_in = "yes"
    elif _REFERRAL.search(words):
        walk_in = "referral"
    return {"walk_in": walk_in, "words": words}


def documents(*texts: str) -> dict[str, Any]:
    """{documents} that a text plainly asks for."""
    found: list[str] = []
    for text in texts:
        section = _DOCUMENTS.search(text)
        if section:
            found += [part.strip(" .-•") for part in re.split(r"[,;\n]| and ", section.group(1))]
        for asked in _REQUIRED.finditer(text[:400]):
            if _PAPERS.search(asked.group(1)):
                found.append(asked.group(1).strip())
    return {"documents": list(dict.fromkeys(one[:200] for one in found if len(one) > 1))[:LIST]}


def is_sud(*names: str) -> bool:
    """Whether a name or term says that substance use is treated, so that 42 CFR Part 2 may apply."""
    return any(_SUD.search(name) for name in names)


def _joined(texts: Any) -> str:
    return " · ".join(dict.fromkeys(re.sub(r"\s+", " ", text).strip() for text in texts if text and text.strip()))[
        :WORDS
    ]
