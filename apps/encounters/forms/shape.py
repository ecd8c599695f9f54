"""The shapes of an instrument: its questions flattened, its side file, and what an evaluation answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

ORDINAL: Final = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
TRANSLATION: Final = "http://hl7.org/fhir/StructureDefinition/translation"
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DECLINED: Final = "asked-declined"
"""FHIR's word for "would rather not say"."""

VALUE_OF: Final = {
    "choice": "valueCoding",
    "open-choice": "valueCoding",
    "boolean": "valueBoolean",
    "integer": "valueInteger",
    "decimal": "valueDecimal",
    "string": "valueString",
    "text": "valueString",
    "date": "valueDate",
}
"""Type of question -> the element its answers are in."""
SILENT: Final = frozenset({"group", "display"})
OPERATORS: Final = frozenset({"exists", "=", "!=", ">", "<", ">=", "<="})
ORDERED: Final = frozenset({"integer", "decimal", "date"})

MILLE: Final = 1_000
"""Weights are kept in thousandths, so that both engines add whole numbers."""

Answer = Mapping[str, Any]
"""One FHIR answer: {"valueBoolean": true}."""
Answers = Mapping[str, Sequence[Answer]]
"""linkId -> its answers; who would rather not say has none, and is named apart."""


class BadInstrument(ValueError):
    """It cannot be used; says which linkId and why."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen."""

    value: Answer
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """One condition on the answers to another question."""

    question: str
    operator: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the questionnaire. `parent` is the group or question it stands in."""

    link_id: str
    type: str
    parent: str = ""
    required: bool = False
    repeats: bool = False
    asked: bool = True
    options: tuple[Option, ...] = ()
    when: tuple[When, ...] = ()
    any_of: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)
    """Key of an answer -> thousandths; empty where the item does not count."""

    @property
    def is_question(self) -> bool:
        """Whether somebody is asked it: no group, no note, nothing that is calculated."""
        return self.type not in SILENT and self.asked


@dataclass(frozen=True, slots=True)
class Band:
    """From this score on, until the next band begins, in thousandths."""

    code: str
    begins: int


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire that can be used. `order` names each item after those it depends on."""

    url: str
    version: str
    items: Mapping[str, Item]
    order: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    into: str = ""

    @property
    def canonical(self) -> str:
        """How a response names its questionnaire."""
        return f"{self.url}|{self.version}" if self.version else self.url


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers mean. Scores are in thousandths; None where nothing counts."""

    shown: tuple[str, ...]
    missing: tuple[str, ...]
    """Questions shown without an answer that are required, or count."""
    unanswered_required: tuple[str, ...]
    score: int | None = None
    low: int | None = None
    high: int | None = None
    band: str = ""
    possible: tuple[str, ...] = ()
    """The bands that the missing answers leave open."""


def key_of(answer: Answer) -> str:
    """One short word for an answer, the same in both engines: what weights and comparisons go by."""
    for name, value in answer.items():
        if name == "valueCoding":
            return f"{value.get('system', '')}|{value.get('code', '')}"
        if name == "valueDecimal":
            return f"{value + 0:.6f}"
        if name.startswith("value"):
            return ("true" if value else "false") if isinstance(value, bool) else str(value)
    return ""
