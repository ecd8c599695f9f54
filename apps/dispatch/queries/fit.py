"""Which teams fit an incident, checked against its level (product §4). No ranking: the dispatcher chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from apps.dispatch.queries.shapes import engagements
from apps.incidents.models import Incident
from apps.teams import queries as teams
from apps.teams.models import CLINICIAN, EMPTY, OFFICER, PAIR, Team
from apps.teams.queries import Standing

BY_PHONE, ALONE, TOGETHER, STAGED = 1, 2, 3, 4

# Refusals. The first five stand whatever the reason; the last two give way to a reason.
ON_ASSIGNMENT: Final = "on_assignment"
ON_BREAK: Final = "on_break"
IS_BUSY: Final = "busy"
NOBODY_ON_SHIFT: Final = "nobody_on_shift"
RETIRED: Final = "retired"
NEEDS_OFFICER: Final = "needs_officer"
NEEDS_CLINICIAN: Final = "needs_clinician"
GIVES_WAY: Final = frozenset({NEEDS_OFFICER, NEEDS_CLINICIAN})

# Warnings. `sends_police` must be chosen, the others are only said.
SENDS_POLICE: Final = "sends_police"
ONLY_STAGED: Final = "only_staged"
LEVEL_BY_PHONE: Final = "level_by_phone"
LEVEL_NOT_KNOWN: Final = "level_not_known"
LEVEL_PROVISIONAL: Final = "level_provisional"
NOBODY_REACHABLE: Final = "nobody_reachable"
NOT_ALL_REACHABLE: Final = "not_all_reachable"

WISHES: Final = ("police_absent", "fear_of_police")
"""Flags of an incident that say what the person wishes of police, the plainest first."""


@dataclass(frozen=True)
class Need:
    """What an incident asks of a team."""

    level: int | None
    provisional: bool
    staged: bool
    wish: str

    @property
    def strictest(self) -> int:
        """The level to check against: with nothing known yet safety is not known either, which is level 3."""
        return TOGETHER if self.level is None else self.level


@dataclass(frozen=True)
class Fit:
    """How one team meets a need."""

    standing: Standing
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be sent without a reason."""
        return not self.refusals

    def stands(self, reason: str) -> tuple[str, ...]:
        """The refusals that are left when this reason is given."""
        return tuple(code for code in self.refusals if not (reason and code in GIVES_WAY))


def need_of(incident: Incident) -> Need:
    """What this incident asks for now."""
    wish = next((flag for flag in WISHES if flag in incident.flags), "")
    by_level = incident.level == STAGED and not incident.staging_set
    return Need(incident.level, incident.provisional, incident.staged or by_level, wish)


def fit_of(need: Need, standing: Standing, *, engaged: bool) -> Fit:
    """How this team meets this need. No queries."""
    return Fit(standing, tuple(_refusals(need, standing, engaged)), tuple(_warnings(need, standing)))


def _refusals(need: Need, standing: Standing, engaged: bool) -> Sequence[str]:
    team = standing.team
    found = [
        (team.retired_at is not None, RETIRED),
        (engaged, ON_ASSIGNMENT),
        (team.status == Team.Status.BREAK, ON_BREAK),
        (team.status == Team.Status.BUSY, IS_BUSY),
        (standing.kind == EMPTY, NOBODY_ON_SHIFT),
        (standing.kind == CLINICIAN and need.strictest == TOGETHER, NEEDS_OFFICER),
        (standing.kind == OFFICER and need.strictest < STAGED, NEEDS_CLINICIAN),
    ]
    return [code for holds, code in found if holds]


def _warnings(need: Need, standing: Standing) -> Sequence[str]:
    members = len(standing.members)
    heard = len(standing.reachable)
    found = [
        (sends_police(need, standing), SENDS_POLICE),
        (need.strictest == STAGED, ONLY_STAGED),
        (need.level == BY_PHONE, LEVEL_BY_PHONE),
        (need.level is None, LEVEL_NOT_KNOWN),
        (need.level is not None and need.provisional, LEVEL_PROVISIONAL),
        (members > 0 and heard == 0, NOBODY_REACHABLE),
        (0 < heard < members, NOT_ALL_REACHABLE),
    ]
    return [code for holds, code in found if holds]


def sends_police(need: Need, standing: Standing) -> bool:
    """Whether an officer would go where the level asks for none."""
    return need.strictest <= ALONE and standing.kind in (PAIR, OFFICER)


def suitability(user: Any, incident: Incident) -> list[dict[str, Any]]:
    """Every team in force of the programme, by name, with what speaks against it. Five queries."""
    rows = [team for team in teams.in_force(user) if team.programme_id == incident.programme_id]
    standing, engaged = teams.standing_of(rows), engagements([team.id for team in rows])
    need = need_of(incident)
    fits = [fit_of(need, standing[team.id], engaged=team.id in engaged) for team in rows]
    return [_row(fit, need, engaged) for fit in fits]


def _row(fit: Fit, need: Need, engaged: Mapping[UUID, Any]) -> dict[str, Any]:
    return {
        "team": str(fit.standing.team.id),
        "team_name": fit.standing.team.name,
        "kind": fit.standing.kind,
        "ok": fit.ok,
        "warnings": list(fit.warnings),
        "refusals": list(fit.refusals),
        "gives_way": all(code in GIVES_WAY for code in fit.refusals),
        "reachable": sorted(str(user_id) for user_id in fit.standing.reachable),
        "wish": need.wish if SENDS_POLICE in fit.warnings else "",
    }
