"""What became of one person at earlier visits: for who may read them, and what helped for whoever goes there next."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from apps.common.clock import stamp
from apps.encounters.models import Amendment, Encounter
from apps.encounters.queries.scope import visible_to
from apps.encounters.queries.shapes import as_seen_by
from apps.people.models import Person
from apps.people.queries import families_of, family_of

MOST: Final = 100
LAST: Final = 3
"""So many earlier visits tell a phone what helped: what is older is read on the person's page."""
_LINE: Final = (
    *("id", "incident", "state", "began_at", "signed_at", "signed_by_name", "contact", "transported"),
    *("transport_place", "disposition", "disposition_text", "helped"),
)


def visits_of(user: Any, person: Person) -> list[dict[str, Any]]:
    """The visits of this person and of joined records that this viewer may know of, newest first, at most 100.

    Each field as its class allows; the whole visit is read on its own.
    """
    rows = visible_to(user).filter(person_id__in=family_of(person.id)).order_by("-began_at", "-id")
    teams = dict(rows.values_list("id", "assignment__team__name")[:MOST])
    seen = as_seen_by(user, list(teams))
    return [
        {name: seen[one][name] for name in _LINE if name in seen[one]} | {"team": team}
        for one, team in teams.items()
        if one in seen
    ]


def helped_before(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Person -> what helped at the last signed visits, of joined records too, newest first. Three queries for all.

    `ids` are records in force. What was amended counts as it stands now.
    """
    root = {one: person for person, family in families_of(ids).items() for one in family}
    rows = Encounter.objects.filter(person_id__in=root, state=Encounter.State.SIGNED)
    visits = list(rows.select_related("assignment__team").order_by("-began_at", "-id"))
    amended = _amended([visit.id for visit in visits])
    found: dict[UUID, list[dict[str, Any]]] = {}
    for visit in visits:
        helped = amended.get(visit.id, visit.helped)
        if not helped or visit.person_id is None:
            continue
        of_person = found.setdefault(root[visit.person_id], [])
        if len(of_person) < LAST:
            team = visit.assignment.team.name
            of_person.append(
                {"encounter": str(visit.id), "at": stamp(visit.began_at), "team": team, "helped": helped}
            )
    return found


def _amended(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = Amendment.objects.filter(
        encounter_id__in=ids, part=Amendment.Part.CLINICIAN, field="helped", is_late=False
    )
    found = rows.order_by("received_at", "id").values_list("encounter_id", "now")
    return {encounter_id: list(helped or []) for encounter_id, helped in found}
