"""Items 2 to 7 of the default matrix: weapon, violence, medical, attempt, thoughts. Own wording, no instrument."""

from apps.incidents.triage.shape import Condition, Item, Kind, Text


def text(en: str, es: str) -> Text:
    """One text in both languages."""
    return {"en": en, "es": es}


def is_(code: str, *answers: str) -> Condition:
    """The condition that an item has one of these answers; *yes* when none is named."""
    return {"item": code, "is": list(answers or ("yes",))}


def item(
    code: str,
    number: str,
    group: str,
    kind: Kind,
    *,
    ask: tuple[str, str],
    short: tuple[str, str],
    yes: tuple[str, str],
    no: tuple[str, str],
    hint: tuple[str, str] | None = None,
    caution: bool = False,
    after: Condition | None = None,
    detail_of: str = "",
) -> Item:
    """An item from pairs of English and Spanish."""
    made: Item = {
        "code": code,
        "number": number,
        "group": group,
        "kind": kind.value,
        "ask": text(*ask),
        "short": text(*short),
        "yes": text(*yes),
        "no": text(*no),
        "caution": caution,
    }
    if hint:
        made["hint"] = text(*hint)
    if after:
        made["after"] = after
    if detail_of:
        made["detail_of"] = detail_of
    return made


def _medical(
    code: str, number: str, ask: tuple[str, str], short: tuple[str, str], yes: tuple[str, str], no: tuple[str, str]
) -> Item:
    return item(
        code, number, "medical", Kind.MEDICAL, ask=ask, short=short, yes=yes, no=no, caution=True,
        after=is_("medical_now"), detail_of="medical_now",
    )  # fmt: skip


SAFETY: list[Item] = [
    item(
        "weapon_in_hand", "2", "weapon_in_hand", Kind.WEAPON, caution=True,
        ask=("Is a weapon in the person's hand, pointed at someone, or used?",
             "¿La persona tiene un arma en la mano, apunta a alguien o la ha usado?"),
        short=("Weapon in hand, pointed or used?", "¿Arma en la mano, apuntando o usada?"),
        yes=("a weapon is in hand, pointed or used", "hay un arma en la mano, apuntando o usada"),
        no=("no weapon is in hand", "no hay ningún arma en la mano"),
        hint=("Which weapon, and where is the person now?", "¿Qué arma y dónde está la persona ahora?"),
    ),
    item(
        "weapon_in_reach", "3", "weapon_in_reach", Kind.WEAPON, caution=True,
        ask=("Is a gun, knife or other weapon within reach? Which, and where?",
             "¿Hay una pistola, un cuchillo u otra arma al alcance? ¿Cuál y dónde?"),
        short=("Weapon within reach? Which, where?", "¿Arma al alcance? ¿Cuál, dónde?"),
        yes=("a weapon is within reach", "hay un arma al alcance"),
        no=("no weapon is within reach", "no hay ningún arma al alcance"),
        hint=("Kitchen knives count when the person is near them.",
              "Los cuchillos de cocina cuentan si la persona está cerca."),
    ),
    item(
        "violence_now", "4a", "violence", Kind.VIOLENCE, caution=True,
        ask=("Is the person hurting someone right now?", "¿La persona está lastimando a alguien en este momento?"),
        short=("Hurting someone now?", "¿Lastima a alguien ahora?"),
        yes=("someone is being hurt now", "alguien está siendo lastimado ahora"),
        no=("nobody is being hurt", "nadie está siendo lastimado"),
        hint=("Is everyone else out of the room?", "¿Los demás ya salieron del cuarto?"),
    ),
    item(
        "credible_threat", "4b", "violence", Kind.VIOLENCE, caution=True,
        ask=("Has the person made a threat you believe?", "¿La persona ha hecho una amenaza que usted cree?"),
        short=("A believable threat?", "¿Una amenaza creíble?"),
        yes=("there is a believable threat to others", "hay una amenaza creíble contra otros"),
        no=("nobody is afraid of a threat", "nadie teme una amenaza"),
        hint=("Threat to whom, in which words?", "¿Contra quién y con qué palabras?"),
    ),
]  # fmt: skip

