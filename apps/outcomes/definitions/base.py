"""What a definition is: a name, its words in both languages, and the questions that it asks of each fact."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from apps.outcomes.facts import Facts


class Words(NamedTuple):
    """The same in both languages."""

    en: str
    es: str


@dataclass(frozen=True)
class Definition:
    """Common to both kinds. `of` takes the facts it is about, `among` says which of them are in the denominator."""

    id: str
    title: Words
    numerator: Words
    denominator: Words
    left_out: Words
    of: Callable[[Facts], Sequence[Any]]
    among: Callable[[Any], bool]

    def inside(self, facts: Facts) -> list[Any]:
        """The denominator: each fact that is in it."""
        return [one for one in self.of(facts) if self.among(one)]

    def words(self) -> dict[str, dict[str, str]]:
        """What a reader is told of it."""
        told = {
            "title": self.title,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "left_out": self.left_out,
        }
        return {name: words._asdict() for name, words in told.items()}


@dataclass(frozen=True)
class Share(Definition):
    """So many out of so many."""

    counts: Callable[[Any], bool]

    def counted(self, facts: Facts) -> list[Any]:
        """The numerator."""
        return [one for one in self.inside(facts) if self.counts(one)]

    def n_of(self, facts: Facts) -> tuple[int, int]:
        """How many, out of how many."""
        inside = self.inside(facts)
        return sum(1 for one in inside if self.counts(one)), len(inside)


@dataclass(frozen=True)
class Minutes(Definition):
    """A length of time: its middle, its mean and the time within which nine of ten are done."""

    value: Callable[[Any], float | None]

    def counted(self, facts: Facts) -> list[Any]:
        """Each fact that has such a time."""
        return [one for one in self.inside(facts) if self.value(one) is not None]

    def values(self, facts: Facts) -> list[float]:
        """The times, the shortest first."""
        return sorted(value for one in self.inside(facts) if (value := self.value(one)) is not None)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that this part of all reaches at most, between two neighbours in proportion. `values` are sorted.

    The rule of PERCENTILE_CONT in SQL and PERCENTILE.INC in spreadsheets, so that others get the same.
    """
    at = part * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def mean(values: Iterable[float]) -> float:
    """The sum through the number."""
    kept = list(values)
    return sum(kept) / len(kept)
