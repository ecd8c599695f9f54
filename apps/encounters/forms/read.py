"""Read a FHIR R4 Questionnaire and its side file into a Form; raises BadInstrument naming the linkId and why.

Limits keep a phone able to show it: they are the product's own, not FHIR's. Texts stay texts, whatever is in them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apps.encounters.forms.order import in_order
from apps.encounters.forms.shape import (
    OPERATORS,
    ORDERED,
    SILENT,
    VALUE_OF,
    BadInstrument,
    Form,
    Item,
    Option,
    When,
    key_of,
)
from apps.encounters.forms.side import bands_of, dictionary, into_of, mille, score_of, weigh, weights_of
from apps.encounters.forms.words import ordinal_of

ITEMS: Final = 500
DEPTH: Final = 8
OPTIONS: Final = 100
CONDITIONS: Final = 20
TEXT: Final = 2_000
_LINK_ID: Final = re.compile(r"\S(?:.{0,253}\S)?", re.DOTALL)
_OPTION_VALUES: Final = ("valueCoding", "valueString", "valueInteger", "valueDate")


def read(questionnaire: Any, side: Any) -> Form:
    """A form that can be used. `side` holds what FHIR has no place for: weights, bands, languages, the licence."""
    if not isinstance(questionnaire, dict) or questionnaire.get("resourceType") != "Questionnaire":
        raise BadInstrument("This is no FHIR R4 Questionnaire.")
    url, version = _text(questionnaire, "url"), _text(questionnaire, "version", required=False)
    _text(questionnaire, "title")
    if "|" in url:
        raise BadInstrument("url: may hold no |, which parts it from its version.")
    dictionary(side, "The side file")
    items: dict[str, Item] = {}
    for raw, parent, depth in _walk(questionnaire):
        item = _item(raw, parent, depth)
        if item.link_id in items:
            raise _bad(item.link_id, "stands twice")
        items[item.link_id] = item
        if len(items) > ITEMS:
            raise BadInstrument(f"It has more than {ITEMS} items, which no phone shows one by one.")
    if not items:
        raise BadInstrument("It has no items.")
    score = score_of(side)
    into = into_of(score, items)
    if into:
        items[into] = _calculated(items[into])
    items = {link_id: weigh(item, weights_of(score, items)) for link_id, item in items.items()}
    for item in items.values():
        _check_conditions(item, items)
    return Form(url, version, items, in_order(items), bands_of(side, items), into)


def _bad(link_id: str, why: str) -> BadInstrument:
    return BadInstrument(f"{link_id[:80]}: {why}.")


def _text(raw: Mapping[str, Any], name: str, *, required: bool = True) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or (required and not value.strip()) or len(value) > TEXT:
        raise BadInstrument(f"{name}: must be a text of at most {TEXT} characters.")
    return value


def _walk(questionnaire: Mapping[str, Any]) -> Iterator[tuple[Any, str, int]]:
    """Every item with its parent's linkId and its depth, in the order they are written; no recursion."""
    waiting = [(raw, "", 1) for raw in reversed(_list(questionnaire, "item", "The questionnaire"))]
    while waiting:
        raw, parent, depth = waiting.pop()
        yield raw, parent, depth
        here = raw["linkId"]  # checked by whoever took it
        waiting += [(inner, here, depth + 1) for inner in reversed(_list(raw, "item", here))]


def _list(raw: Mapping[str, Any], name: str, where: str) -> list[Any]:
    found = raw.get(name, [])
    if not isinstance(found, list):
        raise _bad(where, f"{name} is no list")
    return found


def _item(raw: Any, parent: str, depth: int) -> Item:
    link_id = raw.get("linkId") if isinstance(raw, dict) else None
    if not isinstance(link_id, str) or not _LINK_ID.fullmatch(link_id):
        raise BadInstrument(f"An item {'in ' + parent[:80] if parent else 'at the top'} has no linkId.")
    if depth > DEPTH:
        raise _bad(link_id, f"lies deeper than {DEPTH} levels")
    kind = raw.get("type")
    if not isinstance(kind, str) or (kind not in VALUE_OF and kind not in SILENT):
        raise _bad(link_id, f"is of type {str(kind)[:40]!r}, which cannot be asked")
    text = raw.get("text", "")
    if not isinstance(text, str) or len(text) > TEXT or (kind != "group" and not text.strip()):
        raise _bad(link_id, f"needs a text of at most {TEXT} characters")
    if "answerValueSet" in raw:
        raise _bad(link_id, "takes its options from elsewhere (answerValueSet): write them as answerOption")
    repeats = _flag(raw, "repeats", link_id)
    if repeats and kind == "group":
        raise _bad(link_id, "is a group that repeats: write each round as a group of its own")
    if repeats and kind not in {"choice", "open-choice"}:
        raise _bad(link_id, "repeats, and only a choice may have several answers")
    return Item(
        link_id,
        kind,
        parent,
        required=_flag(raw, "required", link_id),
        repeats=repeats,
        asked=not _flag(raw, "readOnly", link_id),
        options=_options(raw, kind, link_id),
        when=_conditions(raw, link_id),
        any_of=_behaviour(raw, link_id),
    )


