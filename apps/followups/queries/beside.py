"""What stands beside a case on the worklist: whom it is about, the last contact, the referral, the consent.

Each as far as this viewer may see it: a colleague's people have no name here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from apps.access import trim
from apps.common.clock import now, stamp
from apps.encounters.models import Encounter
from apps.followups.models import Attempt, Case
from apps.followups.queries.cases import Families
from apps.involvement.queries import mark_involvement
from apps.people.models import Person
from apps.people.queries import full_name
from apps.people.queries import visible_to as people_visible_to
from apps.people.queries.consent import consents_visible_to
from apps.referrals.models import Referral
from apps.referrals.queries import visible_to as needs_visible_to

Tries = Mapping[UUID, Sequence[Attempt]]
"""Case -> its tries, the oldest first."""
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


class Asked(NamedTuple):
    """What is shown of a referral."""

    id: UUID
    need_id: UUID
    service_id: UUID
    service_name: str
    status: str
    status_at: datetime
    appointment_at: datetime | None
    attended_at: datetime | None


class Agreed(NamedTuple):
    """What is shown of a consent."""

    person_id: UUID | None
    encounter_id: UUID | None
    what: list[str]
    until: date
    ends_at: datetime
    withdrawn_at: datetime | None
    recipients: list[Any]


class Beside:
    """Read at once for all rows of a page."""

    def __init__(self, user: Any, rows: Sequence[Case], families: Families, tries: Tries) -> None:
        ids = {row.person_id for row in rows if row.person_id}
        self.families = families
        records = {one for family in self.families.values() for one in family}
        self.people = people_beside(user, ids)
        self.last = _last(rows, tries)
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
    rows = list(people_visible_to(user).filter(id__among=ids))
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


def _last(rows: Sequence[Case], tries: Tries) -> dict[UUID, dict[str, Any]]:
    """The newest try of each, else the visit."""
    newest = [tries[row.id][-1] for row in rows if tries.get(row.id)]
    found = {
        one.case_id: {"at": stamp(one.at), "channel": one.channel, "result": one.result, "words": one.words}
        for one in newest
    }
    untried = {row.encounter_id: row.id for row in rows if row.id not in found}
    visits = Encounter.objects.filter(id__among=untried) if untried else Encounter.objects.none()
    for visit_id, contact_at, signed_at, began_at in visits.values_list("id", "contact_at", "signed_at", "began_at"):
        at = contact_at or signed_at or began_at
        found[untried[visit_id]] = {"at": stamp(at), "channel": "visit", "result": "", "words": ""}
    return found


def _referrals(user: Any, rows: Sequence[Case], records: set[UUID]) -> dict[UUID, list[Asked]]:
    theirs = Q(person_id__among=records) | Q(encounter_id__among=[row.encounter_id for row in rows])
    needs = needs_visible_to(user).filter(theirs).values_list("id", "person_id", "encounter_id")
    whose = {need_id: person_id or encounter_id for need_id, person_id, encounter_id in needs}
    asked = Referral.objects.filter(need_id__among=whose) if whose else Referral.objects.none()
    found: dict[UUID, list[Asked]] = defaultdict(list)
    rows_of = asked.exclude(status=Referral.Status.ENTERED_IN_ERROR).order_by("id").values_list(*Asked._fields)
    for row in map(Asked._make, rows_of):
        key = whose[row.need_id]
        if key is not None:
            found[key].append(row)
    return found


def _referral(rows: Sequence[Asked]) -> dict[str, Any] | None:
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


def _consents(user: Any, rows: Sequence[Case], records: set[UUID]) -> dict[UUID, list[Agreed]]:
    seen = consents_visible_to(user).filter(replaced_by__isnull=True)
    mine = seen.filter(Q(person_id__among=records) | Q(encounter_id__among=[row.encounter_id for row in rows]))
    found: dict[UUID, list[Agreed]] = defaultdict(list)
    for row in map(Agreed._make, mine.order_by("-given_at", "-id").values_list(*Agreed._fields)):
        key = row.person_id or row.encounter_id
        if key is not None:
            found[key].append(row)
    return found


def _consent(rows: Sequence[Agreed]) -> dict[str, Any]:
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
