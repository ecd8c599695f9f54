"""A FHIR R4 QuestionnaireResponse: taken apart and checked as it comes, and made anew as it is kept."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from apps.encounters.forms.shape import (
    ABSENT,
    DECLINED,
    MILLE,
    VALUE_OF,
    Answer,
    Answers,
    Form,
    Item,
    Outcome,
    key_of,
)

TEXT: Final = 5_000
_NUMBER: Final = 1_000_000_000
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadResponse(ValueError):
    """It does not answer this form; `fields` are linkIds, never what a person said."""

    def __init__(self, why: str, *fields: str) -> None:
        super().__init__(why)
        self.fields = list(fields) or ["response"]


def take_apart(form: Form, response: Any) -> tuple[dict[str, list[Answer]], list[str]]:
    """(answers, linkIds that the person would rather not say); raises BadResponse."""
    if not isinstance(response, dict) or response.get("resourceType") != "QuestionnaireResponse":
        raise BadResponse("This is no QuestionnaireResponse.")
    if response.get("questionnaire") not in (form.canonical, form.url):
        raise BadResponse("It answers another questionnaire.", "questionnaire")
    answers: dict[str, list[Answer]] = {}
    declined: list[str] = []
    seen: set[str] = set()
    for raw, parent in _walk(response):
        item = _known(form, raw, parent, seen)
        found = raw.get("answer", [])
        if not isinstance(found, list):
            raise BadResponse("answer is no list.", item.link_id)
        if found and not item.is_question:
            continue  # what is calculated is calculated here
        if found:
            answers[item.link_id] = _checked(item, found)
        elif _is_declined(raw):
            declined.append(item.link_id)
    return answers, declined


def _walk(response: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    waiting: list[tuple[Any, str]] = [(one, "") for one in _items(response)]
    while waiting:
        raw, parent = waiting.pop()
        if not isinstance(raw, dict) or not isinstance(raw.get("linkId"), str):
            raise BadResponse("An item has no linkId.")
        yield raw, parent
        answers = raw.get("answer", [])
        inside = [raw, *(answers if isinstance(answers, list) else [])]
        waiting += [(one, raw["linkId"]) for holder in inside if isinstance(holder, dict) for one in _items(holder)]


def _items(holder: Mapping[str, Any]) -> list[Any]:
    found = holder.get("item", [])
    if not isinstance(found, list):
        raise BadResponse("item is no list.")
    return found


def _known(form: Form, raw: Mapping[str, Any], parent: str, seen: set[str]) -> Item:
    link_id = raw["linkId"]
    item = form.items.get(link_id)
    if item is None or item.parent != parent:
        raise BadResponse("Not of this form.", link_id[:80])
    if link_id in seen:
        raise BadResponse("It stands there twice.", link_id)
    seen.add(link_id)
    return item


def _is_declined(raw: Mapping[str, Any]) -> bool:
    found = raw.get("extension", [])
    return isinstance(found, list) and any(
        isinstance(one, dict) and one.get("url") == ABSENT and one.get("valueCode") == DECLINED for one in found
    )


def _checked(item: Item, found: list[Any]) -> list[Answer]:
    if len(found) > 1 and not item.repeats:
        raise BadResponse("It has one answer.", item.link_id)
    checked = [_answer(item, one) for one in found]
    if len({key_of(one) for one in checked}) != len(checked):
        raise BadResponse("The same answer stands there twice.", item.link_id)
    return checked


def _answer(item: Item, raw: Any) -> Answer:
    values = {k: v for k, v in raw.items() if k.startswith("value")} if isinstance(raw, dict) else {}
    if len(values) != 1:
        raise BadResponse("An answer has one value.", item.link_id)
    name, value = next(iter(values.items()))
    if name == "valueCoding" and not isinstance(value, dict):
        raise BadResponse("Not a coding.", item.link_id)
    if item.options:
        for option in item.options:
            if name in option.value and key_of(option.value) == key_of({name: value}):
                return option.value
        if item.type == "choice" or name != "valueString":
            raise BadResponse("Not one of its answers.", item.link_id)
    elif name != VALUE_OF[item.type]:
        raise BadResponse("An answer of another type.", item.link_id)
    if not _is_right(name, value):
        raise BadResponse("Not a value of its type.", item.link_id)
    return {name: value}


def _is_right(name: str, value: Any) -> bool:
    if name == "valueBoolean":
        return isinstance(value, bool)
    if name == "valueString":
        return isinstance(value, str) and bool(value.strip()) and len(value) <= TEXT
    if name == "valueDate":
        return isinstance(value, str) and _is_date(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _NUMBER:
        return False
    return isinstance(value, int) if name == "valueInteger" else abs(value * 1e6 - round(value * 1e6)) < 1e-3


def _is_date(value: str) -> bool:
    try:
        return bool(_DATE.fullmatch(value)) and date.fromisoformat(value) is not None
    except ValueError:
        return False


def put_together(
    form: Form, answers: Answers, declined: list[str], outcome: Outcome, authored: str
) -> dict[str, Any]:
    """The response as it is kept: what is shown and answered, "would rather not say" set apart, the sum in place."""
    made: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    shown = set(outcome.shown)
    for link_id, item in form.items.items():  # parents come before what is in them
        if link_id not in shown or item.type == "display":
            continue
        entry = _entry(form, item, answers, declined, outcome)
        made[link_id] = entry
        parent = made.get(item.parent)
        if parent is None:
            top.append(entry)
        elif form.items[item.parent].type == "group":
            parent.setdefault("item", []).append(entry)
        else:
            parent["answer"][0].setdefault("item", []).append(entry)
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": form.canonical,
        "status": "stopped" if outcome.unanswered_required else "completed",
        "authored": authored,
        "item": _with_content(top),
    }


def _entry(form: Form, item: Item, answers: Answers, declined: list[str], outcome: Outcome) -> dict[str, Any]:
    entry: dict[str, Any] = {"linkId": item.link_id}
    if item.link_id == form.into and outcome.score is not None:
        score = outcome.score / MILLE
        whole = item.type == "integer" or score.is_integer()
        entry["answer"] = [{VALUE_OF[item.type]: int(score) if whole else score}]
    elif answers.get(item.link_id):
        entry["answer"] = [dict(one) for one in answers[item.link_id]]
    elif item.link_id in declined:
        entry["extension"] = [{"url": ABSENT, "valueCode": DECLINED}]
    return entry


def _with_content(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without groups in which nothing was said: FHIR takes no empty item."""
    kept = []
    for entry in entries:
        if "item" in entry:
            entry["item"] = _with_content(entry["item"])
            if not entry["item"]:
                del entry["item"]
        if len(entry) > 1:
            kept.append(entry)
    return kept
