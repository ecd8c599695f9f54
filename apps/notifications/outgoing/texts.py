"""The fixed texts of what leaves. None has a gap for anything about a person; staff and places are all they name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string

from apps.notifications.outgoing.said import Letter
from apps.notifications.outgoing.texts_staff import STAFF_TEXTS, WELCOME, Text

LANGUAGES: Final = ("en", "es")
MARKS: Final = {
    "repeat": {
        "en": "This may be a repeat of a message that you have already.",
        "es": "Este mensaje puede ser la repetición de uno que ya recibió.",
    },
    "late": {
        "en": "This message is late.",
        "es": "Este mensaje llega tarde.",
    },
}
"""What a message says of itself before it says anything else."""
LONGEST: Final = 200
_ROOM: Final = "/p/room?language={language}"
_STAFF: Final = "/cases"


TEXTS: Final[dict[str, dict[str, Text]]] = {
    "place_link": {
        "en": Text(
            "A request is waiting for {place}",
            "{asker} asks for your answer. On purpose, this message names no one.",
            "Open the request",
            "The link works until {until_en}. {factor_en} Not you? Forward nothing; call {phone}.",
        ),
        "es": Text(
            "Hay una solicitud para {place}",
            "{asker} espera su respuesta. A propósito, este mensaje no nombra a nadie.",
            "Abrir la solicitud",
            "Hasta el {until_es} funciona el enlace. {factor_es} ¿No es para usted? No lo reenvíe; llame al {phone}.",
        ),
    },
    "place_news": {
        "en": Text(
            "News about a request to {place}",
            "{asker} has news about a request that you know. On purpose, this message names no one.",
            "Open the request",
            "The link works until {until_en}. {factor_en} Not you? Forward nothing; call {phone}.",
        ),
        "es": Text(
            "Novedades de una solicitud a {place}",
            "{asker} tiene novedades de una solicitud que usted conoce. A propósito, este mensaje no nombra a nadie.",
            "Abrir la solicitud",
            "Hasta el {until_es} funciona el enlace. {factor_es} ¿No es para usted? No lo reenvíe; llame al {phone}.",
        ),
    },
    "place_called_off": {
        "en": Text(
            "A request to {place} was called off",
            "{asker} has called off a request that you said yes to. On purpose, this message names no one.",
            "Read and confirm",
            "The link works until {until_en}. {factor_en} Not you? Forward nothing; call {phone}.",
        ),
        "es": Text(
            "Se canceló una solicitud a {place}",
            "{asker} canceló una solicitud que usted aceptó. A propósito, este mensaje no nombra a nadie.",
            "Leer y confirmar",
            "Hasta el {until_es} funciona el enlace. {factor_es} ¿No es para usted? No lo reenvíe; llame al {phone}.",
        ),
    },
    "place_came": {
        "en": Text(
            "Did the visit at {place} happen?",
            "{asker} asks whether somebody came who was booked with you. On purpose, this message names no one.",
            "Say yes or no",
            "The link works until {until_en}. {factor_en} Not you? Forward nothing; call {phone}.",
        ),
        "es": Text(
            "¿Se dio la cita en {place}?",
            "{asker} pregunta si vino alguien que tenía cita con usted. A propósito, este mensaje no nombra a nadie.",
            "Decir sí o no",
            "Hasta el {until_es} funciona el enlace. {factor_es} ¿No es para usted? No lo reenvíe; llame al {phone}.",
        ),
    },
    "place_coming": {
        "en": Text(
            "A team is on its way to {place}",
            "{asker} has left for you with somebody you said yes to. On purpose, this message names no one.",
            rest="Questions: {phone}.",
        ),
        "es": Text(
            "Un equipo va en camino a {place}",
            "{asker} salió hacia ustedes con alguien que aceptaron. A propósito, este mensaje no nombra a nadie.",
            rest="Preguntas: {phone}.",
        ),
    },
    "room_link": {
        "en": Text(
            "How much room is there at {place}?",
            "{asker} asks you to say it on a page of your own. It needs no account and knows no person.",
            "Say how much room there is",
            "The link works until {until_en}. Not you? Forward nothing; call {phone}.",
            _ROOM,
        ),
        "es": Text(
            "¿Cuánto lugar hay en {place}?",
            "{asker} le pide que lo diga en una página suya. No hace falta una cuenta y la página no conoce a nadie.",
            "Decir cuánto lugar hay",
            "El enlace funciona hasta el {until_es}. ¿No es para usted? No lo reenvíe; llame al {phone}.",
            _ROOM,
        ),
    },
    "place_code": {
        "en": Text("", "Alongside: {code} opens the request to {place}. Tell it to nobody."),
        "es": Text("", "Alongside: {code} abre la solicitud a {place}. No lo diga a nadie."),
    },
    "staff_due": {
        "en": Text("Something of yours is due", "Follow-up: something of yours is due.", "Open", road=_STAFF),
        "es": Text("Tiene algo pendiente", "Seguimiento: tiene algo pendiente.", "Abrir", road=_STAFF),
    },
    "staff_offer": {
        "en": Text("A colleague asks you", "Follow-up: a colleague asks you something.", "Open", road=_STAFF),
        "es": Text("Le pregunta un colega", "Seguimiento: un colega le pregunta algo.", "Abrir", road=_STAFF),
    },
    "visit_reminder": {
        "en": Text(
            "",
            "Reminder: you have an appointment on {when_en}.",
            rest="Reply C to confirm, STOP for no more texts. Questions: {phone}.",
        ),
        "es": Text(
            "",
            "Recordatorio: usted tiene una cita el {when_es}.",
            rest="Responda C para confirmar, STOP para no recibir más mensajes. Preguntas: {phone}.",
        ),
    },
    "place_ended": {
        "en": Text(
            "A request to {place} is not needed any more",
            "{asker} asked you on {asked_en}. There is nothing more to do, and the link is closed. Thank you.",
            rest="Questions: {phone}.",
        ),
        "es": Text(
            "Una solicitud a {place} ya no es necesaria",
            "{asker} se la envió el {asked_es}. No hay nada más que hacer y el enlace está cerrado. Gracias.",
            rest="Preguntas: {phone}.",
        ),
    },
    **STAFF_TEXTS,
    "case_call_us": {
        "en": Text("", "Please call {phone} when it suits you.", rest="Reply STOP for no more texts."),
        "es": Text("", "Por favor, llame al {phone} cuando le convenga.", rest="Responda STOP para no recibir más."),
    },
    "case_visit": {
        "en": Text("", "Reminder: {when_en}. Questions: {phone}.", rest="Reply STOP for no more texts."),
        "es": Text("", "Recordatorio: {when_es}. Preguntas: {phone}.", rest="Responda STOP para no recibir más."),
    },
}
_GAP: Final = re.compile(r"\{(\w+)\}")
_OURS: Final = frozenset({"code"})


def gaps_of(text: str) -> frozenset[str]:
    """What a text needs, in whichever language, besides what is put in when it leaves."""
    said = " ".join(part for each in TEXTS[text].values() for part in (each.subject, each.lead, each.rest))
    return frozenset(_GAP.findall(said)) - _OURS


def checked_params(text: str, params: Mapping[str, str]) -> dict[str, str]:
    """Exactly what the text's gaps are, each a short line. Raises ValueError for anything else."""
    if text not in TEXTS or gaps_of(text) != set(params):
        raise ValueError(f"{text}: its gaps are other ones")
    return {name: re.sub(r"\s+", " ", str(value)).strip()[:LONGEST] for name, value in params.items()}


