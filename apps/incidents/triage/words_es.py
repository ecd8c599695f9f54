"""Spanish phrases, folded (no accents), in the notation of words_en."""

ARMAS = (
    "cuchillo|cuchillos|pistola|pistolas|arma|armas|rifle|escopeta|machete|navaja|navajas|revolver|hacha|martillo|"
    "bate|tijeras|espada"
)
MEDICINAS = "medicina|medicinas|medicamento|medicamentos|pastillas|pastilla|insulina|tratamiento"
OTROS = "a|mi|su|nos|me|alguien|todos|mama|papa|esposa|esposo|hermano|hermana|vecino|vecinos|hijos|ninos"

YES: dict[str, tuple[str, ...]] = {
    "weapon_in_hand": (
        f"{ARMAS} ~ en ~ mano|manos", f"apunta|apuntando ~ {ARMAS}", f"agarro|saco ~ {ARMAS}",
        f"amenaza|amenazando con ~ {ARMAS}", "armado con", "armada con", "esta armado|armada",
        "disparando", "disparo", "apunalo", "apunalando",
    ),
    "weapon_in_reach": (ARMAS, "armado", "armada"),
    "violence_now": ("golpeando", "pegando", "esta atacando", "atacando", "ahorcando", f"golpeo|pego|ataco ~ {OTROS}",
                     "esta lastimando", "nos esta pegando"),
    "credible_threat": ("nos va a matar", "me va a matar", "los va a matar", "la va a matar", "lo va a matar",
                        "amenazo", "amenaza|amenazando con matar", "amenazas", "quiere matar a", "va a matar a"),
    "medical_now": ("necesita ~ ambulancia", "una ambulancia", "emergencia medica"),
    "overdose": ("sobredosis", f"se tomo ~ {MEDICINAS}", "tomo ~ veneno|cloro", "se trago", "envenenado",
                 "envenenada", f"tomo muchas {MEDICINAS}"),
    "bleeding": ("sangrando", "sangre", "sangra", "se corto ~ venas|brazo|brazos|munecas"),
    "chest_pain": ("dolor de ~ pecho", "dolor en ~ pecho", "le duele ~ pecho", "ataque al corazon", "infarto"),
    "breathing": ("no puede respirar", "no respira", "le cuesta respirar", "dificultad para respirar"),
    "unconscious": ("inconsciente", "no despierta", "no responde", "se desmayo", "desmayado", "desmayada"),
    "head_injury": ("golpe en ~ cabeza", "se golpeo ~ cabeza", "se pego ~ cabeza", "golpeando ~ cabeza"),
    "seizure": ("convulsion", "convulsiones", "convulsionando", "ataque epileptico"),
    "diabetic": ("diabetico", "diabetica", "azucar baja|alta", "diabetes"),
    "pregnancy": ("embarazada", "embarazo"),
    "attempt_now": (
        "se esta matando", "se esta ahorcando", "se ahorco", "tratando de matarse|suicidarse", "trato de matarse",
        "trato de suicidarse", "intento de suicidio", "intento suicidarse|matarse", "se corto ~ venas|munecas",
        "se va a tirar", "va a saltar", "quiere saltar", "esta en ~ puente|cornisa", "soga al|en ~ cuello",
        f"se acaba de tomar ~ {MEDICINAS}",
    ),
    "suicide_thoughts": (
        "se quiere matar|morir", "quiere matarse|morir|morirse|suicidarse", "quitarse la vida", "suicida", "suicidio",
        "suicidarse", "matarse", "hacerse dano", "ya no quiere vivir", "no quiere vivir", "piensa en morir",
    ),
    "suicide_plan": ("tiene un plan", "carta de despedida", "se despidio", "dejo una carta|nota"),
    "suicide_intent": ("se va a matar|suicidar|ahorcar", "va a matarse|suicidarse|ahorcarse",
                       "va a quitarse la vida"),
    "past_attempt": ("ya lo intento", "lo intento antes", "intentos previos|anteriores", "lo ha intentado"),
    "intoxicated": ("borracho", "borracha", "esta tomado|tomada", "estado tomando", "drogado", "drogada", "drogas",
                    "alcohol", "bebiendo", "cristal", "heroina", "cocaina", "marihuana"),
    "withdrawal": ("abstinencia", "sindrome de abstinencia", "desintoxicacion"),
    "cannot_care_for_self": (
        "oye|escucha voces", "voces", "alucinando", "alucinaciones", "ve cosas", "delirando", "paranoico",
        "paranoica", "esquizofrenia", "esquizofrenico", "esquizofrenica", "no ha dormido", "no duerme",
        "no ha comido", "no come", "desnudo", "desnuda", "habla solo|sola", "hablando solo|sola", "desorientado",
        "desorientada", "confundido", "confundida", "mensajes ~ pared|tele|radio",
    ),
    "in_danger_now": ("en el trafico", "en medio de la calle", "en la carretera|autopista", "entre los carros",
                      "sin zapatos", "en el techo"),
    "dependents": ("ninos", "bebe", "hijos", "abuela", "abuelo", "anciano", "anciana", "ancianos"),
    "minor": ("menor de edad", "tiene #minor anos", "de #minor anos", "adolescente"),
    "crime_alleged": ("robo", "robando", "rompio ~ ventana|ventanas", "orden de restriccion", "entro sin permiso"),
    "serious_crime": ("asalto", "incendio", "prendio fuego", "rehen", "secuestro"),
    "happened_before": ("ya ha pasado", "ha pasado antes", "otra vez", "la ultima vez", "siempre que"),
    "violence_to_responders": ("peleo con ~ policia|policias|oficiales", "golpeo a ~ policia|oficial|paramedico"),
    "has_plan": ("plan de crisis|cuidado|seguridad",),
    "case_manager": ("trabajadora social", "trabajador social", "terapeuta", "psiquiatra", "administrador de casos"),
    "medicines_stopped": (
        f"dejo ~ {MEDICINAS}", f"no toma ~ {MEDICINAS}", f"no ha tomado ~ {MEDICINAS}", f"no se toma ~ {MEDICINAS}",
        f"sin {MEDICINAS}", f"no quiere tomar ~ {MEDICINAS}", f"no esta tomando ~ {MEDICINAS}",
    ),
    "veteran": ("veterano", "veterana", "militar", "ejercito", "infanteria de marina", "soldado"),
    "language": ("habla|hablo|hablan espanol", "solo espanol", "no habla|hablo ingles", "necesita ~ interprete"),
    "sign_language": ("lengua|lenguaje de senas",),
    "hearing": ("sordo", "sorda", "no oye bien", "no escucha bien"),
    "autism_idd": ("autista", "autismo", "sindrome de down", "discapacidad intelectual", "necesidades especiales"),
    "mobility": ("silla de ruedas", "andador", "no puede caminar", "muletas"),
    "fear_of_police": ("miedo a|de ~ policia", "le teme a ~ policia"),
    "wants_to_be_seen": ("quiere ayuda", "quiere hablar", "pide ayuda", "acepta ayuda"),
    "wants_police_absent": ("sin policia", "no quiere ~ policia", "no manden ~ policia", "que no venga ~ policia"),
    "dogs": ("perro", "perros", "perra"),
    "gate": ("porton", "reja", "clave de ~ puerta", "codigo de ~ puerta"),
    "floor": ("segundo|tercer|cuarto|ultimo piso", "piso #floor", "arriba", "elevador", "sotano"),
}  # fmt: skip

