"""Two versions of the matrix as one page shows them: what is another, and what past calls would get."""

from dataclasses import dataclass
from typing import Any

from apps.incidents.models import Matrix
from apps.incidents.queries import matrices_visible_to, rules_of, shadow
from apps.incidents.triage import diff
from apps.incidents.triage.check import check
from apps.incidents.triage.shape import Matrix as Rules


@dataclass(frozen=True)
class RuleRow:
    """One rule side by side, and how many past calls move by it."""

    row: diff.Row
    up: int
    down: int


def compared(user: Any, before: Rules, after: Rules, *, names: tuple[str, str]) -> dict[str, Any]:
    """Everything that `ops/compared.html` shows."""
    tried = shadow(user, before, after)
    rows = [RuleRow(row, *tried.by_rule.get(row.code, (0, 0))) for row in diff.changed_rules(before, after)]
    return {
        "names": names,
        "rule_rows": rows,
        "changed_words": diff.changed_words(before, after),
        "changed_settings": diff.changed_settings(before, after),
        "changed_items": diff.changed_items(before, after),
        "tried": tried,
        "cells": [
            (one, [(other, n, "same" if one == other else "up" if other > one else "down")
                   for other, n in tried.table[one].items()])
            for one in tried.table
        ],
        "wrong": [str(problem.where or problem.fault) for problem in check(after)][:20],
    }  # fmt: skip


def compared_with_former(user: Any, matrix: Matrix) -> dict[str, Any]:
    """A published version beside the one before it; the first beside itself."""
    former = matrices_visible_to(user).filter(number__lt=matrix.number).order_by("-number").first() or matrix
    names = (f"Matrix {former.number}", f"Matrix {matrix.number}")
    return compared(user, rules_of(former), rules_of(matrix), names=names)
