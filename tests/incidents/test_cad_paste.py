"""Paste from CAD: what each common shape gives, and that no text at all stops or slows it."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.incidents.cad_labels import FIELD_OF, folded
from apps.incidents.cad_paste import LONGEST, parse

LABELLED = """INC# 3187  OPENED: 16:39:26
LOC: 1418 ALDER CT  APT: 6  XST: 4TH AVE
CALLER: MARIA VARGA (MOTHER)  CB: 619-555-0142
TYPE: 5150
NAME: ANSEL VARGA, 34
PRI: 2
HAZ: DOG IN KITCHEN
COMMENTS: SON NOT SLEPT 4 NIGHTS
KNIVES ON KITCHEN COUNTER: NOT HOLDING
16:41:02 DW: ASKS NO SIRENS
UNIT: 31"""


def _values(text: str) -> dict[str, Any]:
    return {name: found["value"] for name, found in parse(text).items()}


def test_labelled_lines_give_every_field_with_its_line() -> None:
    found = parse(LABELLED)
    assert found["place"] == {"value": "1418 ALDER CT", "line": 2}
    assert found["place_detail"] == {"value": "Apt 6, Cross street 4TH AVE", "line": 2}
    assert found["caller_name"] == {"value": "MARIA VARGA", "line": 3}
    assert found["caller_relation"] == {"value": "MOTHER", "line": 3}
    assert found["call_back"] == {"value": "619-555-0142", "line": 3}
    assert found["external_id"] == {"value": "3187", "line": 1}
    assert found["person_name"] == {"value": "ANSEL VARGA", "line": 5}
    assert found["person_age"] == {"value": 34, "line": 5}
    assert found["hazards"] == {"value": "DOG IN KITCHEN", "line": 7}
    assert found["words"]["line"] == 4
    assert str(found["words"]["value"]).splitlines() == [
        "5150",
        "SON NOT SLEPT 4 NIGHTS",
        "KNIVES ON KITCHEN COUNTER: NOT HOLDING",
        "16:41:02 DW: ASKS NO SIRENS",
    ]


SHAPES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "a row under a header, and only the first",
        "INC NO\tADDR\tNATURE\tRP\nE2301\t1418 ALDER CT\tMENTAL CASE\tMother, with him now\nE2302\tX\tY\tZ",
        {"external_id": "E2301", "place": "1418 ALDER CT", "words": "MENTAL CASE",
         "caller_relation": "Mother, with him now"},
    ),
    (
        "labels and values between pipes",
        "LOC: 1418 ALDER CT | RP: X | CB=555-0142 | AGE: 34Y",
        {"place": "1418 ALDER CT", "caller_name": "X", "call_back": "555-0142", "person_age": 34},
    ),
    (
        "a label in one cell and its value in the next",
        "ADDR\t1418 ALDER CT\nAPT\t6\nANI\t619-555-0142\n",
        {"place": "1418 ALDER CT", "place_detail": "Apt 6", "call_back": "619-555-0142"},
    ),
    (
        "a value on the line under its label",
        "Location:\n1418 Alder Ct\nPhone:\n\n555-0142\nRemarks:\npacing\nall night",
        {"place": "1418 Alder Ct", "call_back": "555-0142", "words": "pacing\nall night"},
    ),
    (
        "labels in capitals without colons",
        "LOC 1418 ALDER CT\nRP MARIA VARGA 6195550142\nNARR SON PACING\nMORE TEXT",
        {"place": "1418 ALDER CT", "caller_name": "MARIA VARGA", "call_back": "6195550142",
         "words": "SON PACING\nMORE TEXT"},
    ),
    (
        "values without any label, between pipes",
        "E23010000004|1418 ALDER CT #6|MENTAL|619-555-0142",
        {"external_id": "E23010000004", "place": "1418 ALDER CT #6", "words": "MENTAL", "call_back": "619-555-0142"},
    ),
    (
        "free text keeps its words and gives what it names",
        "mother at 1418 Alder Court, Apt 6. Call back (619) 555-0142\nson 34 yo not slept",
        {"place": "1418 Alder Court, Apt 6", "call_back": "(619) 555-0142", "person_age": 34,
         "words": "mother at 1418 Alder Court, Apt 6. Call back (619) 555-0142\nson 34 yo not slept"},
    ),
    (
        "Spanish labels and a Spanish address",
        "Dirección: Calle San Martín 8800\nLlamante: María Varga, madre\nEdad: 34 años\nMotivo: no ha dormido",
        {"place": "Calle San Martín 8800", "caller_name": "María Varga", "caller_relation": "madre",
         "person_age": 34, "words": "no ha dormido"},
    ),
    (
        "Spanish free text",
        "hijo en Calle San Martín 8800, 34 años",
        {"place": "Calle San Martín 8800", "person_age": 34, "words": "hijo en Calle San Martín 8800, 34 años"},
    ),
    (
        "the caller's own address is not the place",
        "Incident Number: 23-00871\nIncident Location: HARBOR LIBRARY\nCaller Address: 1 OTHER ST\nGate code: 4407",
        {"external_id": "23-00871", "place": "HARBOR LIBRARY", "place_detail": "Gate code 4407"},
    ),
    (
        "weapons are a hazard with its label, and lines may end as on Windows or an old Mac",
        "WEAPONS: KNIFE\r\nHAZARD: DOG\rADDRESS: 1418 ALDER CT\r\n",
        {"hazards": "Weapons KNIFE. DOG", "place": "1418 ALDER CT"},
    ),
    ("an age is no address and a doctor no road", "34 yo male saw dr smith", {
        "person_age": 34, "words": "34 yo male saw dr smith"}),
    ("an age nobody has", "AGE: 340", {}),
    ("nothing", "  \n\t\n", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [shape[1:] for shape in SHAPES], ids=[shape[0] for shape in SHAPES])
def test_each_common_shape_gives_its_fields(text: str, expected: dict[str, Any]) -> None:
    assert _values(text) == expected


def test_every_label_is_kept_in_the_form_it_is_looked_up_in() -> None:
    assert [label for label in FIELD_OF if folded(label) != label] == []
    assert folded("Inc #") == folded("INC NO.") == folded("inc#") == folded("Inc  Number") == "inc no"


PIECES = st.sampled_from(
    ["LOC: ", "RP (", "NAME=", "INC# ", "COMMENTS:", "1418 ALDER CT", "calle 5", "619-555-0142", "34 yo",
     "\n", "\r\n",
     "|", "\t", ":", "#", ",", "(", "mother", "\u2028", "\0", "😭", " " * 40, "9" * 40, "AGE: ²"]
)  # fmt: skip


@given(st.text(max_size=300) | st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_and_every_proposal_fits_its_field(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for name, found in parse(text).items():
        assert 1 <= found["line"] <= len(lines)
        if name == "person_age":
            assert 0 <= int(found["value"]) <= 120
        else:
            assert 0 < len(str(found["value"])) <= LONGEST[name]


@pytest.mark.parametrize(
    "unit",
    ["a:", "LOC: ", "1 ", "calle 1 ", "1 a st ", " ", "\n", "|", "\t", "619-555-0142 ", "RP (", ",", "INC# ", "a ",
     "9", "(", "LOC|LOC\n", "RP: a\n", "NAME: a, "],
)  # fmt: skip
def test_twice_the_text_takes_about_twice_the_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        started = time.process_time()
        parse(text)
        return time.process_time() - started

    short = min(seconds(5_000) for _ in range(2))
    assert short < 0.5
    assert seconds(20_000) < 20 * max(short, 0.005)
