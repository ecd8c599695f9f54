"""The codes of a visit and what they say, in our own words: what phones show and what the server takes.

The list of reasons follows the kinds of contact that state mobile-crisis reports ask for (reference/domain.md §4.2),
the officer's list the elements of national reporting on force (§4.4). No wording of an instrument is in here.
"""

from collections.abc import Iterable
from typing import Final, TypedDict


class Word(TypedDict):
    """One code, in English and Spanish."""

    code: str
    en: str
    es: str


def _words(*rows: tuple[str, str, str]) -> list[Word]:
    return [{"code": code, "en": en, "es": es} for code, en, es in rows]


CONTACT: Final = _words(
    ("met", "Met in person", "Contacto en persona"),
    ("no_contact", "Attempted, no contact", "Se intentó, sin contacto"),
    ("gone", "Gone when we came", "Ya se había ido"),
    ("by_phone", "Spoken to by phone", "Se habló por teléfono"),
)
REASONS: Final = _words(
    ("attempt", "Tried to end their life", "Intentó quitarse la vida"),
    ("thoughts", "Thinks of suicide", "Piensa en el suicidio"),
    ("self_injury", "Hurts themself", "Se hace daño"),
    ("psychosis", "Hears or believes what others do not", "Oye o cree lo que otros no"),
    ("low_mood", "Very low, without hope", "Muy decaída, sin esperanza"),
    ("anxiety", "Great fear or panic", "Mucho miedo o pánico"),
    ("mania", "Racing, hardly sleeps", "Muy acelerada, casi no duerme"),
    ("unsettled", "Upset and cannot settle", "Alterada, no logra calmarse"),
    ("trauma", "After something terrible", "Después de algo terrible"),
    ("confusion", "Confused, or cannot remember", "Confundida o sin memoria"),
    ("substances", "Alcohol or drugs", "Alcohol o drogas"),
    ("self_care", "Cannot look after themself", "No puede cuidarse"),
    ("conflict", "Conflict at home or nearby", "Conflicto en casa o cerca"),
    ("welfare", "Somebody was worried", "Alguien se preocupó"),
    ("other", "Something else", "Otra cosa"),
)
OBSERVED: Final = _words(
    ("says_die", "Says they want to die", "Dice que quiere morir"),
    ("has_plan", "Knows how and when", "Sabe cómo y cuándo"),
    ("means_near", "What it takes is within reach", "Tiene los medios a la mano"),
    ("prepared", "Has prepared: farewell, gifts, notes", "Se ha preparado: despedidas, regalos, notas"),
    ("tried_now", "Tried in these days", "Lo intentó en estos días"),
    ("tried_before", "Tried in the past", "Lo intentó antes"),
    ("threatens", "Threatens somebody", "Amenaza a alguien"),
    ("weapon_near", "A weapon is near", "Hay un arma cerca"),
    ("commands", "Is told by voices what to do", "Las voces le dicen qué hacer"),
    ("feels_hunted", "Feels followed or watched", "Siente que la siguen o la vigilan"),
    ("agitated", "Very restless or angry", "Muy inquieta o enojada"),
    ("intoxicated", "Under alcohol or drugs", "Bajo alcohol o drogas"),
    ("withdrawal", "Signs of withdrawal", "Señales de abstinencia"),
    ("no_sleep", "Has not slept", "No ha dormido"),
    ("no_food", "Does not eat or drink", "No come ni bebe"),
    ("confused", "Does not know place or time", "No sabe dónde está ni la hora"),
    ("alone", "Nobody is with them", "Está sola"),
    ("loss", "A loss in these days", "Una pérdida en estos días"),
    ("no_shelter", "Has no place to stay", "No tiene dónde quedarse"),
    ("stopped_medicine", "Stopped a medicine", "Dejó un medicamento"),
    ("discharged", "Came out of hospital lately", "Salió del hospital hace poco"),
    ("refuses", "Wants no help", "No quiere ayuda"),
)
PROTECTIVE: Final = _words(
    ("stays_with", "Somebody stays with them", "Alguien se queda con ella"),
    ("reasons_to_live", "Names reasons for living", "Nombra razones para vivir"),
    ("dependents", "Cares for children, parents or an animal", "Cuida de hijos, padres o un animal"),
    ("accepts_help", "Accepts help", "Acepta ayuda"),
    ("in_care", "Has care that knows them", "Tiene quien la atiende y la conoce"),
    ("takes_medicine", "Takes the medicine", "Toma su medicamento"),
    ("means_away", "The means were put away", "Se guardaron los medios"),
    ("made_plan", "Made a safety plan with us", "Hizo un plan de seguridad con nosotros"),
    ("looks_ahead", "Speaks of tomorrow", "Habla del mañana"),
    ("community", "Faith, friends, neighbours", "Fe, amistades, vecinos"),
    ("safe_place", "Has a safe place tonight", "Tiene un lugar seguro esta noche"),
    ("sober", "Clear and sober", "Lúcida y sobria"),
)
JUDGEMENT: Final = _words(
    ("low", "Low", "Bajo"),
    ("guarded", "Guarded", "Con reserva"),
    ("high", "High", "Alto"),
    ("imminent", "Danger now", "Peligro ahora"),
)
PROMPTS: Final = _words(
    ("one_voice", "One of us speaks", "Habla una sola persona"),
    ("name_role", "Say your name and why you are here", "Diga su nombre y por qué está aquí"),
    ("slow", "Slow down, low voice", "Despacio, en voz baja"),
    ("space", "Give space, stay to the side", "Dé espacio, póngase de lado"),
    ("quiet", "Turn down noise, light and radio", "Baje ruido, luces y radio"),
    ("listen", "Listen, say back what you heard", "Escuche y repita lo que oyó"),
    ("ask_helps", "Ask what helps", "Pregunte qué le ayuda"),
    ("choices", "Offer two real choices", "Ofrezca dos opciones reales"),
    ("no_threats", "No threats, no orders", "Sin amenazas ni órdenes"),
    ("way_out", "Leave a way out", "Deje una salida libre"),
    ("time", "Take time, say that there is time", "Tómese tiempo y dígalo"),
    ("plan_words", "Use the words of the response plan", "Use las palabras del plan de respuesta"),
    ("trusted_voice", "Let somebody they trust speak", "Que hable alguien de su confianza"),
    ("own_language", "Speak their language", "Hable su idioma"),
    ("comfort", "Water, food, a blanket, a smoke", "Agua, comida, una manta, un cigarro"),
    ("step_back", "Officer steps back", "El oficial se retira un paso"),
)
PROMPT_CHOICES: Final = [word["code"] for word in PROMPTS]
MEDICAL: Final = _words(
    ("none", "Nothing seen", "Nada visible"),
    ("injury", "An injury", "Una herida"),
    ("took_something", "Took or swallowed something", "Tomó o tragó algo"),
    ("withdrawal", "Withdrawal", "Abstinencia"),
    ("heart_breath", "Heart or breathing", "Corazón o respiración"),
    ("pregnant", "Pregnant", "Embarazo"),
    ("illness", "An illness that needs care", "Una enfermedad que requiere atención"),
    ("medicine_missed", "A medicine was missed", "Falta un medicamento"),
    ("ems_looked", "EMS looked", "La revisó la ambulancia"),
    ("refused_look", "Refused to be looked at", "No quiso que la revisaran"),
)
TRANSPORT: Final = _words(
    ("none", "No transport", "Sin traslado"),
    ("voluntary", "Went willingly", "Fue por voluntad propia"),
    ("involuntary", "Taken on a hold", "Traslado involuntario"),
    ("ems", "By EMS, medical", "En ambulancia, por salud"),
    ("police", "Taken by police", "Traslado por la policía"),
)
TRANSPORT_MODE: Final = _words(
    ("team_car", "Our car", "Nuestro vehículo"),
    ("ambulance", "Ambulance", "Ambulancia"),
    ("police_car", "Police car", "Patrulla"),
    ("own", "Own way", "Por su cuenta"),
    ("other", "Other", "Otro"),
)
DECIDED_BY: Final = _words(
    ("person", "The person, with us", "La persona, con nosotros"),
    ("clinician", "Clinician", "Clínico"),
    ("officer", "Officer", "Oficial"),
    ("ems", "EMS", "Ambulancia"),
    ("family", "Family", "Familia"),
    ("court", "A court", "Un juzgado"),
    ("other", "Somebody else", "Otra persona"),
)
LEAST_RESTRICTIVE: Final = _words(
    ("chosen", "Considered, and chosen", "Se consideró y se eligió"),
    ("home", "Considered: staying home with support", "Se consideró: quedarse en casa con apoyo"),
    ("walk_in", "Considered: walk-in or stabilization", "Se consideró: centro sin cita o de estabilización"),
    ("willing", "Considered: going willingly", "Se consideró: ir por voluntad propia"),
    ("not_possible", "There was no time to consider one", "No hubo tiempo de considerarla"),
)
FORCE: Final = _words(
    ("none", "None", "Ninguna"),
    ("force", "Force was used", "Se usó fuerza"),
    ("hurt_only", "Somebody was hurt, no force", "Alguien resultó herido, sin fuerza"),
)
FORCE_TYPES: Final = _words(
    ("hands", "Held by hand", "Sujeción con las manos"),
    ("taken_down", "Taken down", "Derribo"),
    ("spray", "Spray", "Aerosol"),
    ("stun", "Stun device", "Dispositivo eléctrico"),
    ("firearm_shown", "Firearm shown", "Se mostró el arma"),
    ("shot", "Fired", "Se disparó"),
    ("other", "Other", "Otra"),
)
FORCE_REASON: Final = _words(
    ("hurting_self", "Hurting themself", "Se hacía daño"),
    ("hurting_others", "Hurting others", "Hacía daño a otros"),
    ("leaving_hold", "Leaving a hold", "Salía de una retención"),
    ("other", "Other", "Otra"),
)
INJURED: Final = _words(
    ("person", "The person", "La persona"),
    ("officer", "Officer", "Oficial"),
    ("clinician", "Clinician", "Clínico"),
    ("bystander", "Bystander", "Otra persona presente"),
)
TREATED: Final = _words(
    ("not_needed", "Not needed", "No hizo falta"),
    ("here", "Here", "Aquí"),
    ("ems", "By EMS", "Por la ambulancia"),
    ("hospital", "Hospital", "Hospital"),
    ("declined", "Declined", "No quiso"),
    ("serious", "Serious injury", "Herida grave"),
    ("died", "Died", "Falleció"),
)
RESTRAINT: Final = _words(
    ("none", "None", "Ninguna"),
    ("handcuffs", "Handcuffs", "Esposas"),
    ("ems", "By EMS", "Por la ambulancia"),
)
WEAPON: Final = _words(
    ("none", "None", "Ninguna"),
    ("seen", "Seen", "Se vio"),
    ("recovered", "Recovered", "Se recogió"),
)

