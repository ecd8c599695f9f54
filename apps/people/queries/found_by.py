"""The keys by which a person is found, and what of a person is compared: the same for writing and for asking."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

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
    """Word -> how it sounds in English (double metaphone, both readings). One query for words not asked before."""
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
    """What of these people is compared: every name in words, and the birth. One query."""
    others = PersonName.objects.filter(person=OuterRef("pk")).order_by("created_at", "id")
    parts = JSONObject(given="given", family="family", second_family="second_family")
    rows = people.values_list(
        "id", "given", "family", "second_family", "called", "date_of_birth", "birth_year", "merged_into_id",
        ArraySubquery(others.values(parts=parts)),
    )  # fmt: skip
    return {
        row_id: Candidate(
            [(name_words(*name), False), *((name_words(**other), True) for other in also)],
            born,
            year,
            into is not None,
        )
        for row_id, *name, born, year, into, also in rows
    }
