"""Each line of the product's mapping from triage items to level, ambulance, flags and who goes first."""

import copy
import subprocess
import sys
from typing import Any

import pytest

from apps.incidents.triage.check import FIXED_CAUTION, check
from apps.incidents.triage.evaluate import consequences, evaluate, items_of
from apps.incidents.triage.explain import because, explain, flag, headline, would_change
from apps.incidents.triage.form import Fault
from apps.incidents.triage.matrix_default import columns, default_matrix, from_columns
from apps.incidents.triage.shape import LANGUAGES, SAFETY_KINDS, Ems, FirstIn, Kind

MATRIX = default_matrix(number=12, effective_from="2026-11-01")

# Every row answered No, as nine strokes of the No key leave them.
ALL_NO: dict[str, str] = {code: "no" for group in MATRIX["groups"] for code in group["fold"]["no"]}

LINES: list[tuple[str, dict[str, str], int, Ems]] = [
    ("2 weapon in hand", {"weapon_in_hand": "yes"}, 4, Ems.NONE),
    ("3 weapon in reach", {"weapon_in_reach": "yes"}, 3, Ems.NONE),
    ("4a hurting someone now", {"violence_now": "yes"}, 4, Ems.NONE),
    ("4b credible threat", {"credible_threat": "yes"}, 3, Ems.NONE),
    ("5 medical", {"medical_now": "yes"}, 1, Ems.NEEDED),
    ("5 overdose", {"overdose": "yes"}, 1, Ems.NEEDED),
    ("5 bleeding", {"bleeding": "yes"}, 1, Ems.NEEDED),
    ("5 chest pain", {"chest_pain": "yes"}, 1, Ems.NEEDED),
    ("5 breathing", {"breathing": "yes"}, 1, Ems.NEEDED),
    ("5 unconscious", {"unconscious": "yes"}, 1, Ems.NEEDED),
    ("5 head injury", {"head_injury": "yes"}, 1, Ems.NEEDED),
    ("5 seizure", {"seizure": "yes"}, 1, Ems.NEEDED),
    ("5 diabetic", {"diabetic": "yes"}, 1, Ems.NEEDED),
    ("5 pregnancy", {"pregnancy": "yes"}, 1, Ems.NEEDED),
    ("6 attempt in progress", {"attempt_now": "yes"}, 4, Ems.NEEDED),
    ("7a thoughts", {"suicide_thoughts": "yes"}, 1, Ems.NONE),
    ("7b plan", {"suicide_thoughts": "yes", "suicide_plan": "yes"}, 2, Ems.NONE),
    ("7c intent", {"suicide_thoughts": "yes", "suicide_intent": "yes"}, 3, Ems.NONE),
    ("7d means with plan", {"suicide_plan": "yes", "suicide_means": "yes"}, 3, Ems.NONE),
    ("7d means with intent", {"suicide_intent": "yes", "suicide_means": "yes"}, 3, Ems.NONE),
    ("7d means alone", {"suicide_means": "yes"}, 1, Ems.NONE),
    ("7d means with thoughts", {"suicide_thoughts": "yes", "suicide_means": "yes"}, 1, Ems.NONE),
    ("7e past attempt with thoughts", {"suicide_thoughts": "yes", "past_attempt": "yes"}, 2, Ems.NONE),
    ("7e past attempt alone", {"past_attempt": "yes"}, 1, Ems.NONE),
    ("8a intoxicated", {"intoxicated": "yes"}, 1, Ems.NONE),
    ("8b withdrawal", {"withdrawal": "yes"}, 1, Ems.ADVISED),
    ("9a cannot care for self", {"cannot_care_for_self": "yes"}, 2, Ems.NONE),
    ("9b in danger now", {"in_danger_now": "yes"}, 3, Ems.NONE),
    ("10a dependents", {"dependents": "yes"}, 1, Ems.NONE),
    ("10b minor", {"minor": "yes"}, 1, Ems.NONE),
    ("11a crime alleged", {"crime_alleged": "yes"}, 3, Ems.NONE),
    ("11b serious crime", {"crime_alleged": "yes", "serious_crime": "yes"}, 4, Ems.NONE),
    ("12b violence to responders", {"happened_before": "yes", "violence_to_responders": "yes"}, 1, Ems.NONE),
    ("14 veteran", {"veteran": "yes"}, 1, Ems.NONE),
    ("2 not known", {"weapon_in_hand": "unknown"}, 3, Ems.NONE),
    ("3 not known", {"weapon_in_reach": "unknown"}, 3, Ems.NONE),
    ("4a not known", {"violence_now": "unknown"}, 3, Ems.NONE),
    ("4b not known", {"credible_threat": "unknown"}, 3, Ems.NONE),
    ("6 not known", {"attempt_now": "unknown"}, 3, Ems.NONE),
    ("5 not known", {"medical_now": "unknown"}, 1, Ems.ADVISED),
    ("5 one kind not known", {"medical_now": "no", "bleeding": "unknown"}, 1, Ems.ADVISED),
    ("7 row not known", {"suicide_thoughts": "unknown", "suicide_plan": "unknown"}, 2, Ems.NONE),
    ("7d not known with plan", {"suicide_plan": "yes", "suicide_means": "unknown"}, 3, Ems.NONE),
    ("everything no", ALL_NO, 1, Ems.NONE),
]