def _flag(raw: Mapping[str, Any], name: str, link_id: str) -> bool:
    value = raw.get(name, False)
    if not isinstance(value, bool):
        raise _bad(link_id, f"{name} is neither true nor false")
    return value


def _options(raw: Mapping[str, Any], kind: str, link_id: str) -> tuple[Option, ...]:
    found = _list(raw, "answerOption", link_id)
    if kind not in {"choice", "open-choice"}:
        return ()
    if not 1 <= len(found) <= OPTIONS:
        raise _bad(link_id, f"needs 1 to {OPTIONS} options")
    options = tuple(_option(one, link_id) for one in found)
    if len({key_of(option.value) for option in options}) != len(options):
        raise _bad(link_id, "has the same option twice")
    return options


def _option(raw: Any, link_id: str) -> Option:
    names = [name for name in _OPTION_VALUES if isinstance(raw, dict) and name in raw]
    if len(names) != 1:
        raise _bad(link_id, "has an option that is no coding, text, number or date")
    value = raw[names[0]]
    if not _is_value(names[0], value):
        raise _bad(link_id, f"has an option whose {names[0]} is not right")
    weight = ordinal_of(raw)
    if names[0] == "valueCoding":
        value = {name: value[name] for name in ("system", "code", "display") if name in value}
        weight = ordinal_of(raw["valueCoding"]) if weight is None else weight
    return Option({names[0]: value}, None if weight is None else mille(weight, link_id))


def _is_value(name: str, value: Any) -> bool:
    if name == "valueCoding":
        texts = [value.get(part, "") for part in ("system", "code", "display")] if isinstance(value, dict) else [1]
        return all(isinstance(one, str) and len(one) <= TEXT for one in texts) and any(texts[1:])
    if name == "valueInteger":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and 0 < len(value) <= TEXT


def _behaviour(raw: Mapping[str, Any], link_id: str) -> bool:
    behaviour = raw.get("enableBehavior")
    if behaviour not in (None, "all", "any"):
        raise _bad(link_id, "enableBehavior is neither all nor any")
    if behaviour is None and len(_list(raw, "enableWhen", link_id)) > 1:
        raise _bad(link_id, "has several conditions and does not say whether all or any must hold (enableBehavior)")
    return behaviour == "any"


def _conditions(raw: Mapping[str, Any], link_id: str) -> tuple[When, ...]:
    found = _list(raw, "enableWhen", link_id)
    if len(found) > CONDITIONS:
        raise _bad(link_id, f"has more than {CONDITIONS} conditions")
    return tuple(_condition(one, link_id) for one in found)


def _condition(raw: Any, link_id: str) -> When:
    if not isinstance(raw, dict) or not isinstance(raw.get("question"), str):
        raise _bad(link_id, "has a condition that names no question")
    operator = raw.get("operator")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise _bad(link_id, f"has a condition with the operator {str(operator)[:20]!r}")
    answers = {name: value for name, value in raw.items() if name.startswith("answer")}
    if len(answers) != 1:
        raise _bad(link_id, "has a condition without exactly one answer to compare with")
    if operator == "exists" and not isinstance(answers.get("answerBoolean"), bool):
        raise _bad(link_id, "asks whether an answer exists, and must say true or false (answerBoolean)")
    return When(raw["question"], operator, answers)


def _check_conditions(item: Item, items: Mapping[str, Item]) -> None:
    for when in item.when:
        other = items.get(when.question)
        if other is None:
            raise _bad(item.link_id, f"depends on {when.question[:80]!r}, which is not here")
        if not other.is_question:
            raise _bad(item.link_id, f"depends on {when.question[:80]!r}, which nobody is asked")
        if when.operator == "exists":
            continue
        if when.operator not in {"=", "!="} and other.type not in ORDERED:
            raise _bad(item.link_id, f"compares {when.question[:80]!r} by size, which has none")
        if not _fits(other, when.answer):
            raise _bad(item.link_id, f"compares {when.question[:80]!r} with an answer of another type")
    parent = items.get(item.parent)
    if parent is not None and parent.type == "display":
        raise _bad(item.link_id, "stands inside a note")
    if parent is not None and parent.repeats and item.is_question:
        raise _bad(item.link_id, "stands inside a question that has several answers: put it after, with a condition")


def _fits(other: Item, answer: Mapping[str, Any]) -> bool:
    name, value = next(iter(answer.items()))
    known = {f"answer{each[5:]}" for option in other.options for each in option.value}
    wanted = known | ({"answerString"} if other.type == "open-choice" else set())
    if not other.options:
        wanted = {f"answer{VALUE_OF[other.type][5:]}"}
    if name not in wanted:
        return False
    if name == "answerBoolean":
        return isinstance(value, bool)
    if name == "answerDecimal":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return _is_value(f"value{name[6:]}", value)


def _calculated(item: Item) -> Item:
    return Item(item.link_id, item.type, item.parent, asked=False, when=item.when, any_of=item.any_of)
