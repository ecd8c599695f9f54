"""What must hold for every combination of answers, and for every matrix that check() lets pass."""

import copy
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.incidents.triage.check import check
from apps.incidents.triage.evaluate import EMS_ORDER, evaluate, reach
from apps.incidents.triage.explain import because, explain, flag, would_change
from apps.incidents.triage.matrix_default import default_matrix
from apps.incidents.triage.shape import LANGUAGES, SAFETY_KINDS, Answer, Kind, Matrix

MATRIX = default_matrix()
STRICT = default_matrix()
STRICT["settings"]["responder_violence_is_level_3"] = True

CODES = [item["code"] for item in MATRIX["items"]]
SAFETY = [item["code"] for item in MATRIX["items"] if Kind(item["kind"]) in SAFETY_KINDS | {Kind.MEDICAL}]
ANSWERS = st.dictionaries(st.sampled_from(CODES), st.sampled_from(list(Answer)))
MATRICES = st.sampled_from([MATRIX, STRICT])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def _urgency(matrix: Matrix, answers: dict[str, Answer]) -> tuple[int, int]:
    """Level and ambulance in order; `test_the_outcome_agrees_with_itself` ties them to the whole outcome."""
    level, ems = reach(matrix, answers)
    return level, EMS_ORDER.index(ems)


def _at_least(worse: tuple[int, int], better: tuple[int, int]) -> bool:
    return worse[0] >= better[0] and worse[1] >= better[1]


@given(MATRICES, ANSWERS, st.sampled_from(SAFETY))
def test_asked_and_not_known_on_a_safety_item_is_never_below_no(
    matrix: Matrix, answers: dict[str, Answer], item: str
) -> None:
    unknown = _urgency(matrix, {**answers, item: Answer.UNKNOWN})
    assert _at_least(unknown, _urgency(matrix, {**answers, item: Answer.NO}))


@given(MATRICES, ANSWERS, st.sampled_from(CODES))
def test_a_yes_never_lowers_the_level_whatever_was_answered_before(
    matrix: Matrix, answers: dict[str, Answer], item: str
) -> None:
    assert _at_least(_urgency(matrix, {**answers, item: Answer.YES}), _urgency(matrix, answers))


@given(MATRICES, ANSWERS, st.dictionaries(st.sampled_from(CODES), st.sampled_from([Answer.UNKNOWN, Answer.YES])))
def test_more_bad_news_at_once_never_lowers_the_level(
    matrix: Matrix, answers: dict[str, Answer], news: dict[str, Answer]
) -> None:
    order = [None, Answer.NO, Answer.UNKNOWN, Answer.YES]
    worse = {
        code: max(answers.get(code), news.get(code), key=order.index) or Answer.NO
        for code in {**answers, **news}
    }  # fmt: skip
    assert _at_least(_urgency(matrix, worse), _urgency(matrix, answers))


@given(MATRICES, ANSWERS, st.sampled_from(CODES))
def test_not_asked_has_no_effect_on_the_level(matrix: Matrix, answers: dict[str, Answer], item: str) -> None:
    without = {code: answer for code, answer in answers.items() if code != item}
    asked_no = {**without, item: Answer.NO}
    assert _urgency(matrix, without) == _urgency(matrix, asked_no)
    assert evaluate(matrix, without).rules == evaluate(matrix, asked_no).rules


@given(MATRICES, ANSWERS, st.randoms(use_true_random=False))
def test_the_same_answers_in_any_order_have_the_same_outcome(
    matrix: Matrix, answers: dict[str, Answer], shuffle: random.Random
) -> None:
    pairs = list(answers.items())
    shuffle.shuffle(pairs)
    assert evaluate(matrix, dict(pairs)) == evaluate(matrix, answers)


@given(MATRICES, ANSWERS)
def test_every_reason_and_flag_that_can_come_has_words_in_both_languages(
    matrix: Matrix, answers: dict[str, Answer]
) -> None:
    outcome = evaluate(matrix, answers)
    for language in LANGUAGES:
        assert all(because(matrix, outcome.rules, language))
        assert all(explain(matrix, code, language) for code in (*outcome.decided_by, *outcome.ems_why))
        assert all(flag(matrix, code, language) for code in outcome.flags)
        assert all(str(change.level) in would_change(matrix, change, language) for change in outcome.would_change)


