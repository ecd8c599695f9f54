"""Read consents: who may know of them, which one counts, and what it covers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access import trim
from apps.access.roles import CLINICAL, Role
from apps.accounts.queries import members
from apps.common.clock import now, stamp
from apps.involvement.models import Involvement
from apps.involvement.queries import involves, mark_involvement, objects_of, open_of, people_involved
from apps.outbox.publish import user_stream
from apps.people.consent_rules import SPOKEN, ages
from apps.people.models import Consent, Person
from apps.people.policies import CONSENT, CONSENT_SUD
from apps.people.queries.scope import family_of
from apps.people.sud import mark_sud, newest_of, open_rows

_HOLDS = (Role.CLINICIAN, Role.CASE_MANAGER)
_VISIT = "encounter"

Visits = Callable[[Any, UUID], UUID | None]
"""(viewer, visit) -> whom it is about, None while nobody knows; raises NotFound for one he may not know of."""
SudPlaces = Callable[[UUID, Sequence[UUID]], set[UUID]]
"""(programme, services) -> those of them that treat substance use."""
_visits: Visits | None = None
_sud_places: SudPlaces | None = None


def set_places(visits: Visits, sud_places: SudPlaces) -> None:
    """Let config say whom a visit is about, and which places treat substance use: apps above know."""
    global _visits, _sud_places
    _visits, _sud_places = visits, sud_places


def whose_visit(user: Any, encounter_id: UUID) -> UUID | None:
    """Whom this visit is about; None while nobody knows. Raises NotFound."""
    assert _visits is not None
    return _visits(user, encounter_id)


def sud_places(programme_id: UUID, services: Sequence[UUID]) -> set[UUID]:
    """Which of these places treat substance use."""
    return _sud_places(programme_id, services) if _sud_places is not None and services else set()


def consents_visible_to(user: Any) -> "QuerySet[Consent]":
    """Those of visits and people that clinical staff have to do with; to police and the desk there are none.

    Of those that name care for substance use, only what is by consent (apps/people/sud.py).
    """
    rows = Consent.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & CLINICAL:
        return rows.none()
    rows = rows.filter(open_rows(user), programme_id=user.programme_id)
    if Role.SUPERVISOR in user.roles:
        return rows
    mine = Q(involves(user, _VISIT, "encounter_id")) | Q(involves(user, Person.KIND, "person_id"))
    return rows.filter(mine)


def consents_held_by(user: Any) -> "QuerySet[Consent]":
    """What a device of this person may hold: of the visits and the cases that are his now (ADR 0007)."""
    rows = consents_visible_to(user)
    if user.is_system or Role.SUPERVISOR in user.roles:
        return rows
    cases = open_of(user, Person.KIND, Involvement.Basis.CASE)
    return rows.filter(Q(encounter_id__in=objects_of(user, _VISIT)) | Q(person_id__in=cases))


def consents_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Consents as this viewer may see them now. Three queries."""
    return _shown(user, consents_visible_to(user).filter(id__in=ids))


def consents_held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices."""
    return _shown(user, consents_held_by(user).filter(id__in=ids))


def _shown(user: Any, rows: "QuerySet[Consent]") -> dict[UUID, dict[str, Any]]:
    found = list(rows.select_related("taken_by", "withdrawn_by", "replaced_by"))
    mark_involvement(user, found)
    mark_sud(user, found)
    return {row.id: trim(user, row, _consent(row), CONSENT_SUD if row.is_sud else CONSENT) for row in found}


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "programme": str(row.programme_id),
        "person": str(row.person_id) if row.person_id else None,
        "encounter": str(row.encounter_id) if row.encounter_id else None,
        "replaces": str(row.replaces_id) if row.replaces_id else None,
        "replaced_by": str(row.next_id) if row.next_id else None,
        **{name: getattr(row, name) for name in _AS_KEPT},
        "until": row.until.isoformat(),
        "ends_at": stamp(row.ends_at),
        "given_at": stamp(row.given_at),
        "taken_by": str(row.taken_by_id),
        "taken_by_name": row.taken_by.get_full_name(),
        "withdrawn_at": stamp(row.withdrawn_at),
        "withdrawn_how": row.withdrawn_how,
        "withdrawn_by_name": row.withdrawn_by.get_full_name() if row.withdrawn_by else "",
        "in_force": is_in_force(row),
    }


_AS_KEPT = (
    *("decided_by", "decider_name", "discloser", "recipients", "what", "purpose", "purpose_words", "is_sud"),
    *("how", "signature", "typed_name", "witness", "language", "wording"),
)


def is_in_force(row: Consent) -> bool:
    """Whether this version counts at this moment."""
    return row.withdrawn_at is None and row.ends_at > now() and row.next_id is None


def newest(consent_id: UUID) -> Consent:
    """The version that counts instead of this one, read anew; itself where it was never replaced."""
    return Consent.objects.get(id=newest_of([consent_id])[consent_id])


def covers(row: Consent, *, service_id: UUID, is_sud: bool) -> bool:
    """Whether this version lets this place be told now. Spoken never covers substance use (42 CFR 2.31)."""
    if not is_in_force(row) or (is_sud and (row.how == SPOKEN or not row.is_sud)):
        return False
    named = [each.get("service") for each in row.recipients]
    # a recipient without a place is a class of places, in the person's own words
    return None in named or str(service_id) in named


def consents_of(user: Any, person_id: UUID) -> "QuerySet[Consent]":
    """All of one person that this viewer may know of, newest first; joined records count together."""
    return consents_visible_to(user).filter(person_id__in=family_of(person_id)).order_by("-given_at", "-id")


def is_about(row: Consent, person_id: UUID | None, encounter_id: UUID | None) -> bool:
    """Whether a consent is this person's, by any record of theirs, or of this very visit of somebody unknown."""
    if encounter_id is not None and row.encounter_id == encounter_id:
        return True
    return None not in (person_id, row.person_id) and row.person_id in family_of(UUID(str(person_id)))


def consents_snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The consents that a device holds; a supervisor reads them from the server."""
    if user.programme_id is None or not user.roles & set(_HOLDS):
        return []
    return [(Consent.KIND, list(consents_held_by(user).order_by("id").values_list("id", flat=True)))]


def consent_streams(row: Consent) -> list[str]:
    """Where a change is heard: clinical staff who have to do with the visit or person. No board, no officer."""
    may = set(members(row.programme_id, _HOLDS).values_list("id", flat=True))
    concerned = {user_id for kind, object_id in row.concerns for user_id in people_involved(kind, object_id)}
    return [user_stream(user_id) for user_id in sorted(concerned & may)]


def consent_basis_of(user: Any, row: Consent) -> str:
    """Why this person may read it, for the record."""
    return "supervisor" if Role.SUPERVISOR in user.roles else "visit" if row.encounter_id else "person"


def age_of(person_id: UUID | None, on: date) -> tuple[int, int] | None:
    """The youngest and oldest this person can be on a day; None where nobody knows, or who it is."""
    if person_id is None:
        return None
    row = Person.objects.filter(id=person_id).values_list("date_of_birth", "birth_year").first()
    return ages(*row, on) if row else None