@pytest.mark.parametrize(("answers", "level", "ems"), [line[1:] for line in LINES], ids=[line[0] for line in LINES])
def test_each_line_of_the_mapping_gives_its_level_and_ambulance(
    answers: dict[str, str], level: int, ems: Ems
) -> None:
    outcome = evaluate(MATRIX, answers)
    assert (outcome.level, outcome.ems) == (level, ems)


@pytest.mark.parametrize(
    ("item", "flags"),
    [
        ("intoxicated", {"intoxicated"}),
        ("dependents", {"dependents"}),
        ("minor", {"youth", "mandated_report"}),
        ("happened_before", {"happened_before"}),
        ("violence_to_responders", {"violence_to_responders"}),
        ("has_plan", {"has_plan"}),
        ("case_manager", {"case_manager"}),
        ("medicines_stopped", {"medicines_stopped"}),
        ("veteran", {"veteran"}),
        ("language", {"language"}),
        ("sign_language", {"sign_language"}),
        ("hearing", {"hearing"}),
        ("autism_idd", {"autism_idd"}),
        ("mobility", {"mobility"}),
        ("fear_of_police", {"fear_of_police"}),
        ("wants_to_be_seen", {"wants_to_be_seen"}),
        ("wants_police_absent", {"police_absent"}),
        ("dogs", {"dogs"}),
        ("gate", {"gate"}),
        ("floor", {"floor"}),
    ],
)
def test_each_note_of_the_mapping_raises_its_flag_and_no_level(item: str, flags: set[str]) -> None:
    outcome = evaluate(MATRIX, {item: "yes"})
    assert set(outcome.flags) == flags
    assert (outcome.level, outcome.rules, outcome.nothing_fired) == (1, (), True)
    assert all(flag(MATRIX, code, language) for code in flags for language in LANGUAGES)


def test_violence_to_responders_is_level_three_only_by_setting() -> None:
    by_setting = default_matrix()
    by_setting["settings"]["responder_violence_is_level_3"] = True
    answers = {"happened_before": "yes", "violence_to_responders": "yes"}
    assert evaluate(MATRIX, answers).level == 1
    assert evaluate(by_setting, answers).level == 3
    assert evaluate(by_setting, answers).flags == ("happened_before", "violence_to_responders")


def test_nothing_fires_and_a_person_decides() -> None:
    outcome = evaluate(MATRIX, ALL_NO)
    assert (outcome.level, outcome.nothing_fired, outcome.provisional, outcome.rules) == (1, True, False, ())
    assert headline(MATRIX, outcome, "en") == "No reason for a visit found"
    assert headline(MATRIX, outcome, "es") == "No se encontró motivo para una visita"


def test_thoughts_alone_are_a_reason_though_they_are_level_one() -> None:
    for answer in ("yes", "unknown"):
        outcome = evaluate(MATRIX, {**ALL_NO, "suicide_thoughts": answer})
        assert (outcome.level, outcome.nothing_fired, len(outcome.decided_by)) == (1, False, 1)


def test_the_level_is_provisional_until_every_item_that_decides_was_asked() -> None:
    assert evaluate(MATRIX, {}).provisional
    deciding = [
        code
        for group in MATRIX["groups"]
        if group["number"] in {"2", "3", "4", "5", "6", "7", "8", "9", "11"}
        for code in group["fold"]["no"]
    ]
    assert not evaluate(MATRIX, dict.fromkeys(deciding, "no")).provisional
    for item in deciding:
        expected = item != "intoxicated"
        assert evaluate(MATRIX, {code: "no" for code in deciding if code != item}).provisional is expected


