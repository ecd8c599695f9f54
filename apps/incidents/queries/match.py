"""Who an incident may be about: what is known of it as a question, and who was met at its number and place before."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.common.clock import now
from apps.common.keys import block_key, number_key, place_key
from apps.incidents.models import Incident, Look
from apps.incidents.queries.scope import visible_to
from apps.people.likeness import ADDRESS, BLOCK, NUMBER, Question
from apps.people.names import name_words, said_words
from apps.people.queries import Match, find, lines
from apps.people.queries.match import born_in

_MOST_AT_A_PLACE: Final = 60
NAMED: Final = ("name", "given", "family", "second_family", "called")


def question_of(incident: Incident, asked: Mapping[str, Any]) -> tuple[Question, list[str]]:
    """What to go by: what was asked, and for the rest what the incident says. Also the names of the fields asked."""
    said = {name: asked[name] for name in NAMED if asked.get(name)}
    words = said_words(said.pop("name", "") or ("" if said else incident.person_name))
    if said:
        words = name_words(*(said.get(name, "") for name in NAMED[1:]))
    born = asked.get("date_of_birth")
    age = asked.get("age", incident.person_age if not born else None)
    question = Question(
        name=words,
        born=born,
        year=asked.get("birth_year") or born_in(age, now().date()),
        number=number_key(asked["call_back"]) if asked.get("call_back") else incident.call_back_key,
        place=place_key(asked["place"]) if asked.get("place") else incident.place_key,
        block=block_key(asked["place"]) if asked.get("place") else incident.block_key,
    )
    return question, sorted(name for name in asked if asked[name] not in (None, ""))


def who_may_it_be(incident: Incident, question: Question) -> list[Match]:
    """The nearest of the incident's programme, with those who were met at its number, address or block before."""
    return find(incident.programme_id, question, _met_at(incident, question))


def _met_at(incident: Incident, question: Question) -> dict[UUID, set[str]]:
    rows = Incident.objects.filter(programme_id=incident.programme_id, person__isnull=False).exclude(id=incident.id)
    found: dict[UUID, set[str]] = {}
    for code, column, key in (
        (NUMBER, "call_back_key", question.number),
        (ADDRESS, "place_key", question.place),
        (BLOCK, "block_key", question.block),
    ):
        if not key:
            continue
        # Of a house that is known, its block narrows the search: one index holds both.
        within = Q(block_key=question.block) if code == ADDRESS and question.block else Q()
        met = rows.filter(within, ~Q(**{column: ""}), **{column: key}).values_list("person_id", flat=True).distinct()
        for person_id in met[:_MOST_AT_A_PLACE]:
            if person_id is not None:
                found.setdefault(person_id, set()).add(code)
    return found


def offered(user: Any, incident: Incident) -> list[dict[str, Any]]:
    """Whom the last look on this incident showed, for those of its team who confirm but do not search.

    Nobody once somebody was confirmed, and after the incident is closed.
    """
    if incident.person_id is not None or incident.status != Incident.Status.OPEN:
        return []
    look = Look.objects.filter(incident=incident).order_by("-created_at", "-id").first()
    return lines(user, look.shown) if look is not None else []


def looks_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """One's own looks, on incidents one may know of: whom they showed, as that may be shown now."""
    rows = Look.objects.filter(id__in=ids, by_id=user.id, incident__in=visible_to(user))
    return {
        row.id: {
            "id": str(row.id),
            "version": row.version,
            "incident": str(row.incident_id),
            "rows": lines(user, row.shown),
            "used": Look.objects.filter(incident_id=row.incident_id).count(),
        }
        for row in rows
    }
