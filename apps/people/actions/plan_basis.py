"""Say why police may read what helps a person, and take it back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.common.lookup import get_or_404, lock_or_404
from apps.involvement.queries import is_involved
from apps.outbox.commands import QUEUE, AlreadyApplied, action, current_op
from apps.outbox.publish import publish
from apps.outbox.record import record
from apps.people.events_plan import PlanBasisChanged
from apps.people.models import Person, Plan, PlanBasis
from apps.people.queries.plan import morning, plan_streams, plans_in_force, today_in
from apps.people.queries.scope import family_of, visible_to

INCIDENT = "incident"


@action("plan.consent", offline=QUEUE)
def record_consent(*, basis_id: UUID, person_id: UUID, given_on: date, until: date, by: Any) -> Any:
    """The person agreed that responders, police too, may read the card, up to and with a day. A new one adds."""
    person = lock_or_404(visible_to(by), person_id)
    allow(by, "plan.consent", person)
    if PlanBasis.objects.filter(id=basis_id, person=person).exists():
        raise AlreadyApplied(_shown(person))
    wrong = [] if given_on <= today_in(person.programme_id) else ["given_on"]
    wrong += [] if until >= given_on else ["until"]
    if wrong:
        raise Invalid(Code.INVALID, "Not these days.", fields=wrong)
    basis = PlanBasis(
        id=basis_id,
        person=person,
        kind=PlanBasis.Kind.CONSENT,
        given_on=given_on,
        until=until,
        ends_at=morning(person.programme_id, until + timedelta(days=1)),
        by_id=by.id,
        occurred_at=current_op().occurred_at or now(),
    )
    basis.save(force_insert=True)
    record(by, "plan.consented", basis, person=person.id, given_on=given_on, until=until)
    return _tell(person)


@action("plan.state_threat", offline=QUEUE)
def state_threat(
    *,
    basis_id: UUID,
    person_id: UUID,
    incident_id: UUID,
    words: str,
    by: Any,
    source: str = "",
    hours: int | None = None,
) -> Any:
    """State that police must know, to prevent a serious and imminent threat at this incident (HIPAA 164.512(j)).

    Only by a clinician who is on it, who says how he knows (`source`); it ends with the incident, or so many hours
    after it was stated.
    """
    person = lock_or_404(visible_to(by), person_id)
    allow(by, "plan.state_threat", person)
    if PlanBasis.objects.filter(id=basis_id, person=person).exists():
        raise AlreadyApplied(_shown(person))
    if not words.strip():
        raise Invalid(Code.INVALID, "Say what threatens whom.", fields=["words"])
    if not is_involved(by, INCIDENT, incident_id):
        raise Invalid(Code.INVALID, "Only on the incident that it is stated for.", fields=["incident"])
    stated_at = min(current_op().occurred_at or now(), now())
    basis = PlanBasis(
        id=basis_id,
        person=person,
        kind=PlanBasis.Kind.THREAT,
        given_on=today_in(person.programme_id),
        ends_at=stated_at + timedelta(hours=hours) if hours else None,
        incident_id=incident_id,
        words=words,
        source=source,
        by_id=by.id,
        occurred_at=stated_at,
    )
    basis.save(force_insert=True)
    record(by, "plan.threat_stated", basis, person=person.id, incident=incident_id, source=source, hours=hours)
    return _tell(person)


@action("plan.end_basis", offline=QUEUE)
def end_basis(*, person_id: UUID, by: Any, basis_id: UUID | None = None) -> Any:
    """A threat is over, or the person takes back what he agreed to: from this moment police read hazards only.

    Without an id every consent ends, also of records joined with this one: said at the door, where nobody knows
    which paper it was.
    """
    person = lock_or_404(visible_to(by), person_id)
    allow(by, "plan.end_basis", person)
    rows = PlanBasis.objects.filter(person_id__in=family_of(person.id))
    if basis_id is None:
        rows = rows.filter(kind=PlanBasis.Kind.CONSENT)
    else:
        get_or_404(rows, basis_id)
        rows = rows.filter(id=basis_id)
    running = list(rows.filter(ended_at__isnull=True).select_for_update().order_by("id"))
    if not running:
        raise AlreadyApplied(_shown(person))
    for basis in running:
        _end(basis, by)
    return _tell(person)


def end_threats(*, incident_id: UUID, by: Any) -> None:
    """The incident is over, and with it what was stated for it. For the handler; reading ended when it was closed."""
    rows = PlanBasis.objects.filter(incident_id=incident_id, ended_at__isnull=True)
    for basis in rows.select_related("person").select_for_update(of=("self",)).order_by("id"):
        allow(by, "plan.end_basis", basis)
        _end(basis, by)
        _tell(basis.person)


def _end(basis: PlanBasis, by: Any) -> None:
    basis.ended_by_id, basis.ended_at = by.id, now()
    basis.bump("ended_by", "ended_at")
    record(by, "plan.basis_ended", basis, person=basis.person_id, kind=basis.kind)


def tell_basis(person: Person) -> list[Plan]:
    """Who may read the card has changed: phones that have it get what they may still see.

    Also the cards of records that are joined with this one.
    """
    plans = plans_in_force(person.id)
    for plan in plans:
        publish(PlanBasisChanged(plan.id, plan.version), about=plan, to=plan_streams(plan.person, plan.owner_id))
    return plans


def _tell(person: Person) -> Plan | Person:
    return next(iter(tell_basis(person)), person)


def _shown(person: Person) -> Plan | Person:
    return next(iter(plans_in_force(person.id)), person)