def test_asked_and_not_known_is_not_the_same_as_not_asked() -> None:
    without = {code: answer for code, answer in ALL_NO.items() if code != "weapon_in_reach"}
    not_asked, not_known = evaluate(MATRIX, without), evaluate(MATRIX, {**without, "weapon_in_reach": "unknown"})
    assert (not_asked.level, not_asked.provisional, not_asked.next_items) == (1, True, ("weapon_in_reach",))
    assert (not_known.level, not_known.provisional, not_known.next_items) == (3, False, ())


def test_the_rule_that_decided_comes_first() -> None:
    outcome = evaluate(MATRIX, {"cannot_care_for_self": "yes", "overdose": "yes", "weapon_in_reach": "yes"})
    assert outcome.rules == ("weapon_in_reach", "cannot_care_for_self", "overdose")
    assert outcome.decided_by == ("weapon_in_reach",)
    assert outcome.ems_why == ("overdose",)
    assert headline(MATRIX, outcome, "en") == "A weapon is within reach (question 3)"
    assert headline(MATRIX, outcome, "es") == "Hay un arma al alcance (pregunta 3)"


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"attempt_now": "yes"}, FirstIn.EMS),
        ({"attempt_now": "yes", "overdose": "yes", "weapon_in_reach": "no"}, FirstIn.EMS),
        ({"attempt_now": "yes", "weapon_in_reach": "yes"}, FirstIn.POLICE),
        ({"attempt_now": "yes", "weapon_in_hand": "unknown"}, FirstIn.POLICE),
        ({"weapon_in_hand": "yes"}, FirstIn.POLICE),
        ({"weapon_in_hand": "yes", "bleeding": "yes"}, FirstIn.POLICE),
        ({"violence_now": "yes"}, FirstIn.POLICE),
        ({"violence_now": "yes", "head_injury": "yes"}, FirstIn.POLICE),
        ({"crime_alleged": "yes", "serious_crime": "yes"}, FirstIn.POLICE),
        ({"overdose": "yes"}, FirstIn.NONE),
        ({"weapon_in_reach": "yes"}, FirstIn.NONE),
    ],
)
def test_who_goes_first_is_told_at_level_four_only(answers: dict[str, str], first: FirstIn) -> None:
    assert evaluate(MATRIX, answers).first_in == first


@pytest.mark.parametrize(
    ("answers", "staged"),
    [
        ({"weapon_in_hand": "yes"}, True),
        ({"attempt_now": "yes"}, True),
        ({"crime_alleged": "yes", "serious_crime": "yes"}, True),
        ({"weapon_in_reach": "yes"}, True),
        ({"weapon_in_reach": "unknown"}, True),
        ({"credible_threat": "yes"}, True),
        ({"violence_now": "unknown"}, True),
        ({"suicide_thoughts": "yes", "suicide_intent": "yes"}, False),
        ({"crime_alleged": "yes"}, False),
        ({"cannot_care_for_self": "yes"}, False),
        ({}, False),
    ],
)
def test_the_clinician_stages_at_level_four_and_at_three_for_weapon_or_violence(
    answers: dict[str, str], staged: bool
) -> None:
    assert evaluate(MATRIX, answers).staged is staged


def test_a_level_set_by_hand_has_its_own_consequences() -> None:
    raised = consequences(MATRIX, {"overdose": "yes"}, 4)
    assert (raised.first_in, raised.staged, raised.ems, raised.ems_why) == (
        FirstIn.EMS, True, Ems.NEEDED, ("overdose",)
    )  # fmt: skip
    assert consequences(MATRIX, {}, 4).first_in == FirstIn.POLICE
    assert not consequences(MATRIX, {"weapon_in_reach": "yes"}, 2).staged


def test_parts_are_asked_only_when_what_they_depend_on_was_answered_yes() -> None:
    def asked(**answers: str) -> set[str]:
        return set(evaluate(MATRIX, answers).next_items)

    thoughts = {"suicide_plan", "suicide_intent", "past_attempt"}
    assert not asked() & {*thoughts, "suicide_means", "overdose", "serious_crime", "violence_to_responders"}
    assert asked(suicide_thoughts="yes") >= thoughts
    assert "suicide_means" not in asked(suicide_thoughts="yes")
    assert "suicide_means" in asked(suicide_thoughts="yes", suicide_plan="yes")
    assert "suicide_means" in asked(suicide_thoughts="yes", suicide_intent="yes")
    assert "serious_crime" in asked(crime_alleged="yes")
    assert "violence_to_responders" in asked(happened_before="yes")


