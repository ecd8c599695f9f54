"""Who of a programme may be meant: candidates by index, compared in memory, nearest first. No names go in a log."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from apps.common.clock import now
from apps.people.birth import band, near_dates
from apps.people.likeness import ADDRESS, BEHIND, NUMBER, Candidate, Likeness, Question, Sounds, likeness
from apps.people.models import Person, PersonKey
from apps.people.names import alike, pairs, variants
from apps.people.queries.found_by import (
    ADDRESS_KEY,
    NUMBER_KEY,
    english,
    names_of,
    pair_key,
    single_key,
)
from apps.people.queries.scope import roots_of

MOST_LINES: Final = 5
_MOST_COMPARED: Final = 200
_RARE: Final = 30
"""A single word of a name, without a year of birth, is asked by only where so few bear it."""
_MOST_ALIKE: Final = 6
_YEARS_AROUND: Final = 2

ALIKE: Final = (
    "SELECT DISTINCT token FROM unnest(%s::text[]) AS asked(word)"
    " JOIN people_nametoken known ON known.token %% asked.word LIMIT 500"
)
"""Words of names that look like those asked by; the index on trigrams answers (threshold of pg_trgm: 0.3)."""

Plans = Callable[[Any, Sequence[UUID]], set[UUID]]
_plans: Plans | None = None


def set_plans(plans: Plans) -> None:
    """Let config say who tells which of these people have a plan that the viewer may read."""
    global _plans
    _plans = plans


def has_plan(user: Any, ids: Sequence[UUID]) -> set[UUID] | None:
    """Which of these have a plan that this viewer may read; None while nobody can say."""
    return _plans(user, ids) if _plans is not None else None


@dataclass(frozen=True)
class Match:
    """Somebody who may be meant: the record in force, how near, and why."""

    person_id: UUID
    likeness: Likeness


def find(
    programme_id: UUID, asked: Question, places: Mapping[UUID, set[str]], *, but: Collection[UUID] = ()
) -> list[Match]:
    """The nearest of this programme, at most five. `places` adds who was met at the same number, address or block.

    Nobody of `but` is looked at.
    """
    found: dict[UUID, set[str]] = {person_id: set(codes) for person_id, codes in places.items()}
    hits = Counter(dict.fromkeys(found, 2))
    sounds = english(asked.name.all)
    for person_id, code in _candidates(programme_id, asked, sounds):
        if person_id in but:
            continue
        hits[person_id] += 1
        found.setdefault(person_id, set()).update({code} - {""})
    # Of a common name only those are compared whom more than the name speaks for.
    worth = {person_id: found[person_id] for person_id, _ in hits.most_common(_MOST_COMPARED)}
    return _nearest(programme_id, asked, worth, sounds)


def _nearest(
    programme_id: UUID, asked: Question, found: Mapping[UUID, set[str]], sounds: Mapping[str, frozenset[str]]
) -> list[Match]:
    rows = {row.id: row for row in Person.objects.filter(id__in=found, programme_id=programme_id)}
    named = names_of(list(rows))
    words = {word for names in named.values() for name, _ in names for word in name.all}
    heard = Sounds({**english(words - set(sounds)), **sounds})
    graded = {
        row_id: likeness(asked, Candidate(named[row_id], row.date_of_birth, row.birth_year, found[row_id]), heard)
        for row_id, row in rows.items()
    }
    root = roots_of(list(graded))
    best: dict[UUID, Likeness] = {}
    for row_id, grade in sorted(graded.items(), key=lambda one: (-one[1].points, one[0])):
        if grade.near:
            best.setdefault(root[row_id], grade)  # joined records are one person: the one that fits best speaks
    least = max((grade.points for grade in best.values()), default=0.0) - BEHIND
    nearest = [Match(person_id, grade) for person_id, grade in best.items() if grade.points >= least]
    return nearest[:MOST_LINES]


def _candidates(
    programme_id: UUID, asked: Question, sounds: Mapping[str, frozenset[str]]
) -> Iterable[tuple[UUID, str]]:
    """People worth comparing, once for each key that finds them, with what that key says agrees."""
    keys = PersonKey.objects.filter(programme_id=programme_id)
    exact = {f"{NUMBER_KEY}{asked.number}": NUMBER, f"{ADDRESS_KEY}{asked.place}": ADDRESS}
    known = [key for key in exact if len(key) > len(NUMBER_KEY)]
    if known:
        yield from (
            (row, exact[key]) for row, key in keys.filter(key__in=known).values_list("person_id", "key")[:100]
        )
    year = asked.born.year if asked.born else asked.year
    if asked.born:
        born = Person.objects.filter(programme_id=programme_id, date_of_birth__in=near_dates(asked.born))
        yield from ((row, "") for row in born.values_list("id", flat=True)[:400])
    if not asked.name.all:
        return
    spread = _spread(asked.name.all)
    two = _pair_keys(asked.name.all, spread, sounds)
    if two:
        yield from ((row, "") for row in keys.filter(key__in=two).values_list("person_id", flat=True)[:600])
    single = keys.filter(key__in={single_key(sound) for word in asked.name.all for sound in spread[word]})
    if year is not None and len(asked.name.all) < 3:
        around = Q(year__range=(year - _YEARS_AROUND, year + _YEARS_AROUND))
        yield from ((row, "") for row in single.filter(around).values_list("person_id", flat=True)[:300])
    rare = list(single.values_list("person_id", flat=True)[: _RARE + 1])
    if len(rare) <= _RARE:
        yield from ((row, "") for row in rare)


def _pair_keys(
    words: Sequence[str], spread: Mapping[str, frozenset[str]], sounds: Mapping[str, frozenset[str]]
) -> set[str]:
    found: set[str] = set()
    for one, other in pairs(words):
        found |= {pair_key("s", a, b) for a, b in product(spread[one], spread[other])}
        found |= {pair_key("e", a, b) for a, b in product(sounds[one], sounds[other])}
    return found


def _spread(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Word -> the sounds to look under: its own, and those of words that look much like it."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [list(words)])
        known = [token for (token,) in cursor.fetchall()]
    found = {}
    for word in words:
        close = sorted((token for token in known if alike(word, token) >= 0.4), key=lambda t: (-alike(word, t), t))
        found[word] = variants(word).union(*[variants(token) for token in close[:_MOST_ALIKE]])
    return found


def lines(user: Any, shown: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is shown of people who may be meant: name, age band, why and how near; a plan where it may be read."""
    root = roots_of([UUID(one["person"]) for one in shown])
    rows = {row.id: row for row in Person.objects.filter(id__in=root.values(), programme_id=user.programme_id)}
    plans = has_plan(user, list(rows))
    today = now().date()
    return [
        {
            "person": str(row.id),
            "name": full_name(row),
            "age_band": band(row.date_of_birth, row.birth_year, today),
            "why": list(one["why"]),
            "near": one["near"],
            **({} if plans is None else {"has_plan": row.id in plans}),
        }
        for one in shown
        if (row := rows.get(root[UUID(one["person"])])) is not None
    ]


def full_name(row: Person) -> str:
    """The name in one line, as it is said; how somebody is called where nothing else is known."""
    return " ".join(part for part in (row.given, row.family, row.second_family) if part) or row.called


def born_in(age: int | None, today: date) -> int | None:
    """The likely year of birth of somebody of this age."""
    return None if age is None else today.year - age
