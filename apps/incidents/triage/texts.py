"""Rows of the intake screen, names of levels, flags and fixed sentences of the default matrix."""

from typing import Any

from apps.incidents.triage.items import text
from apps.incidents.triage.shape import Group, Item, LevelText, Text

LEVELS: dict[str, LevelText] = {
    "1": {
        "title": text("Level 1, phone", "Nivel 1, por teléfono"),
        "response": text(
            "By phone: 988 or the crisis line, handed over while on the line.",
            "Por teléfono: 988 o la línea de crisis, con la llamada acompañada.",
        ),
    },
    "2": {
        "title": text("Level 2, clinician team", "Nivel 2, equipo clínico"),
        "response": text("A clinician team goes, without police.", "Va un equipo clínico, sin policía."),
    },
    "3": {
        "title": text("Level 3, co-response", "Nivel 3, respuesta conjunta"),
        "response": text("Officer and clinician go together.", "Oficial y clínico van juntos."),
    },
    "4": {
        "title": text("Level 4, police or EMS first", "Nivel 4, primero policía o ambulancia"),
        "response": text(
            "Police or EMS go first. The clinician stages until cleared.",
            "Primero va la policía o la ambulancia. El clínico espera en un punto seguro hasta el aviso.",
        ),
    },
}

FLAGS: dict[str, Text] = {
    "veteran": text("Veteran: offer the VA, and 988 then press 1", "Veterano: ofrezca el VA, y el 988 opción 1"),
    "youth": text("A minor: send a team trained for youth", "Menor de edad: envíe un equipo para jóvenes"),
    "mandated_report": text("A mandated report may be due", "Puede ser obligatorio un reporte"),
    "dependents": text("Children, elders or others depend on the person",
                       "Niños, ancianos u otros dependen de la persona"),
    "language": text("An interpreter or a team with the language", "Un intérprete o un equipo que hable el idioma"),
    "sign_language": text("A sign language interpreter", "Un intérprete de lengua de señas"),
    "hearing": text("Face the person when you speak", "Hable de frente a la persona"),
    "autism_idd": text("Autism or intellectual disability: little light, noise and touch",
                       "Autismo o discapacidad intelectual: poca luz, ruido y contacto"),
    "mobility": text("Hard to walk: think of stairs and transport",
                     "Le cuesta caminar: piense en escaleras y traslado"),
    "fear_of_police": text("Afraid of police", "Le tiene miedo a la policía"),
    "police_absent": text("Wishes: no police", "Deseo: sin policía"),
    "wants_to_be_seen": text("Willing to be seen", "Acepta que vayan"),
    "does_not_want_to_be_seen": text("Does not want to be seen", "No quiere que vayan"),
    "intoxicated": text("Alcohol or drugs today", "Alcohol o drogas hoy"),
    "happened_before": text("Has happened before: see what helped", "Ha pasado antes: vea qué ayudó"),
    "violence_to_responders": text("Violence with responders before", "Antes hubo violencia con quienes acudieron"),
    "has_plan": text("There is a care plan", "Hay un plan de cuidado"),
    "case_manager": text("There is a case manager: tell them", "Hay un administrador de casos: avísele"),
    "medicines_stopped": text("Has stopped their medicines", "Dejó sus medicinas"),
    "dogs": text("A dog or other animal", "Un perro u otro animal"),
    "gate": text("A gate or code", "Portón o clave"),
    "floor": text("Upper floor or hard to reach", "Piso alto o difícil acceso"),
}  # fmt: skip

