"""The matrix a programme starts with, and the way between a matrix and the three columns it is stored in."""

import json
from collections.abc import Mapping
from typing import Any, cast

from apps.incidents.triage.items import ATTEMPT_AND_THOUGHTS, MEDICAL, SAFETY, is_
from apps.incidents.triage.items_more import CARE, OTHERS_AND_CRIME, STATE, WISHES_AND_PLACE
from apps.incidents.triage.rules import default_rules
from apps.incidents.triage.shape import Matrix
from apps.incidents.triage.texts import LEVELS, TEXTS, default_groups

# Police go first for weapon or assault, also when a weapon was asked about and is not known; EMS for overdose,
# injury or an attempt without one; the last line is for what is left.
_FIRST_IN: list[dict[str, Any]] = [
    {
        "who": "police",
        "when": {
            "any": [
                is_("weapon_in_hand", "yes", "unknown"),
                is_("weapon_in_reach", "yes", "unknown"),
                is_("violence_now", "yes", "unknown"),
                is_("credible_threat", "yes", "unknown"),
                is_("serious_crime"),
            ]
        },
    },
    {"who": "ems", "ems": "needed"},
    {"who": "police"},
]

SETTINGS: dict[str, Any] = {
    "responder_violence_is_level_3": False,
    "staged_always_from_level": 4,
    "staged_by_rule_from_level": 3,
    "first_in": _FIRST_IN,
}


def default_matrix(number: int = 1, effective_from: str = "2026-01-01") -> Matrix:
    """A fresh copy of the default matrix as plain JSON. `effective_from` is an ISO date in the programme's zone."""
    items = [*SAFETY, *MEDICAL, *ATTEMPT_AND_THOUGHTS, *STATE, *OTHERS_AND_CRIME, *CARE, *WISHES_AND_PLACE]
    matrix: Matrix = {
        "number": number,
        "effective_from": effective_from,
        "items": items,
        "groups": default_groups(items),
        "rules": default_rules(items),
        "levels": LEVELS,
        "texts": TEXTS,
        "settings": SETTINGS,
    }
    return cast(Matrix, json.loads(json.dumps(matrix)))


def columns(matrix: Matrix) -> dict[str, Any]:
    """The matrix as the `items`, `rules` and `texts` that a Matrix row keeps."""
    kept = ("groups", "levels", "settings")
    return {
        "items": matrix["items"],
        "rules": matrix["rules"],
        "texts": {**matrix["texts"], **{name: matrix[name] for name in kept}},  # type: ignore[literal-required]
    }


def from_columns(
    number: int, effective_from: str, items: list[Any], rules: list[Any], texts: Mapping[str, Any]
) -> Matrix:
    """The matrix that `columns` was made from."""
    return {
        "number": number,
        "effective_from": effective_from,
        "items": items,
        "groups": texts["groups"],
        "rules": rules,
        "levels": texts["levels"],
        "texts": {name: texts[name] for name in ("flags", "sentences")},
        "settings": texts["settings"],
    }
