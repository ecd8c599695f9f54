"""The shape of a fixed text, and those that go to the people who work here."""

from dataclasses import dataclass
from typing import Final

PLACE: Final = "/p/place"
WELCOME: Final = "/welcome"


@dataclass(frozen=True)
class Text:
    """One text in one language. `button` opens the link at `road`; `rest` is smaller print."""

    subject: str
    lead: str
    button: str = ""
    rest: str = ""
    road: str = PLACE


STAFF_TEXTS: Final[dict[str, dict[str, Text]]] = {
    "staff_welcome": {
        "en": Text(
            "Your account at Alongside",
            "{asker} has made you an account at {programme}. Choose your password to begin.",
            "Choose a password",
            "The link works once, until {until_en}. Not you? Delete this message; nobody can sign in without it.",
            WELCOME,
        ),
        "es": Text(
            "Su cuenta en Alongside",
            "{asker} le creó una cuenta en {programme}. Elija su contraseña para empezar.",
            "Elegir una contraseña",
            "El enlace sirve una vez, hasta el {until_es}. ¿No es para usted? Bórrelo; sin él nadie entra.",
            WELCOME,
        ),
    },
    "staff_password": {
        "en": Text(
            "A new password for Alongside",
            "{asker} sends you a link to choose a new password at {programme}.",
            "Choose a new password",
            "The link works once, until {until_en}. Not asked for? Call {asker}; your old password still works.",
            WELCOME,
        ),
        "es": Text(
            "Una contraseña nueva para Alongside",
            "{asker} le envía un enlace para elegir una contraseña nueva en {programme}.",
            "Elegir una contraseña nueva",
            "El enlace sirve una vez, hasta el {until_es}. ¿No lo pidió? Llame a {asker}; la anterior todavía sirve.",
            WELCOME,
        ),
    },
    "staff_matrix": {
        "en": Text(
            "New rules for the response level wait for your yes",
            "An administrator has written the next version of the matrix. It decides nothing before you approve it.",
            rest="Read and decide: {where}",
        ),
        "es": Text(
            "Reglas nuevas para el nivel de respuesta esperan su aprobación",
            "Se escribió la siguiente versión de la matriz. No decide nada antes de que usted la apruebe.",
            rest="Leer y decidir: {where}",
        ),
    },
}
