"""Codes of a matrix in words a person reads, always from the version that decided."""

from collections.abc import Iterable
from typing import Any

from apps.incidents.triage.shape import Change, Language, Matrix, Outcome


def explain(matrix: Matrix, code: str, language: Language) -> str:
    """One rule with its questions: "A weapon is within reach (question 3)". Raises KeyError for an unknown code."""
    rule = _rules(matrix)[code]
    numbers = {item["code"]: item["number"] for item in matrix["items"]}
    asked = [numbers[item] for item in rule["items"]]
    word = sentence(matrix, "question" if len(asked) == 1 else "questions", language)
    listed = _listed(asked, sentence(matrix, "and", language))
    return f"{rule['text'][language]} ({word} {listed})"


def because(matrix: Matrix, codes: Iterable[str], language: Language) -> list[str]:
    """The rules in words, in the order given; what this version does not know is left as its code."""
    known = _rules(matrix)
    return [explain(matrix, code, language) if code in known else code for code in codes]


def headline(matrix: Matrix, outcome: Outcome, language: Language) -> str:
    """The one sentence beside the level: the rule that decided it, or that no reason for a visit was found."""
    if outcome.nothing_fired:
        return sentence(matrix, "nothing_fired", language)
    return explain(matrix, outcome.rules[0], language)


def would_change(matrix: Matrix, change: Change, language: Language) -> str:
    """What would move the level: "It becomes level 4 if a weapon is in hand, pointed or used."."""
    item = {item["code"]: item for item in matrix["items"]}[change.item]
    clause = item["yes"] if change.answer == "yes" else item["no"]
    return sentence(matrix, "becomes", language).format(level=change.level, clause=clause[language])


def sentence(matrix: Matrix, name: str, language: Language) -> str:
    """One of the matrix's fixed sentences."""
    text: str = matrix["texts"]["sentences"][name][language]
    return text


def flag(matrix: Matrix, code: str, language: Language) -> str:
    """What a flag asks of the desk or the team."""
    text: str = matrix["texts"]["flags"][code][language]
    return text


def _rules(matrix: Matrix) -> dict[str, Any]:
    return {rule["code"]: rule for rule in matrix["rules"]}


def _listed(words: list[str], conjunction: str) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