MEDICAL: list[Item] = [
    item(
        "medical_now", "5", "medical", Kind.MEDICAL, caution=True,
        ask=("Does anyone need medical help right now?", "¿Alguien necesita ayuda médica en este momento?"),
        short=("Medical help needed now?", "¿Se necesita ayuda médica ahora?"),
        yes=("someone needs medical help now", "alguien necesita ayuda médica ahora"),
        no=("nobody needs medical help", "nadie necesita ayuda médica"),
        hint=("Overdose, bleeding, chest pain, cannot be woken, head injury, seizure, diabetes, pregnant?",
              "¿Sobredosis, sangrado, pecho, no despierta, golpe en la cabeza, convulsión, diabetes, embarazo?"),
    ),
    _medical("overdose", "5a",
             ("Did the person take too much of something, or swallow something harmful?",
              "¿La persona tomó demasiado de algo o tragó algo dañino?"),
             ("Overdose or poisoning?", "¿Sobredosis o envenenamiento?"),
             ("there is an overdose or poisoning", "hay una sobredosis o un envenenamiento"),
             ("nothing harmful was taken", "no se tomó nada dañino")),
    _medical("bleeding", "5b",
             ("Is anyone bleeding?", "¿Alguien está sangrando?"),
             ("Bleeding?", "¿Sangrado?"),
             ("someone is bleeding", "alguien está sangrando"),
             ("nobody is bleeding", "nadie está sangrando")),
    _medical("chest_pain", "5c",
             ("Is there chest pain?", "¿Hay dolor en el pecho?"),
             ("Chest pain?", "¿Dolor de pecho?"),
             ("there is chest pain", "hay dolor de pecho"),
             ("there is no chest pain", "no hay dolor de pecho")),
    _medical("breathing", "5d",
             ("Is anyone having trouble breathing?", "¿Alguien tiene dificultad para respirar?"),
             ("Trouble breathing?", "¿Dificultad para respirar?"),
             ("someone has trouble breathing", "alguien tiene dificultad para respirar"),
             ("everyone is breathing well", "todos respiran bien")),
    _medical("unconscious", "5e",
             ("Is the person unconscious, or can they not be woken?",
              "¿La persona está inconsciente o no se despierta?"),
             ("Unconscious?", "¿Inconsciente?"),
             ("someone cannot be woken", "alguien no despierta"),
             ("everyone is awake", "todos están despiertos")),
    _medical("head_injury", "5f",
             ("Was there a blow to the head?", "¿Hubo un golpe en la cabeza?"),
             ("Head injury?", "¿Golpe en la cabeza?"),
             ("there is a head injury", "hay un golpe en la cabeza"),
             ("there is no head injury", "no hay golpe en la cabeza")),
    _medical("seizure", "5g",
             ("Is the person having a seizure, or did they just have one?",
              "¿La persona tiene o acaba de tener una convulsión?"),
             ("Seizure?", "¿Convulsión?"),
             ("there is a seizure", "hay una convulsión"),
             ("there is no seizure", "no hay convulsión")),
    _medical("diabetic", "5h",
             ("Is it about diabetes: sugar too low or too high?",
              "¿Se trata de diabetes: azúcar muy baja o muy alta?"),
             ("Diabetic emergency?", "¿Emergencia diabética?"),
             ("there is a diabetic emergency", "hay una emergencia diabética"),
             ("there is no diabetic emergency", "no hay emergencia diabética")),
    _medical("pregnancy", "5i",
             ("Is the person pregnant?", "¿La persona está embarazada?"),
             ("Pregnant?", "¿Embarazada?"),
             ("the person is pregnant", "la persona está embarazada"),
             ("nobody is pregnant", "nadie está embarazada")),
]  # fmt: skip

ATTEMPT_AND_THOUGHTS: list[Item] = [
    item(
        "attempt_now", "6", "attempt_now", Kind.ATTEMPT, caution=True,
        ask=("Is the person trying to end their life right now?",
             "¿La persona está intentando quitarse la vida en este momento?"),
        short=("Suicide attempt in progress?", "¿Intento de suicidio en curso?"),
        yes=("a suicide attempt is in progress", "hay un intento de suicidio en curso"),
        no=("no suicide attempt is in progress", "no hay ningún intento de suicidio en curso"),
        hint=("On a ledge, with a rope, in traffic, pills taken just now?",
              "¿En una cornisa, con una cuerda, en el tráfico, acaba de tomar pastillas?"),
    ),
    item(
        "suicide_thoughts", "7a", "suicide", Kind.THOUGHTS, caution=True,
        ask=("Is the person thinking about suicide?", "¿La persona piensa en el suicidio?"),
        short=("Thoughts of suicide?", "¿Piensa en el suicidio?"),
        yes=("the person is thinking about suicide", "la persona piensa en el suicidio"),
        no=("the person is not thinking about suicide", "la persona no piensa en el suicidio"),
        hint=("Ask it in plain words; asking does no harm.", "Pregúntelo con claridad; preguntar no hace daño."),
    ),
    item(
        "suicide_plan", "7b", "suicide", Kind.THOUGHTS, caution=True, after=is_("suicide_thoughts"),
        ask=("Does the person have a plan for how?", "¿La persona tiene un plan de cómo hacerlo?"),
        short=("A plan?", "¿Un plan?"),
        yes=("there is a plan for suicide", "hay un plan de suicidio"),
        no=("there is no plan for suicide", "no hay un plan de suicidio"),
    ),
    item(
        "suicide_intent", "7c", "suicide", Kind.THOUGHTS, caution=True, after=is_("suicide_thoughts"),
        ask=("Does the person mean to act on it?", "¿La persona tiene la intención de hacerlo?"),
        short=("Means to act on it?", "¿Intención de hacerlo?"),
        yes=("the person means to act on it", "la persona tiene la intención de hacerlo"),
        no=("the person does not mean to act on it", "la persona no tiene la intención de hacerlo"),
    ),
    item(
        "suicide_means", "7d", "suicide", Kind.THOUGHTS, caution=True,
        after={"any": [is_("suicide_plan"), is_("suicide_intent")]},
        ask=("Is what the person would use within reach?", "¿Está al alcance lo que usaría?"),
        short=("Means within reach?", "¿Medios al alcance?"),
        yes=("the means are within reach", "los medios están al alcance"),
        no=("the means are out of reach", "los medios están fuera del alcance"),
    ),
    item(
        "past_attempt", "7e", "suicide", Kind.THOUGHTS, after=is_("suicide_thoughts"),
        ask=("Has the person ever tried before?", "¿La persona lo ha intentado antes?"),
        short=("Tried before?", "¿Lo ha intentado antes?"),
        yes=("there was an attempt before", "hubo un intento antes"),
        no=("there was no attempt before", "no hubo un intento antes"),
    ),
]  # fmt: skip
