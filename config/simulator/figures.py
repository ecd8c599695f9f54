"""The figures that the city is calibrated by, each with where it was counted. Figures only; no rows of anybody.

SDPD: San Diego police calls for service, 1-20 January 2023, 26,595 calls (open data, PDDL).
TPS: Toronto police, persons in crisis, 2014-2015, 32,000 events (Open Government Licence).
SFFD: San Francisco fire and ambulance, 7-20 April 2020, 10,410 unit responses (open data, PDDL).
Where no city publishes a figure it is called assumed.
"""

from dataclasses import dataclass
from typing import Final

CALLS_A_DAY: Final = 93.5
"""SDPD: 36.5 calls of type 5150/5150V and 57 welfare checks a day."""

_LOWEST, _PLATEAU = 1.4, 6.2
"""TPS: per cent of a day's events per hour, 4 to 6 h and 13 to 18 h; straight lines assumed between them."""


def _by_hour() -> tuple[float, ...]:
    rising = [_LOWEST + (_PLATEAU - _LOWEST) * step / 8 for step in range(1, 8)]
    falling = [_PLATEAU - (_PLATEAU - _LOWEST) * step / 10 for step in range(1, 10)]
    from_four = [_LOWEST, _LOWEST, *rising, *[_PLATEAU] * 6, *falling]
    return tuple(from_four[(hour - 4) % 24] for hour in range(24))


BY_HOUR: Final = _by_hour()
"""Per cent of a day's calls in each hour from midnight; they add up to 100.8, as the two figures give it."""

KINDS: Final = {"violent": 133, "crisis": 597, "welfare": 1135}
"""SDPD: calls of type 5150V, 5150 and CW in 20 days."""

URGENT: Final = 144 / 730
"""SDPD: share of 5150 calls with priority 0 (5) or 1 (139); the other 586 have priority 2."""

RESULTS: Final = {"seen": 410 + 39 + 28, "police_only": 98, "cancelled": 80, "no_need": 61}
"""SDPD: dispositions of 5150 calls. K, O and R (a contact was made; here a team makes it), A, X, W."""


@dataclass(frozen=True)
class Time:
    """Seconds: half are shorter than the median, nine of ten shorter than the other."""

    median: float
    ninety: float


TYPING: Final = Time(72, 204)
"""SFFD: received to entry."""
DISPATCH: Final = Time(25, 81)
"""SFFD: entry to dispatch."""
TURNOUT: Final = Time(18, 106)
"""SFFD: dispatch to en route."""
TRAVEL: Final = Time(273, 915)
"""SFFD: en route to on scene."""
ON_SCENE: Final = Time(1_957, 4_800)
"""SFFD: on scene to available."""
BY_PHONE: Final = Time(600, 1_500)
"""Assumed: a call of level 1, from the decision to the last word."""

CONTACT: Final = 0.77
"""Share of visits in which somebody is met: mobile crisis contact with adults (reference/domain.md §0, finding 8)."""

DARK: Final = Time(240, 900)
"""Assumed: how long a phone is without signal once it is."""
DARK_EVERY_S: Final = 4_500.0
"""Assumed: mean time between two dark spells of a phone."""
KILLED: Final = 0.2
"""Assumed: share of dark spells in which the app is also killed and opened again."""

LOST_EVERY_S: Final = 9 * 3_600.0
NEW_PHONE: Final = Time(900, 2_400)
ROLE_EVERY_S: Final = 9 * 3_600.0
WITHOUT_ROLE: Final = Time(900, 2_400)
"""Assumed: mean time between two phones that are lost in the whole city, and until their person has another one;
the same of people whose role is taken, and until it is given again."""
THINKS: Final = Time(180, 900)
KEEPS_OWN: Final = 0.5
"""Assumed: how long a person takes to decide about a write that did not go in, and how often for their own words."""

NEEDS: Final = 0.4
"""Assumed: share of people who were met for whom a place is asked."""
PLACE_ANSWERS: Final = Time(2_400, 14_400)
"""Assumed: how long a place takes to answer, where a bed is needed today."""
PLACE_SAYS: Final = {"accept": 0.4, "decline": 0.3, "needs_client": 0.1, "silent": 0.2}
"""Assumed: what it says, if anything."""
BY_ITSELF: Final = 0.5
"""Assumed: share of answers by link or by the place's own system; the others are told by phone."""
UNTIL_THE_DATE: Final = Time(3_600, 14_400)
SHOWS_UP: Final = 0.7
HELPED: Final = 0.8
"""Assumed: until the appointment on the same day; who comes to it; whom it helped."""
AGAIN: Final = 0.35
NAMED: Final = 0.8
ANSWERS: Final = 0.5
MAKES_PLAN: Final = 0.4
PLANNED_FOR: Final = 0.4
"""Assumed: the person is one of those who are met often, says a name, answers an instrument, writes a safety plan;
the clinician writes what helps for the next team."""

TENDS_EVERY_S: Final = 1_200.0
TRY_ENDS: Final = {"reached": 0.35, "no_answer": 0.4, "left_message": 0.15, "someone_else": 0.06, "declined": 0.04}
HANDS_OVER: Final = 0.12
AGREES_LATER: Final = 0.08
TAKES_OVER: Final = 0.8
ONE_MORE_ROUND: Final = 0.6
LANDS: Final = 0.25
ASKED_BY_CARE: Final = 0.5
"""Assumed: how often a case manager looks at each case; what a try ends with; how often a case is offered to a
colleague, who takes it or not; a later hour is agreed; after the last try there is one more round, else it is closed;
somebody who was reached has
landed; a case manager, and not the place, says who came to an appointment."""

APPROVES: Final = Time(600, 600)
"""Assumed: how often the supervisor looks at what waits for approval."""

DECLINES: Final = 0.04
MOVES: Final = 0.06
RISES: Final = 0.04
TWICE: Final = 0.05
SPEAKS: Final = 0.6
LOST_ANSWERS: Final = 0.02
OWN_EVERY_S: Final = 6 * 3_600.0
"""Assumed: a member says no; the address, the level changes under way; the call is told twice; a team says
something; an answer of the server does not arrive; a team meets somebody itself."""
