"""Find one row inside what may be seen, or say that there is nothing."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from apps.common.errors import NotFound

M = TypeVar("M", bound=Model)


def get_or_404(rows: "QuerySet[M]", object_id: UUID, **more: Any) -> M:
    """The row with this id, or NotFound: the same for what does not exist and what may not be known of."""
    row = rows.filter(pk=object_id, **more).first()
    if row is None:
        raise NotFound
    return row


def lock_or_404(rows: "QuerySet[M]", object_id: UUID) -> M:
    """The same, locked until the transaction ends; only the row itself, so nullable joins are no trouble."""
    return get_or_404(rows.select_for_update(of=("self",)), object_id)
