"""Which other record may be the same person: among those one may see anyway, for who joins records."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.common.keys import number_key, place_key
from apps.people.likeness import Question
from apps.people.models import ContactPoint, Person
from apps.people.names import name_words, said_words
from apps.people.queries.match import find, lines
from apps.people.queries.scope import families_of, visible_to


def may_be_same(user: Any, person: Person, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """At most five lines, nearest first: who is like this person, or like what was asked instead.

    Never a record that is joined with it already, and none that this viewer may not know of.
    """
    found = find(person.programme_id, _question(person, asked), {}, but=families_of([person.id])[person.id])
    known = set(visible_to(user).filter(id__in=[match.person_id for match in found]).values_list("id", flat=True))
    shown = [
        {"person": str(match.person_id), "near": match.likeness.near, "why": list(match.likeness.why)}
        for match in found
        if match.person_id in known
    ]
    return lines(user, shown)


def _question(person: Person, asked: Mapping[str, Any]) -> Question:
    """By what was asked; where nothing was, by what is known of the person."""
    name, born = asked.get("name", ""), asked.get("date_of_birth")
    if name.strip() or born:
        return Question(name=said_words(name), born=born)
    return Question(
        name=name_words(person.given, person.family, person.second_family, person.called),
        born=person.date_of_birth,
        year=person.birth_year,
        number=_key(person.id, ContactPoint.Kind.PHONE),
        place=_key(person.id, ContactPoint.Kind.ADDRESS),
    )


def _key(person_id: UUID, kind: str) -> str:
    newest = ContactPoint.objects.filter(person_id=person_id, kind=kind, stopped_at__isnull=True)
    value = newest.order_by("-created_at", "-id").values_list("value", flat=True).first() or ""
    return number_key(value) if kind == ContactPoint.Kind.PHONE else place_key(value)
