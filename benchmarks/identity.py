"""How well, and how fast, people are matched: `python -m benchmarks.identity COUNT` prints JSON.

Truth is known because everybody is invented. Half of the questions are about somebody who is in the record, half
about somebody of the same kind who is not. The bound is one look-up by an indexed key through the same driver.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import Programme, User  # noqa: E402
from apps.accounts.queries import system_actor  # noqa: E402
from apps.people.actions.keys import derive  # noqa: E402
from apps.people.likeness import Question  # noqa: E402
from apps.people.models import ContactPoint, Person, PersonKey  # noqa: E402
from apps.people.names import name_words  # noqa: E402
from apps.people.queries import find  # noqa: E402
from benchmarks.invented import NAMES, Invented, one, said  # noqa: E402
from config import seed  # noqa: E402
from config.cast import CALDER  # noqa: E402

QUESTIONS = 900
BATCH = 5_000


def main(count: int) -> None:
    """Fill, ask, tell."""
    seed.people()
    at = random.Random(20)
    programme, made_by = Programme.objects.get(id=CALDER.id), User.objects.get(id=system_actor().id)
    people = list(fill(count, programme, made_by, at))
    bound = [timed(lambda key=key: list(keys(key)))[0] for key in sample_keys(at)]
    sys.stdout.write(json.dumps({"people": count, "bound_ms": bound, **ask(programme, people, at)}))


def fill(count: int, programme: Programme, made_by: User, at: random.Random) -> Iterator[tuple[Person, Invented]]:
    """So many people of one programme, with their numbers and keys, by COPY."""
    made = (one(at) for _ in range(count))
    words: set[str] = set()
    while batch := list(islice(made, BATCH)):
        rows = Person.objects.bulk_create(
            Person(programme=programme, made_by=made_by, given=who.given, family=who.family,
                   second_family=who.second_family, date_of_birth=who.born, birth_year=who.year)
            for who in batch
        )  # fmt: skip
        ContactPoint.objects.bulk_create(
            ContactPoint(person=row, kind=ContactPoint.Kind.PHONE, value=who.number, made_by=made_by)
            for row, who in zip(rows, batch, strict=True)
            if who.number
        )
        found, new = derive(rows)
        words |= new
        copy("people_personkey (programme_id, person_id, key, year)", found)
        yield from zip(rows, batch, strict=True)
    copy("people_nametoken (token)", [(word,) for word in sorted(words)])


def copy(into: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Many rows at once."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def sample_keys(at: random.Random) -> list[str]:
    """Keys that are there."""
    found = list(PersonKey.objects.values_list("key", flat=True)[:20_000])
    return at.sample(found, 300)


def keys(key: str) -> "Iterator[object]":
    """The bound: who bears this key, at most 20."""
    return iter(PersonKey.objects.filter(programme_id=CALDER.id, key=key).values_list("person_id")[:20])


def timed(fn: object) -> tuple[float, object]:
    """Milliseconds, and what came of it."""
    begun = time.perf_counter()
    found = fn()  # type: ignore[operator]
    return (time.perf_counter() - begun) * 1_000, found


def ask(programme: Programme, people: list[tuple[Person, Invented]], at: random.Random) -> dict[str, object]:
    """Ask about people who are there and about people who are not; count what is shown."""
    ms: list[float] = []
    shown = right = strong = strong_right = there = first = 0
    by_how = {how: [0, 0] for how in NAMES}
    lines_for_nobody = strong_for_nobody = 0
    for number in range(QUESTIONS):
        how = list(NAMES)[number % len(NAMES)]
        is_there = number % 2 == 0
        row, who = at.choice(people) if is_there else (None, one(at))
        asked = said(who, how, at)
        name = name_words(asked["given"], asked["family"], asked["second_family"])
        question = Question(name, asked.get("born"), asked.get("year"), asked.get("number", ""))
        took, matches = timed(lambda question=question: find(programme.id, question, {}))
        ms.append(took)
        ids = [match.person_id for match in matches]  # type: ignore[attr-defined]
        near = [match.person_id for match in matches if match.likeness.near == 3]  # type: ignore[attr-defined]
        if row is None:
            lines_for_nobody += len(ids)
            strong_for_nobody += len(near)
            continue
        there += 1
        by_how[how][0] += 1
        found = row.id in ids
        by_how[how][1] += found
        right += found
        first += ids[:1] == [row.id]
        shown += len(ids)
        strong += len(near)
        strong_right += row.id in near
    return {
        "ms": ms, "there": there, "recall": right / there, "first": first / there, "lines": shown / there,
        "precision": right / shown, "strong": strong, "strong_precision": strong_right / max(1, strong),
        "nobody_lines": lines_for_nobody / (QUESTIONS - there), "nobody_strong": strong_for_nobody,
        "by_how": {how: hit / all_ for how, (all_, hit) in by_how.items() if all_},
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
