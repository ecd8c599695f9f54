"""Begin and end involvement. Called by the action that makes or ends the fact, inside its transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apps.common.clock import now
from apps.involvement.models import Involvement


def begin(*, user_ids: Iterable[UUID], obj: Any, basis: str) -> None:
    """These people have to do with this from now on. Again changes nothing."""
    Involvement.objects.bulk_create(
        [
            Involvement(user_id=user_id, kind=obj.KIND, object_id=obj.id, basis=basis)
            for user_id in sorted(set(user_ids))
        ],
        ignore_conflicts=True,
    )


def end(*, user_ids: Iterable[UUID], obj: Any, basis: str) -> None:
    """These people no longer have to do with this on that basis."""
    Involvement.objects.filter(
        user_id__in=list(user_ids), kind=obj.KIND, object_id=obj.id, basis=basis, until__isnull=True
    ).update(until=now())


def end_all(*, obj: Any) -> None:
    """Nobody has to do with this any longer."""
    Involvement.objects.filter(kind=obj.KIND, object_id=obj.id, until__isnull=True).update(until=now())
