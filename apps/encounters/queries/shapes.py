"""Visits as one viewer may see them now, and the list of outcomes. As many queries for one as for many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access import trim
from apps.accounts.models import User
from apps.common.clock import now, stamp
from apps.encounters.models import Amendment, Disposition, Encounter, ForceReport
from apps.encounters.policies import CLASS_OF, ENCOUNTER
from apps.encounters.queries.plans import plans_written_in
from apps.encounters.queries.scope import NEVER_WAS, dispositions_visible_to, held_by, mark, own_ids, visible_to

_PLAIN: Final = (
    *("state", "contact", "contact_off_s", "transport", "transport_place", "transport_mode"),
    *("reasons", "observed", "protective", "judgement", "judgement_why", "prompts", "helped", "medical"),
    *("disposition", "decided_by", "least_restrictive", "why_not", "note", "owner_next"),
)
_OFFICERS: Final = ("force", "types", "reason", "injured", "treated", "restraint", "weapon", "report_number")


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Visits, each field by its class; what this person may not know of is missing. At most eight queries."""
    return _shown(user, visible_to(user).filter(id__in=ids))


def held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices: what is not theirs to hold is missing, also where it may be read."""
    return _shown(user, held_by(user).filter(id__in=ids))


def _shown(user: Any, visits: "QuerySet[Encounter]") -> dict[UUID, dict[str, Any]]:
    rows = list(visits.select_related("signed_by", "disposition_row", "force_report__by"))
    mark(user, rows)
    ids = [row.id for row in rows]
    amended, plans = _amendments(ids), plans_written_in(ids)
    return {row.id: trim(user, row, _encounter(row, amended, plans), ENCOUNTER) for row in rows}


def _amendments(ids: Sequence[UUID]) -> Mapping[tuple[UUID, str], list[dict[str, Any]]]:
    found: dict[tuple[UUID, str], list[dict[str, Any]]] = defaultdict(list)
    rows = Amendment.objects.filter(encounter_id__in=ids).select_related("by").order_by("received_at", "id")
    for row in rows:
        found[row.encounter_id, row.part].append(_amendment(row))
    return found


def _amendment(row: Amendment) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "part": row.part,
        "field": row.field,
        "was": row.was,
        "now": row.now,
        "reason": row.reason,
        "late": row.is_late,
        "by": str(row.by_id),
        "by_name": row.by.get_short_name(),
        "at": stamp(row.occurred_at),
    }


def _encounter(
    row: Encounter,
    amended: Mapping[tuple[UUID, str], list[dict[str, Any]]],
    plans: Mapping[UUID, dict[str, Any]],
) -> dict[str, Any]:
    report = getattr(row, "force_report", None)
    return {
        "id": str(row.id),
        "version": row.version,
        "assignment": str(row.assignment_id),
        "incident": str(row.incident_id),
        "person": str(row.person_id) if row.person_id else None,
        "began_at": stamp(row.began_at),
        "signed_at": stamp(row.signed_at),
        "signed_by": str(row.signed_by_id) if row.signed_by_id else None,
        "signed_by_name": row.signed_by.get_short_name() if row.signed_by else "",
        "contact_at": stamp(row.contact_at),
        **{name: getattr(row, name) for name in _PLAIN},
        "transported": None if not row.transport else row.transport != "none",
        "disposition_text": row.disposition_row.text if row.disposition_row else None,
        "amendments": amended.get((row.id, Amendment.Part.CLINICIAN), []),
        "safety_plan": plans.get(row.id),
        "officer": _officers(report, row) if report and report.is_filed else None,
        "officer_amendments": amended.get((row.id, Amendment.Part.OFFICER), []),
        "force_used": report.force == "force" if report and report.is_filed else None,
    }


def _officers(row: ForceReport, encounter: Encounter) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _OFFICERS},
        # all that an officer keeps of the visit: whether a change of his part is an amendment by now
        "signed": encounter.is_signed,
        "version": row.version,
        "by": str(row.by_id),
        "by_name": row.by.get_short_name(),
        "at": stamp(row.filed_at),
    }


def last_changes(user: Any, encounter_id: UUID, fields: Sequence[str]) -> Mapping[str, tuple[str, str | None]]:
    """Field -> whose last change it bears, and when; nothing of a visit this person may not know of."""
    rows = visible_to(user).filter(id=encounter_id)
    marks: dict[str, Any] = rows.values_list("field_marks", flat=True).first() or {}
    asked = {field: marks[field] for field in fields if field in marks}
    who = {field: UUID(str(mark[1]).partition("/")[0]) for field, mark in asked.items()}
    names = {person.id: person.get_short_name() for person in User.objects.filter(id__in=who.values())}
    return {field: (names.get(who[field], ""), mark[2]) for field, mark in asked.items()}


def dispositions_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Rows of the list, with their words in both languages. One query."""
    rows = dispositions_visible_to(user).filter(id__in=ids)
    return {row.id: trim(user, row, _disposition(row), CLASS_OF["Disposition"]) for row in rows}


def _disposition(row: Disposition) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "programme": str(row.programme_id),
        **{name: getattr(row, name) for name in ("code", "text", "group", "position", "transport", "case_rule")},
        **{name: getattr(row, name) for name in ("needs_contact", "needs_place", "opens_case")},
        "effective_from": stamp(row.effective_from),
        "effective_until": stamp(row.effective_until),
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """What a device holds: the visits this person was in or has the case of, his report, and the list in force."""
    if user.programme_id is None:
        return []
    visits = visible_to(user).filter(id__in=own_ids(user)).order_by("began_at", "id")
    offered = Q(effective_until__isnull=True) | Q(effective_until__gt=now())
    rows = dispositions_visible_to(user).filter(offered).exclude(NEVER_WAS).order_by("position", "id")
    return [
        (Disposition.KIND, list(rows.values_list("id", flat=True))),
        (Encounter.KIND, list(visits.values_list("id", flat=True))),
    ]
