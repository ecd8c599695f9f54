"""Write anew what a person is found by. Called by every action that changes a name, a birth or a contact point."""

from collections.abc import Iterable
from uuid import UUID

from apps.common.keys import number_key, place_key
from apps.people.models import ContactPoint, NameToken, Person, PersonKey
from apps.people.names import pairs, variants
from apps.people.queries.found_by import ADDRESS_KEY, NUMBER_KEY, english, known_as, pair_key, single_key

Derived = tuple[UUID, UUID, str, int | None]
"""Programme, person, key, year of birth."""


def rekey(people: Iterable[Person]) -> None:
    """Forget and write the keys of these people, and the words of their names. A handful of statements for all."""
    rows = list(people)
    keys, words = derive(rows)
    PersonKey.objects.filter(person__in=rows).delete()
    PersonKey.objects.bulk_create(
        [PersonKey(programme_id=where, person_id=who, key=key, year=year) for where, who, key, year in keys],
        batch_size=5_000,
    )
    NameToken.objects.bulk_create(
        [NameToken(token=word) for word in sorted(words)], batch_size=5_000, ignore_conflicts=True
    )


def derive(rows: list[Person]) -> tuple[list[Derived], set[str]]:
    """The keys of these people and the words of their names, as they are kept. A handful of queries for all."""
    known = known_as(Person.objects.filter(id__in=[row.id for row in rows]))
    tokens = {row_id: [words.all for words, _ in one.names] for row_id, one in known.items()}
    words = {word for found in tokens.values() for names in found for word in names}
    said = english(words)
    points = _points([row.id for row in rows])
    keys = [
        (row.programme_id, row.id, key, year)
        for row in rows
        for key, year in sorted(_keys(row, tokens[row.id], said) | points.get(row.id, set()), key=str)
    ]
    return keys, words


def _keys(row: Person, names: list[tuple[str, ...]], said: dict[str, frozenset[str]]) -> set[tuple[str, int | None]]:
    year = row.date_of_birth.year if row.date_of_birth else row.birth_year
    found: set[tuple[str, int | None]] = set()
    for words in names:
        for one, other in pairs(words):
            found |= {(pair_key("s", a, b), year) for a in variants(one) for b in variants(other)}
            found |= {(pair_key("e", a, b), year) for a in said[one] for b in said[other]}
        found |= {(single_key(sound), year) for word in words for sound in variants(word)}
    return found


def _points(person_ids: list[UUID]) -> dict[UUID, set[tuple[str, int | None]]]:
    found: dict[UUID, set[tuple[str, int | None]]] = {}
    for point in ContactPoint.objects.filter(person_id__in=person_ids):
        key = ""
        if point.kind == ContactPoint.Kind.PHONE and number_key(point.value):
            key = NUMBER_KEY + number_key(point.value)
        elif point.kind == ContactPoint.Kind.ADDRESS and place_key(point.value):
            key = ADDRESS_KEY + place_key(point.value)
        if key:
            found.setdefault(point.person_id, set()).add((key, None))
    return found
