"""The next step of a case: what, whose turn, until when. Every open case has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from apps.common.clock import now
from apps.followups.ladder import Policy
from apps.followups.models import Case, Rung
from apps.people.queries import family_of
from apps.referrals.models import Need, Referral

WAITS: Final = {
    "sent": Case.Who.PLACE,
    "accepted": Case.Who.PLACE,
    "attended": Case.Who.PLACE,
    "cancel_requested": Case.Who.PLACE,
    "needs_client": Case.Who.PERSON,
}
"""States of a referral in which somebody else has the word."""
OURS_FIRST: Final = timedelta(days=1)
"""A case waits on others only while our own step is at least this much later than theirs."""


@dataclass(frozen=True)
class NextStep:
    """One step."""

    action: str
    who: str
    due_at: datetime
    rung_id: UUID | None = None


def next_of(case: Case, rungs: Sequence[Rung], places: Sequence[Referral], policy: Policy) -> NextStep:
    """The step that is due first. Of an open case whose rungs are over the step is to decide."""
    first = min(_ours(case, rungs, policy), key=lambda step: step.due_at)
    theirs = [
        NextStep(Case.Next.AWAIT_PLACE, WAITS[row.status], row.due_at)
        for row in places
        if row.status in WAITS and row.due_at is not None and now() < row.due_at <= first.due_at - OURS_FIRST
    ]
    return min([first, *theirs], key=lambda step: step.due_at)


def _ours(case: Case, rungs: Sequence[Rung], policy: Policy) -> list[NextStep]:
    """What is ours to do, of the contacts only the next one. There is always something."""
    ours = [*_around_visits(rungs), *_answers(case, policy)]
    contact = _contact(case, rungs)
    if case.decide_at is not None or (contact is None and not ours):
        at = case.decide_at or now()
        ours.append(NextStep(Case.Next.DECIDE, Case.Who.US, at + policy.decide))
    elif contact is not None:
        ours.append(contact)
    return ours


def our_steps(case: Case, rungs: Sequence[Rung], policy: Policy) -> list[NextStep]:
    """Everything that is ours to do, the contacts after the next one too: each has its own hour, also while another
    step is the next. A contact whose hour lies before the one that was agreed is that one."""
    ours = _ours(case, rungs, policy)
    contact = _contact(case, rungs)
    later = [
        row for row in open_rungs(rungs) if row.is_contact and contact is not None and row.due_at > contact.due_at
    ]
    return [*ours, *(NextStep(Case.Next.CONTACT, Case.Who.US, row.due_at, row.id) for row in later)]


def open_rungs(rungs: Sequence[Rung]) -> list[Rung]:
    """Those that are due, in the order of their hours."""
    return sorted((row for row in rungs if row.state == Rung.State.DUE), key=lambda row: (row.due_at, row.name))


def _contact(case: Case, rungs: Sequence[Rung]) -> NextStep | None:
    """The next contact: at the hour of its rung, or as it was planned."""
    rung = next((row for row in open_rungs(rungs) if row.is_contact), None)
    due_at = case.planned_at or (rung.due_at if rung else None)
    return NextStep(Case.Next.CONTACT, Case.Who.US, due_at, rung.id if rung else None) if due_at else None


def _around_visits(rungs: Sequence[Rung]) -> list[NextStep]:
    return [
        NextStep(
            Case.Next.ASK_ATTENDED if row.name == Rung.Name.DID_ATTEND else Case.Next.CONTACT,
            Case.Who.US,
            row.due_at,
            row.id,
        )
        for row in open_rungs(rungs)
        if not row.is_contact
    ]


def _answers(case: Case, policy: Policy) -> list[NextStep]:
    """What has to be answered besides: an offer, and a case that its outcome no longer asks for."""
    found = []
    if case.offered_at is not None:
        found.append(NextStep(Case.Next.ACCEPT_OFFER, Case.Who.US, case.offered_at + policy.offer))
    if case.doubted_at is not None:
        found.append(NextStep(Case.Next.ANSWER_DOUBT, Case.Who.US, case.doubted_at + policy.decide))
    return found


def places_of(case: Case) -> list[Referral]:
    """The referrals of the person, or of the visit where nobody knows who it was."""
    mine = Q(need__encounter_id=case.encounter_id)
    if case.person_id is not None:
        family = family_of(case.person_id)
        mine |= Q(need__person_id__in=family) | Q(need__encounter__person_id__in=family)
    rows = Referral.objects.filter(mine, programme_id=case.programme_id)
    return list(rows.exclude(status=Referral.Status.ENTERED_IN_ERROR).order_by("id"))


def cases_of_need(need_id: UUID) -> list[UUID]:
    """The open cases that a need concerns: of its visit, and of its person."""
    need = Need.objects.select_related("encounter").filter(id=need_id).first()
    if need is None:
        return []
    mine = Q(encounter_id=need.encounter_id) if need.encounter_id else Q(pk__in=[])
    if need.whose is not None:
        mine |= Q(person_id__in=family_of(need.whose))
    rows = Case.objects.filter(mine, programme_id=need.programme_id, status=Case.Status.OPEN)
    return list(rows.order_by("id").values_list("id", flat=True))


def cases_of_person(person_id: UUID) -> list[Case]:
    """Every case of one person, by any of their records; the newest first."""
    return list(Case.objects.filter(person_id__in=family_of(person_id)).order_by("-opened_at", "-id"))
