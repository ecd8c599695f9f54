"""From answers to a level: a pure function of one matrix version and what has been answered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.incidents.triage.shape import (
    SAFETY_KINDS,
    Answer,
    Change,
    Condition,
    Consequences,
    Ems,
    FirstIn,
    Item,
    Kind,
    Matrix,
    Outcome,
    Rule,
)

Answers = Mapping[str, Answer]

EMS_ORDER = (Ems.NONE, Ems.ADVISED, Ems.NEEDED)
LOWEST, HIGHEST = 1, 4
_ALWAYS_DECIDING = frozenset(kind.value for kind in (*SAFETY_KINDS, Kind.MEDICAL))
_Reason = tuple[Rule, frozenset[str]]


def evaluate(matrix: Matrix, answers: Mapping[str, str | None]) -> Outcome:
    """What these answers mean under this matrix. Items the matrix does not know are ignored; None is *not asked*.

    Raises ValueError for an answer that is not no, yes or unknown.
    """
    known = _known(matrix, answers)
    fired = _fired(matrix, known)
    level = _level(fired)
    reasons = sorted((rule for rule in fired if _is_reason(rule)), key=lambda rule: -rule.get("level", 0))
    consequences = _consequences(matrix, known, fired, level)
    pending = _pending(matrix, known)
    can_decide = _reasons(matrix)
    deciding_items = _deciding_items(matrix, can_decide)
    return Outcome(
        level=level,
        provisional=any(item["code"] in deciding_items for item in pending if "detail_of" not in item),
        rules=tuple(rule["code"] for rule in reasons),
        decided_by=tuple(rule["code"] for rule in fired if rule.get("level") == level),
        ems=consequences.ems,
        ems_why=consequences.ems_why,
        first_in=consequences.first_in,
        staged=consequences.staged,
        flags=tuple(dict.fromkeys(flag for rule in fired for flag in rule.get("flags", ()))),
        next_items=tuple(sorted((item["code"] for item in pending), key=lambda code: code not in deciding_items)),
        nothing_fired=not reasons,
        would_change=_would_change(matrix, can_decide, known, level),
    )


def consequences(matrix: Matrix, answers: Mapping[str, str | None], level: int) -> Consequences:
    """Ambulance, who goes first and staging for a level a person chose instead of the evaluated one."""
    known = _known(matrix, answers)
    return _consequences(matrix, known, _fired(matrix, known), level)


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether a condition of the matrix is met by the answers."""
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    return answers.get(condition["item"]) in condition["is"]


def items_of(condition: Condition) -> Iterator[str]:
    """Every item code a condition looks at, in its own order."""
    for part in [*condition.get("all", ()), *condition.get("any", ())]:
        yield from items_of(part)
    if "item" in condition:
        yield condition["item"]


def raised_by(condition: Condition, answer: Answer) -> bool:
    """Whether somewhere in this condition the answer counts while the next worse one does not."""
    parts = [*condition.get("all", ()), *condition.get("any", ())]
    if parts:
        return any(raised_by(part, answer) for part in parts)
    worse = {Answer.NO: (Answer.UNKNOWN, Answer.YES), Answer.UNKNOWN: (Answer.YES,), Answer.YES: ()}[answer]
    return answer in condition["is"] and not set(worse).issubset(condition["is"])


def reach(matrix: Matrix, answers: Answers) -> tuple[int, Ems]:
    """Level and ambulance alone."""
    fired = _fired(matrix, answers)
    return _level(fired), _ems(fired)


def _known(matrix: Matrix, answers: Mapping[str, str | None]) -> dict[str, Answer]:
    return {
        item["code"]: Answer(given) for item in matrix["items"] if (given := answers.get(item["code"])) is not None
    }


def _in_force(matrix: Matrix, rule: Rule) -> bool:
    return "if_setting" not in rule or matrix["settings"].get(rule["if_setting"]) is True


def _fired(matrix: Matrix, answers: Answers) -> list[Rule]:
    return [rule for rule in matrix["rules"] if _in_force(matrix, rule) and holds(rule["when"], answers)]


def _level(fired: Sequence[Rule]) -> int:
    return max((rule.get("level", LOWEST) for rule in fired), default=LOWEST)


def _ems(fired: Sequence[Rule]) -> Ems:
    return max((Ems(rule["ems"]) for rule in fired if "ems" in rule), key=EMS_ORDER.index, default=Ems.NONE)


def _is_reason(rule: Rule) -> bool:
    return "level" in rule or "ems" in rule


def _consequences(matrix: Matrix, answers: Answers, fired: Sequence[Rule], level: int) -> Consequences:
    ems = _ems(fired)
    why = tuple(rule["code"] for rule in fired if rule.get("ems") == ems)
    settings = matrix["settings"]
    by_rule = level >= settings["staged_by_rule_from_level"] and any(rule.get("staged", False) for rule in fired)
    staged = by_rule or level >= settings["staged_always_from_level"]
    first_in = _first_in(settings["first_in"], answers, ems) if level == HIGHEST else FirstIn.NONE
    return Consequences(ems=ems, ems_why=why, first_in=first_in, staged=staged)


def _first_in(order: Sequence[Mapping[str, Any]], answers: Answers, ems: Ems) -> FirstIn:
    for line in order:
        if "when" in line and not holds(line["when"], answers):
            continue
        if "ems" in line and line["ems"] != ems:
            continue
        return FirstIn(line["who"])
    return FirstIn.POLICE


def _pending(matrix: Matrix, answers: Answers) -> list[Item]:
    """Items that are still to be asked, in the order of the matrix."""
    answered_by_detail = {
        item["detail_of"]
        for item in matrix["items"]
        if "detail_of" in item and answers.get(item["code"]) == Answer.YES
    }
    return [
        item
        for item in matrix["items"]
        if item["code"] not in answers
        and item["code"] not in answered_by_detail
        and item.get("detail_of") not in answered_by_detail
        and ("after" not in item or holds(item["after"], answers))
    ]


def _reasons(matrix: Matrix) -> list[_Reason]:
    """The rules in force that can move the level or the ambulance, each with the items it looks at."""
    return [
        (rule, frozenset(items_of(rule["when"])))
        for rule in matrix["rules"]
        if _is_reason(rule) and _in_force(matrix, rule)
    ]


def _deciding_items(matrix: Matrix, reasons: Sequence[_Reason]) -> frozenset[str]:
    """Items whose answer can move the level or the ambulance."""
    by_kind = (item["code"] for item in matrix["items"] if item["kind"] in _ALWAYS_DECIDING)
    return frozenset(by_kind).union(*(items for _, items in reasons))


def _would_change(
    matrix: Matrix, reasons: Sequence[_Reason], answers: dict[str, Answer], level: int
) -> tuple[Change, ...]:
    """Single answers that would move the level: upwards first (highest first), then downwards."""
    held = [(rule, items) for rule, items in reasons if holds(rule["when"], answers)]
    changes = []
    for item in matrix["items"]:
        code, now = item["code"], answers.get(item["code"])
        if now is None and "after" in item and not holds(item["after"], answers):
            continue
        asked = [rule for rule, items in reasons if code in items]
        if not asked:
            continue
        others = _level([rule for rule, items in held if code not in items])
        for answer in (Answer.YES, Answer.NO):
            changed = {**answers, code: answer}
            then = max(others, _level([rule for rule in asked if holds(rule["when"], changed)]))
            if answer != now and then != level:
                changes.append(Change(code, answer, then))
    return tuple(sorted(changes, key=lambda change: -change.level))
