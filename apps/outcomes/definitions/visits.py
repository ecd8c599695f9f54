"""Figures of visits: whether somebody was met, how it ended for them, and whether anybody was hurt."""

from collections.abc import Callable
from typing import Final

from apps.outcomes.definitions.base import Definition, Minutes, Share, Words
from apps.outcomes.facts import Visit

_MET = Words("People whom a team met.", "Personas con las que se encontró un equipo.")
_NOT_MET = Words(
    "Left out: visits that found nobody, and visits that are not signed yet. Met twice in the month counts twice.",
    "Se dejan fuera: las visitas sin encontrar a nadie y las que no están firmadas. Dos visitas al mes cuentan dos.",
)
_REPORTED = Words(
    "People whom a team met: without an officer, or with the officer's report.",
    "Personas con las que se encontró un equipo: sin oficial, o con el informe del oficial.",
)
_NOT_REPORTED = Words(
    "Left out: people met by a team with an officer who has not reported yet.",
    "Se dejan fuera: las personas atendidas con un oficial que aún no ha informado.",
)


def _met(visit: Visit) -> bool:
    return visit.is_met and visit.is_ours


def _reported(visit: Visit) -> bool:
    return _met(visit) and (not visit.with_officer or bool(visit.force))


def _ending(name: str, title: Words, numerator: Words, counts: Callable[[Visit], bool]) -> Share:
    return Share(
        id=name,
        title=title,
        numerator=numerator,
        denominator=_MET,
        left_out=_NOT_MET,
        of=lambda facts: facts.visits,
        among=_met,
        counts=counts,
    )


def _harm(name: str, title: Words, numerator: Words, counts: Callable[[Visit], bool]) -> Share:
    return Share(
        id=name,
        title=title,
        numerator=numerator,
        denominator=_REPORTED,
        left_out=_NOT_REPORTED,
        of=lambda facts: facts.visits,
        among=_reported,
        counts=counts,
    )


MET: Final = Share(
    id="met",
    title=Words("Met the person", "Se encontró a la persona"),
    numerator=Words("Visits on which the person was met.", "Visitas en las que se encontró a la persona."),
    denominator=Words(
        "Signed visits. Those that found nobody are in here and not among the met.",
        "Visitas firmadas. Las que no encontraron a nadie están aquí y no entre las que sí.",
    ),
    left_out=Words(
        "Left out: visits that are not signed yet, that another team took over, or that were called off on the way.",
        "Se dejan fuera: las visitas sin firmar, las que tomó otro equipo o las que se cancelaron en camino.",
    ),
    of=lambda facts: facts.visits,
    among=lambda visit: visit.is_ours,
    counts=lambda visit: visit.is_met,
)
STAYED: Final = _ending(
    "stayed",
    Words("Stayed where they were", "Se quedó donde estaba"),
    Words("Settled, referred or left with a plan, without transport.", "Se resolvió, se derivó o quedó con un plan."),
    lambda visit: visit.group == "home",
)
CARE: Final = _ending(
    "care",
    Words("Went to care, willingly", "Fue a atención, por voluntad propia"),
    Words("Went willingly to a place that helps.", "Fue por voluntad propia a un lugar que ayuda."),
    lambda visit: visit.group == "care",
)
HOLD: Final = _ending(
    "hold",
    Words("Placed on a hold", "Con retención involuntaria"),
    Words("Taken on an involuntary hold.", "Se le llevó con una retención involuntaria."),
    lambda visit: visit.group == "hold",
)
MEDICAL: Final = _ending(
    "medical",
    Words("Medical, by ambulance", "Médico, en ambulancia"),
    Words("Taken by ambulance for the body.", "Se le llevó en ambulancia por su salud física."),
    lambda visit: visit.group == "medical",
)
ARRESTED: Final = _ending(
    "arrested",
    Words("Arrested", "Arresto"),
    Words("Arrested and booked.", "Se le arrestó y registró."),
    lambda visit: visit.outcome == "arrest",
)
OTHERWISE: Final = _ending(
    "otherwise",
    Words("Ended otherwise", "Terminó de otro modo"),
    Words(
        "Cited, taken to care instead of arrest, declined, moved on, or died.",
        "Citación, atención en vez de arresto, no quiso, siguió su camino o falleció.",
    ),
    lambda visit: visit.outcome != "arrest" and visit.group not in {"home", "care", "hold", "medical"},
)
FORCE: Final = _harm(
    "force",
    Words("Force used", "Se usó fuerza"),
    Words("The officer reported force.", "El oficial informó de fuerza."),
    lambda visit: visit.force == "force",
)
PERSON_HURT: Final = _harm(
    "person_hurt",
    Words("Person injured", "Persona herida"),
    Words("The officer reported that the person was hurt.", "El oficial informó que la persona resultó herida."),
    lambda visit: "person" in visit.injured,
)
STAFF_HURT: Final = _harm(
    "staff_hurt",
    Words("Officer or clinician injured", "Oficial o clínico herido"),
    Words("The officer reported that one of the team was hurt.", "El oficial informó de alguien del equipo herido."),
    lambda visit: bool(visit.injured & {"officer", "clinician"}),
)
LESS: Final = _ending(
    "less_restrictive",
    Words("Less restrictive way considered", "Se consideró una vía menos restrictiva"),
    Words(
        "It is written that a less restrictive way was considered.",
        "Está escrito que se consideró una vía menos restrictiva.",
    ),
    lambda visit: visit.least not in {"", "not_possible"},
)
SCENE: Final = Minutes(
    id="scene_minutes",
    title=Words("On scene", "En el lugar"),
    numerator=Words("Minutes from arriving until the team was clear.", "Minutos desde llegar hasta quedar libre."),
    denominator=_MET,
    left_out=Words(
        "Left out: visits for which nobody tapped the arrival or the end.",
        "Se dejan fuera: las visitas en las que nadie marcó la llegada o el final.",
    ),
    of=lambda facts: facts.visits,
    among=lambda visit: _met(visit) and visit.scene_minutes is not None,
    value=lambda visit: visit.scene_minutes,
)

ENDINGS: Final = (STAYED, CARE, HOLD, MEDICAL, ARRESTED, OTHERWISE)
"""How it ended: each person met is in exactly one of these."""
BESIDE: Final = (FORCE, PERSON_HURT, STAFF_HURT, LESS)
"""What may be said beside that."""
ALL: Final[tuple[Definition, ...]] = (MET, *ENDINGS, *BESIDE, SCENE)
