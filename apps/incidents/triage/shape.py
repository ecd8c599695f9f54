"""The shapes of triage: what a matrix looks like as JSON, and what an evaluation answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypedDict

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")


class Answer(StrEnum):
    """What a person said to an item. An item without an answer has not been asked yet."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class Ems(StrEnum):
    """Whether an ambulance goes in parallel."""

    NONE = "none"
    ADVISED = "advised"
    NEEDED = "needed"


class FirstIn(StrEnum):
    """Who reaches the person first; only level 4 has one."""

    NONE = "none"
    EMS = "ems"
    POLICE = "police"


class Kind(StrEnum):
    """What an item is about. The first three are the safety items."""

    WEAPON = "weapon"
    VIOLENCE = "violence"
    ATTEMPT = "attempt"
    MEDICAL = "medical"
    THOUGHTS = "thoughts"
    OTHER = "other"


SAFETY_KINDS = frozenset({Kind.WEAPON, Kind.VIOLENCE, Kind.ATTEMPT})


class Text(TypedDict):
    """One text in both languages."""

    en: str
    es: str


# {"item": code, "is": [answers]} or {"all": [conditions]} or {"any": [conditions]}; there is no "not", so that
# an answer can only ever add a reason and never take one away.
Condition = Mapping[str, Any]


class Item(TypedDict):
    """One thing to ask. `yes` and `no` are clauses ("a weapon is in hand") that other sentences are built from."""

    code: str
    number: str
    group: str
    kind: str
    ask: Text
    short: Text
    yes: Text
    no: Text
    hint: NotRequired[Text]
    caution: bool
    after: NotRequired[Condition]
    detail_of: NotRequired[str]


class Group(TypedDict):
    """One numbered row of the intake screen. `fold` says which items an answer to the closed row sets."""

    code: str
    number: str
    ask: Text
    items: list[str]
    unfolds: bool
    fold: dict[str, dict[str, str]]


class Rule(TypedDict):
    """When `when` holds: at least this level, this ambulance, these flags."""

    code: str
    when: Condition
    items: list[str]
    text: Text
    level: NotRequired[int]
    ems: NotRequired[str]
    staged: NotRequired[bool]
    flags: NotRequired[list[str]]
    if_setting: NotRequired[str]


class LevelText(TypedDict):
    """What a level is called and what it sends."""

    title: Text
    response: Text


class Matrix(TypedDict):
    """One immutable version of how incidents are decided; plain JSON."""

    number: int
    effective_from: str
    items: list[Item]
    groups: list[Group]
    rules: list[Rule]
    levels: dict[str, LevelText]
    texts: dict[str, Any]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would move the level, and where to."""

    item: str
    answer: Answer
    level: int


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a level means for who goes and how, given the answers."""

    ems: Ems
    ems_why: tuple[str, ...]
    first_in: FirstIn
    staged: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers so far mean. `rules` starts with those that decided the level."""

    level: int
    provisional: bool
    rules: tuple[str, ...]
    decided_by: tuple[str, ...]
    ems: Ems
    ems_why: tuple[str, ...]
    first_in: FirstIn
    staged: bool
    flags: tuple[str, ...]
    next_items: tuple[str, ...]
    nothing_fired: bool
    would_change: tuple[Change, ...]