NO: dict[str, tuple[str, ...]] = {
    "weapon_in_hand": ("sin arma|armas", "no tiene arma|armas", "no ~ en la mano", "desarmado", "desarmada",
                       "no esta armado|armada", "no hay arma|armas"),
    "weapon_in_reach": ("sin arma|armas", "no tiene arma|armas", "desarmado", "desarmada", "no hay arma|armas",
                        "no esta armado|armada"),
    "violence_now": ("nadie ~ herido|lastimado", "no hay heridos", "no es violento|violenta",
                     "no esta lastimando ~ nadie"),
    "credible_threat": ("no amenaza", "sin amenazas", "no ha amenazado"),
    "attempt_now": ("no esta tratando de matarse|suicidarse",),
    "overdose": ("no es sobredosis", "no hay sobredosis"),
    "bleeding": ("no esta sangrando", "no hay sangre", "no sangra"),
    "medical_now": ("no necesita ~ ambulancia", "no hay heridos"),
    "suicide_thoughts": ("no es suicida", "no quiere morir", "no piensa en morir"),
    "wants_to_be_seen": ("no quiere ayuda", "no quiere hablar", "no quiere que vengan"),
}  # fmt: skip

UNKNOWN: dict[str, tuple[str, ...]] = {
    "weapon_in_reach": ("no se sabe si ~ arma|armas|armado|armada",),
}

NEGATORS = frozenset({"no", "sin", "nunca", "niega", "tampoco", "nadie", "ningun", "ninguna", "jamas"})
DOUBTS = (
    "no se si", "no sabe si", "no sabemos si", "tal vez", "quizas", "quiza", "puede que", "a lo mejor", "creo que",
)  # fmt: skip
PASTS = ("hace ~ anos|meses", "el ano pasado", "antes", "de nino", "historial de")
TURNS = frozenset({"pero", "aunque"})
