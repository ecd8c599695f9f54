"""The form of a matrix: types, texts in both languages, and names that point at something. Takes any JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from apps.incidents.triage.shape import LANGUAGES, Answer, Ems, FirstIn, Kind

MOST_DEPTH = 6
MOST_PARTS = 50
MOST_ROWS = 500
LONGEST_TEXT = 500
LEVELS = (1, 2, 3, 4)
SENTENCES = (
    "nothing_fired", "provisional", "not_known", "staged", "ems_none", "ems_advised", "ems_needed", "first_ems",
    "first_police", "question", "questions", "and", "becomes",
)  # fmt: skip


class Fault(StrEnum):
    """What can be wrong with a matrix."""

    MALFORMED = "malformed"
    MISSING_LANGUAGE = "missing_language"
    DUPLICATE = "duplicate"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_FLAG = "unknown_flag"
    UNKNOWN_SETTING = "unknown_setting"
    UNKNOWN_KIND = "unknown_kind"
    BAD_ANSWER = "bad_answer"
    BAD_LEVEL = "bad_level"
    BAD_EMS = "bad_ems"
    BAD_FIRST_IN = "bad_first_in"
    NOT_IN_ONE_ROW = "not_in_one_row"
    NO_RAISES = "no_raises"
    TOO_COMPLEX = "too_complex"
    SAFETY_ITEM_MISSING = "safety_item_missing"
    CAUTION_REMOVED = "caution_removed"
    YES_BELOW_UNKNOWN = "yes_below_unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right, and where: `rules.weapon_in_hand.text.es`."""

    fault: Fault
    where: str


Problems = Iterator[Problem]


def form_problems(matrix: object) -> Problems:
    """Everything that would keep this JSON from being evaluated or read in both languages."""
    if not isinstance(matrix, Mapping):
        yield Problem(Fault.MALFORMED, "")
        return
    yield from _head(matrix)
    items, rules, groups = (_rows(matrix, name) for name in ("items", "rules", "groups"))
    codes = {row["code"] for row in items}
    for name, rows in (("items", items), ("rules", rules), ("groups", groups)):
        raw = matrix.get(name)
        if not isinstance(raw, list) or len(raw) != len(rows) or not rows:
            yield Problem(Fault.MALFORMED, name)
        yield from _duplicates(name, [row["code"] for row in rows])
    for row in items:
        yield from _item(row, codes)
    for row in rules:
        yield from _rule(row, codes, matrix)
    yield from _groups(groups, items, codes)
    yield from _levels(matrix.get("levels"))
    yield from _texts(matrix.get("texts"))
    yield from _settings(matrix.get("settings"), codes)


def _rows(matrix: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    raw = matrix.get(name)
    if not isinstance(raw, list) or len(raw) > MOST_ROWS:
        return []
    return [row for row in raw if isinstance(row, Mapping) and isinstance(row.get("code"), str) and row["code"]]


def _head(matrix: Mapping[str, Any]) -> Problems:
    number = matrix.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        yield Problem(Fault.MALFORMED, "number")
    try:
        date.fromisoformat(matrix["effective_from"])
    except (KeyError, TypeError, ValueError):
        yield Problem(Fault.MALFORMED, "effective_from")


def _duplicates(name: str, codes: list[str]) -> Problems:
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield Problem(Fault.DUPLICATE, f"{name}.{code}")


def _text(value: object, where: str) -> Problems:
    if not isinstance(value, Mapping):
        yield Problem(Fault.MISSING_LANGUAGE, where)
        return
    for language in LANGUAGES:
        words = value.get(language)
        if not isinstance(words, str) or not words.strip():
            yield Problem(Fault.MISSING_LANGUAGE, f"{where}.{language}")
        elif len(words) > LONGEST_TEXT:
            yield Problem(Fault.MALFORMED, f"{where}.{language}")


def _condition(value: object, codes: set[str], where: str, depth: int = 0) -> Problems:
    if not isinstance(value, Mapping) or depth > MOST_DEPTH:
        yield Problem(Fault.MALFORMED, where)
        return
    for word in ("all", "any"):
        if word in value:
            parts = value[word]
            if len(value) != 1 or not isinstance(parts, list) or not 0 < len(parts) <= MOST_PARTS:
                yield Problem(Fault.MALFORMED, where)
                return
            for part in parts:
                yield from _condition(part, codes, where, depth + 1)
            return
    if set(value) != {"item", "is"}:
        yield Problem(Fault.MALFORMED, where)
        return
    if not _is_one_of(codes, value["item"]):
        yield Problem(Fault.UNKNOWN_ITEM, where)
    if not _are_answers(value["is"]):
        yield Problem(Fault.BAD_ANSWER, where)


def _is_one_of(codes: set[str], value: object) -> bool:
    return isinstance(value, str) and value in codes


def _are_answers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v in set(Answer) for v in value)


