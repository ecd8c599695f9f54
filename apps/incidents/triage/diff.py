"""What is another in a second matrix: rules, items and settings side by side, words marked. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from apps.incidents.triage.shape import Condition, Language, Matrix

SAME, GONE, NEW = "same", "gone", "new"
_ASKED: Final = ("number", "kind", "caution", "after", "group")
_WORD: Final = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Part:
    """A stretch of words: the same in both, gone, or new."""

    kind: str
    words: str


@dataclass(frozen=True)
class Side:
    """What one version says of one rule. `when` is the condition in the numbers and answers of its questions."""

    text: list[Part] = field(default_factory=list)
    text_es: str = ""
    when: str = ""
    level: int = 0
    ems: str = ""
    staged: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One rule in both versions; None where a version does not have it."""

    code: str
    numbers: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True)
class Words:
    """One text that reads otherwise: of an item, a level, a flag or a sentence."""

    where: str
    language: Language
    before: list[Part]
    after: list[Part]


def marked(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Both texts in stretches, so that what was taken out and what was put in can be shown."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            left.append(Part(SAME, "".join(old[a:b])))
            right.append(Part(SAME, "".join(new[c:d])))
            continue
        if b > a:
            left.append(Part(GONE, "".join(old[a:b])))
        if d > c:
            right.append(Part(NEW, "".join(new[c:d])))
    return left, right


def said(matrix: Matrix, condition: Condition) -> str:
    """A condition in numbers and answers: "3 yes or not known, and 7e yes"."""
    numbers = {item["code"]: item["number"] for item in matrix["items"]}
    return _said(numbers, condition)


def _said(numbers: Mapping[str, str], condition: Condition) -> str:
    for word, glue in (("all", ", and "), ("any", ", or ")):
        if word in condition:
            parts = [_said(numbers, part) for part in condition[word]]
            return glue.join(f"({part})" if glue.strip(", ") and "," in part else part for part in parts)
    answers = " or ".join({"unknown": "not known"}.get(one, one) for one in condition["is"])
    return f"{numbers.get(condition['item'], condition['item'])} {answers}"


def changed_rules(before: Matrix, after: Matrix) -> list[Row]:
    """The rules that are another, in the order of the newer version, then those that it no longer has."""
    old, new = _by_code(before["rules"]), _by_code(after["rules"])
    numbers = {item["code"]: item["number"] for matrix in (before, after) for item in matrix["items"]}
    codes = [*new, *(code for code in old if code not in new)]
    return [
        _row(before, after, old.get(code), new.get(code), numbers) for code in codes if old.get(code) != new.get(code)
    ]


def _by_code(rows: Sequence[Any]) -> dict[str, Any]:
    return {row["code"]: row for row in rows}


def _row(before: Matrix, after: Matrix, old: Any, new: Any, numbers: Mapping[str, str]) -> Row:
    rule = new or old
    left, right = marked(old["text"]["en"] if old else "", new["text"]["en"] if new else "")
    return Row(
        rule["code"],
        ", ".join(numbers.get(item, item) for item in rule["items"]),
        _side(before, old, left) if old else None,
        _side(after, new, right) if new else None,
    )


def _side(matrix: Matrix, rule: Any, text: list[Part]) -> Side:
    return Side(
        text,
        rule["text"]["es"],
        said(matrix, rule["when"]),
        rule.get("level", 0),
        rule.get("ems", ""),
        bool(rule.get("staged")),
        tuple(rule.get("flags", ())),
    )


def changed_words(before: Matrix, after: Matrix) -> list[Words]:
    """Every text besides the rules' own that reads otherwise, in both languages."""
    old, new = dict(_texts(before)), dict(_texts(after))
    found = []
    for where, language in [*new, *(key for key in old if key not in new)]:
        pair = old.get((where, language), ""), new.get((where, language), "")
        if pair[0] != pair[1]:
            found.append(Words(where, language, *marked(*pair)))
    return found


def _texts(matrix: Matrix) -> Iterator[tuple[tuple[str, Language], str]]:
    for item in matrix["items"]:
        for name in ("ask", "short", "yes", "no", "hint"):
            yield from _both(f"question {item['number']}, {name}", item.get(name))
    for number, level in matrix["levels"].items():
        for name, text in level.items():
            yield from _both(f"level {number}, {name}", text)
    for kind in ("flags", "sentences"):
        for code, text in matrix["texts"].get(kind, {}).items():
            yield from _both(f"{kind[:-1]} {code}", text)


def _both(where: str, text: Any) -> Iterator[tuple[tuple[str, Language], str]]:
    if isinstance(text, Mapping):
        yield (where, "en"), str(text.get("en", ""))
        yield (where, "es"), str(text.get("es", ""))


def changed_settings(before: Matrix, after: Matrix) -> list[tuple[str, str, str]]:
    """(setting, before, after) of those that are another."""
    old, new = before["settings"], after["settings"]
    return [
        (name, _shown(before, old.get(name)), _shown(after, new.get(name)))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _shown(matrix: Matrix, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):  # who goes first: an order of lines
        return "; ".join(_line(matrix, line) for line in value)
    return "none" if value is None else str(value)


def _line(matrix: Matrix, line: Mapping[str, Any]) -> str:
    why = f" when {said(matrix, line['when'])}" if "when" in line else ""
    return f"{line.get('who', '')}{why}{' with an ambulance' if line.get('ems') else ''}"


def changed_items(before: Matrix, after: Matrix) -> list[tuple[str, str]]:
    """(number and code, what) of questions that are new, gone, or asked under another condition."""
    old, new = _by_code(before["items"]), _by_code(after["items"])
    found = []
    for code in [*new, *(one for one in old if one not in new)]:
        item = new.get(code) or old[code]
        name = f"{item['number']} {item['short']['en']}"
        if code not in old:
            found.append((name, "new"))
        elif code not in new:
            found.append((name, "gone"))
        elif any(
            old[code].get(part) != new[code].get(part) for part in ("number", "kind", "caution", "after", "group")
        ):
            found.append((name, "asked otherwise"))
    return found
