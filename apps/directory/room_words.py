"""The words of a provider's page about its room, in both languages."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from apps.common.clock import now
from apps.directory.models import Capacity

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Room now",
        "ask_title": "How much room do you have?",
        "ask": "Type the code of your link. It is 16 letters and digits.",
        "code": "Code of your link",
        "open": "Show my numbers",
        "wrong": "That code opens nothing. It may be too old, or closed. Ask for a new one.",
        "how_many": "How many are free at",
        "seen": "Field teams see it at once, with your name and the time.",
        "of": "of",
        "was": "was",
        "less": "one less",
        "more": "one more",
        "not_known": "not known",
        "walk_open": "Open",
        "walk_full": "Full",
        "walk_ask": "Ask us",
        "minutes": "minutes to wait",
        "name": "Your name, as teams will read it",
        "right": "This is right",
        "knows": "This page knows no names of people. The link works until",
        "questions": "Questions:",
        "done": "Teams see it now",
        "said": "Said by",
        "went": "A bed just went?",
        "change_any": "Change it here any time until",
        "change": "Change the numbers",
        "full": "We are full",
        "stale": "After some hours without a word the teams read “call first”.",
        "name_missing": "Write your name first: teams read who said it.",
        "number_wrong": "A number is not right. Use whole numbers from 0 to 9999, or leave it empty.",
        "too_many": "This link was used too often in an hour. Wait a little, or call.",
        "again": "That was not kept. Please try once more.",
        "other": "Español",
        "other_code": "es",
        "none": "Nothing is counted here yet. Call your contact.",
    },
    "es": {
        "title": "Lugar ahora",
        "ask_title": "¿Cuánto lugar tiene?",
        "ask": "Escriba el código de su enlace. Son 16 letras y números.",
        "code": "Código de su enlace",
        "open": "Ver mis números",
        "wrong": "Ese código no abre nada. Puede ser muy viejo o estar cerrado. Pida uno nuevo.",
        "how_many": "Cuánto hay libre en",
        "seen": "Los equipos lo ven enseguida, con su nombre y la hora.",
        "of": "de",
        "was": "eran",
        "less": "uno menos",
        "more": "uno más",
        "not_known": "no se sabe",
        "walk_open": "Abierto",
        "walk_full": "Lleno",
        "walk_ask": "Pregunte",
        "minutes": "minutos de espera",
        "name": "Su nombre, como lo leerán los equipos",
        "right": "Está bien así",
        "knows": "Esta página no conoce nombres de personas. El enlace sirve hasta",
        "questions": "Preguntas:",
        "done": "Los equipos ya lo ven",
        "said": "Lo dijo",
        "went": "¿Se ocupó una cama?",
        "change_any": "Cámbielo aquí cuando quiera hasta",
        "change": "Cambiar los números",
        "full": "Estamos llenos",
        "stale": "Tras unas horas sin noticias, los equipos leen «llame antes».",
        "name_missing": "Escriba primero su nombre: los equipos leen quién lo dijo.",
        "number_wrong": "Un número no está bien. Use números enteros de 0 a 9999, o déjelo vacío.",
        "too_many": "Este enlace se usó demasiado en una hora. Espere un poco o llame.",
        "again": "No se guardó. Inténtelo otra vez, por favor.",
        "other": "English",
        "other_code": "en",
        "none": "Aquí todavía no se cuenta nada. Llame a su contacto.",
    },
}
_MONTHS: Final = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]


def time_in(language: str, at: datetime, zone: str) -> str:
    """ "1:50 pm", with the day when it is not today."""
    here, today = at.astimezone(ZoneInfo(zone)), now().astimezone(ZoneInfo(zone)).date()
    clock = f"{here.hour % 12 or 12}:{here.minute:02} {'am' if here.hour < 12 else 'pm'}"
    if here.date() == today:
        return clock
    day = f"{here.day} {_MONTHS[here.month - 1]}" if language == "es" else f"{here:%b} {here.day}"
    return f"{day}, {clock}"


def said_in(language: str, row: Capacity, zone: str) -> dict[str, Any]:
    """One thing that is counted, as the page shows it."""
    words = WORDS[language]
    value = "" if row.available is None else str(row.available)
    walk = {"": words["walk_ask"], "0": words["walk_full"]}.get(value, words["walk_open"])
    shown = walk if row.sort == Capacity.Sort.WALK_IN else value or words["not_known"]
    return {
        "id": str(row.id),
        "sort": str(row.sort),
        "unit": (row.unit_es if language == "es" else "") or row.unit,
        "value": value,
        "shown": shown,
        "maximum": row.maximum,
        "at": time_in(language, row.at, zone) if row.said_by or row.by_id or row.how != "import" else "",
    }
