"""Publish a version of the rules. What is published is never changed: the next one gets the next number."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.incidents import queries
from apps.incidents.actions.timeline import programme_for
from apps.incidents.events import MatrixPublished
from apps.incidents.models import Matrix
from apps.incidents.triage.check import check
from apps.incidents.triage.matrix_default import columns, default_matrix
from apps.outbox.commands import NEVER, action, on_constraint
from apps.outbox.publish import board_stream, publish
from apps.outbox.record import record

NOW_IS: Final = timedelta(minutes=1)
"""A version may take effect this long ago at most: the past is not decided again."""

on_constraint("one_matrix_per_number", Code.STALE, "Another version was published at the same moment.")


@action("matrix.publish", offline=NEVER)
def publish_matrix(
    *,
    content: Mapping[str, Any],
    by: Any,
    effective_from: datetime | None = None,
    programme_id: UUID | None = None,
) -> Matrix:
    """Publish the next version. Raises Invalid with what is wrong in it, or for a time that is past."""
    allow(by, "matrix.publish")
    wrong = check(content)
    if wrong:
        raise Invalid(Code.INVALID, "This matrix cannot decide.", fields=[str(problem) for problem in wrong[:20]])
    begins = effective_from or now()
    if begins < now() - NOW_IS:
        raise Invalid(Code.INVALID, "A version begins now or later.", fields=["effective_from"])
    return _publish(programme_for(by, programme_id), content, begins, by)


def matrix_for(programme_id: UUID, by: Any) -> Matrix:
    """The version in force; a programme that has none yet starts with the one that ships."""
    return queries.matrix_in_force(programme_id, now()) or _publish(programme_id, default_matrix(), now(), by)


def publish_approved(programme_id: UUID, content: Mapping[str, Any], begins: datetime, by: Any) -> Matrix:
    """The next version, as somebody has approved it. Inside the runner; Invalid where it can no longer decide."""
    wrong = check(content)
    if wrong:
        raise Invalid(Code.INVALID, "This matrix cannot decide.", fields=[str(problem) for problem in wrong[:20]])
    return _publish(programme_id, content, begins, by)


def _publish(programme_id: UUID, content: Any, begins: datetime, by: Any) -> Matrix:
    newest = Matrix.objects.filter(programme_id=programme_id).order_by("-number").values_list("number", flat=True)
    matrix = Matrix.objects.create(
        programme_id=programme_id,
        number=(newest.first() or 0) + 1,
        effective_from=begins,
        published_by_id=by.id,
        **columns(content),
    )
    record(by, "matrix.published", matrix, number=matrix.number)
    publish(MatrixPublished(matrix.id, matrix.version), about=matrix, to=[board_stream(programme_id)])
    return matrix
