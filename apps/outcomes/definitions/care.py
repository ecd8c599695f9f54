"""Figures of care: asked, said yes, attended; minutes at the door of a place; and whether there was another call."""

from typing import Final

from apps.outcomes.definitions.base import Definition, Minutes, Share, Words
from apps.outcomes.facts import Visit

WINDOWS: Final = (7, 30)
AGAIN: Final = (7, 30, 90)
"""Days (product §9)."""

_REFERRED = Words("People met for whom a place was asked.", "Personas atendidas para las que se pidió un lugar.")
_OF_VISITS = Words(
    "Left out: places asked without a visit, and those written down by mistake.",
    "Se dejan fuera: los lugares pedidos sin visita y los anotados por error.",
)


def _referred(visit: Visit) -> bool:
    return visit.is_met and visit.is_ours and visit.referred_at is not None


def _attended(days: int) -> Share:
    return Share(
        id=f"attended_{days}",
        title=Words(f"Attended within {days} days", f"Asistió en {days} días"),
        numerator=Words(
            f"The place or the person said that they were there, within {days} days of the first place being asked."
            " Accepted is not attended.",
            f"El lugar o la persona dijo que estuvo ahí, en los {days} días desde que se pidió el primer lugar."
            " Aceptar no es asistir.",
        ),
        denominator=_REFERRED,
        left_out=Words(
            f"Left out: people whose {days} days are not over yet; places asked without a visit.",
            f"Se dejan fuera: las personas cuyos {days} días no han terminado; los lugares pedidos sin visita.",
        ),
        of=lambda facts: facts.visits,
        among=lambda visit: _referred(visit) and visit.has_had(days),
        counts=lambda visit: visit.attended_within(days),
    )


def _again(days: int) -> Share:
    return Share(
        id=f"again_{days}",
        title=Words(f"Called again within {days} days", f"Otra llamada en {days} días"),
        numerator=Words(
            f"There was another call about them within {days} days of the visit.",
            f"Hubo otra llamada sobre la persona en los {days} días siguientes a la visita.",
        ),
        denominator=Words(
            "People met this month and known by name, each once, by the first visit.",
            "Personas atendidas este mes y conocidas por su nombre, cada una una vez, por la primera visita.",
        ),
        left_out=Words(
            f"Left out: people who are not known, and those whose {days} days are not over yet.",
            f"Se dejan fuera: las personas no identificadas y aquellas cuyos {days} días no han terminado.",
        ),
        of=lambda facts: facts.known,
        among=lambda known: known.has_had(days),
        counts=lambda known: known.called_again(days),
    )


REFERRED: Final = Share(
    id="referred",
    title=Words("Referred to care", "Se derivó a atención"),
    numerator=_REFERRED,
    denominator=Words("People whom a team met.", "Personas con las que se encontró un equipo."),
    left_out=_OF_VISITS,
    of=lambda facts: facts.visits,
    among=lambda visit: visit.is_met and visit.is_ours,
    counts=_referred,
)
SAID_YES: Final = Share(
    id="said_yes",
    title=Words("A place said yes", "Un lugar dijo que sí"),
    numerator=Words("At least one place accepted.", "Al menos un lugar aceptó."),
    denominator=_REFERRED,
    left_out=_OF_VISITS,
    of=lambda facts: facts.visits,
    among=_referred,
    counts=lambda visit: visit.said_yes,
)
ATTENDED: Final = {days: _attended(days) for days in WINDOWS}
CALLED_AGAIN: Final = {days: _again(days) for days in AGAIN}
DROP_OFF: Final = Minutes(
    id="drop_off_minutes",
    title=Words("Drop-off at care", "Entrega en el lugar"),
    numerator=Words(
        "Minutes at the door of a place until somebody there had taken over.",
        "Minutos en la puerta de un lugar hasta que alguien de ahí tomó el relevo.",
    ),
    denominator=Words("Hand-overs face to face.", "Entregas en persona."),
    left_out=Words(
        "Left out: hand-overs for which the arrival or the end was not written down.",
        "Se dejan fuera: las entregas sin hora de llegada o de final.",
    ),
    of=lambda facts: facts.places,
    among=lambda place: place.door_minutes is not None,
    value=lambda place: place.door_minutes,
)

ALL: Final[tuple[Definition, ...]] = (
    REFERRED,
    SAID_YES,
    *ATTENDED.values(),
    DROP_OFF,
    *CALLED_AGAIN.values(),
)
