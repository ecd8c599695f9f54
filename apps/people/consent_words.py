"""The words a person agrees to, in short sentences of their own voice, versioned, in both languages.

They are our own. What was read is found again by its version, so a version is never changed: a new one is added.
They cover 42 CFR 2.31(a): who decides, who tells, what, to whom, for what, until when, how to take it back and what
that does not undo, that a place may pass on what the law asks, and that a no costs no help.
"""

from typing import Final

NOTICE: Final = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short statement of 42 CFR 2.32(a)(2), exact: with every disclosure of a record of substance use."""

WORDING: Final = "2026-11"
"""The version that is read now."""

_EN: Final = {
    "title": "What I agreed to",
    "who": "Who",
    "to": "To",
    "what": "What",
    "from_for": "From, for",
    "until": "Until",
    "and": "and",
    "person": "I, {name}, decide for myself",
    "parent": "I, {name}, decide for my child",
    "guardian": "I, {name}, decide as the guardian a court named",
    "minor": "I, {name}, am under 18 and decide for myself, as this state allows",
    "name": "my name",
    "birth": "my date of birth",
    "contact": "how to reach me",
    "today": "how I am today",
    "medical": "my health needs today",
    "safety_plan": "my safety plan",
    "what_helps": "what helps me",
    "earlier": "earlier visits",
    "not": "Not",
    "care": "for my care",
    "housing": "for a place to live",
    "benefits": "for benefits and papers",
    "other": "for this: {words}",
    "until_day": "{day}, or when I take it back",
    "take_back": "I can take it back any day, in writing or by telling the team. What was sent before stays sent, and"
    " a place may have to pass on what the law asks. If I say no, I am helped all the same.",
    "sud": "This names care for substance use. It is told only to those named here, and this note goes with it:",
    "drawn": "Signed on the screen",
    "typed": "Signed by typing the name: {name}",
    "spoken": "Said aloud. Heard by {witness}",
    "at": "on {day}",
    "taken_by": "with {name}",
    "withdrawn": "Taken back on {day}. Nothing more is sent.",
    "replaced": "There is a newer version. This one no longer counts.",
    "how_back": "To take it back, tell the team or write to {discloser}.",
    "copy": "This copy is mine.",
}
_ES: Final = {
    "title": "Lo que acepté",
    "who": "Quién",
    "to": "A quién",
    "what": "Qué",
    "from_for": "De, para",
    "until": "Hasta",
    "and": "y",
    "person": "Yo, {name}, decido por mi cuenta",
    "parent": "Yo, {name}, decido por mi hijo o hija",
    "guardian": "Yo, {name}, decido como tutor que nombró un juez",
    "minor": "Yo, {name}, tengo menos de 18 años y decido por mi cuenta, como permite este estado",
    "name": "mi nombre",
    "birth": "mi fecha de nacimiento",
    "contact": "cómo comunicarse conmigo",
    "today": "cómo estoy hoy",
    "medical": "lo que necesita mi salud hoy",
    "safety_plan": "mi plan de seguridad",
    "what_helps": "lo que me ayuda",
    "earlier": "visitas anteriores",
    "not": "No",
    "care": "para mi atención",
    "housing": "para un lugar donde vivir",
    "benefits": "para ayudas y papeles",
    "other": "para esto: {words}",
    "until_day": "{day}, o cuando yo lo retire",
    "take_back": "Puedo retirarlo cualquier día, por escrito o diciéndoselo al equipo. Lo que ya se envió queda"
    " enviado, y un lugar puede tener que comunicar lo que pide la ley. Si digo que no, me ayudan igual.",
    "sud": "Esto nombra atención por consumo de sustancias. Solo se cuenta a quienes están aquí, y va con esta nota:",
    "drawn": "Firmado en la pantalla",
    "typed": "Firmado escribiendo el nombre: {name}",
    "spoken": "Dicho en voz alta. Lo oyó {witness}",
    "at": "el {day}",
    "taken_by": "con {name}",
    "withdrawn": "Retirado el {day}. No se envía nada más.",
    "replaced": "Hay una versión más nueva. Esta ya no vale.",
    "how_back": "Para retirarlo, dígaselo al equipo o escriba a {discloser}.",
    "copy": "Esta copia es mía.",
}

WORDS: Final[dict[str, dict[str, dict[str, str]]]] = {WORDING: {"en": _EN, "es": _ES}}
"""Version -> language -> what is said."""
