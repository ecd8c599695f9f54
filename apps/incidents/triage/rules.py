"""The default rules: product's mapping of triage items to level, ambulance and flags, line by line.

Sources: the programme's default mapping, itself from the Marcus Alert framework, the Los Angeles matrix and the
written rules of CAHOOTS, Denver and Houston. Programmes hold their own versions; this one is where they start.
"""

from apps.incidents.triage.items import is_, text
from apps.incidents.triage.shape import Condition, Ems, Item, Rule, Text


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}"


def _said(item: Item) -> Text:
    return text(_sentence(item["yes"]["en"]), _sentence(item["yes"]["es"]))


def _not_known(item: Item) -> Text:
    return text(f"It is not known whether {item['yes']['en']}", f"No se sabe si {item['yes']['es']}")


def _rule(
    code: str,
    when: Condition,
    items: list[str],
    words: Text,
    *,
    level: int = 0,
    ems: Ems | None = None,
    staged: bool = False,
    flags: tuple[str, ...] = (),
    if_setting: str = "",
) -> Rule:
    made: Rule = {"code": code, "when": when, "items": items, "text": words}
    if level:
        made["level"] = level
    if ems:
        made["ems"] = ems.value
    if staged:
        made["staged"] = True
    if flags:
        made["flags"] = list(flags)
    if if_setting:
        made["if_setting"] = if_setting
    return made


# Level when the answer is yes, and whether the clinician waits at a safe point even below level 4.
_YES_LEVEL: dict[str, tuple[int, bool]] = {
    "weapon_in_hand": (4, True),
    "weapon_in_reach": (3, True),
    "violence_now": (4, True),
    "credible_threat": (3, True),
    "attempt_now": (4, False),
    "suicide_thoughts": (1, False),
    "suicide_plan": (2, False),
    "suicide_intent": (3, False),
    "cannot_care_for_self": (2, False),
    "in_danger_now": (3, False),
    "crime_alleged": (3, False),
    "serious_crime": (4, False),
}

# Level when asked and not known. Thoughts count as thoughts, plan and intent as a plan: caution, not alarm.
_UNKNOWN_LEVEL: dict[str, tuple[int, bool]] = {
    "weapon_in_hand": (3, True),
    "weapon_in_reach": (3, True),
    "violence_now": (3, True),
    "credible_threat": (3, True),
    "attempt_now": (3, False),
    "suicide_thoughts": (1, False),
    "suicide_plan": (2, False),
    "suicide_intent": (2, False),
}

_YES_EMS = {"attempt_now": Ems.NEEDED, "withdrawal": Ems.ADVISED}

# What the team or the desk does about a yes, whatever the level.
_YES_FLAGS: dict[str, tuple[str, ...]] = {
    "intoxicated": ("intoxicated",),
    "dependents": ("dependents",),
    "minor": ("youth", "mandated_report"),
    "happened_before": ("happened_before",),
    "violence_to_responders": ("violence_to_responders",),
    "has_plan": ("has_plan",),
    "case_manager": ("case_manager",),
    "medicines_stopped": ("medicines_stopped",),
    "veteran": ("veteran",),
    "language": ("language",),
    "sign_language": ("sign_language",),
    "hearing": ("hearing",),
    "autism_idd": ("autism_idd",),
    "mobility": ("mobility",),
    "fear_of_police": ("fear_of_police",),
    "wants_to_be_seen": ("wants_to_be_seen",),
    "wants_police_absent": ("police_absent",),
    "dogs": ("dogs",),
    "gate": ("gate",),
    "floor": ("floor",),
}


def default_rules(items: list[Item]) -> list[Rule]:
    """Every rule of the default matrix, in the order in which reasons of one level are told."""
    by_code = {item["code"]: item for item in items}
    rules = [rule for item in items for rule in (_yes_rule(item), _unknown_rule(item)) if rule is not None]
    return [*rules, *_combinations(), _responder_violence(by_code["violence_to_responders"]), _declines()]


def _yes_rule(item: Item) -> Rule | None:
    code = item["code"]
    level, staged = _YES_LEVEL.get(code, (0, False))
    ems = Ems.NEEDED if item["kind"] == "medical" else _YES_EMS.get(code)
    flags = _YES_FLAGS.get(code, ())
    if not (level or ems or flags):
        return None
    return _rule(code, is_(code), [code], _said(item), level=level, ems=ems, staged=staged, flags=flags)


def _unknown_rule(item: Item) -> Rule | None:
    code = item["code"]
    level, staged = _UNKNOWN_LEVEL.get(code, (0, False))
    ems = Ems.ADVISED if item["kind"] == "medical" else None
    if not (level or ems):
        return None
    when = is_(code, "unknown")
    return _rule(f"{code}_unknown", when, [code], _not_known(item), level=level, ems=ems, staged=staged)


def _combinations() -> list[Rule]:
    plan_or_intent: Condition = {"any": [is_("suicide_plan"), is_("suicide_intent")]}
    means = ["suicide_plan", "suicide_intent", "suicide_means"]
    return [
        _rule(
            "plan_with_means",
            {"all": [is_("suicide_means"), plan_or_intent]},
            means,
            text(
                "There is a plan or intent for suicide, and the means are within reach",
                "Hay un plan o intención de suicidio, y los medios están al alcance",
            ),
            level=3,
        ),
        _rule(
            "plan_with_means_unknown",
            {"all": [is_("suicide_means", "unknown"), plan_or_intent]},
            means,
            text(
                "There is a plan or intent for suicide, and it is not known whether the means are within reach",
                "Hay un plan o intención de suicidio, y no se sabe si los medios están al alcance",
            ),
            level=3,
        ),
        _rule(
            "thoughts_with_past_attempt",
            {"all": [is_("past_attempt"), is_("suicide_thoughts")]},
            ["suicide_thoughts", "past_attempt"],
            text(
                "The person is thinking about suicide and has tried before",
                "La persona piensa en el suicidio y ya lo ha intentado",
            ),
            level=2,
        ),
    ]


def _responder_violence(item: Item) -> Rule:
    return _rule(
        "violence_to_responders_level",
        is_(item["code"]),
        [item["code"]],
        _said(item),
        level=3,
        staged=True,
        if_setting="responder_violence_is_level_3",
    )


def _declines() -> Rule:
    return _rule(
        "does_not_want_to_be_seen",
        is_("wants_to_be_seen", "no"),
        ["wants_to_be_seen"],
        text("The person does not want to be seen", "La persona no quiere que vayan"),
        flags=("does_not_want_to_be_seen",),
    )
