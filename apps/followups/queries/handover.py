"""The sheet that a shift hands over: what the team was on, who was met, what is open and who owns it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access import trim, visible_classes
from apps.access.roles import Role
from apps.common.clock import now, stamp
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter, ForceReport
from apps.encounters.queries import as_seen_by, disposition_at, visible_to
from apps.followups.models import Case, CaseVisit
from apps.followups.policies import OFFER
from apps.followups.queries.beside import people_beside
from apps.followups.queries.cases import visible_to as cases_visible_to
from apps.people.models import Person
from apps.teams.models import Shift
from apps.teams.queries import shifts_visible_to as board_and_own


def shifts_visible_to(user: Any) -> "QuerySet[Shift]":
    """The shifts whose sheet may be asked for: one's own and those of one's team, for supervisors all of them."""
    return board_and_own(user)


def handover_of(user: Any, shift: Shift) -> dict[str, Any]:
    """The sheet, each line as far as this person may see it. An officer's has only what is operational."""
    until = shift.ended_at or now()
    rows = Assignment.objects.filter(team_id=shift.team_id, sent_at__lte=until)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=shift.started_at))
    rows = rows.select_related("incident", "team").prefetch_related("responses__user").order_by("sent_at", "id")
    found = list(rows)
    visits = _Visits(user, [row.id for row in found])
    return {
        "shift": str(shift.id),
        "team": shift.team.name,
        "name": shift.user.name,
        "started_at": stamp(shift.started_at),
        "until": stamp(until),
        "is_over": shift.ended_at is not None,
        "lines": [_line(row, visits) for row in found],
        "offers": _offers(user, shift),
    }


def _offers(user: Any, shift: Shift) -> list[dict[str, Any]]:
    """Cases that were offered and nobody has answered: whoever goes has asked somebody, or was asked."""
    asked = Q(owner_id=shift.user_id) | Q(offered_to_id=shift.user_id)
    rows = cases_visible_to(user).filter(asked, status=Case.Status.OPEN, offered_to__isnull=False)
    found = list(rows.select_related("owner", "offered_to").order_by("offered_at", "id"))
    known = people_beside(user, {row.person_id for row in found if row.person_id})
    return [
        trim(
            user,
            row,
            {
                "id": str(row.id),
                "person_name": known[row.person_id]["name"] if row.person_id in known else "",
                "by_shift": row.owner_id == shift.user_id,
                "owner_name": row.owner.get_short_name(),
                "offered_to_name": row.offered_to.get_short_name() if row.offered_to else "",
                "offered_at": stamp(row.offered_at),
            },
            OFFER,
        )
        for row in found
    ]


class _Visits:
    """What is known of the visits of these assignments, read at once."""

    def __init__(self, user: Any, ids: list[UUID]) -> None:
        self.rows = {row.id: row for row in Encounter.objects.filter(id__in=ids).select_related("person", "incident")}
        self.shown = as_seen_by(user, ids)
        mine = visible_to(user).filter(id__in=ids)
        self.is_clinical = {row.id: "clinical" in visible_classes(user, row) for row in mine}
        cases = Case.objects.filter(encounter_id__in=ids).select_related("owner")
        joined = CaseVisit.objects.filter(encounter_id__in=ids, parted_at__isnull=True).select_related("case__owner")
        self.cases: Mapping[UUID, Case] = {one.encounter_id: one.case for one in joined} | {
            case.encounter_id: case for case in cases
        }
        self.reports = set(ForceReport.objects.filter(id__in=ids).exclude(force="").values_list("id", flat=True))
        self.reads_care = bool(user.roles & {Role.CLINICIAN, Role.SUPERVISOR})


def _line(row: Assignment, visits: _Visits) -> dict[str, Any]:
    incident, visit = row.incident, visits.rows.get(row.id)
    line: dict[str, Any] = {
        "assignment": str(row.id),
        "incident": str(incident.id),
        "number": incident.number,
        "place": incident.place,
        "level": incident.level,
        "status": row.status,
        "sent_at": stamp(row.sent_at),
        "ended_at": stamp(row.ended_at),
        "incident_open": incident.is_open,
        "visit": visit.state if visit else "",
        "contact": visit.contact if visit else "",
        "transported": bool(visit and visit.transport not in ("", "none")),
        "transport_place": visit.transport_place if visit else "",
        "force_filed": row.id in visits.reports,
        "owner_name": "",
        "owner_role": "",
    }
    line |= _owner(row, visit)
    if visit and visits.reads_care and visits.is_clinical.get(row.id):
        line |= _clinical(visit, visits)
    return line


def _owner(row: Assignment, visit: Encounter | None) -> dict[str, Any]:
    """Who has to do something yet: while it is unsigned the clinician who went."""
    has_been_there = row.status in ("on_scene", "cleared")
    if (visit is None and not has_been_there) or (visit and visit.is_signed):
        return {}
    people = {each.role: each.user for each in row.responses.all() if each.answer != "declined"}
    role = "clinician" if "clinician" in people else next(iter(sorted(people)), "")
    return {"owner_name": people[role].get_short_name() if role else "", "owner_role": role}


def _clinical(visit: Encounter, visits: _Visits) -> dict[str, Any]:
    shown, case = visits.shown.get(visit.id, {}), visits.cases.get(visit.id)
    more: dict[str, Any] = {
        "person_name": _called(visit.person),
        "judgement": _stands(shown, "judgement", ""),
        "disposition_text": _words(visit, _stands(shown, "disposition", "")) or shown.get("disposition_text"),
        "owner_next": _stands(shown, "owner_next", ""),
        "case_rule": case.rule if case else "",
        "safety_plan": shown.get("safety_plan"),
    }
    return more | ({"owner_name": case.owner.get_short_name(), "owner_role": "case"} if case else {})


def _stands(shown: Mapping[str, Any], field: str, otherwise: str) -> str:
    """What a field says by now: what was amended last, else what was signed."""
    later = [one["now"] for one in shown.get("amendments", []) if one["field"] == field and not one["late"]]
    return str((later or [shown.get(field, otherwise)])[-1] or "")


def _words(visit: Encounter, code: str) -> Any:
    """The words of an outcome that was amended to; None where it is the one that was signed."""
    if not code or code == visit.disposition:
        return None
    row = disposition_at(visit.incident.programme_id, code, now())
    return row.text if row else None


def _called(person: Person | None) -> str:
    """How the person is called, else the name as far as it is known."""
    if person is None:
        return ""
    return person.called or " ".join(filter(None, (person.given, person.family, person.second_family)))