SENTENCES: dict[str, Text] = {
    "nothing_fired": text("No reason for a visit found", "No se encontró motivo para una visita"),
    "provisional": text("So far.", "Hasta ahora."),
    "not_known": text("Not known counts as caution", "No saberlo cuenta como precaución"),
    "staged": text("The clinician stages until cleared", "El clínico espera en un punto seguro hasta el aviso"),
    "ems_none": text("Ambulance: not needed by what is known", "Ambulancia: no hace falta por lo que se sabe"),
    "ems_advised": text("Ambulance: advised", "Ambulancia: recomendada"),
    "ems_needed": text("Ambulance: needed, at the same time", "Ambulancia: necesaria, al mismo tiempo"),
    "first_ems": text("EMS goes first", "Primero va la ambulancia"),
    "first_police": text("Police go first", "Primero va la policía"),
    "question": text("question", "pregunta"),
    "questions": text("questions", "preguntas"),
    "and": text("and", "y"),
    "becomes": text("It becomes level {level} if {clause}.", "Pasa a nivel {level} si {clause}."),
}

TEXTS: dict[str, Any] = {"flags": FLAGS, "sentences": SENTENCES}

# Rows with parts: number, question, whether Yes opens the parts, and what a closed row's Yes, No and ? set.
# A row whose Yes says nothing by itself ("hurting someone, or a threat?") only opens.
_ROWS: dict[str, tuple[str, Text, dict[str, list[str]]]] = {
    "violence": ("4", text("Hurting someone, or a believable threat?",
                           "¿Lastima a alguien, o una amenaza creíble?"), {}),
    "medical": ("5", text("Medical now: overdose, bleeding, chest, pregnant, head?",
                          "Médico ahora: ¿sobredosis, sangrado, pecho, embarazo, cabeza?"),
                {"yes": ["medical_now"], "no": ["medical_now"], "unknown": ["medical_now"]}),
    "suicide": ("7", text("Thoughts, plan, means, past attempt?", "¿Pensamientos, plan, medios, intento previo?"),
                {"yes": ["suicide_thoughts"], "no": ["suicide_thoughts"],
                 "unknown": ["suicide_thoughts", "suicide_plan"]}),
    "substances": ("8", text("Alcohol or drugs? Withdrawal?", "¿Alcohol o drogas? ¿Abstinencia?"), {}),
    "state": ("9", text("Out of touch with reality, cannot care for self?",
                        "¿Desconectada de la realidad, no puede cuidarse?"), {}),
    "dependents": ("10", text("Children, elders? Is the person a minor?",
                              "¿Niños, ancianos? ¿Es menor de edad?"), {}),
    "crime": ("11", text("A crime beyond the crisis?", "¿Un delito aparte de la crisis?"),
              {"yes": ["crime_alleged"], "no": ["crime_alleged"], "unknown": ["crime_alleged"]}),
    "history": ("12", text("Before? Violence with responders?", "¿Antes? ¿Violencia con quienes acuden?"),
                {"yes": ["happened_before"], "no": ["happened_before"], "unknown": ["happened_before"]}),
    "care": ("13", text("Care plan, case manager, stopped medicine?",
                        "¿Plan de cuidado, administrador de casos, dejó la medicina?"), {}),
    "access": ("15", text("Language, hearing, autism, mobility, fear of police?",
                          "¿Idioma, oído, autismo, movilidad, miedo a la policía?"), {}),
    "wishes": ("16", text("Willing to be seen? Wants police absent?",
                          "¿Acepta que vayan? ¿Prefiere sin policía?"), {}),
    "place": ("17", text("Dogs, gate, floor, hazards", "Perros, portón, piso, peligros"), {}),
}  # fmt: skip


def default_groups(items: list[Item]) -> list[Group]:
    """The numbered rows, in the order of their first item."""
    parts: dict[str, list[Item]] = {}
    for item in items:
        parts.setdefault(item["group"], []).append(item)
    return [_group(code, members) for code, members in parts.items()]


def _group(code: str, members: list[Item]) -> Group:
    own = [item["code"] for item in members]
    number, ask, sets = _ROWS.get(code, (members[0]["number"], members[0]["short"], {"yes": own}))
    sets = {"yes": [], "no": own, "unknown": own} | sets
    return {
        "code": code,
        "number": number,
        "ask": ask,
        "items": own,
        "unfolds": code in _ROWS,
        "fold": {answer: dict.fromkeys(targets, answer) for answer, targets in sets.items()},
    }
