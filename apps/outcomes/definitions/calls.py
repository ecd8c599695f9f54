"""Figures of calls: whether a team was sent, on which level, and how soon somebody was at the door."""

from typing import Final

from apps.outcomes.definitions.base import Definition, Minutes, Share, Words
from apps.outcomes.facts import Call

PROMISE_MIN: Final = 60
"""Minutes to arrive: California's mobile crisis benefit asks for 60 in towns, from the decision.

reference/domain.md, finding 4.
"""

_ALL = Words("Every call of the month that was taken here.", "Todas las llamadas del mes que se tomaron aquí.")
_NOT_CALLS = Words(
    "Not counted: calls that were found to be the same one, and history taken in from another system.",
    "No se cuentan: las llamadas que resultaron ser la misma, ni el historial tomado de otro sistema.",
)
_DECIDED = Words("Calls on whose level a person decided.", "Llamadas sobre cuyo nivel decidió una persona.")
_NOT_DECIDED = Words(
    "Left out: calls that ended before anybody decided on a level.",
    "Se dejan fuera: las llamadas que terminaron antes de que alguien decidiera el nivel.",
)
_ARRIVED = Words(
    "Calls of level 2 or more that a team reached.", "Llamadas de nivel 2 o más a las que llegó un equipo."
)
_NOT_ARRIVED = Words(
    "Left out: calls that no team reached, and those for which nobody tapped the arrival.",
    "Se dejan fuera: las llamadas a las que no llegó ningún equipo y aquellas en las que nadie marcó la llegada.",
)


def _every(_call: Call) -> bool:
    return True


def _arrived(call: Call) -> bool:
    return call.minutes_to_arrive is not None


def _compared(call: Call) -> bool:
    return call.is_decided and call.level is not None and call.advised is not None


CALLS: Final = Share(
    id="calls",
    title=Words("Calls", "Llamadas"),
    numerator=Words("Calls.", "Llamadas."),
    denominator=_ALL,
    left_out=_NOT_CALLS,
    of=lambda facts: facts.calls,
    among=_every,
    counts=_every,
)
SENT: Final = Share(
    id="sent",
    title=Words("A team was sent", "Se envió un equipo"),
    numerator=Words("Calls to which at least one team was sent.", "Llamadas a las que se envió al menos un equipo."),
    denominator=_ALL,
    left_out=_NOT_CALLS,
    of=lambda facts: facts.calls,
    among=_every,
    counts=lambda call: call.sent_at is not None,
)
RAISED: Final = Share(
    id="raised",
    title=Words("Level raised by a person", "Nivel subido por una persona"),
    numerator=Words(
        "Given a higher level than the rules advised.", "Recibieron un nivel más alto que el que dieron las reglas."
    ),
    denominator=_DECIDED,
    left_out=_NOT_DECIDED,
    of=lambda facts: facts.calls,
    among=_compared,
    counts=lambda call: call.level > call.advised,
)
LOWERED: Final = Share(
    id="lowered",
    title=Words("Level lowered by a person", "Nivel bajado por una persona"),
    numerator=Words(
        "Given a lower level than the rules advised.", "Recibieron un nivel más bajo que el que dieron las reglas."
    ),
    denominator=_DECIDED,
    left_out=_NOT_DECIDED,
    of=lambda facts: facts.calls,
    among=_compared,
    counts=lambda call: call.level < call.advised,
)
ARRIVE: Final = Minutes(
    id="arrive",
    title=Words("Minutes to arrive", "Minutos hasta llegar"),
    numerator=Words(
        "From the first decision on a level of 2 or more until the first team was at the door.",
        "Desde la primera decisión de un nivel 2 o más hasta que el primer equipo estuvo en la puerta.",
    ),
    denominator=_ARRIVED,
    left_out=_NOT_ARRIVED,
    of=lambda facts: facts.calls,
    among=_arrived,
    value=lambda call: call.minutes_to_arrive,
)
WITHIN_60: Final = Share(
    id="within_60",
    title=Words("At the door within 60 minutes", "En la puerta en 60 minutos"),
    numerator=Words(
        "Reached within 60 minutes of the decision.", "Se llegó en los 60 minutos siguientes a la decisión."
    ),
    denominator=_ARRIVED,
    left_out=_NOT_ARRIVED,
    of=lambda facts: facts.calls,
    among=_arrived,
    counts=lambda call: call.minutes_to_arrive <= PROMISE_MIN,
)
POLICE: Final = Minutes(
    id="police_minutes",
    title=Words("Police, for each call", "Policía, por llamada"),
    numerator=Words(
        "Minutes from the arrival of a team with an officer until it was clear; none where no officer was there.",
        "Minutos desde la llegada de un equipo con oficial hasta que quedó libre; ninguno si no hubo oficial.",
    ),
    denominator=Words("Calls to which a team was sent.", "Llamadas a las que se envió un equipo."),
    left_out=Words(
        "Left out: calls on which an officer's team still is, or nobody tapped. Police without a team: not known.",
        "Se dejan fuera: las llamadas con un oficial aún ahí, o sin marcar. No se sabe de policía sin equipo.",
    ),
    of=lambda facts: facts.calls,
    among=lambda call: call.sent_at is not None and call.police_minutes is not None,
    value=lambda call: call.police_minutes,
)

ALL: Final[tuple[Definition, ...]] = (CALLS, SENT, RAISED, LOWERED, ARRIVE, WITHIN_60, POLICE)
compared = _compared
"""Whether both levels of a call are known: the matrix is made of these."""
