"""The accounting of disclosures: what about a person went to whom, when, by which way, on what basis and by whom."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access import trim, visible_classes
from apps.access.roles import Role
from apps.common.clock import stamp
from apps.involvement.queries import mark_involvement, objects_of
from apps.people.models import Person
from apps.people.queries import family_of
from apps.people.sud import mark_sud
from apps.referrals.models import Disclosure
from apps.referrals.policies import DISCLOSURE, DISCLOSURE_SUD


def disclosures_visible_to(user: Any) -> "QuerySet[Disclosure]":
    """Those of the people a case manager looks after, a supervisor's whole programme; nobody else's."""
    rows = Disclosure.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & {Role.CASE_MANAGER, Role.SUPERVISOR}:
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id)
    return rows if Role.SUPERVISOR in user.roles else rows.filter(_of(objects_of(user, Person.KIND)))


def _of(people: list[UUID]) -> Q:
    """Told of these people, also when it was found out only later who it is."""
    later = Q(person=None, referral__need__encounter__person_id__in=people)
    return Q(person_id__in=people) | later


def disclosures_of(user: Any, person_id: UUID) -> "QuerySet[Disclosure]":
    """All of one person, newest first; joined records count together."""
    rows = disclosures_visible_to(user).filter(_of(family_of(person_id)))
    return rows.select_related("referral__need__encounter", "consent", "by").order_by("-at", "-id")


def accounting_of(user: Any, person_id: UUID) -> dict[str, Any]:
    """The lines as this viewer may see them; `withheld` says how many are closed to him (42 CFR Part 2)."""
    found = list(disclosures_of(user, person_id))
    mark_involvement(user, found)
    mark_sud(user, found)
    shown = [row for row in found if not row.is_sud or "sud" in visible_classes(user, row)]
    lines = [trim(user, row, line(row), DISCLOSURE_SUD if row.is_sud else DISCLOSURE) for row in shown]
    return {"disclosures": lines, "withheld": len(found) - len(shown)}


def line(row: Disclosure) -> dict[str, Any]:
    """One disclosure, every element of 45 CFR 164.528(b)(2) and 42 CFR 2.25."""
    need, consent = row.referral.need, row.consent
    return {
        "id": str(row.id),
        "at": stamp(row.at),
        "recipient": row.recipient,
        "recipient_name": row.recipient_name,
        "way": row.way,
        "what": list(row.what),
        "basis": row.basis,
        "basis_words": need.basis_words,
        "is_sud": row.is_sud,
        "by_name": "" if row.by.is_system else row.by.get_full_name(),
        "consent": consent
        and {"id": str(consent.id), "how": consent.how, "given_at": stamp(consent.given_at),
             "until": consent.until.isoformat(), "withdrawn_at": stamp(consent.withdrawn_at)},
    }  # fmt: skip
