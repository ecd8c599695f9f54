"""Whom the teams meet: invented people, some of them again and again, also on another day. No network, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from config.simulator import figures

Fields = Mapping[str, str]


def _somebody(given: str, family: str, second: str, born: str, language: str) -> Fields:
    named = {"given": given, "family": family, "second_family": second, "date_of_birth": born, "language": language}
    return {name: value for name, value in named.items() if value}


REGULARS: Final = (
    _somebody("Orrin", "Tesk", "", "1979-02-11", "English"),
    _somebody("Marisela", "Bravo", "Quintanar", "1988-09-30", "Spanish"),
    _somebody("Dell", "Hargrove", "", "1964-05-23", "English"),
    _somebody("Lucio", "Abarca", "Montes", "1957-12-01", "Spanish"),
    _somebody("Tamsin", "Oyelaran", "", "2001-07-17", "English"),
    _somebody("Wendell", "Prouty", "", "1992-03-08", "English"),
    _somebody("Nayeli", "Cisneros", "Rojo", "1996-10-14", "Spanish"),
    _somebody("Aurel", "Vantz", "", "1983-01-27", "English"),
)
"""The same on every day of every seed: whoever meets one of them again finds the record that is there."""

_GIVEN: Final = (
    "Ada",
    "Bruno",
    "Celia",
    "Dario",
    "Edda",
    "Floyd",
    "Greta",
    "Hector",
    "Irma",
    "Joel",
    "Karin",
    "Mirta",
    "Nils",
)
_FAMILY: Final = (
    "Aldane",
    "Brisk",
    "Corvalan",
    "Dunmore",
    "Fierro",
    "Galt",
    "Haskin",
    "Ibarrola",
    "Kehoe",
    "Lomas",
    "Marsh",
)


@dataclass(frozen=True)
class Met:
    """Somebody at the door: what is known of them, and what they and the clinician do together."""

    fields: Fields
    is_named: bool
    answers: bool
    """The questions of an instrument, if the phone has one."""
    makes_plan: bool
    """A safety plan."""
    is_planned_for: bool
    """The clinician writes afterwards what helps, for whoever meets this person next."""
    chance: int
    """What else is drawn of this meeting is drawn from here."""

    @property
    def asked(self) -> dict[str, Any]:
        """What a clinician asks by who knows no more than what is said."""
        return {name: value for name, value in self.fields.items() if name != "language"}

    @property
    def language(self) -> str:
        """The language that a plan is written in."""
        return "es" if self.fields.get("language") == "Spanish" else "en"


def meet(chance: Random) -> Met:
    """Somebody, drawn: one of those who are met often, or somebody else."""
    return Met(
        fields=chance.choice(REGULARS) if chance.random() < figures.AGAIN else _other(chance),
        is_named=chance.random() < figures.NAMED,
        answers=chance.random() < figures.ANSWERS,
        makes_plan=chance.random() < figures.MAKES_PLAN,
        is_planned_for=chance.random() < figures.PLANNED_FOR,
        chance=chance.randrange(2**32),
    )


def _other(chance: Random) -> Fields:
    born = f"{chance.randrange(1940, 2008)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    second = chance.choice(_FAMILY) if chance.random() < 0.4 else ""
    language = "Spanish" if second else "English"
    return _somebody(chance.choice(_GIVEN), chance.choice(_FAMILY), second, born, language)