@given(MATRICES, ANSWERS)
def test_what_is_said_to_change_the_level_does(matrix: Matrix, answers: dict[str, Answer]) -> None:
    outcome = evaluate(matrix, answers)
    for change in outcome.would_change:
        after = evaluate(matrix, {**answers, change.item: change.answer})
        assert after.level == change.level != outcome.level
        assert (change.level > outcome.level) == (change.answer == Answer.YES)


@given(MATRICES, ANSWERS)
def test_the_outcome_agrees_with_itself(matrix: Matrix, answers: dict[str, Answer]) -> None:
    outcome = evaluate(matrix, answers)
    assert outcome.rules[: len(outcome.decided_by)] == outcome.decided_by
    assert not set(outcome.next_items) & set(answers)
    assert outcome.nothing_fired == (not outcome.rules)
    assert (outcome.first_in != "none") == (outcome.level == 4)
    assert bool(outcome.ems_why) == (outcome.ems != "none")
    assert outcome.level < 4 or outcome.staged
    assert outcome.level == 1 or outcome.decided_by
    assert (outcome.level, outcome.ems) == reach(matrix, answers)


@given(ANSWERS)
def test_asking_what_is_listed_next_ends(answers: dict[str, Answer]) -> None:
    asked = dict(answers)
    for _ in range(len(CODES) + 1):
        pending = evaluate(MATRIX, asked).next_items
        if not pending:
            break
        asked[pending[0]] = Answer.YES
    assert not evaluate(MATRIX, asked).next_items
    assert not evaluate(MATRIX, asked).provisional


@given(JSON)
def test_any_json_can_be_checked_and_only_a_matrix_passes(json: Any) -> None:
    assert check(json)


DAMAGE = st.tuples(st.lists(st.integers(0, 60), min_size=1, max_size=5), JSON | st.integers(0, 5))
IS = st.lists(st.sampled_from(["no", "unknown", "yes"]), min_size=1, max_size=3, unique=True)
CONDITION = st.builds(lambda item, answers: {"item": item, "is": answers}, st.sampled_from(CODES), IS)
EDIT = st.fixed_dictionaries(
    {},
    optional={
        "level": st.integers(1, 4),
        "ems": st.sampled_from(["advised", "needed"]),
        "when": CONDITION | st.builds(lambda parts: {"any": parts}, st.lists(CONDITION, min_size=1, max_size=3)),
    },
)


@given(st.lists(DAMAGE, min_size=1, max_size=3), ANSWERS)
def test_a_damaged_matrix_is_refused_or_can_be_evaluated(
    damage: list[tuple[list[int], Any]], answers: dict[str, Answer]
) -> None:
    matrix: Any = copy.deepcopy(MATRIX)
    for path, value in damage:
        _put(matrix, path, value)
    if not check(matrix):
        evaluate(matrix, answers)


@given(st.lists(st.tuples(st.sampled_from(MATRIX["rules"]), EDIT), max_size=3), ANSWERS, st.sampled_from(CODES))
def test_a_matrix_of_another_programme_is_refused_or_keeps_the_order_of_answers(
    edits: list[tuple[Any, dict[str, Any]]], answers: dict[str, Answer], item: str
) -> None:
    matrix: Any = copy.deepcopy(MATRIX)
    own = [{**rule, "code": f"own_{index}", **edit} for index, (rule, edit) in enumerate(edits)]
    matrix["rules"] = [*matrix["rules"], *own]
    if not check(matrix):
        in_order = (Answer.NO, Answer.UNKNOWN, Answer.YES)
        no, unknown, yes = (_urgency(matrix, {**answers, item: answer}) for answer in in_order)
        assert _at_least(unknown, no)
        assert _at_least(yes, unknown)


def _put(matrix: Any, path: list[int], value: Any) -> None:
    """Walk into the JSON by the path, as far as it goes, and replace what is there."""
    at = matrix
    for depth, step in enumerate(path):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = keys[step % len(keys)]
        if depth == len(path) - 1 or not isinstance(at[key], dict | list):
            at[key] = value
            return
        at = at[key]
