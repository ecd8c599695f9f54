"""Read the visits of some calls, what was amended, who was known, and the places that were asked for them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from apps.common.clock import now
from apps.encounters.models import Amendment, Disposition, Encounter, ForceReport
from apps.followups.models import Attempt, Case
from apps.incidents.models import Incident
from apps.outcomes.definitions.care import AGAIN
from apps.outcomes.facts import Call, Kept, Known, Place, Visit
from apps.people.queries import families_of, roots_of
from apps.referrals.models import Referral

_AMENDED: Final = ("contact", "disposition", "least_restrictive", "force", "injured")
_YES: Final = frozenset({"accepted", "scheduled", "attended", "missed"})
_ERROR: Final = Referral.Status.ENTERED_IN_ERROR


def visits_of(
    programme_id: UUID,
    incidents: "QuerySet[Incident]",
    calls: Sequence[Call],
    trips: Mapping[UUID, Mapping[UUID, Any]],
    at: datetime,
) -> tuple[list[Visit], list[Known], list[Place], int]:
    """The signed visits, who was known among the met, the places that were asked, and how many are not signed yet."""
    of_call = {call.id: call for call in calls}
    rows = list(
        Encounter.objects.filter(incident__in=incidents)
        .order_by("began_at", "id")
        .values("id", "incident_id", "person_id", "state", "began_at", "contact", "disposition", "least_restrictive")
    )
    said, force = _said_later(incidents), _force(incidents)
    places, asked = _places(incidents, of_call)
    groups = _groups(programme_id)
    visits: list[Visit] = []
    people: dict[UUID, UUID] = {}
    for row in rows:
        if row["state"] != Encounter.State.SIGNED:
            continue
        now_is = {**row, **force.get(row["id"], {}), **said.get(row["id"], {})}
        trip = trips.get(row["incident_id"], {}).get(row["id"])
        sent, yes, came = asked.get(row["id"], (None, False, None))
        visits.append(
            Visit(
                id=row["id"],
                call=of_call[row["incident_id"]],
                at=row["began_at"],
                counted_at=at,
                contact=now_is["contact"],
                group=groups.get(now_is["disposition"], ""),
                outcome=now_is["disposition"],
                least=now_is["least_restrictive"],
                with_officer=trip is not None and "officer" in trip.roles,
                force=now_is.get("force", ""),
                injured=frozenset(now_is.get("injured") or ()),
                scene_minutes=trip.minutes if trip is not None and trip.arrived_at else None,
                referred_at=sent,
                said_yes=yes,
                attended_at=came,
            )
        )
        if row["person_id"] is not None and visits[-1].is_met and visits[-1].is_ours:
            people[row["id"]] = row["person_id"]
    unsigned = sum(1 for row in rows if row["state"] != Encounter.State.SIGNED)
    return visits, _known(programme_id, visits, people), places, unsigned


def _said_later(incidents: "QuerySet[Incident]") -> dict[UUID, dict[str, Any]]:
    """Visit -> what its fields were amended to, the last word of each."""
    rows = Amendment.objects.filter(encounter__incident__in=incidents, is_late=False, field__in=_AMENDED)
    found: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for visit, name, word in rows.order_by("received_at", "id").values_list("encounter_id", "field", "now"):
        found[visit][name] = word or ""
    return found


def _force(incidents: "QuerySet[Incident]") -> dict[UUID, dict[str, Any]]:
    rows = ForceReport.objects.filter(encounter__incident__in=incidents)
    return {
        visit: {"force": force, "injured": injured}
        for visit, force, injured in rows.values_list("encounter_id", "force", "injured")
    }


def _groups(programme_id: UUID) -> dict[str, str]:
    """How visits may end -> what that is put together with; the newest that has begun of each has the word."""
    rows = Disposition.objects.filter(programme_id=programme_id, effective_from__lte=now()).order_by(
        "effective_from", "id"
    )
    return dict(rows.values_list("code", "group"))


def _places(
    incidents: "QuerySet[Incident]", of_call: Mapping[UUID, Call]
) -> tuple[list[Place], dict[UUID, tuple[datetime | None, bool, datetime | None]]]:
    """The places that were asked, and visit -> when the first was, whether one said yes, when the person came."""
    rows = Referral.objects.filter(need__encounter__incident__in=incidents, sent_at__isnull=False)
    fields = ("need_id", "need__encounter_id", "need__encounter__incident_id", "status", "sent_at", "attended_at")
    places: list[Place] = []
    asked: dict[UUID, tuple[datetime | None, bool, datetime | None]] = {}
    for need, visit, incident, status, sent, came, here, over, end in (
        rows.exclude(status=_ERROR)
        .order_by("sent_at", "id")
        .values_list(*fields, "arrived_at", "handed_over_at", "end_reason")
    ):
        minutes = max(0.0, (over - here).total_seconds() / 60) if here and over else None
        places.append(Place(need, of_call[incident], status, minutes))
        first, yes, before = asked.get(visit, (sent, False, None))
        came = min(filter(None, (before, came)), default=None)
        asked[visit] = (first, yes or status in _YES or end in {"helped", "not_helped"}, came)
    return places, asked


def cases_of(incidents: "QuerySet[Incident]", calls: Sequence[Call], at: datetime) -> list[Kept]:
    """The cases that these calls' visits opened, each with the first time that the person was reached. One query."""
    of_call = {call.id: call for call in calls}
    reached = Min("attempts__at", filter=Q(attempts__result=Attempt.Result.REACHED))
    rows = Case.objects.filter(incident__in=incidents).annotate(reached=reached).order_by("opened_at", "id")
    found = rows.values_list("id", "incident_id", "opened_at", "risk", "reached")
    return [Kept(case, of_call[call], opened, at, risk, reached) for case, call, opened, risk, reached in found]


def _known(programme_id: UUID, visits: Sequence[Visit], people: Mapping[UUID, UUID]) -> list[Known]:
    """Whoever was met and is known, once, by the first visit; with the next call about them, whatever came of it."""
    root = roots_of(set(people.values())) if people else {}
    first: dict[UUID, Visit] = {}
    for visit in visits:
        if visit.id in people:
            first.setdefault(root[people[visit.id]], visit)
    again = _calls_about(programme_id, list(first), min((one.at for one in first.values()), default=None))
    return [
        Known(one.id, one.call, one.at, one.counted_at, _next(again.get(person, []), one))
        for person, one in first.items()
    ]


def _next(times: Sequence[tuple[datetime, UUID]], visit: Visit) -> datetime | None:
    at = bisect_right(times, (visit.at, UUID(int=2**128 - 1)))
    return next((when for when, call in times[at:] if call != visit.call.id), None)


def _calls_about(
    programme_id: UUID, people: Sequence[UUID], since: datetime | None
) -> dict[UUID, list[tuple[datetime, UUID]]]:
    """Person -> when there were calls about them, under each record that is the same person."""
    if since is None:
        return {}
    whose = {member: person for person, family in families_of(people).items() for member in family}
    rows = Incident.objects.filter(programme_id=programme_id, person_id__in=whose, opened_at__gt=since)
    rows = rows.filter(opened_at__lte=since + timedelta(days=31 + max(AGAIN))).exclude(duplicate_of__isnull=False)
    rows = rows.exclude(source=Incident.Source.IMPORT)
    found: dict[UUID, list[tuple[datetime, UUID]]] = defaultdict(list)
    for person, at, call in rows.order_by("opened_at", "id").values_list("person_id", "opened_at", "id"):
        found[whose[person]].append((at, call))
    return found