def _item(item: Mapping[str, Any], codes: set[str]) -> Problems:
    where = f"items.{item['code']}"
    for name in ("number", "group"):
        if not isinstance(item.get(name), str) or not item[name]:
            yield Problem(Fault.MALFORMED, f"{where}.{name}")
    if not isinstance(item.get("kind"), str) or item["kind"] not in set(Kind):
        yield Problem(Fault.UNKNOWN_KIND, where)
    if not isinstance(item.get("caution"), bool):
        yield Problem(Fault.MALFORMED, f"{where}.caution")
    for name in ("ask", "short", "yes", "no"):
        yield from _text(item.get(name), f"{where}.{name}")
    if "hint" in item:
        yield from _text(item["hint"], f"{where}.hint")
    if "after" in item:
        yield from _condition(item["after"], codes, f"{where}.after")
    if "detail_of" in item and not _is_one_of(codes, item["detail_of"]):
        yield Problem(Fault.UNKNOWN_ITEM, f"{where}.detail_of")


def _rule(rule: Mapping[str, Any], codes: set[str], matrix: Mapping[str, Any]) -> Problems:
    where = f"rules.{rule['code']}"
    yield from _condition(rule.get("when"), codes, f"{where}.when")
    yield from _text(rule.get("text"), f"{where}.text")
    yield from _names(rule.get("items"), codes, Fault.UNKNOWN_ITEM, f"{where}.items")
    if "level" in rule and not is_level(rule["level"]):
        yield Problem(Fault.BAD_LEVEL, where)
    if "ems" in rule and rule["ems"] not in (Ems.ADVISED, Ems.NEEDED):
        yield Problem(Fault.BAD_EMS, where)
    if not isinstance(rule.get("staged", False), bool):
        yield Problem(Fault.MALFORMED, f"{where}.staged")
    texts = matrix.get("texts")
    flags = texts.get("flags") if isinstance(texts, Mapping) else None
    if "flags" in rule:
        known = set(flags) if isinstance(flags, Mapping) else set()
        yield from _names(rule["flags"], known, Fault.UNKNOWN_FLAG, f"{where}.flags")
    settings = matrix.get("settings")
    setting = rule.get("if_setting")
    if "if_setting" in rule and not (
        isinstance(settings, Mapping) and isinstance(setting, str) and isinstance(settings.get(setting), bool)
    ):
        yield Problem(Fault.UNKNOWN_SETTING, where)


def is_level(value: object) -> bool:
    """Whether this is one of the four levels, as a number and not as true."""
    return isinstance(value, int) and not isinstance(value, bool) and value in LEVELS


def _names(value: object, known: set[str], fault: Fault, where: str) -> Problems:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
        yield Problem(Fault.MALFORMED, where)
    elif not known.issuperset(value):
        yield Problem(fault, where)


def _groups(groups: list[Mapping[str, Any]], items: list[Mapping[str, Any]], codes: set[str]) -> Problems:
    listed: list[str] = []
    for group in groups:
        where = f"groups.{group['code']}"
        yield from _text(group.get("ask"), f"{where}.ask")
        yield from _names(group.get("items"), codes, Fault.UNKNOWN_ITEM, f"{where}.items")
        if not isinstance(group.get("number"), str) or not isinstance(group.get("unfolds"), bool):
            yield Problem(Fault.MALFORMED, where)
        listed = [*listed, *(code for code in _list(group.get("items")) if isinstance(code, str))]
        yield from _fold(group, where)
    for item in items:
        if listed.count(item["code"]) != 1:
            yield Problem(Fault.NOT_IN_ONE_ROW, f"items.{item['code']}")


def _fold(group: Mapping[str, Any], where: str) -> Problems:
    fold, own = group.get("fold"), _list(group.get("items"))
    if not isinstance(fold, Mapping) or set(fold) != set(Answer):
        yield Problem(Fault.MALFORMED, f"{where}.fold")
        return
    for answer, sets in fold.items():
        if not isinstance(sets, Mapping) or not all(code in own and sets[code] == answer for code in sets):
            yield Problem(Fault.MALFORMED, f"{where}.fold.{answer}")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _levels(levels: object) -> Problems:
    known = levels if isinstance(levels, Mapping) else {}
    for level in LEVELS:
        row = known.get(str(level))
        for name in ("title", "response"):
            yield from _text(row.get(name) if isinstance(row, Mapping) else None, f"levels.{level}.{name}")


def _texts(texts: object) -> Problems:
    known = texts if isinstance(texts, Mapping) else {}
    flags, sentences = known.get("flags"), known.get("sentences")
    if not isinstance(flags, Mapping):
        yield Problem(Fault.MALFORMED, "texts.flags")
    else:
        for code, words in flags.items():
            yield from _text(words, f"texts.flags.{code}")
    for name in SENTENCES:
        yield from _text(sentences.get(name) if isinstance(sentences, Mapping) else None, f"texts.sentences.{name}")


def _settings(settings: object, codes: set[str]) -> Problems:
    if not isinstance(settings, Mapping):
        yield Problem(Fault.MALFORMED, "settings")
        return
    for name in ("staged_always_from_level", "staged_by_rule_from_level"):
        if not is_level(settings.get(name)):
            yield Problem(Fault.BAD_LEVEL, f"settings.{name}")
    order = settings.get("first_in")
    if not isinstance(order, list) or not all(isinstance(line, Mapping) for line in order):
        yield Problem(Fault.BAD_FIRST_IN, "settings.first_in")
        return
    for line in order:
        if line.get("who") not in (FirstIn.EMS, FirstIn.POLICE) or line.get("ems", Ems.NONE) not in tuple(Ems):
            yield Problem(Fault.BAD_FIRST_IN, "settings.first_in")
        if "when" in line:
            yield from _condition(line["when"], codes, "settings.first_in")
