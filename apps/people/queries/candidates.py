"""Who is worth comparing with a question: people by the keys that find them, those with most of them first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.people.birth import near_dates
from apps.people.likeness import ADDRESS, NUMBER, Question
from apps.people.names import alike, one_slip, pairs, spanish, variants
from apps.people.queries.found_by import ADDRESS_KEY, NUMBER_KEY, pair_key, single_key

MOST_COMPARED: Final = 150
_MOST_BY_KEY: Final = 1_200
"""People fetched by one key and one span of years: a common name has thousands, and only those near it count."""
_MOST_BY_WORD: Final = 40
_MOST_ALIKE: Final = 6
_ALIKE: Final = 0.4
_YEARS_AROUND: Final = 2
_ANY_YEAR: Final = (0, 32_000)
MOST_COUNTED: Final = 2_000

# What a key says for whoever it finds, next to the others: only those with most of it are compared.
_PLACE, _BORN, _PAIR, _SLIP, _WORD, _YEAR = 8, 6, 4, 3, 1, 2

ALIKE: Final = """
SELECT asked.word, known.token FROM unnest(%s::text[]) AS asked(word) CROSS JOIN LATERAL (
    (SELECT token FROM people_nametoken WHERE token %% asked.word
      ORDER BY similarity(token, asked.word) DESC, token LIMIT 16)
    UNION
    (SELECT token FROM people_nametoken
      WHERE left(token, 1) = left(asked.word, 1)
        AND length(token) IN (length(asked.word) - 1, length(asked.word), length(asked.word) + 1)
        AND levenshtein_less_equal(token, asked.word, 2) <= 2
      ORDER BY levenshtein_less_equal(token, asked.word, 2), token LIMIT 60)
) known
"""
"""Words of names that look like those asked by: as trigrams see it (pg_trgm, from 0.3 on), or two letters off."""

FIND: Final = """
WITH asked AS (
    SELECT * FROM unnest(%(keys)s::text[], %(worth)s::int[], %(most)s::int[]) WITH ORDINALITY AS one(key, worth, most, at)
), hit AS (
    SELECT found.person_id, asked.at, asked.worth + found.fits AS worth FROM asked CROSS JOIN LATERAL (
        (SELECT person_id, %(year_worth)s AS fits FROM people_personkey
          WHERE programme_id = %(programme)s AND key = asked.key AND year = %(year)s LIMIT asked.most)
        UNION ALL
        (SELECT person_id, 0 FROM people_personkey
          WHERE programme_id = %(programme)s AND key = asked.key AND year BETWEEN %(low)s AND %(high)s
          LIMIT asked.most)
        UNION ALL
        (SELECT person_id, 0 FROM people_personkey
          WHERE programme_id = %(programme)s AND key = asked.key AND year IS NULL LIMIT asked.most)
    ) found
    UNION ALL
    (SELECT id, 0, %(born_worth)s FROM people_person
      WHERE programme_id = %(programme)s AND date_of_birth = ANY(%(born)s::date[]) LIMIT 400)
), best AS (
    SELECT person_id, at, max(worth) AS worth FROM hit GROUP BY person_id, at
)
SELECT person_id, array_agg(at) FROM best GROUP BY person_id ORDER BY sum(worth) DESC, person_id LIMIT %(compared)s
"""
"""People by key, those of the year first, then those around it and those whose year nobody knows."""

CROWD: Final = """
SELECT count(*) FROM unnest(%s::text[]) AS asked(key) CROSS JOIN LATERAL (
    SELECT FROM people_personkey WHERE programme_id = %s AND key = asked.key LIMIT %s
) found GROUP BY asked.key
"""


@dataclass(frozen=True)
class Asked:
    """A key to look under, what it says, and how many people to take from it."""

    key: str
    worth: int
    most: int = _MOST_BY_KEY
    code: str = ""


def candidates(programme_id: UUID, asked: Question, sounds: Mapping[str, frozenset[str]]) -> dict[UUID, set[str]]:
    """People worth comparing, with what the keys that found them say agrees: number, address. Two or three queries."""
    keys = list(_places(asked)) + list(_named(asked, sounds))
    year = asked.born.year if asked.born else asked.year
    low, high = _ANY_YEAR if year is None else (year - _YEARS_AROUND, year + _YEARS_AROUND)
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {
                "keys": [one.key for one in keys],
                "worth": [one.worth for one in keys],
                "most": [one.most for one in keys],
                "programme": programme_id,
                "year": year,
                "low": low,
                "high": high,
                "born": sorted(near_dates(asked.born)) if asked.born else [],
                "year_worth": _YEAR,
                "born_worth": _BORN,
                "compared": MOST_COMPARED,
            },
        )
        return {person_id: {keys[at - 1].code for at in found if at} - {""} for person_id, found in cursor.fetchall()}


def crowd(programme_id: UUID, words: Sequence[str]) -> int:
    """How many people bear this name as it sounds, by its rarest two words; counted up to 2,000. One query."""
    two = [pair_key("s", spanish(one), spanish(other)) for one, other in pairs(words)]
    keys = sorted(set(two or [single_key(spanish(word)) for word in words]))
    if not keys:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(CROWD, [keys, programme_id, MOST_COUNTED])
        counts = [count for (count,) in cursor.fetchall()]
    return min(counts) if len(counts) == len(keys) else 0


def _places(asked: Question) -> Iterator[Asked]:
    for prefix, known, code in ((NUMBER_KEY, asked.number, NUMBER), (ADDRESS_KEY, asked.place, ADDRESS)):
        if known:
            yield Asked(f"{prefix}{known}", _PLACE, 100, code)


def _named(asked: Question, sounds: Mapping[str, frozenset[str]]) -> Iterator[Asked]:
    words = asked.name.all
    if not words:
        return
    slips = spread(words)
    found: dict[str, int] = {}
    for one, other in pairs(words):
        mine, theirs = variants(one), variants(other)
        for a, b in product(mine, theirs):
            found[pair_key("s", a, b)] = _PAIR
        for a, b in product(sounds[one], sounds[other]):
            found[pair_key("e", a, b)] = _PAIR
        for a, b in [*product(mine, slips[other]), *product(slips[one], theirs), *product(slips[one], slips[other])]:
            found.setdefault(pair_key("s", a, b), _SLIP)
    yield from (Asked(key, worth) for key, worth in found.items())
    only_one = len(words) == 1
    for word in words:
        for sound in variants(word) | slips[word]:
            yield Asked(single_key(sound), _WORD, _MOST_BY_KEY if only_one else _MOST_BY_WORD)


def spread(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Word -> the sounds of known words that look much like it, and are not its own. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [list(words)])
        rows: list[tuple[Any, Any]] = cursor.fetchall()
    near: dict[str, list[tuple[float, str]]] = {word: [] for word in words}
    for word, token in rows:
        how = alike(word, token) + (0.3 if one_slip(word, token) else 0.0)
        if how >= _ALIKE and token != word:
            near[word].append((-how, token))
    return {
        word: frozenset().union(*(variants(token) for _, token in sorted(found)[:_MOST_ALIKE])) - variants(word)
        for word, found in near.items()
    }
