"""Which version of the rules is in force, and what it says."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.access import may
from apps.incidents.models import Incident, Matrix, MatrixDraft
from apps.incidents.triage.matrix_default import default_matrix, from_columns
from apps.incidents.triage.shape import Matrix as Rules


def matrices_visible_to(user: Any) -> "QuerySet[Matrix]":
    """The versions of the person's programme; all for a system actor."""
    rows = Matrix.objects.all()
    return rows if user.is_system else rows.filter(programme_id=user.programme_id)


def matrix_in_force(programme_id: UUID, at: datetime) -> Matrix | None:
    """The newest version that was effective at that time; None before the first."""
    rows = Matrix.objects.filter(programme_id=programme_id, effective_from__lte=at)
    return rows.order_by("-effective_from", "-number").first()


def rules_of(matrix: Matrix) -> Rules:
    """A stored version as the evaluation takes it."""
    return from_columns(
        matrix.number, matrix.effective_from.date().isoformat(), matrix.items, matrix.rules, matrix.texts
    )


def rules_for(user: Any, at: datetime, number: int | None = None) -> Rules | None:
    """The version with this number, else the one in force, else the one that a programme starts with."""
    if number is not None:
        matrix = matrices_visible_to(user).filter(number=number).first()
        return rules_of(matrix) if matrix else None
    matrix = matrix_in_force(user.programme_id, at)
    return rules_of(matrix) if matrix else default_matrix()


def answers_of(incident: Incident) -> dict[str, str | None]:
    """What has been answered so far: item -> answer."""
    return dict(incident.answers.values_list("item", "answer"))


def drafts_visible_to(user: Any) -> "QuerySet[MatrixDraft]":
    """The versions on their way in the person's programme, for who writes them and who approves them."""
    rows = MatrixDraft.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not (may(user, "matrix.draft") or may(user, "matrix.approve")):
        return rows.none()
    return rows.filter(programme_id=user.programme_id)


def open_draft(user: Any) -> MatrixDraft | None:
    """The version that is being written or waits for its approval."""
    rows = drafts_visible_to(user).filter(state__in=[MatrixDraft.State.DRAFT, MatrixDraft.State.SUBMITTED])
    return rows.select_related("made_by").first()