def grouped(code: str) -> str:
    """A code as it is printed: in fours, to be read aloud and typed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


@dataclass(frozen=True)
class Filled:
    """What one message says: its text's name, its gaps, its secret, where the app is."""

    text: str
    language: str
    params: Mapping[str, str]
    secret: str
    base: str
    marks: tuple[str, ...] = ()

    def in_language(self, language: str) -> Text:
        """The text with its gaps filled."""
        text, said = TEXTS[self.text][language], {**self.params, "code": self.secret}
        subject, lead, button, rest = (
            part.format_map(said) for part in (text.subject, text.lead, text.button, text.rest)
        )
        return Text(subject, lead, button, rest, text.road)

    @property
    def link(self) -> str:
        """Where the button leads: a code is in the fragment, which no server and no log is told."""
        return f"{self.page}#{self.secret}" if self.secret else self.page

    @property
    def page(self) -> str:
        """The same page without the code, which is typed there."""
        return self.base + TEXTS[self.text][self.language].road.format(language=self.language)

    def marked(self, language: str) -> str:
        """What it says of itself first; empty for one that is neither late nor perhaps a repeat."""
        return " ".join(MARKS[mark][language] for mark in self.marks)

    @property
    def typed(self) -> str:
        """The code as somebody may type it instead; that of a staff member's own link is too long for it."""
        return "" if TEXTS[self.text][self.language].road == WELCOME else grouped(self.secret)


def sms(letter_id: object, to: str, said: Filled) -> Letter:
    """A text message, in one language."""
    text = said.in_language(said.language)
    parts = [said.marked(said.language), text.lead, said.link if text.button else "", text.rest]
    return Letter(letter_id, to, "", " ".join(part for part in parts if part))  # type: ignore[arg-type]


def email(letter_id: object, to: str, said: Filled) -> Letter:
    """An e-mail in both languages, theirs first: plain, and as a page that needs no picture from anywhere."""
    order = sorted(LANGUAGES, key=lambda language: language != said.language)
    parts = [(language, said.in_language(language), said.marked(language)) for language in order]
    has_link = bool(parts[0][1].button)
    context = {
        "parts": parts,
        "link": said.link if has_link else "",
        "code": said.typed if has_link else "",
    }
    context |= {"subject": parts[0][1].subject, "language": said.language, "page": said.page}
    plain = str(render_to_string("notifications/mail.txt", context))
    plain = re.sub(r"\n{3,}", "\n\n", plain).strip() + "\n"
    html = render_to_string("notifications/mail.html", context)
    return Letter(letter_id, to, parts[0][1].subject, plain, html)  # type: ignore[arg-type]
