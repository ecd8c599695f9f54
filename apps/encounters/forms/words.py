"""Texts of a questionnaire in its languages, and the weights that its options carry."""

from collections.abc import Mapping
from typing import Any

from apps.encounters.forms.shape import ORDINAL, TRANSLATION


def ordinal_of(element: Mapping[str, Any]) -> float | int | None:
    """The weight that FHIR's `ordinalValue` gives an option, or None."""
    for one in _extensions(element):
        if one.get("url") in ORDINAL:
            value = one.get("valueDecimal")
            if isinstance(value, int | float) and not isinstance(value, bool):
                return value
    return None


def translations(element: Mapping[str, Any], name: str, language: str = "en") -> dict[str, str]:
    """A text in every language that it has; `language` is the one it is written in."""
    found = {language: element[name]} if isinstance(element.get(name), str) else {}
    beside = element.get(f"_{name}")
    for one in _extensions(beside) if isinstance(beside, dict) else []:
        if one.get("url") == TRANSLATION:
            said = {str(part.get("url")): part for part in _extensions(one)}
            code, content = said.get("lang", {}).get("valueCode"), said.get("content", {}).get("valueString")
            if isinstance(code, str) and isinstance(content, str):
                found[code] = content
    return found


def _extensions(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = element.get("extension", [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
