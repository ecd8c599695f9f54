"""Read questionnaires and what was answered to them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access import trim
from apps.access.roles import Role
from apps.common.clock import now, stamp
from apps.encounters.models import Instrument, Screening
from apps.encounters.policies import INSTRUMENT, SCREENING
from apps.encounters.queries.clinical import CLINICAL, clinical_held_by, encounters_of
from apps.involvement.queries import mark_involvement

_READS = CLINICAL | {Role.ADMINISTRATOR}


def instruments_visible_to(user: Any) -> "QuerySet[Instrument]":
    """The programme's, for those who ask them and those who answer for them; all for a system actor."""
    rows = Instrument.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & _READS:
        return rows.none()
    return rows.filter(programme_id=user.programme_id)


def offered_to(user: Any) -> "QuerySet[Instrument]":
    """Those that may be asked now: in force, and within their licence."""
    within = Q(permitted_until__isnull=True) | Q(permitted_until__gte=now().date())
    return instruments_visible_to(user).filter(within, retired_at__isnull=True)


def instruments_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Questionnaires as this viewer may see them. One query."""
    rows = instruments_visible_to(user).filter(id__in=ids)
    return {row.id: trim(user, row, _instrument(row), INSTRUMENT) for row in rows}


def _instrument(row: Instrument) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "url": row.url,
        "number": row.number,
        "title": row.title,
        "languages": row.languages,
        "questionnaire": row.questionnaire,
        "scoring": row.scoring,
        "licence": {
            "holder": row.holder,
            "permitted_by": row.permitted_by,
            "until": row.permitted_until.isoformat() if row.permitted_until else None,
        },
        "retired_at": stamp(row.retired_at),
    }


def screenings_visible_to(user: Any) -> "QuerySet[Screening]":
    """Those of the encounters this person may know of; to an officer and the desk there are none."""
    rows = Screening.objects.all()
    return rows if user.is_system else rows.filter(encounter__in=encounters_of(user))


def screenings_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What was answered, as this viewer may see it. Two queries."""
    return _shown(user, screenings_visible_to(user).filter(id__in=ids))


def screenings_held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices: only of the visits that they hold."""
    return _shown(user, screenings_held_by(user).filter(id__in=ids))


def screenings_held_by(user: Any) -> "QuerySet[Screening]":
    """What a device of this person may hold."""
    return Screening.objects.filter(encounter__in=clinical_held_by(user))


def _shown(user: Any, screenings: "QuerySet[Screening]") -> dict[UUID, dict[str, Any]]:
    rows = list(screenings.select_related("encounter", "instrument", "by"))
    mark_involvement(user, rows)
    return {row.id: trim(user, row, _screening(row), SCREENING) for row in rows}


def _screening(row: Screening) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "encounter": str(row.encounter_id),
        "incident": str(row.encounter.incident_id),
        "person": str(row.encounter.person_id) if row.encounter.person_id else None,
        "instrument": str(row.instrument_id),
        "title": row.instrument.title,
        "response": row.response,
        "score": _number(row.score),
        "low": _number(row.low),
        "high": _number(row.high),
        "band": row.band,
        "missing": row.missing,
        "declined": row.declined,
        "by": str(row.by_id),
        "by_name": row.by.get_short_name(),
        "at": stamp(row.at),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
