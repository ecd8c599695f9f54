"""An instrument that nobody owns, invented for the demo and the tests: what a loaded questionnaire looks like."""

from typing import Any, Final

from apps.encounters.forms.shape import ORDINAL, TRANSLATION

SYSTEM: Final = "urn:alongside:steady-days"


def _es(content: str) -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": "es"}, {"url": "content", "valueString": content}]
    return {"extension": [{"url": TRANSLATION, "extension": parts}]}


def _option(code: str, weight: int, en: str, es: str) -> dict[str, Any]:
    return {
        "valueCoding": {"system": SYSTEM, "code": code, "display": en, "_display": _es(es)},
        "extension": [{"url": ORDINAL[0], "valueDecimal": weight}],
    }


_MUCH: Final = [
    _option("most", 0, "Most of it", "La mayor parte"),
    _option("half", 1, "About half", "Como la mitad"),
    _option("little", 2, "A little", "Un poco"),
    _option("none", 3, "None of it", "Nada"),
]
_OFTEN: Final = [
    _option("always", 0, "Every day", "Todos los días"),
    _option("often", 1, "Most days", "Casi todos los días"),
    _option("once", 2, "One day", "Un día"),
    _option("never", 3, "Not at all", "Ningún día"),
]


def _ask(link_id: str, options: list[dict[str, Any]], en: str, es: str, **more: Any) -> dict[str, Any]:
    asked = {"linkId": link_id, "type": "choice", "required": True, "text": en, "_text": _es(es)}
    return asked | {"answerOption": options} | more


QUESTIONNAIRE: Final[dict[str, Any]] = {
    "resourceType": "Questionnaire",
    "url": "urn:alongside:demo:steady-days",
    "version": "1",
    "status": "active",
    "title": "Steady Days check",
    "_title": _es("Revisión de días tranquilos"),
    "copyright": "Invented sample form, no owner.",
    "item": [
        {
            "linkId": "read",
            "type": "display",
            "text": "I will read six short questions. You may skip any of them.",
            "_text": _es("Le voy a leer seis preguntas cortas. Puede saltarse cualquiera."),
        },
        _ask(
            "sleep", _OFTEN, "In the last three days, how often did you sleep through?",
            "En los últimos tres días, ¿con qué frecuencia durmió de corrido?",
        ),
        _ask(
            "eat", _OFTEN, "In the last three days, how often did you eat a meal?",
            "En los últimos tres días, ¿con qué frecuencia comió una comida completa?",
        ),
        _ask(
            "manage", _MUCH, "In the last three days, how much of the day felt manageable?",
            "En los últimos tres días, ¿cuánto del día le pareció llevadero?",
        ),
        _ask(
            "people", _OFTEN, "In the last three days, how often did you talk with somebody you like?",
            "En los últimos tres días, ¿con qué frecuencia habló con alguien que le agrada?",
        ),
        _ask(
            "calm", _MUCH, "Yesterday, how much of the day were you calm?",
            "Ayer, ¿cuánto del día estuvo en calma?",
        ),
        _ask(
            "ahead", _MUCH, "How much of tomorrow do you look forward to?",
            "¿Cuánto del día de mañana espera con gusto?",
        ),
        {
            "linkId": "helped",
            "type": "text",
            "text": "What helped on that calm part of the day?",
            "_text": _es("¿Qué le ayudó en esa parte tranquila del día?"),
            "enableWhen": [
                {"question": "calm", "operator": "=", "answerCoding": {"system": SYSTEM, "code": code}}
                for code in ("most", "half")
            ],
            "enableBehavior": "any",
        },
    ],
}  # fmt: skip

SIDE: Final[dict[str, Any]] = {
    "languages": ["en", "es"],
    "bands": [
        {
            "code": "steady",
            "from": 0,
            "label": {"en": "steady", "es": "estable"},
            "sentence": {"en": "Most days are going all right", "es": "La mayoría de los días van bien"},
            "asks": {"en": "Nothing more for now.", "es": "Nada más por ahora."},
        },
        {
            "code": "unsettled",
            "from": 8,
            "label": {"en": "unsettled", "es": "inestable"},
            "sentence": {"en": "Most days are hard now", "es": "La mayoría de los días son difíciles"},
            "asks": {"en": "Offer a visit within 7 days.", "es": "Ofrezca una visita en 7 días."},
        },
        {
            "code": "heavy",
            "from": 13,
            "label": {"en": "heavy", "es": "pesado"},
            "sentence": {"en": "Nearly every day is too much", "es": "Casi todos los días son demasiado"},
            "asks": {
                "en": "Do not leave it at this visit: make the next contact before you go.",
                "es": "No lo deje en esta visita: acuerde el próximo contacto antes de irse.",
            },
        },
    ],
    "licence": {"holder": "Nobody: invented", "permitted_by": "demo, invented", "until": None},
}