def test_one_kind_of_medical_need_answers_the_question_whether_there_is_any() -> None:
    assert "overdose" in evaluate(MATRIX, {"medical_now": "yes"}).next_items
    after_one = evaluate(MATRIX, {"overdose": "yes"}).next_items
    assert not {"medical_now", "bleeding", "pregnancy"} & set(after_one)


def test_what_decides_is_asked_before_what_is_noted() -> None:
    order = evaluate(MATRIX, {}).next_items
    assert order[:6] == (
        "weapon_in_hand", "weapon_in_reach", "violence_now", "credible_threat", "medical_now", "attempt_now"
    )  # fmt: skip
    assert order.index("crime_alleged") < order.index("intoxicated") < order.index("dogs")


def test_it_says_what_would_change_the_level() -> None:
    answers = {**ALL_NO, "weapon_in_reach": "yes", "cannot_care_for_self": "yes"}
    outcome = evaluate(MATRIX, answers)
    told = [would_change(MATRIX, change, "en") for change in outcome.would_change]
    assert told[0] == "It becomes level 4 if a weapon is in hand, pointed or used."
    assert told[-1] == "It becomes level 2 if no weapon is within reach."
    assert would_change(MATRIX, outcome.would_change[0], "es") == (
        "Pasa a nivel 4 si hay un arma en la mano, apuntando o usada."
    )


def test_it_explains_rules_of_several_questions() -> None:
    assert explain(MATRIX, "thoughts_with_past_attempt", "en").endswith("(questions 7a and 7e)")
    assert explain(MATRIX, "plan_with_means", "es").endswith("(preguntas 7b, 7c y 7d)")
    assert explain(MATRIX, "weapon_in_hand_unknown", "en") == (
        "It is not known whether a weapon is in hand, pointed or used (question 2)"
    )
    assert because(MATRIX, ["weapon_in_hand", "gone_since"], "en")[1] == "gone_since"


def test_an_answer_that_is_none_of_the_three_is_refused_and_an_unknown_item_is_ignored() -> None:
    with pytest.raises(ValueError, match="maybe"):
        evaluate(MATRIX, {"veteran": "maybe"})
    assert evaluate(MATRIX, {"from_an_older_matrix": "yes", "veteran": None}) == evaluate(MATRIX, {})


def test_the_default_matrix_has_nothing_wrong_and_survives_its_columns() -> None:
    assert check(MATRIX) == []
    assert from_columns(12, "2026-11-01", **columns(MATRIX)) == MATRIX
    assert default_matrix() is not default_matrix()


def test_a_closed_row_sets_only_its_own_parts_and_the_not_known_row_seven_counts_as_two() -> None:
    rows = {group["number"]: group for group in MATRIX["groups"]}
    assert list(rows) == [str(number) for number in range(2, 18)]
    assert rows["4"]["fold"] == {
        "yes": {},
        "no": {"violence_now": "no", "credible_threat": "no"},
        "unknown": {"violence_now": "unknown", "credible_threat": "unknown"},
    }
    assert rows["5"]["fold"]["no"] == {"medical_now": "no"}
    assert evaluate(MATRIX, rows["7"]["fold"]["unknown"]).level == 2


def _changed(change: str, value: Any) -> Any:
    """The default matrix with one place, named like `rules.weapon_in_hand.level`, set or (None) removed."""
    matrix: Any = copy.deepcopy(MATRIX)
    *path, last = change.split(".")
    at = matrix
    for step in path:
        at = next(row for row in at if row["code"] == step) if isinstance(at, list) else at[step]
    if isinstance(at, list):
        at[:] = [row for row in at if row["code"] != last]
    elif value is None:
        del at[last]
    else:
        at[last] = value
    return matrix


