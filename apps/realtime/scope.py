"""What a person's screens hold and follow. Config fills these places, so that nothing here knows a domain noun."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.access.roles import BOARD
from apps.audit.record import viewed
from apps.involvement.models import Involvement
from apps.outbox import projections
from apps.outbox.publish import user_stream
from apps.outbox.receipts import unseen

Part = Callable[[Any], list[tuple[str, list[UUID]]]]
Presence = Callable[[Any], list[dict[str, Any]]]


def _own_stream(user: Any) -> list[str]:
    return [user_stream(user.id)]


def _nobody(user: Any) -> list[dict[str, Any]]:
    return []


_snapshot: Sequence[Part] = ()
_streams: Callable[[Any], list[str]] = _own_stream
_presence: Presence = _nobody
_disclosed: Mapping[str, Mapping[str, str]] = {}


def set_snapshot(parts: Sequence[Part]) -> None:
    """Take config's list: each part says which objects of which kind are in a person's scope."""
    global _snapshot
    _snapshot = parts


def set_streams(streams: Callable[[Any], list[str]]) -> None:
    """Take config's rule of who follows which streams."""
    global _streams
    _streams = streams


def set_presence(presence: Presence) -> None:
    """Take config's source of who can be reached and was last where, as this viewer may see it."""
    global _presence
    _presence = presence


def set_disclosed(disclosed: Mapping[str, Mapping[str, str]]) -> None:
    """Say whose disclosure is recorded: kind -> for each kind of item the field that names one of that kind."""
    global _disclosed
    _disclosed = disclosed


def streams(user: Any) -> list[str]:
    """The streams this person may follow. Without a programme it is only their own."""
    return _streams(user)


def presence(user: Any) -> list[dict[str, Any]]:
    """Last contacts and positions that this person may see."""
    return _presence(user)


def snapshot(user: Any) -> list[dict[str, Any]]:
    """Every object in this person's scope as they may see it now, with the alerts that they have not yet seen.

    A phone that begins anew must still alarm its holder, and tell the board that it has.
    """
    alerts = {about: (row.id, row.event) for about, row in unseen(user).items()}
    found: dict[str, dict[UUID, dict[str, Any]]] = {}
    for part in _snapshot:
        for kind, ids in part(user):
            found.setdefault(kind, {}).update(projections.as_seen_by(user, kind, ids))
    return [
        projections.item(kind, key, seen, alerts.get((kind, key)))
        for kind, rows in found.items()
        for key, seen in rows.items()
    ]


def disclose(user: Any, items: Iterable[Mapping[str, Any]]) -> None:
    """Record that these items were handed to a device: one row for each basis, usually one. Fails with the audit."""
    given = [item for item in items if item["object"]]
    for kind, field_of in _disclosed.items():
        named = {item["object"].get(field_of[item["kind"]]) for item in given if item["kind"] in field_of}
        ids = sorted(UUID(str(one)) for one in named - {None})
        for basis, of_it in _by_basis(user, kind, ids).items():
            viewed(user, kind, of_it, basis, action="deliver")


def _by_basis(user: Any, kind: str, ids: Sequence[UUID]) -> dict[str, list[UUID]]:
    """The involvement behind each, else the role that opens the board."""
    rows = Involvement.objects.filter(user_id=user.id, kind=kind, object_id__in=ids, until__isnull=True)
    basis_of = {row.object_id: str(row.basis) for row in rows.order_by("since", "id")} if ids else {}
    found: dict[str, list[UUID]] = {}
    for one in ids:
        found.setdefault(basis_of.get(one, "board" if user.roles & BOARD else "delivered"), []).append(one)
    return found
