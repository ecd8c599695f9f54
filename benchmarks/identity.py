"""How well, and how fast, people are matched: `python -m benchmarks.identity COUNT` prints JSON.

Truth is known because everybody is invented. Half of the questions are about somebody who is in the record, half
about somebody of the same kind who is not. Two sets: the one the weights were set on, and one held out, which never
changed anything. The bound is one look-up by an indexed key through the same driver.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.accounts.queries import system_actor  # noqa: E402
from apps.people.actions.keys import derive  # noqa: E402
from apps.people.likeness import Question  # noqa: E402
from apps.people.models import ContactPoint, Person, PersonKey, PersonName  # noqa: E402
from apps.people.names import name_words  # noqa: E402
from apps.people.queries import find  # noqa: E402
from benchmarks import held_out, invented  # noqa: E402
from config import seed  # noqa: E402
from config.cast import CALDER, ELLERY  # noqa: E402

QUESTIONS: Final = 900
BATCH: Final = 5_000
WARM_UP: Final = 30
Someone = invented.Invented | held_out.Invented
Make = Callable[[random.Random], Someone]
Say = Callable[[Any, random.Random, int], tuple[dict[str, Any], str]]


def say_tuned(who: Any, at: random.Random, number: int) -> tuple[dict[str, Any], str]:
    """A question of the tuned set: the ways of saying a name in turn."""
    how = list(invented.NAMES)[number % len(invented.NAMES)]
    return invented.said(who, how, at), how


@dataclass(frozen=True)
class Set:
    """Who is invented, how they are asked about, and in which programme and by which chance."""

    programme_id: UUID
    seed: int
    make: Make
    say: Say


SETS: Final = {
    "tuned": Set(CALDER.id, 20, invented.one, say_tuned),
    "held_out": Set(ELLERY.id, 7_341, held_out.People(), lambda who, at, _: held_out.said(who, at)),
}


def main(count: int) -> None:
    """Fill, ask, tell."""
    seed.people()
    made_by = User.objects.get(id=system_actor().id)
    told: dict[str, Any] = {"people": count}
    people = {name: list(fill(count, one, made_by)) for name, one in SETS.items()}
    with psycopg.connect(os.environ["BENCH_OWNER_URL"], autocommit=True) as owner:
        # what the server does by itself in the minutes after
        owner.execute("VACUUM (ANALYZE) people_person, people_personkey, people_personname, people_nametoken")
    for name, one in SETS.items():
        at = random.Random(one.seed + 1)
        bound = [timed(partial(keys, one, key))[0] for key in sample_keys(one, at)]
        told[name] = {"bound_ms": bound, **ask(one, people[name], at).told()}
    sys.stdout.write(json.dumps(told))


def fill(count: int, into: Set, made_by: User) -> Iterator[tuple[Person, Someone]]:
    """So many people of one programme, with their names, numbers and keys, by COPY."""
    at = random.Random(into.seed)
    made = (into.make(at) for _ in range(count))
    words: set[str] = set()
    while batch := list(islice(made, BATCH)):
        rows = Person.objects.bulk_create(
            Person(programme_id=into.programme_id, made_by=made_by, given=who.given, family=who.family,
                   second_family=who.second_family, date_of_birth=who.born, birth_year=who.year)
            for who in batch
        )  # fmt: skip
        ContactPoint.objects.bulk_create(
            ContactPoint(person=row, kind=ContactPoint.Kind.PHONE, value=who.number, made_by=made_by)
            for row, who in zip(rows, batch, strict=True)
            if who.number
        )
        PersonName.objects.bulk_create(
            PersonName(person=row, kind=PersonName.Kind.FORMER, given=given, family=family, made_by=made_by)
            for row, who in zip(rows, batch, strict=True)
            for given, family in getattr(who, "others", ())
        )
        found, new = derive(rows)
        words |= new
        copy("people_personkey (programme_id, person_id, key, year)", found)
        yield from zip(rows, batch, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_nametoken (token) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [sorted(words)]
        )


def copy(into: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Many rows at once."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def sample_keys(one: Set, at: random.Random) -> list[str]:
    """Keys that are there."""
    found = list(PersonKey.objects.filter(programme_id=one.programme_id).values_list("key", flat=True)[:20_000])
    return at.sample(found, min(300, len(found)))


def keys(one: Set, key: str) -> list[object]:
    """The bound: who bears this key, at most 20."""
    return list(PersonKey.objects.filter(programme_id=one.programme_id, key=key).values_list("person_id")[:20])


def timed(fn: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    begun = time.perf_counter()
    found = fn()
    return (time.perf_counter() - begun) * 1_000, found


@dataclass
class Counted:
    """What was shown, against who it really was."""

    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """Of these, what this process itself computed: the rest is PostgreSQL, and waiting for a free core."""
    counts: Counter[str] = field(default_factory=Counter)
    by_how: dict[str, list[int]] = field(default_factory=dict)

    def add(self, target: UUID | None, how: str, matches: Sequence[Any]) -> None:
        """One question: the lines for it, and whom it was about (None: nobody in the record)."""
        ids = [match.person_id for match in matches]
        strong = [match.person_id for match in matches if match.likeness.near == 3]
        which = "there" if target else "nobody"
        self.counts.update({which: 1, f"{which}_lines": len(ids), f"{which}_strong": len(strong)})
        if target is None:
            return
        found = target in ids
        self.counts.update({"found": found, "first": ids[:1] == [target], "strong_right": target in strong})
        self.counts["missed_behind_five"] += not found and len(ids) == 5
        self.by_how.setdefault(how, []).append(found)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        by_how = {how: (sum(hits), len(hits)) for how, hits in sorted(self.by_how.items())}
        return {"ms": self.ms, "cpu_ms": self.cpu_ms, **self.counts, "by_how": by_how}


def ask(one: Set, people: Sequence[tuple[Person, Someone]], at: random.Random) -> Counted:
    """Ask about people who are there and about people who are not; count what is shown."""
    counted = Counted()
    for number in range(-WARM_UP, QUESTIONS):
        row, who = at.choice(people) if number % 2 == 0 else (None, one.make(at))
        asked, how = one.say(who, at, number)
        name = name_words(asked["given"], asked["family"], asked["second_family"])
        question = Question(name, asked.get("born"), asked.get("year"), asked.get("number", ""))
        busy = time.process_time()
        took, matches = timed(partial(find, one.programme_id, question, {}))
        if number >= 0:
            counted.ms.append(took)
            counted.cpu_ms.append((time.process_time() - busy) * 1_000)
            counted.add(row.id if row else None, how, matches)
    return counted


if __name__ == "__main__":
    main(int(sys.argv[1]))