@pytest.mark.parametrize(
    ("change", "value", "fault", "where"),
    [
        ("number", 0, Fault.MALFORMED, "number"),
        ("effective_from", "soon", Fault.MALFORMED, "effective_from"),
        ("rules.weapon_in_hand.text.es", "", Fault.MISSING_LANGUAGE, "rules.weapon_in_hand.text.es"),
        ("items.veteran.ask.en", None, Fault.MISSING_LANGUAGE, "items.veteran.ask.en"),
        ("levels.3", None, Fault.MISSING_LANGUAGE, "levels.3.title"),
        ("texts.sentences.becomes", None, Fault.MISSING_LANGUAGE, "texts.sentences.becomes"),
        ("rules.weapon_in_hand.level", 5, Fault.BAD_LEVEL, "rules.weapon_in_hand"),
        ("rules.weapon_in_hand.level", True, Fault.BAD_LEVEL, "rules.weapon_in_hand"),
        ("rules.overdose.ems", "perhaps", Fault.BAD_EMS, "rules.overdose"),
        ("rules.veteran.flags", ["hero"], Fault.UNKNOWN_FLAG, "rules.veteran.flags"),
        ("rules.veteran.if_setting", "nowhere", Fault.UNKNOWN_SETTING, "rules.veteran"),
        ("rules.veteran.when", {"item": "horse", "is": ["yes"]}, Fault.UNKNOWN_ITEM, "rules.veteran.when"),
        ("rules.veteran.when", {"item": ["horse"], "is": ["yes"]}, Fault.UNKNOWN_ITEM, "rules.veteran.when"),
        ("rules.veteran.when", {"item": "veteran", "is": ["often"]}, Fault.BAD_ANSWER, "rules.veteran.when"),
        ("rules.veteran.when", {"not": []}, Fault.MALFORMED, "rules.veteran.when"),
        ("items.veteran.kind", "money", Fault.UNKNOWN_KIND, "items.veteran"),
        ("groups.violence.items", ["violence_now"], Fault.NOT_IN_ONE_ROW, "items.credible_threat"),
        ("groups.violence.fold", {"yes": {}}, Fault.MALFORMED, "groups.violence.fold"),
        ("settings.first_in", [{"who": "army"}], Fault.BAD_FIRST_IN, "settings.first_in"),
        ("settings.staged_always_from_level", 9, Fault.BAD_LEVEL, "settings.staged_always_from_level"),
        ("rules.weapon_in_reach_unknown", None, Fault.CAUTION_REMOVED, "items.weapon_in_reach"),
        ("rules.attempt_now_unknown.level", 2, Fault.CAUTION_REMOVED, "items.attempt_now"),
        ("rules.medical_now_unknown", None, Fault.CAUTION_REMOVED, "items.medical_now"),
        ("items.weapon_in_hand.caution", False, Fault.CAUTION_REMOVED, "items.weapon_in_hand"),
        ("items.weapon_in_hand.kind", "other", Fault.SAFETY_ITEM_MISSING, "items.weapon_in_hand"),
        ("rules.weapon_in_reach.level", 2, Fault.YES_BELOW_UNKNOWN, "rules.weapon_in_reach_unknown"),
        ("rules.overdose", None, Fault.YES_BELOW_UNKNOWN, "rules.overdose_unknown"),
        ("rules.suicide_plan.when", {"item": "suicide_plan", "is": ["no", "yes"]}, Fault.NO_RAISES,
         "rules.suicide_plan"),
    ],
)  # fmt: skip
def test_a_matrix_with_one_thing_wrong_is_told_what_and_where(
    change: str, value: Any, fault: Fault, where: str
) -> None:
    assert (fault, where) in [(problem.fault, problem.where) for problem in check(_changed(change, value))]


def test_a_rule_twice_is_told() -> None:
    matrix: Any = copy.deepcopy(MATRIX)
    matrix["rules"] = [*matrix["rules"], matrix["rules"][0]]
    assert (Fault.DUPLICATE, "rules.weapon_in_hand") in [(found.fault, found.where) for found in check(matrix)]


def test_the_fixed_caution_covers_every_safety_item_of_the_default() -> None:
    safety = {item["code"] for item in MATRIX["items"] if Kind(item["kind"]) in SAFETY_KINDS}
    assert safety <= set(FIXED_CAUTION)


def test_every_rule_can_fire() -> None:
    for rule in MATRIX["rules"]:
        assert set(items_of(rule["when"])) <= set(rule["items"])


def test_triage_runs_without_django() -> None:
    modules = "evaluate, explain, check, matrix_default, words"
    program = f"import sys; from apps.incidents.triage import {modules}; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
