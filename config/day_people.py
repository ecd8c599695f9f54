"""Who the demo's calls were about: invented people with a little history, so that matching has somebody to find."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from config.cast import fixed_id


@dataclass(frozen=True)
class Known:
    """One invented person, other names, and how to reach them."""

    fields: Mapping[str, Any]
    aliases: tuple[Mapping[str, str], ...] = ()
    points: tuple[Mapping[str, Any], ...] = field(default=())


KNOWN: Final = {
    "ansel": Known(
        {"given": "Ansel", "family": "Varga", "called": "Sel", "date_of_birth": date(1992, 6, 3),
         "language": "English"},
        aliases=({"given": "Anselmo", "family": "Varga"},),
        points=(
            {"kind": "phone", "value": "555-0188", "label": "His phone", "call": "yes", "text": "yes",
             "voicemail": "no", "who_else": "Mother hears his voicemail. Best after 5 pm."},
            {"kind": "phone", "value": "555-0142", "label": "Mother, Elena", "relation": "mother", "call": "yes",
             "text": "no", "language": "Spanish", "who_else": "May be told that you called, nothing more."},
            {"kind": "address", "value": "418 Alder St, Mesa"},
        ),
    ),
    "maura": Known({"given": "Maura", "family": "Quill", "birth_year": 1974}),
    "teodoro": Known(
        {"given": "Teodoro Luis", "family": "Ibarra", "second_family": "Peña", "called": "Teo",
         "date_of_birth": date(1961, 11, 9), "language": "Spanish"},
        points=({"kind": "phone", "value": "555-0177", "label": "Su teléfono"},),
    ),
    "sabine": Known({"given": "Sabine", "family": "Orr", "date_of_birth": date(1999, 2, 17)}),
    "anselmo": Known({"given": "Anselmo", "family": "Vargas", "second_family": "Ruiz", "birth_year": 1988}),
}  # fmt: skip
"""By the key that a call of config/day.py names."""


def person_id(key: str) -> Any:
    """The fixed id of a person of the demo."""
    return fixed_id(f"person {key}")
