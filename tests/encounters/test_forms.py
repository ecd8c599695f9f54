"""A questionnaire that can be used is, one that cannot says where and why, and both engines run the same cases."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.guard import Malformed, parse_json
from apps.encounters.forms.read import ITEMS, read
from apps.encounters.forms.response import BadResponse, put_together, take_apart
from apps.encounters.forms.score import evaluate
from apps.encounters.forms.shape import ABSENT, BadInstrument, Outcome
from apps.encounters.forms.side import compiled, licence_of

VECTORS: Final = json.loads((Path(__file__).parent / "vectors" / "engine.json").read_text(encoding="utf-8"))
EXAMPLES: Final = Path(__file__).parents[3] / "shared/data/fhir/questionnaires"
LICENCE: Final = {"licence": {"holder": "Nobody", "permitted_by": "invented", "until": None}}


def flags(*items: dict[str, Any]) -> dict[str, Any]:
    """A questionnaire of yes-or-no items."""
    made = [{"type": "boolean", "text": "?"} | item for item in items]
    return {"resourceType": "Questionnaire", "url": "urn:x", "title": "X", "item": made}


def when(question: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": "=", "answerBoolean": True} | answer


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["name"])
def test_the_server_decides_and_scores_as_the_phone_does(vector: dict[str, Any]) -> None:
    form = read(vector["questionnaire"], vector["side"])
    assert compiled(form, vector["side"]) == vector["scoring"]
    for case in vector["cases"]:
        outcome = evaluate(form, case["answers"])
        assert put_together(form, case["answers"], [], outcome, "2026-01-01T00:00:00Z") == case["response"]
        found = {name: getattr(outcome, name) for name in Outcome.__dataclass_fields__}
        assert {k: list(v) if isinstance(v, tuple) else v for k, v in found.items()} == case["outcome"]


DAYS = VECTORS[0]


def picked(*numbers: int | None) -> dict[str, Any]:
    options = DAYS["questionnaire"]["item"][0]["answerOption"]
    return {
        f"q{at}": [{"valueCoding": options[n]["valueCoding"]}] for at, n in enumerate(numbers, 1) if n is not None
    }


def test_a_missing_answer_is_a_range_and_not_a_zero() -> None:
    form = read(DAYS["questionnaire"], DAYS["side"])
    outcome = evaluate(form, picked(3, 2, 2, 2, None, 2))
    assert (outcome.score, outcome.low, outcome.high) == (11_000, 11_000, 14_000)
    assert (outcome.band, outcome.possible, outcome.missing) == ("unsettled", ("unsettled", "heavy"), ("q5",))
    assert evaluate(form, {}).score is None


@pytest.mark.parametrize(
    ("number", "score", "band"), [((0,) * 6, 0, "steady"), ((1, 1, 1, 1, 1, 2), 7_000, "steady")]
)
def test_whole_answers_have_one_score(number: tuple[int, ...], score: int, band: str) -> None:
    outcome = evaluate(read(DAYS["questionnaire"], DAYS["side"]), picked(*number))
    assert (outcome.score, outcome.low, outcome.high, outcome.band) == (score, score, score, band)


def deep(levels: int) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": "leaf", "type": "boolean", "text": "?"}
    for level in range(levels):
        item = {"linkId": f"g{level}", "type": "group", "item": [item]}
    return {"resourceType": "Questionnaire", "url": "urn:x", "title": "X", "item": [item]}


BAD: Final[list[tuple[str, Any, str]]] = [
    ("no questionnaire", [], "no FHIR R4 Questionnaire"),
    ("another resource", {"resourceType": "Patient"}, "no FHIR R4 Questionnaire"),
    ("no items", flags(), "no items"),
    ("no linkId", flags({}), "no linkId"),
    ("blank linkId", flags({"linkId": " "}), "no linkId"),
    ("doubled linkId", flags({"linkId": "a"}, {"linkId": "a"}), "a: stands twice"),
    (
        "doubled deep down",
        flags({"linkId": "a"}, {"linkId": "g", "type": "group", "item": [{"linkId": "a", "type": "boolean"}]}),
        "a: ",
    ),
    ("unknown type", flags({"linkId": "a", "type": "attachment"}), "a: is of type 'attachment'"),
    ("no text", flags({"linkId": "a", "text": ""}), "a: needs a text"),
    ("no options", flags({"linkId": "a", "type": "choice"}), "a: needs 1 to"),
    ("a list elsewhere", flags({"linkId": "a", "type": "choice", "answerValueSet": "urn:y"}), "a: takes its options"),
    ("a question of itself", flags({"linkId": "a", "enableWhen": [when("a")]}), "a: each waits"),
    (
        "a circle of two",
        flags({"linkId": "a", "enableWhen": [when("b")]}, {"linkId": "b", "enableWhen": [when("a")]}),
        "a, b: each waits",
    ),
    (
        "a group that waits for its own question",
        flags(
            {
                "linkId": "g",
                "type": "group",
                "enableWhen": [when("a")],
                "item": [{"linkId": "a", "type": "boolean", "text": "?"}],
            }
        ),
        "g, a: each waits",
    ),
    (
        "a condition on nothing",
        flags({"linkId": "a", "enableWhen": [when("zz")]}),
        "a: depends on 'zz', which is not",
    ),
    (
        "a condition on a note",
        flags({"linkId": "n", "type": "display"}, {"linkId": "a", "enableWhen": [when("n")]}),
        "a: depends on 'n', which nobody is asked",
    ),
    (
        "another type",
        flags(
            {"linkId": "b"}, {"linkId": "a", "enableWhen": [{"question": "b", "operator": "=", "answerString": "x"}]}
        ),
        "a: compares 'b' with an answer of another type",
    ),
    (
        "yes is not more than no",
        flags({"linkId": "b"}, {"linkId": "a", "enableWhen": [when("b", operator=">")]}),
        "a: compares 'b' by size",
    ),
    (
        "no such operator",
        flags({"linkId": "a", "enableWhen": [when("a", operator="~")]}),
        "a: has a condition with the",
    ),
    (
        "all or any",
        flags({"linkId": "b"}, {"linkId": "a", "enableWhen": [when("b"), when("b")]}),
        "a: has several conditions",
    ),
    (
        "a group that repeats",
        flags({"linkId": "rounds", "type": "group", "repeats": True, "item": [{"linkId": "a", "type": "boolean"}]}),
        "rounds: is a group that repeats: write each round as a group of its own.",
    ),
    (
        "a number that repeats",
        flags({"linkId": "age", "type": "integer", "repeats": True}),
        "age: repeats, and only a choice may have several answers.",
    ),
    (
        "a question inside one with several answers",
        flags(
            {
                "linkId": "many",
                "type": "choice",
                "repeats": True,
                "answerOption": [{"valueString": "x"}],
                "item": [{"linkId": "inner", "type": "boolean", "text": "?"}],
            }
        ),
        "inner: stands inside a question that has several answers: put it after, with a condition.",
    ),
    ("5,000 items", flags(*({"linkId": str(n)} for n in range(5_000))), f"more than {ITEMS} items"),
    ("too deep", deep(9), "lies deeper than 8"),
    ("an endless text", flags({"linkId": "a", "text": "x" * 2_001}), "a: needs a text"),
]


@pytest.mark.parametrize(("questionnaire", "why"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_a_file_that_cannot_be_used_is_refused_by_linkid_and_reason(questionnaire: Any, why: str) -> None:
    with pytest.raises(BadInstrument) as refused:
        read(questionnaire, {})
    assert why in str(refused.value)


def test_five_hundred_items_that_wait_for_one_another_are_read_and_decided() -> None:
    chain = [{"linkId": "0"}] + [{"linkId": str(n), "enableWhen": [when(str(n - 1))]} for n in range(1, ITEMS)]
    form = read(flags(*chain), {})
    outcome = evaluate(form, {str(n): [{"valueBoolean": True}] for n in range(ITEMS)})
    assert len(outcome.shown) == ITEMS


BAD_SIDES: Final[list[tuple[dict[str, Any], str]]] = [
    ({"extra": 1}, "extra"),
    ({"score": {"into": "q1"}}, "score.into"),
    ({"score": {"items": ["zz"]}}, "'zz' is no question"),
    ({"score": {"weights": {"q1": {"most": 1, "nope": 2}}}}, "q1: 'nope' is no answer"),
    ({"bands": [{"code": "a", "from": 5, "label": {"en": "A"}}]}, "the first begins above 0"),
    (
        {"bands": [{"code": "a", "from": 0, "label": {"en": "A"}}, {"code": "b", "from": 0, "label": {"en": "B"}}]},
        "bands",
    ),
    ({"bands": [{"code": "a", "from": 0}]}, "bands[0].label"),
    ({"bands": [{"code": "a", "from": "0", "label": {"en": "A"}}]}, "bands[0].from"),
]


@pytest.mark.parametrize(("side", "why"), BAD_SIDES)
def test_a_side_file_that_cannot_be_used_is_refused(side: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInstrument) as refused:
        read(DAYS["questionnaire"], side)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "licence",
    [{}, {"holder": "A"}, {"holder": "A", "permitted_by": " ", "until": None}, {**LICENCE, "until": "soon"}],
)
def test_without_a_whole_licence_record_nothing_is_loaded(licence: dict[str, Any]) -> None:
    with pytest.raises(BadInstrument, match="licence"):
        licence_of({"licence": licence})


BRANCHES = VECTORS[1]
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
junk = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@st.composite
def mangled(draw: Callable[..., Any], whole: Any) -> Any:
    """The same JSON with one part of it replaced by anything."""
    value = copy.deepcopy(whole)
    here = value
    for _ in range(draw(st.integers(0, 6))):
        inner = [
            k for k, v in (here.items() if isinstance(here, dict) else enumerate(here)) if isinstance(v, dict | list)
        ]
        if not inner:
            break
        here = here[draw(st.sampled_from(inner))]
    if here:
        name = draw(st.sampled_from(list(here) if isinstance(here, dict) else list(range(len(here)))))
        here[name] = draw(junk)
    return value


@given(mangled(BRANCHES["questionnaire"]), mangled(BRANCHES["side"]))
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(questionnaire: Any, side: Any) -> None:
    try:
        form = read(questionnaire, side)
    except BadInstrument:
        return
    evaluate(form, {})


@given(st.binary(max_size=300))
def test_bytes_that_are_no_json_never_reach_the_reader(raw: bytes) -> None:
    try:
        value = parse_json(raw)
    except Malformed:
        return
    with pytest.raises(BadInstrument):
        read(value, {})


def answered(case: int, vector: dict[str, Any] = BRANCHES) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    form = read(vector["questionnaire"], vector["side"])
    answers = vector["cases"][case]["answers"]
    outcome = evaluate(form, answers)
    return form, answers, put_together(form, answers, [], outcome, "2026-01-01T00:00:00Z")


@pytest.mark.parametrize("case", range(0, len(BRANCHES["cases"]), 5))
def test_what_is_kept_can_be_taken_apart_again(case: int) -> None:
    form, answers, response = answered(case)
    shown = set(evaluate(form, answers).shown)
    again, declined = take_apart(form, response)
    assert again == {link_id: given for link_id, given in answers.items() if link_id in shown}
    assert declined == []
    assert evaluate(form, again).score == evaluate(form, answers).score


@given(mangled(answered(3)[2]))
def test_whatever_arrives_is_taken_or_refused_by_linkid(response: Any) -> None:
    form = read(BRANCHES["questionnaire"], BRANCHES["side"])
    try:
        answers, declined = take_apart(form, response)
    except BadResponse:
        return
    outcome = evaluate(form, answers)
    json.dumps(put_together(form, answers, declined, outcome, "2026-01-01T00:00:00Z"))


def test_would_rather_not_say_is_set_apart_from_an_answer() -> None:
    form = read(DAYS["questionnaire"], DAYS["side"])
    answers = picked(3)
    response = put_together(form, answers, ["q2"], evaluate(form, answers), "2026-01-01T00:00:00Z")
    assert response["item"][1] == {
        "linkId": "q2",
        "extension": [{"url": ABSENT, "valueCode": "asked-declined"}],
    }
    assert response["status"] == "stopped"
    assert take_apart(form, response)[1] == ["q2"]


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples lie outside the repository")
@pytest.mark.parametrize("name", ["phq9", "audit-c", "taps"])
def test_a_published_example_is_read_and_its_own_response_taken(name: str) -> None:
    questionnaire, response = (
        json.loads((EXAMPLES / f"{name}.{what}.json").read_text(encoding="utf-8"))
        for what in ("questionnaire", "questionnaireresponse")
    )
    answers, _ = take_apart(read(questionnaire, {}), response)
    assert answers
