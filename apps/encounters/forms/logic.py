"""What is asked: enableWhen, as FHIR R4 says it, once for what stands now and once for what might come.

A question without an answer is "not equal" to everything (R4's `!=`). What is hidden has no answers.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from apps.encounters.forms.shape import Answer, Answers, Form, Item, When, key_of

YES: Final = True
NO: Final = False
MAYBE: Final = None
Verdict = bool | None


def shown_now(form: Form, answers: Answers) -> frozenset[str]:
    """The linkIds that are asked or read, given these answers."""
    verdicts: dict[str, Verdict] = {}
    for link_id in form.order:
        verdicts[link_id] = _verdict(form, form.items[link_id], answers, verdicts, leaves_open=False)
    return frozenset(link_id for link_id, verdict in verdicts.items() if verdict)


def shown_at_last(form: Form, answers: Answers) -> dict[str, Verdict]:
    """Whether each would be asked once nothing is missing; None where that depends on a missing answer."""
    verdicts: dict[str, Verdict] = {}
    for link_id in form.order:
        verdicts[link_id] = _verdict(form, form.items[link_id], answers, verdicts, leaves_open=True)
    return verdicts


def _verdict(form: Form, item: Item, answers: Answers, known: Mapping[str, Verdict], *, leaves_open: bool) -> Verdict:
    inside = _inside(form, item, answers, known, leaves_open=leaves_open)
    if inside is NO:
        return NO
    met = [_met(form, when, answers, known, leaves_open=leaves_open) for when in item.when]
    return _all([inside, (_any(met) if item.any_of else _all(met)) if met else YES])


def _inside(form: Form, item: Item, answers: Answers, known: Mapping[str, Verdict], *, leaves_open: bool) -> Verdict:
    """A group's items go with the group; those inside a question come once that question has an answer."""
    if not item.parent:
        return YES
    parent, around = form.items[item.parent], known[item.parent]
    if around is NO or parent.type in {"group", "display"}:
        return around
    if answers.get(item.parent):
        return around
    return MAYBE if leaves_open and parent.is_question else NO


def _met(form: Form, when: When, answers: Answers, known: Mapping[str, Verdict], *, leaves_open: bool) -> Verdict:
    around = known[when.question]
    given = answers.get(when.question, ()) if around is not NO else ()
    if leaves_open and (around is MAYBE or (around is YES and not given and form.items[when.question].is_question)):
        return MAYBE
    if when.operator == "exists":
        return bool(given) == bool(when.answer["answerBoolean"])
    if when.operator == "=":
        return any(_same(one, when.answer) for one in given)
    if when.operator == "!=":
        return not any(_same(one, when.answer) for one in given)
    return any(_ordered(when.operator, one, when.answer) for one in given)


def _value(answer: Answer, prefix: str) -> object:
    return next((value for name, value in answer.items() if name.startswith(prefix)), None)


def _same(given: Answer, wanted: Answer) -> bool:
    return key_of(given) == key_of({f"value{name[6:]}": value for name, value in wanted.items()})


_COMPARED: Final[dict[str, Callable[[int], bool]]] = {
    ">": lambda sign: sign > 0,
    "<": lambda sign: sign < 0,
    ">=": lambda sign: sign >= 0,
    "<=": lambda sign: sign <= 0,
}


def _ordered(operator: str, given: Answer, wanted: Answer) -> bool:
    left, right = _value(given, "value"), _value(wanted, "answer")
    if isinstance(left, str) and isinstance(right, str):  # dates, written so that their letters are in order
        return _COMPARED[operator]((left > right) - (left < right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _COMPARED[operator]((left > right) - (left < right))
    return False


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    kept = list(verdicts)
    return NO if NO in kept else MAYBE if MAYBE in kept else YES


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    kept = list(verdicts)
    return YES if YES in kept else MAYBE if MAYBE in kept else NO
