"""Who is worth comparing with a question: people by the keys that find them, those with most of them first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.people.birth import near_dates
from apps.people.likeness import ADDRESS, NUMBER, Question
from apps.people.names import alike, one_slip, pairs, variants
from apps.people.queries.found_by import ADDRESS_KEY, NUMBER_KEY, pair_key, single_key

MOST_COMPARED: Final = 150
_MOST_BY_KEY: Final = 1_200
"""People fetched by one key and one span of years: a common name has thousands, and only those near it count."""
_MOST_BY_WORD: Final = 40
_MOST_ALIKE: Final = 6
_MOST_SLIPS: Final = 3
"""Words that look alike, of one word of the name; and of each where both are thought to be wrong."""
_ALIKE: Final = 0.4
_ONE_SLIP: Final = 0.3
_YEARS_AROUND: Final = 2
_ANY_YEAR: Final = (0, 32_000)
MOST_COUNTED: Final = 2_000

# What a key says for whoever it finds, next to the others: only those with most of it are compared.
# Who was born then, or is reached at this number, always is: those are few.
_PLACE, _BORN, _PAIR, _SLIP, _WORD, _YEAR = 1_000, 1_000, 4, 3, 1, 2

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
    SELECT * FROM unnest(%(keys)s::text[], %(worth)s::int[], %(most)s::int[], %(crowds)s::int[])
      WITH ORDINALITY AS one(key, worth, most, crowd, at)
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
(SELECT person_id, array_agg(at), 0 FROM best GROUP BY person_id ORDER BY sum(worth) DESC, person_id
  LIMIT %(compared)s)
UNION ALL
SELECT NULL, ARRAY[asked.crowd], count(*) FROM asked CROSS JOIN LATERAL (
    SELECT FROM people_personkey WHERE programme_id = %(programme)s AND key = asked.key LIMIT %(counted)s
) bears WHERE asked.crowd > 0 GROUP BY asked.crowd
"""
"""People by key, those of the year first, then those around it and those whose year nobody knows. And how many bear
each part of the name, whenever they were born."""


@dataclass(frozen=True)
class Asked:
    """A key to look under, what it says, and how many people to take from it."""

    key: str
    worth: int
    most: int = _MOST_BY_KEY
    code: str = ""
    crowd: int = 0
    """Which words of the name it is: keys with one number are counted together."""


@dataclass
class Found:
    """What the keys that found somebody say: what agrees besides the name, and how many bear as much of the name."""

    places: set[str] = field(default_factory=set)
    crowd: int = 0


def candidates(programme_id: UUID, asked: Question, sounds: Mapping[str, frozenset[str]]) -> dict[UUID, Found]:
    """People worth comparing. Two queries."""
    pairs_asked = pairs(asked.name.all)
    keys = [*_places(asked), *_named(asked.name.all, pairs_asked, sounds)]
    year = asked.born.year if asked.born else asked.year
    low, high = _ANY_YEAR if year is None else (year - _YEARS_AROUND, year + _YEARS_AROUND)
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {
                "keys": [one.key for one in keys],
                "worth": [one.worth for one in keys],
                "most": [one.most for one in keys],
                "crowds": [one.crowd for one in keys],
                "programme": programme_id,
                "year": year,
                "low": low,
                "high": high,
                "born": sorted(near_dates(asked.born)) if asked.born else [],
                "year_worth": _YEAR,
                "born_worth": _BORN,
                "counted": MOST_COUNTED,
                "compared": MOST_COMPARED,
            },
        )
        rows = cursor.fetchall()
    crowds = {at[0]: many for person_id, at, many in rows if person_id is None}
    # Who was found by birth or number alone may bear the name all the same: it is as common as it is.
    whole = min((crowds.get(number, 0) for number in range(1, len(pairs_asked) + 1)), default=0)
    by = {person_id: [keys[each - 1] for each in at if each] for person_id, at, _ in rows if person_id is not None}
    return {person_id: _found(mine, crowds, whole) for person_id, mine in by.items()}


def _found(by: Sequence[Asked], crowds: Mapping[int, int], whole: int) -> Found:
    many = [crowds[key.crowd] for key in by if key.crowd in crowds]
    return Found({key.code for key in by} - {""}, min(many, default=whole))


def _places(asked: Question) -> Iterator[Asked]:
    for prefix, known, code in ((NUMBER_KEY, asked.number, NUMBER), (ADDRESS_KEY, asked.place, ADDRESS)):
        if known:
            yield Asked(f"{prefix}{known}", _PLACE, 100, code)


def _named(
    words: Sequence[str], two: Sequence[tuple[str, str]], sounds: Mapping[str, frozenset[str]]
) -> Iterator[Asked]:
    if not words:
        return
    slips = spread(words)
    found: dict[str, Asked] = {}

    def ask(key: str, worth: int, crowd: int = 0) -> None:
        found.setdefault(key, Asked(key, worth, crowd=crowd))

    for number, (one, other) in enumerate(two, start=1):
        mine, theirs = variants(one), variants(other)
        as_english = number + len(two)
        for a, b in product(mine, theirs):
            ask(pair_key("s", a, b), _PAIR, number)
        for a, b in product(sounds[one], sounds[other]):
            ask(pair_key("e", a, b), _PAIR, as_english)
    for one, other in two:
        near, far = slips[one], slips[other]
        both = product(near[:_MOST_SLIPS], far[:_MOST_SLIPS])
        for a, b in [*product(variants(one), far), *product(near, variants(other)), *both]:
            ask(pair_key("s", a, b), _SLIP, 2 * len(two) + len(found) + 1)  # each is another name: counted by itself
    yield from found.values()
    most = _MOST_BY_WORD if two else _MOST_BY_KEY
    for number, word in enumerate(words, start=1):
        for sound in variants(word):
            yield Asked(single_key(sound), _WORD, most, crowd=0 if two else number)
        yield from (Asked(single_key(sound), _WORD, most) for sound in slips[word])


def spread(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Word -> the sounds of known words that look much like it and are not its own, nearest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [list(words)])
        rows: list[tuple[Any, Any]] = cursor.fetchall()
    near: dict[str, list[tuple[float, str]]] = {word: [] for word in words}
    for word, token in rows:
        how = alike(word, token) + (_ONE_SLIP if one_slip(word, token) else 0.0)
        if how >= _ALIKE and token != word:
            near[word].append((-how, token))
    return {
        word: _sounds_of(word, [token for _, token in sorted(found)[:_MOST_ALIKE]]) for word, found in near.items()
    }


def _sounds_of(word: str, tokens: Sequence[str]) -> tuple[str, ...]:
    own = variants(word)
    return tuple(dict.fromkeys(sound for token in tokens for sound in sorted(variants(token) - own)))
