"""Everything that there was with one person, in one line of time: calls for help, visits, care, our own tries.

One line for each thing, as codes and names; the words are the client's. Only what this viewer may read there.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.accounts.models import User
from apps.common.clock import stamp
from apps.encounters.queries import encounters_of, safety_plans_visible_to
from apps.followups.models import Attempt, Case, CaseCall, CaseNote
from apps.followups.queries.cases import visible_to
from apps.incidents.models import Incident
from apps.people.models import Person
from apps.people.queries import family_of
from apps.people.queries import visible_to as people_visible_to
from apps.people.queries.consent import consents_visible_to
from apps.people.queries.plan import plans_visible_to
from apps.referrals.models import Referral
from apps.referrals.queries import visible_to as needs_visible_to

CALLED, MET, CARE, CALLS = "911", "met", "care", "calls"
MOST: Final = 400
"""Lines at most: the newest."""

Line = tuple[datetime, str, str, dict[str, Any], str, UUID | None]


def timeline_of(user: Any, case: Case) -> list[dict[str, Any]]:
    """The newest first."""
    family = family_of(case.person_id) if case.person_id else []
    mine = Q(person_id__in=family) | Q(encounter_id=case.encounter_id)
    lines: list[Line] = [
        *_incidents(user, case, family),
        *_visits(user, case, family),
        *_care(user, mine),
        *_agreed(user, mine, family),
        *_ours(user, case, family),
    ]
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        {"at": stamp(at), "lane": lane, "kind": kind, "facts": facts, "by_name": by, "ref": str(ref) if ref else None}
        for at, lane, kind, facts, by, ref in lines[:MOST]
    ]


def _name(who: User | None) -> str:
    return who.get_short_name() if who is not None and not who.is_system else ""


def _incidents(user: Any, case: Case, family: list[UUID]) -> Iterator[Line]:
    """The case's own; the person's others for whoever may read that person's record."""
    known = Person.objects.none() if not family else people_visible_to(user).filter(id__in=family)
    mine = Q(id=case.incident_id) | (Q(person_id__in=family) if known.exists() else Q(pk__in=[]))
    for row in Incident.objects.filter(mine, programme_id=case.programme_id).order_by("-opened_at")[:MOST]:
        facts = {"number": row.number, "level": row.level, "status": row.status, "result": row.result}
        yield row.opened_at, CALLED, "incident", facts, "", row.id


def _visits(user: Any, case: Case, family: list[UUID]) -> Iterator[Line]:
    rows = encounters_of(user).filter(Q(id=case.encounter_id) | Q(person_id__in=family))
    for row in rows.select_related("signed_by", "disposition_row", "assignment__team").order_by("-began_at")[:MOST]:
        facts: dict[str, Any] = {
            "team": row.assignment.team.name,
            "contact": row.contact,
            "judgement": row.judgement,
            "disposition": row.disposition,
            "disposition_text": row.disposition_row.text if row.disposition_row else None,
            "state": row.state,
        }
        yield row.contact_at or row.began_at, MET, "visit", facts, _name(row.signed_by), row.id


def _care(user: Any, mine: Q) -> Iterator[Line]:
    rows = Referral.objects.filter(need__in=needs_visible_to(user).filter(mine).values("id"))
    for row in rows.exclude(status=Referral.Status.ENTERED_IN_ERROR).select_related("need__asked_by"):
        facts: dict[str, Any] = {
            "place": row.service_name,
            "status": row.status,
            "code": row.decline_code,
            "reason": row.end_reason,
            "first_action": row.first_action,
            "appointment_at": stamp(row.appointment_at),
        }
        for at, kind, by in _moments(row):
            yield at, CARE, kind, facts, by, row.need_id


def _moments(row: Referral) -> Iterator[tuple[datetime, str, str]]:
    """What was said of one place, and when, as far as a row keeps it."""
    status = Referral.Status
    said_no = row.status in (status.DECLINED, status.NO_CAPACITY, status.NEEDS_CLIENT)
    if row.sent_at is not None:
        yield row.sent_at, "asked", _name(row.need.asked_by)
    if row.answered_at is not None:
        yield row.answered_at, row.status if said_no else "accepted", row.answered_by
    if row.appointment_at is not None:
        at = row.status_at if row.status == status.SCHEDULED else row.answered_at or row.status_at
        yield at, "scheduled", row.answered_by
    if row.handed_over_at is not None:
        yield row.handed_over_at, "handed_over", row.handed_over_to
    if row.attended_at is not None:
        yield row.attended_at, "attended", ""
    if row.status in (status.MISSED, status.CLOSED, status.CANCELLED, status.NO_CONTACT):
        yield row.status_at, str(row.status), ""


def _agreed(user: Any, mine: Q, family: list[UUID]) -> Iterator[Line]:
    for row in consents_visible_to(user).filter(mine).select_related("taken_by", "withdrawn_by"):
        whom = [str(each.get("name", "")) for each in row.recipients]
        facts = {"what": list(row.what), "until": row.until.isoformat(), "how": row.how, "recipients": whom}
        yield row.given_at, CARE, "consent", facts, _name(row.taken_by), row.id
        if row.withdrawn_at is not None:
            yield row.withdrawn_at, CARE, "consent_withdrawn", facts, _name(row.withdrawn_by), row.id
    for plan in plans_visible_to(user).filter(person_id__in=family).select_related("approved_by"):
        if plan.approved_at is not None:
            yield plan.approved_at, MET, "plan", {"number": plan.number}, _name(plan.approved_by), plan.id
    for safety in safety_plans_visible_to(user).filter(mine).select_related("written_by"):
        yield safety.written_at, MET, "safety_plan", {"number": safety.number}, _name(safety.written_by), safety.id


def _ours(user: Any, case: Case, family: list[UUID]) -> Iterator[Line]:
    """What was done in this case and in the person's others."""
    cases = list(visible_to(user).filter(Q(id=case.id) | Q(person_id__in=family)).select_related("owner"))
    ids = [row.id for row in cases]
    for row in cases:
        yield row.opened_at, CALLS, "case_opened", {"rule": row.rule, "owner": _name(row.owner)}, "", row.id
    for one in Attempt.objects.filter(case_id__in=ids).select_related("by"):
        facts = {"channel": one.channel, "result": one.result, "unsafe": one.unsafe, "words": one.words}
        yield one.at, CALLS, "attempt", facts, _name(one.by), one.case_id
    for note in CaseNote.objects.filter(case_id__in=ids).select_related("by", "whom"):
        kind = "owner" if note.kind == CaseNote.Kind.HANDED_OVER else note.kind
        facts = {"code": note.code, "reason": note.code, "words": note.words, "name": _name(note.whom)}
        yield note.at, CALLS, f"case_{kind}", facts, _name(note.by), note.case_id
    for call in CaseCall.objects.filter(case_id__in=ids):
        yield call.at, CALLS, "called_again", {"asked_by_us": call.asked_by_us}, "", call.incident_id
