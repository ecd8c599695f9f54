"""Whom a name begins: for finding somebody whom the one who asks may know of. No names go in a log."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from apps.people.models import NameToken, Person, PersonKey
from apps.people.names import variants, words
from apps.people.queries.found_by import single_key

_MOST_WORDS: Final = 300
"""Words of names that begin like one that was typed; a single letter begins more and finds the first of them."""


def named_like(people: "QuerySet[Person]", programme_id: UUID, text: str) -> "QuerySet[Person]":
    """Of these people those of whom each word of `text` begins a word of their name, or sounds like one; none without
    a word. By the index of names, a query for each word."""
    asked = words(text)
    found = people if asked else people.none()
    for word in asked:
        known = NameToken.objects.filter(token__startswith=word).order_by("token").values_list("token", flat=True)
        sounds = {sound for token in (word, *known[:_MOST_WORDS]) for sound in variants(token)}
        keys = PersonKey.objects.filter(
            programme_id=programme_id, key__in=[single_key(each) for each in sorted(sounds)]
        )
        found = found.filter(id__in=keys.values("person_id"))
    return found
