"""Read one month of a programme into facts: a fixed number of queries, however many calls there were.

Only ids, codes and times are read; no name, no number and no word that somebody wrote.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.common.clock import now
from apps.dispatch.models import Assignment, Response
from apps.incidents.models import Entry, Incident, LevelDecision
from apps.outcomes.facts import BLOCK_H, Call, Facts
from apps.outcomes.period import Month
from apps.outcomes.queries.load_visits import cases_of, visits_of
from apps.teams.models import Shift

_BY_PERSON: Final = ("decided", "redecided", "override")
_STEPS: Final = ("sent", "status", "corrected", "undone", "late")
_THERE, _CLEAR = "on_scene", "cleared"


@dataclass
class Trip:
    """One team on one call: who was in it, when it was at the door and when it was clear."""

    sent_at: datetime
    status: str
    roles: set[str] = field(default_factory=set)
    agencies: set[UUID] = field(default_factory=set)
    arrived: list[datetime] = field(default_factory=list)
    cleared: list[datetime] = field(default_factory=list)

    @property
    def arrived_at(self) -> datetime | None:
        """The first tap that was not taken back."""
        return min(self.arrived, default=None)

    @property
    def minutes(self) -> float | None:
        """From arriving until clear; 0 for a team that was taken back, None while it is there or nobody tapped."""
        if self.arrived_at is None:
            return 0.0 if self.status in {"cancelled", "diverted"} else None
        end = max(self.cleared, default=None)
        return None if end is None else max(0.0, (end - self.arrived_at).total_seconds() / 60)


def calls_in(programme_id: UUID, begins: datetime, ends: datetime) -> "QuerySet[Incident]":
    """The calls that are counted: not history of another system, not what was found to be the same call."""
    rows = Incident.objects.filter(programme_id=programme_id, opened_at__gte=begins, opened_at__lt=ends)
    same = Q(duplicate_of__isnull=False) | Q(result=Incident.Result.DUPLICATE)
    return rows.exclude(same).exclude(source=Incident.Source.IMPORT)


def load(programme_id: UUID, month: Month) -> Facts:
    """Everything that this month's report is made of, as it stands now."""
    incidents = calls_in(programme_id, month.begins, month.ends)
    trips = trips_of(incidents)
    decisions = _decisions(incidents)
    calls = [_call(row, trips.get(row.id, {}), decisions.get(row.id), month) for row in incidents.only(*_FIELDS)]
    visits, known, places, unsigned = visits_of(programme_id, incidents, calls, trips, now())
    return Facts(calls, visits, known, places, cases_of(incidents, calls, now()), unsigned)


_FIELDS: Final = ("id", "opened_at", "area", "level", "decided_level", "decided_at")


def _call(row: Incident, trips: Mapping[UUID, Trip], decision: tuple[int, int | None] | None, month: Month) -> Call:
    given = decision[0] if decision else row.decided_level or row.level
    return Call(
        id=row.id,
        opened_at=row.opened_at,
        block=row.opened_at.astimezone(month.zone).hour // BLOCK_H * BLOCK_H,
        area=row.area,
        level=given,
        advised=decision[1] if decision else None,
        is_decided=decision is not None,
        decided_at=row.decided_at,
        sent_at=min((trip.sent_at for trip in trips.values()), default=None),
        arrived_at=min((trip.arrived_at for trip in trips.values() if trip.arrived_at), default=None),
        response=_response(trips.values()),
        agencies=frozenset(agency for trip in trips.values() for agency in trip.agencies),
        police_minutes=_police(trips.values()),
    )


def _response(trips: Iterable[Trip]) -> str:
    """Who was sent: both, a clinician, an officer, or nobody."""
    roles = {role for trip in trips for role in trip.roles}
    if {Shift.Part.CLINICIAN, Shift.Part.OFFICER} <= roles:
        return "pair"
    if Shift.Part.OFFICER in roles:
        return "officer"
    return "clinician" if roles else "none"


def _police(trips: Iterable[Trip]) -> float | None:
    """Minutes of teams with an officer together; None while one of them is still there."""
    minutes = [trip.minutes for trip in trips if Shift.Part.OFFICER in trip.roles]
    return None if None in minutes else sum(each for each in minutes if each is not None)


def _decisions(incidents: "QuerySet[Incident]") -> dict[UUID, tuple[int, int | None]]:
    """Call -> the level that a person stood by last, and what the rules alone gave then."""
    rows = LevelDecision.objects.filter(incident__in=incidents, kind__in=_BY_PERSON)
    found = rows.order_by("incident_id", "created_at", "id").values_list("incident_id", "level", "facts_level")
    return {incident: (level, advised) for incident, level, advised in found}


def trips_of(incidents: "QuerySet[Incident]") -> dict[UUID, dict[UUID, Trip]]:
    """Call -> assignment -> trip. Three queries."""
    found: dict[UUID, dict[UUID, Trip]] = defaultdict(dict)
    by_id: dict[UUID, Trip] = {}
    sent = Assignment.objects.filter(incident__in=incidents).values_list("id", "incident_id", "sent_at", "status")
    for assignment, incident, at, status in sent:
        by_id[assignment] = found[incident][assignment] = Trip(at, status)
    members = Response.objects.filter(assignment__incident__in=incidents)
    for assignment, role, agency in members.values_list("assignment_id", "role", "user__agency_id"):
        by_id[assignment].roles.add(role)
        if agency is not None:
            by_id[assignment].agencies.add(agency)
    lines = Entry.objects.filter(incident__in=incidents, kind__in=_STEPS).order_by("received_at", "id")
    for kind, facts, at in lines.values_list("kind", "facts", "occurred_at"):
        _step(by_id, kind, facts, at)
    return dict(found)


def _step(trips: Mapping[UUID, Trip], kind: str, facts: Any, at: datetime) -> None:
    """One line of a timeline: a tap, a correction, one that came late, or one that was taken back."""
    named = facts.get("assignment")
    trip = trips.get(UUID(named)) if isinstance(named, str) else None
    if trip is None or (kind == "late" and facts.get("what") != "status"):
        return
    wrong = facts.get("what") if kind == "undone" else facts.get("before") if kind == "corrected" else ""
    if wrong == _THERE and facts.get("status") != _CLEAR:
        trip.arrived.clear()
    if wrong == _CLEAR:
        trip.cleared.clear()
    if facts.get("status") == _THERE and wrong != _CLEAR:
        trip.arrived.append(at)
    if facts.get("status") == _CLEAR:
        trip.cleared.append(at)


def teams_by_block(programme_id: UUID, month: Month) -> dict[int, float]:
    """How many teams rode in each three hours of the day, on the mean of the month's days. Staff, not people."""
    until = min(month.ends, now())
    rows = Shift.objects.filter(team__programme_id=programme_id, confirmed_at__isnull=False)
    rows = rows.filter(started_at__lt=until).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=month.begins))
    riding: dict[datetime, set[UUID]] = defaultdict(set)
    for team, begins, ends in rows.values_list("team_id", "started_at", "ended_at"):
        at = max(begins, month.begins).astimezone(month.zone)
        at = at.replace(hour=at.hour // BLOCK_H * BLOCK_H, minute=0, second=0, microsecond=0)
        while at < min(ends or until, until):
            riding[at].add(team)
            at += timedelta(hours=BLOCK_H)
    days = max(1, (until - month.begins).days)
    total: dict[int, int] = defaultdict(int)
    for at, teams in riding.items():
        total[at.hour] += len(teams)
    return {block: total[block] / days for block in range(0, 24, BLOCK_H)}
