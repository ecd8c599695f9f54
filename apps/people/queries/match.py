"""Who of a programme may be meant: candidates by index, compared in memory, nearest first. No names go in a log."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from apps.common.clock import now
from apps.people.birth import band
from apps.people.likeness import BEHIND, Candidate, Likeness, Question, Sounds, likeness
from apps.people.models import Person
from apps.people.queries.candidates import Found, candidates
from apps.people.queries.found_by import english, known_as
from apps.people.queries.scope import roots_of

MOST_LINES: Final = 5

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
    sounds = english(asked.name.all)
    found = candidates(programme_id, asked, sounds)
    for person_id, codes in places.items():
        found.setdefault(person_id, Found()).places.update(codes)
    for person_id in but:
        found.pop(person_id, None)
    known = known_as(Person.objects.filter(id__in=found, programme_id=programme_id))
    near = _near(asked, known, found, sounds)
    root = roots_of([row_id for row_id, _ in near if known[row_id].is_joined])
    best: dict[UUID, Likeness] = {}
    for row_id, grade in sorted(near, key=lambda one: (-one[1].points, one[0])):
        # Joined records are one person: the one that fits best speaks.
        best.setdefault(root.get(row_id, row_id), grade)
    least = max((grade.points for grade in best.values()), default=0.0) - BEHIND
    nearest = [Match(person_id, grade) for person_id, grade in best.items() if grade.points >= least]
    return nearest[:MOST_LINES]


def _near(
    asked: Question,
    known: Mapping[UUID, Candidate],
    found: Mapping[UUID, Found],
    sounds: Mapping[str, frozenset[str]],
) -> list[tuple[UUID, Likeness]]:
    """Those who are near enough to be shown, and how near."""
    words = {word for one in known.values() for name, _ in one.names for word in name.all}
    heard = Sounds({**english(words), **sounds})
    graded = [
        (row_id, likeness(asked, one, found[row_id].places, found[row_id].crowd, heard))
        for row_id, one in known.items()
    ]
    return [(row_id, grade) for row_id, grade in graded if grade.near]


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
