"""The keys by which a person is found, and what of a person is compared: the same for writing and for asking."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from apps.people.likeness import Candidate
from apps.people.models import Person, PersonName
from apps.people.names import name_words

NUMBER_KEY: Final = "p:"
ADDRESS_KEY: Final = "a:"


def pair_key(system: str, one: str, other: str) -> str:
    """Two words of a name by their sound, in one order: `s` as Spanish, `e` as English says them."""
    return f"{system}2:{'|'.join(sorted((one, other)))}"


def single_key(sound: str) -> str:
    """One word of a name by its sound: what there is to go by where only one word is known."""
    return f"s1:{sound}"


_MOST_HEARD: Final = 20_000
_heard: dict[str, frozenset[str]] = {}
"""Single words as they sound, as far as this process asked for them: they tell of nobody and never change."""


def english(words: Iterable[str]) -> dict[str, frozenset[str]]:
    """Word -> how it sounds in English (double metaphone, both readings). One query for the words not asked before."""
    asked = set(words)
    known = {word: _heard[word] for word in asked if word in _heard}
    if new := sorted(asked - known.keys()):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, dmetaphone(word), dmetaphone_alt(word) FROM unnest(%s::text[]) AS asked(word)", [new]
            )
            said = {word: frozenset({one, other} - {""}) for word, one, other in cursor.fetchall()}
        if len(_heard) + len(said) > _MOST_HEARD:
            _heard.clear()
        _heard.update(said)
        known |= said
    return known


def known_as(people: "QuerySet[Person]") -> dict[UUID, Candidate]:
    """What of these people is compared: every name in words, and the birth. Two queries."""
    rows = people.values_list("id", "given", "family", "second_family", "called", "date_of_birth", "birth_year")
    found = {row_id: Candidate([(name_words(*name), False)], born, year) for row_id, *name, born, year in rows}
    others = PersonName.objects.filter(person_id__in=found)
    for row_id, *name in others.values_list("person_id", "given", "family", "second_family"):
        found[row_id].names.append((name_words(*name), True))
    return found
