"""The guard before every parser: what it lets through is what JSON says, and everything else is a clear refusal."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common import guard
from apps.common.guard import MAX_BYTES, MAX_DEPTH, Malformed, TooLarge, parse_json, refuse_bad_text

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=30,
)


@given(values)
def test_it_lets_every_ordinary_value_through_unchanged(value: Any) -> None:
    for ascii_only in (True, False):
        said = json.dumps(value, ensure_ascii=ascii_only)
        assert parse_json(said) == value
        assert parse_json(said.encode()) == value


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_it_answers_a_value_or_a_refusal_whatever_comes(said: bytes | str) -> None:
    try:
        value = parse_json(said)
    except Malformed:
        return
    assert value == json.loads(said)


def _depth(value: Any) -> int:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


@given(values)
def test_it_counts_brackets_as_the_parser_does(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "MAX_DEPTH", 2)
        if _depth(value) <= 2:
            parse_json(json.dumps(value))
        else:
            with pytest.raises(Malformed, match="deeply"):
                parse_json(json.dumps(value))


@given(st.integers(1, 3 * MAX_DEPTH), st.sampled_from([("[", "]"), ('{"a":', "}")]))
def test_depth_is_allowed_up_to_the_limit_and_not_beyond(depth: int, pair: tuple[str, str]) -> None:
    said = pair[0] * depth + "1" + pair[1] * depth
    if depth <= MAX_DEPTH:
        assert parse_json(said) is not None
    else:
        with pytest.raises(Malformed):
            parse_json(said)


@given(st.text(st.sampled_from('[]{}"\\x'), max_size=80))
def test_brackets_in_a_text_are_no_depth(text: str) -> None:
    assert parse_json(json.dumps([text])) == [text]


@given(values, st.sampled_from(["\0", "\ud800", "\udfff", "x\0y"]), st.sampled_from(["key", "value", "item"]))
def test_nul_and_lone_surrogates_are_refused_wherever_they_stand(value: Any, bad: str, where: str) -> None:
    said = {"key": {bad: value}, "value": {"a": [value, bad]}, "item": [[value], bad]}[where]
    with pytest.raises(Malformed):
        parse_json(json.dumps(said))
    with pytest.raises(Malformed):
        refuse_bad_text(said)


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
        "\ufeff{}",
        "",
        " ",
        "nul",
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":1}}',
        "NaN",
        "-Infinity",
        "[1e999]",
        '{"a":-1e999}',
        "1" * 5_000,
        "[" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "]" * 200 + "[" * 200,
        '{"a":' * 10_000,
        "'a'",
        "[1,]",
        '"\\ud800"',
        '"\\u0000"',
        '"\t"',
    ],
    ids=repr,
)
def test_it_refuses_what_is_not_json_as_we_take_it(said: bytes | str) -> None:
    with pytest.raises(Malformed) as refused:
        parse_json(said)
    assert refused.value.status == 400


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse_json('"\\ud83d\\ude00"') == "\U0001f600"


def test_more_than_a_megabyte_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge) as refused:
        parse_json(b"x" * (MAX_BYTES + 1))
    assert refused.value.status == 413
    with pytest.raises(TooLarge):
        parse_json('"toolong"', limit=5)


@pytest.mark.parametrize(
    "said",
    ['"' + "\\" * 999_990, '"\\"' * 330_000, '"' * 999_999, "[" * 60 + '"' + "a" * 999_000, '"\\' * 400_000],
    ids=["backslashes", "escaped quotes", "quotes", "unterminated", "pairs"],
)
def test_no_input_of_a_megabyte_takes_long(said: str) -> None:
    before = time.process_time()
    with pytest.raises(Malformed):
        parse_json(said)
    assert time.process_time() - before < 1
