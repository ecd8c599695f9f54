"""The keys by which a person is found, and what of a person is compared: the same for writing and for asking."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from apps.people.models import Person, PersonName
from apps.people.names import Words, name_words

NUMBER_KEY: Final = "p:"
ADDRESS_KEY: Final = "a:"


def pair_key(system: str, one: str, other: str) -> str:
    """Two words of a name by their sound, in one order: `s` as Spanish, `e` as English says them."""
    return f"{system}2:{'|'.join(sorted((one, other)))}"


def single_key(sound: str) -> str:
    """One word of a name by its sound; asked together with a year of birth, or when it is rare."""
    return f"s1:{sound}"


def english(words: Iterable[str]) -> dict[str, frozenset[str]]:
    """Word -> how it sounds in English (double metaphone, both readings). One query."""
    asked = sorted(set(words))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, dmetaphone(word), dmetaphone_alt(word) FROM unnest(%s::text[]) AS asked(word)", [asked]
        )
        return {word: frozenset({one, other} - {""}) for word, one, other in cursor.fetchall()}


def names_of(person_ids: Sequence[UUID]) -> dict[UUID, list[tuple[Words, bool]]]:
    """Every name of these people in words, each with whether it is another than their own. Two queries."""
    found: dict[UUID, list[tuple[Words, bool]]] = {}
    own = Person.objects.filter(id__in=person_ids)
    for row_id, given, family, second, called in own.values_list("id", "given", "family", "second_family", "called"):
        found[row_id] = [(name_words(given, family, second, called), False)]
    others = PersonName.objects.filter(person_id__in=person_ids)
    for row_id, given, family, second in others.values_list("person_id", "given", "family", "second_family"):
        found[row_id].append((name_words(given, family, second), True))
    return found
