"""Involvement is bookkeeping: it opens rows, and is itself shown to nobody."""

from typing import Any

from django.db.models import Q

from apps.access import predicate
from apps.involvement.models import Involvement

CLASS_OF: dict[str, dict[str, str]] = {
    "Involvement": dict.fromkeys(
        ["id", "version", "created_at", "user", "kind", "object_id", "basis", "since", "until"], "record"
    ),
}


@predicate("involvement.is_involved")
def is_involved(user: Any, obj: Any) -> bool:
    """Whether this person has to do now with what `obj` says it concerns; with what says nothing, nobody has.

    A projection of many rows marks each with `seen_by = (user id, involved)`, so that a list is not a query per row.
    """
    concerns = getattr(obj, "concerns", None)
    if not concerns or user.id is None:
        return False
    known = getattr(obj, "seen_by", None)
    if known is not None and known[0] == user.id:
        return bool(known[1])
    any_of = Q()
    for kind, object_id in concerns:
        any_of |= Q(kind=kind, object_id=object_id)
    return Involvement.objects.filter(any_of, user_id=user.id, until__isnull=True).exists()
