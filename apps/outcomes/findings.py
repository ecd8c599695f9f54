"""The month in one plain paragraph, in both languages. Only what is shown is said; what is hidden is said to be."""

from collections.abc import Mapping
from typing import Any, Final

from apps.outcomes.period import Month

_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "none": "Nobody was met in this month.",
        "few": "Fewer than 11 people were met: no figures are shown.",
        "met": "A team met **{n} people**.",
        "arrested": "**{n} were arrested**",
        "held": "**{n} were placed on a hold**",
        "and": " and ",
        "more": "more than in {before}",
        "fewer": "fewer than in {before}",
        "same": "as many as in {before}",
        "hidden": "Arrests and holds are too few to be shown.",
        "force": "Force was used {n} times.",
        "no_force": "No force was used.",
        "clock": "Half were reached within {median} minutes of the decision, nine in ten within {p90}.",
        "attended": "**{n} of the {of} people referred** sat down with someone within 7 days.",
        "attended_hidden": "Too few people were referred to say how many came.",
        "early": "For the others the 7 days are not over.",
    },
    "es": {
        "none": "No se encontró a nadie en este mes.",
        "few": "Se encontró a menos de 11 personas: no se muestran cifras.",
        "met": "Un equipo se encontró con **{n} personas**.",
        "arrested": "**{n} fueron arrestadas**",
        "held": "**{n} quedaron con retención involuntaria**",
        "and": " y ",
        "more": "más que en {before}",
        "fewer": "menos que en {before}",
        "same": "tantas como en {before}",
        "hidden": "Los arrestos y las retenciones son muy pocos para mostrarse.",
        "force": "Se usó fuerza {n} veces.",
        "no_force": "No se usó fuerza.",
        "clock": "A la mitad se llegó en {median} minutos desde la decisión, a nueve de diez en {p90}.",
        "attended": "**{n} de las {of} personas derivadas** hablaron con alguien en 7 días.",
        "attended_hidden": "Se derivó a muy pocas personas para decir cuántas asistieron.",
        "early": "Para las demás, los 7 días no han terminado.",
    },
}


def month_name(month: Month, language: str) -> str:
    """ "September 2026", or "septiembre de 2026"."""
    name = _MONTHS[language][month.first.month - 1]
    return f"{name} de {month.first.year}" if language == "es" else f"{name} {month.first.year}"


def findings(
    month: Month, found: Mapping[str, dict[str, Any]], before: Mapping[str, dict[str, Any]] | None
) -> dict[str, str]:
    """Language -> the paragraph; what stands between ** is to be set in bold."""
    return {language: _paragraph(month, found, before, language) for language in _WORDS}


def _paragraph(
    month: Month, found: Mapping[str, dict[str, Any]], before: Mapping[str, dict[str, Any]] | None, language: str
) -> str:
    words = _WORDS[language]
    met = found["met"]["n"]
    if not met:
        return words["few"] if met is None else words["none"]
    name = _MONTHS[language][month.before.first.month - 1]
    said = [words["met"].format(n=met), *_police(found, before, words, name)]
    force = found["force"]["n"]
    if force is not None:
        said.append(words["force"].format(n=force) if force else words["no_force"])
    clock = found["arrive"]
    if clock["median"] is not None:
        said.append(words["clock"].format(median=round(clock["median"]), p90=round(clock["p90"])))
    said += _attended(found, words)
    return " ".join(said)


def _police(
    found: Mapping[str, dict[str, Any]], before: Mapping[str, dict[str, Any]] | None, words: dict[str, str], name: str
) -> list[str]:
    shown = [
        words[word].format(n=found[one]["n"]) + _against(found[one], before[one] if before else None, words, name)
        for one, word in (("arrested", "arrested"), ("hold", "held"))
        if found[one]["n"] is not None
    ]
    return [words["and"].join(shown) + "."] if shown else [words["hidden"]]


def _against(one: dict[str, Any], before: dict[str, Any] | None, words: dict[str, str], name: str) -> str:
    if not before or before["n"] is None:
        return ""
    word = "same" if before["n"] == one["n"] else "more" if one["n"] > before["n"] else "fewer"
    return ", " + words[word].format(before=name)


def _attended(found: Mapping[str, dict[str, Any]], words: dict[str, str]) -> list[str]:
    came, referred = found["attended_7"], found["referred"]["n"]
    if came["n"] is None or not came["of"]:
        return [words["attended_hidden"]]
    said = [words["attended"].format(n=came["n"], of=came["of"])]
    return [*said, words["early"]] if referred is not None and referred > came["of"] else said
