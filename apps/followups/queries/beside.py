"""What stands beside a case on the worklist: whom it is about, the last contact, the referral, the consent.

Each as far as this viewer may see it: a colleague's people have no name here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.access import trim
from apps.common.clock import now, stamp
from apps.encounters.models import Encounter
from apps.followups.models import Attempt, Case
from apps.followups.queries.cases import Families
from apps.involvement.queries import mark_involvement
from apps.people.models import Consent, Person
from apps.people.queries import full_name
from apps.people.queries import visible_to as people_visible_to
from apps.people.queries.consent import consents_visible_to
from apps.referrals.models import Referral
from apps.referrals.queries import visible_to as needs_visible_to

ENDING: Final = timedelta(days=3)
"""A consent that ends within this time says so. Unverified default."""
_FIRST: Final = (
    *("scheduled", "accepted", "missed", "no_contact", "needs_client", "sent", "attended", "cancel_requested"),
    *("draft", "no_capacity", "declined", "expired", "closed", "cancelled"),
)
"""Of several referrals the one that says most about how it stands."""
PERSON: Final = {
    "id": "key",
    **dict.fromkeys(("name", "called", "age", "language"), "person"),
}


class Beside:
    """Read at once for all rows of a page."""

    def __init__(self, user: Any, rows: Sequence[Case], families: Families) -> None:
        ids = {row.person_id for row in rows if row.person_id}
        self.families = families
        records = {one for family in self.families.values() for one in family}
        self.people = people_beside(user, ids)
        self.last = _last(rows)
        self.referrals = _referrals(user, rows, records)
        self.consents = _consents(user, rows, records)

    def of(self, row: Case) -> dict[str, Any]:
        """The four of one case."""
        mine: list[UUID] = [row.encounter_id, *self.families.get(row.person_id or row.id, [])]
        return {
            "person": self.people.get(row.person_id) if row.person_id else None,
            "last": self.last.get(row.id),
            "referral": _referral([one for key in mine for one in self.referrals.get(key, [])]),
            "consent": _consent([one for key in mine for one in self.consents.get(key, [])]),
        }


def age_on(day: date, row: Person) -> int | None:
    """Whole years on that day; by the year alone where only that is known."""
    if row.date_of_birth is not None:
        born = row.date_of_birth
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return day.year - row.birth_year if row.birth_year else None


def people_beside(user: Any, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of them whom this viewer may know of: name, age, language."""
    rows = list(people_visible_to(user).filter(id__in=list(ids)))
    mark_involvement(user, rows)
    today = now().date()
    return {
        row.id: trim(
            user,
            row,
            {
                "id": str(row.id),
                "name": full_name(row),
                "called": row.called,
                "age": age_on(today, row),
                "language": row.language,
            },
            PERSON,
        )
        for row in rows
    }


def _last(rows: Sequence[Case]) -> dict[UUID, dict[str, Any]]:
    """The newest try of each, else the visit."""
    ids = [row.id for row in rows]
    newest = Attempt.objects.filter(case_id__in=ids).order_by("case_id", "-at", "-id").distinct("case_id")
    found = {
        one.case_id: {"at": stamp(one.at), "channel": one.channel, "result": one.result, "words": one.words}
        for one in newest
    }
    visits = {one.id: one for one in Encounter.objects.filter(id__in=[row.encounter_id for row in rows])}
    for row in rows:
        visit = visits[row.encounter_id]
        at = visit.contact_at or visit.signed_at or visit.began_at
        found.setdefault(row.id, {"at": stamp(at), "channel": "visit", "result": "", "words": ""})
    return found


def _referrals(user: Any, rows: Sequence[Case], records: set[UUID]) -> dict[UUID, list[Referral]]:
    theirs = Q(person_id__in=records) | Q(encounter_id__in=[row.encounter_id for row in rows])
    ids = list(needs_visible_to(user).filter(theirs).values_list("id", flat=True))
    asked = Referral.objects.filter(need_id__in=ids).select_related("need")
    found: dict[UUID, list[Referral]] = defaultdict(list)
    for row in asked.exclude(status=Referral.Status.ENTERED_IN_ERROR).order_by("id"):
        key = row.need.person_id or row.need.encounter_id
        if key is not None:
            found[key].append(row)
    return found


def _referral(rows: Sequence[Referral]) -> dict[str, Any] | None:
    if not rows:
        return None
    first = min(rows, key=lambda row: (_FIRST.index(row.status), -row.status_at.timestamp()))
    return {
        "id": str(first.id),
        "service": str(first.service_id),
        "name": first.service_name,
        "status": first.status,
        "at": stamp(first.appointment_at or first.attended_at or first.status_at),
        "more": len(rows) - 1,
    }


def _consents(user: Any, rows: Sequence[Case], records: set[UUID]) -> dict[UUID, list[Consent]]:
    seen = consents_visible_to(user).filter(replaced_by__isnull=True)
    mine = seen.filter(Q(person_id__in=records) | Q(encounter_id__in=[row.encounter_id for row in rows]))
    found: dict[UUID, list[Consent]] = defaultdict(list)
    for row in mine.order_by("-given_at", "-id"):
        key = row.person_id or row.encounter_id
        if key is not None:
            found[key].append(row)
    return found


def _consent(rows: Sequence[Consent]) -> dict[str, Any]:
    """The one that lasts longest, and how it stands."""
    if not rows:
        return {"what": [], "until": None, "state": "none"}
    row = max(rows, key=lambda one: (one.withdrawn_at is None, one.ends_at))
    left = row.ends_at - now()
    if row.withdrawn_at is not None or left <= timedelta():
        state = "ended"
    else:
        state = "ending" if left <= ENDING else "in_force"
    return {"what": list(row.what), "until": row.until.isoformat(), "state": state, "places": len(row.recipients)}
