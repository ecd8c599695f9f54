"""Figures of the follow-up: whether the person was reached by the hour that was promised."""

from typing import Final

from apps.outcomes.definitions.base import Definition, Share, Words
from apps.outcomes.facts import Kept

HIGH: Final = "high"


def _reached(hours: int, *, only_high: bool = False) -> Share:
    def among(case: Kept) -> bool:
        return case.has_had(hours) and (case.risk == HIGH or not only_high)

    who = ("cases of high risk", "casos de riesgo alto") if only_high else ("cases", "casos")
    return Share(
        id=f"reached_{hours}h",
        title=Words(
            f"Reached within {hours} hours" + (", high risk" if only_high else ""),
            f"Contacto en {hours} horas" + (", riesgo alto" if only_high else ""),
        ),
        numerator=Words(
            f"Somebody spoke with the person within {hours} hours of the case's opening. A message left is none.",
            f"Se habló con la persona en las {hours} horas desde que se abrió el caso. Dejar un mensaje no cuenta.",
        ),
        denominator=Words(
            f"All {who[0]} that visits of the month opened.", f"Todos los {who[1]} que abrieron las visitas del mes."
        ),
        left_out=Words(
            f"Left out: cases whose {hours} hours are not over yet.",
            f"Se dejan fuera: los casos cuyas {hours} horas no han terminado.",
        ),
        of=lambda facts: facts.cases,
        among=among,
        counts=lambda case: case.reached_within(hours),
    )


ALL: Final[tuple[Definition, ...]] = (_reached(24, only_high=True), _reached(48), _reached(72))
"""24 hours for high risk, 48 for all, 72 where the state asks for it (reference/domain.md §5.1)."""
