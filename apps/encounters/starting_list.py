"""The list of outcomes that a programme starts with, in our words (reference/domain.md §4.2). Theirs to change."""

from typing import Any, Final

HOME, CARE, HOLD, MEDICAL, LAW, NOBODY, OTHER = "home", "care", "hold", "medical", "law", "nobody", "other"
"""What the screens put together."""

WELFARE, AFTER_CARE, AFTER_HOLD, TRY_AGAIN = "welfare", "after_care", "after_hold", "try_again"
"""Why a case is opened: to see how it goes, after care, after a hold, or to try again to meet the person."""


def _row(code: str, group: str, en: str, es: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "group": group, "text": {"en": en, "es": es}, "needs_contact": True, **more}


def _taken(code: str, en: str, es: str) -> dict[str, Any]:
    return _row(code, CARE, en, es, needs_place=True, transport="voluntary", case_rule=AFTER_CARE)


def _nobody(code: str, en: str, es: str, case_rule: str = "") -> dict[str, Any]:
    return _row(code, NOBODY, en, es, needs_contact=False, transport="none", case_rule=case_rule)


STARTING_LIST: Final[list[dict[str, Any]]] = [
    _row("home_plan", HOME, "Stayed home, with a safety plan", "Se quedó en casa, con un plan de seguridad",
         transport="none", case_rule=WELFARE),
    _row("resolved", HOME, "Settled on the scene", "Se resolvió en el lugar", transport="none"),
    _row("resolved_phone", HOME, "Settled by phone", "Se resolvió por teléfono", transport="none"),
    _row("referred", HOME, "Referred, no transport", "Se derivó, sin traslado", transport="none", case_rule=WELFARE),
    _taken("stabilization", "Willingly to crisis stabilization", "Por voluntad propia a estabilización"),
    _taken("walk_in", "Willingly to a crisis walk-in", "Por voluntad propia a un centro sin cita"),
    _taken("emergency_room", "Willingly to an emergency room", "Por voluntad propia a urgencias"),
    _taken("sobering", "Willingly to detox or sobering", "Por voluntad propia a desintoxicación"),
    _taken("shelter", "Taken to a shelter", "Traslado a un albergue"),
    _taken("taken_home", "Taken home", "Traslado a su casa"),
    _taken("family", "Taken to family or friends", "Traslado con familia o amistades"),
    _row("hold_adult", HOLD, "Involuntary hold, adult", "Retención involuntaria, persona adulta",
         needs_place=True, transport="involuntary", case_rule=AFTER_HOLD),
    _row("hold_minor", HOLD, "Involuntary hold, minor", "Retención involuntaria, menor de edad",
         needs_place=True, transport="involuntary", case_rule=AFTER_HOLD),
    _row("medical", MEDICAL, "Medical, by ambulance", "Médico, en ambulancia",
         needs_place=True, transport="ems", case_rule=AFTER_CARE),
    _row("arrest", LAW, "Arrested and booked", "Arresto", transport="police", case_rule=WELFARE),
    _row("cited", LAW, "Cited and released", "Citación, sin arresto", transport="none", case_rule=WELFARE),
    _row("diverted", LAW, "Care instead of arrest", "Atención en vez de arresto", case_rule=WELFARE),
    _row("police_only", LAW, "Police only, no clinician", "Solo policía, sin clínico", needs_contact=False),
    _row("refused", OTHER, "Declined help", "No quiso ayuda", transport="none", case_rule=WELFARE),
    _row("moved_on", OTHER, "Moved on by themself", "Siguió su camino", transport="none"),
    _nobody("no_contact", "Attempted, no contact", "Se intentó, sin contacto", TRY_AGAIN),
    _nobody("gone", "Gone when we came", "Ya se había ido", TRY_AGAIN),
    _nobody("unfounded", "Not a crisis of this kind", "No era una crisis de este tipo"),
    _nobody("cancelled", "Cancelled on the way", "Se canceló en camino"),
    _row("other_team", OTHER, "Handed to another team", "Pasó a otro equipo", needs_contact=False),
    _row("died", OTHER, "Died", "Falleció", needs_contact=False, transport="none"),
]  # fmt: skip

WHEN_NOBODY_WAS_MET: Final = {"no_contact": "no_contact", "gone": "gone"}
"""Kind of contact -> the outcome that it is, so that a visit that found nobody needs no more taps."""

DEATH: Final = "died"