SERIOUS_TYPES: Final = frozenset({"shot"})
SERIOUS_OUTCOMES: Final = frozenset({"serious", "died"})
"""What calls a supervisor at once (design/product.md §6; national reporting has the same three: domain.md §4.4)."""

CLINICIAN_LISTS: Final = {
    "contact": CONTACT,
    "reasons": REASONS,
    "observed": OBSERVED,
    "protective": PROTECTIVE,
    "judgement": JUDGEMENT,
    "prompts": PROMPTS,
    "helped": PROMPTS,
    "medical": MEDICAL,
    "transport": TRANSPORT,
    "transport_mode": TRANSPORT_MODE,
    "decided_by": DECIDED_BY,
    "least_restrictive": LEAST_RESTRICTIVE,
}
OFFICER_LISTS: Final = {
    "force": FORCE,
    "types": FORCE_TYPES,
    "reason": FORCE_REASON,
    "injured": INJURED,
    "treated": TREATED,
    "restraint": RESTRAINT,
    "weapon": WEAPON,
}
"""Field -> its codes."""


def codes(words: list[Word]) -> list[str]:
    """The codes of a list, in its order."""
    return [word["code"] for word in words]


def prompt_words(codes: Iterable[str]) -> dict[str, list[str]]:
    """What these de-escalation prompts say, by language."""
    wanted = set(codes)
    said = [word for word in PROMPTS if word["code"] in wanted]
    return {"en": [word["en"] for word in said], "es": [word["es"] for word in said]}
