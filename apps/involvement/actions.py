"""Begin and end involvement. Called by the action that makes or ends the fact, inside its transaction."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.common.clock import now
from apps.involvement.models import Involvement
from apps.involvement.queries import open_rows

Follow = Callable[[UUID], None]
_followers: Mapping[str, Follow] = {}


def set_followers(followers: Mapping[str, Follow]) -> None:
    """Take config's table: kind -> what else one has to do with because of it, brought up to date in the same breath.

    Whoever begins or ends involvement cannot forget what hangs on it.
    """
    global _followers
    _followers = followers


def begin(*, user_ids: Iterable[UUID], obj: Any, basis: str) -> None:
    """These people have to do with this from now on. Again changes nothing."""
    _begin(user_ids, obj.KIND, obj.id, basis)
    follow(obj.KIND, obj.id)


def end(*, user_ids: Iterable[UUID], obj: Any, basis: str) -> None:
    """These people no longer have to do with this on that basis."""
    _end(user_ids, obj.KIND, obj.id, basis)
    follow(obj.KIND, obj.id)


def end_all(*, obj: Any) -> None:
    """Nobody has to do with this any longer."""
    open_rows(obj.KIND, obj.id).update(until=now())
    follow(obj.KIND, obj.id)


def settle(*, kind: str, object_id: UUID, basis: str, user_ids: Iterable[UUID]) -> None:
    """Exactly these people have to do with this on a basis that follows from others. For followers only."""
    wanted = set(user_ids)
    there = set(open_rows(kind, object_id).filter(basis=basis).values_list("user_id", flat=True))
    if there - wanted:
        _end(there - wanted, kind, object_id, basis)
    if wanted - there:
        _begin(wanted - there, kind, object_id, basis)


def follow(kind: str, object_id: UUID) -> None:
    """Bring up to date what hangs on this: for actions that change the facts behind involvement, not involvement."""
    follower = _followers.get(kind)
    if follower is not None:
        follower(object_id)


def _begin(user_ids: Iterable[UUID], kind: str, object_id: UUID, basis: str) -> None:
    Involvement.objects.bulk_create(
        [
            Involvement(user_id=user_id, kind=kind, object_id=object_id, basis=basis)
            for user_id in sorted(set(user_ids))
        ],
        ignore_conflicts=True,
    )


def _end(user_ids: Iterable[UUID], kind: str, object_id: UUID, basis: str) -> None:
    open_rows(kind, object_id).filter(user_id__in=list(user_ids), basis=basis).update(until=now())
