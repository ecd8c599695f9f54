"""What is wrong with a matrix, before anybody's incident is decided by it. Takes any JSON and never raises."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import cast

from apps.incidents.triage.evaluate import EMS_ORDER, items_of, raised_by, reach
from apps.incidents.triage.form import Fault, Problem, form_problems
from apps.incidents.triage.shape import SAFETY_KINDS, Answer, Ems, Kind, Matrix, Rule

# No version may lower these: asked and not known is at least level 3, or an ambulance advised.
FIXED_CAUTION: Mapping[str, Kind] = {
    "weapon_in_hand": Kind.WEAPON,
    "weapon_in_reach": Kind.WEAPON,
    "violence_now": Kind.VIOLENCE,
    "credible_threat": Kind.VIOLENCE,
    "attempt_now": Kind.ATTEMPT,
    "medical_now": Kind.MEDICAL,
}
CAUTION_LEVEL = 3
MOST_ITEMS_PER_RULE = 6


def check(matrix: object) -> list[Problem]:
    """Every problem of this matrix, form first; the rules are only tried when the form is right."""
    found = list(form_problems(matrix))
    if found:
        return found
    sound = cast(Matrix, matrix)
    return [*_caution_problems(sound), *_order_problems(sound)]


def _caution_problems(matrix: Matrix) -> Iterator[Problem]:
    """Safety items that are gone or retyped, and safety or medical items whose *not known* lost its caution."""
    kinds = {item["code"]: Kind(item["kind"]) for item in matrix["items"]}
    for code, kind in FIXED_CAUTION.items():
        if kinds.get(code) != kind:
            yield Problem(Fault.SAFETY_ITEM_MISSING, f"items.{code}")
    for item in matrix["items"]:
        level, ems = reach(matrix, {item["code"]: Answer.UNKNOWN})
        kind = Kind(item["kind"])
        lost = (kind in SAFETY_KINDS and level < CAUTION_LEVEL) or (kind == Kind.MEDICAL and ems == Ems.NONE)
        if lost or ((kind in SAFETY_KINDS or kind == Kind.MEDICAL) and not item["caution"]):
            yield Problem(Fault.CAUTION_REMOVED, f"items.{item['code']}")


def _order_problems(matrix: Matrix) -> Iterator[Problem]:
    """Rules by which a worse answer could lower the level: a *no* that raises, a *not known* above its *yes*."""
    for rule in matrix["rules"]:
        if "level" not in rule and "ems" not in rule:
            continue
        where = f"rules.{rule['code']}"
        if raised_by(rule["when"], Answer.NO):
            yield Problem(Fault.NO_RAISES, where)
        elif raised_by(rule["when"], Answer.UNKNOWN):
            yield from _unknown_above_yes(matrix, rule, where)


def _unknown_above_yes(matrix: Matrix, rule: Rule, where: str) -> Iterator[Problem]:
    items = tuple(dict.fromkeys(items_of(rule["when"])))
    if len(items) > MOST_ITEMS_PER_RULE:
        yield Problem(Fault.TOO_COMPLEX, where)
        return
    for given in product((None, Answer.UNKNOWN, Answer.YES), repeat=len(items)):
        answers = {item: answer for item, answer in zip(items, given, strict=True) if answer is not None}
        level, ems = reach(matrix, answers)
        for item in items:
            if answers.get(item) == Answer.UNKNOWN:
                worse_level, worse_ems = reach(matrix, {**answers, item: Answer.YES})
                if worse_level < level or EMS_ORDER.index(worse_ems) < EMS_ORDER.index(ems):
                    yield Problem(Fault.YES_BELOW_UNKNOWN, where)
                    return
