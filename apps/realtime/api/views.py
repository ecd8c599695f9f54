"""The same rows as on the socket by plain HTTP: snapshot, changes, acknowledgements; and presence."""

from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.accounts.models import Device
from apps.accounts.sessions import device_of
from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.clock import now, stamp
from apps.common.errors import Code, Invalid, NotFound
from apps.outbox import receipts, streams
from apps.realtime import actions, scope
from apps.realtime.frames import alerts_in, frames_for
from apps.realtime.messages import HIGHEST, MOST_IDS, MOST_STREAMS


class Snapshot(DeclaredQueryView):
    """Everything in this person's scope. The cursors are read first, so that the objects may only be newer."""

    action = "changes.read"

    def get(self, request: Request) -> Response:
        """Handing it over is itself the disclosure, and is recorded in the same transaction."""
        user: Any = request.user
        allow(user, self.action)
        with transaction.atomic():
            cursors = streams.heads(scope.streams(user))
            items = scope.snapshot(user)
            scope.disclose(user, items)
            _note_sent(request, items)
        return Response({"epoch": str(streams.epoch()), "cursors": cursors, "objects": items})


class Changes(DeclaredQueryView):
    """What came after these cursors, as frames; `reset` when they are no longer, or not yet, known here."""

    action = "changes.read"
    query: ClassVar[frozenset[str]] = frozenset({"epoch", "after"})

    def get(self, request: Request) -> Response:
        """One page of each stream this person may follow; others that were named are passed over."""
        user: Any = request.user
        allow(user, self.action)
        asked = _cursors(request.query_params.getlist("after"))
        names, epoch = scope.streams(user), str(streams.epoch())
        known = {name: asked[name] for name in names if name in asked}
        answer = {"epoch": epoch, "reset": True, "frames": [], "more": False, "server_time": stamp(now())}
        if request.query_params.get("epoch") != epoch or len(known) < len(names) or streams.must_reset(known):
            return Response(answer)
        with transaction.atomic():
            pages = streams.after_each(known.items())
            if not all(streams.is_whole(cursor, rows) for (_, cursor), rows in pages.items()):
                return Response(answer)
            frames = frames_for(user, pages)
            items = [item for frame in frames for item in frame["items"]]
            scope.disclose(user, items)
            _note_sent(request, items)
        more = any(len(rows) >= streams.PAGE for rows in pages.values())
        return Response({**answer, "reset": False, "frames": frames, "more": more})


def _note_sent(request: Request, items: list[dict[str, Any]]) -> None:
    device_id = device_of(request)
    if device_id is not None:
        receipts.mark_sent(alerts_in(items), device_id)


def _cursors(values: list[str]) -> dict[str, int]:
    """From `stream~number` to a mapping; raises Invalid naming the parameter."""
    found: dict[str, int] = {}
    for value in values[:MOST_STREAMS]:
        name, _, seq = value.rpartition("~")
        if not name or not (seq.isascii() and seq.isdigit() and len(seq) <= 16 and int(seq) <= HIGHEST):
            raise Invalid(Code.INVALID, "Not right: after.", fields=["after"])
        found[name] = int(seq)
    return found


class AcksBody(StrictSerializer):
    """What a device has stored: streams up to a number, alerts received, alerts seen."""

    device = serializers.UUIDField()
    cursors = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=HIGHEST), required=False)
    received = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_IDS, required=False)
    seen = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_IDS, required=False)


class Acks(DeclaredQueryView):
    """Acknowledgements of a phone without a socket. Repeating them changes nothing, so they need no key."""

    action = "alert.acknowledge"
    body = AcksBody

    def post(self, request: Request) -> Response:
        """Keep them; each alert's is a write of its own under a key made of alert, device and state."""
        user: Any = request.user
        allow(user, self.action)
        body = checked(self.body, request.data)
        device_id = body["device"]
        if Device.objects.filter(id=device_id).exclude(user_id=user.id).exists():
            raise NotFound
        receipts.acknowledge_all(
            by=user,
            device_id=device_id,
            received=body.get("received", []),
            seen=body.get("seen", []),
        )
        cursors = _no_further(body.get("cursors", {}), scope.streams(user))
        receipts.keep_cursors(by=user, device_id=device_id, cursors=cursors, streams=cursors)
        return Response(_NOTHING)


_NOTHING: Final[dict[str, Any]] = {}


def _no_further(cursors: dict[str, int], names: list[str]) -> dict[str, int]:
    """Only own streams, and nothing that was never written."""
    heads = streams.heads([name for name in names if name in cursors])
    return {name: cursors[name] for name, head in heads.items() if cursors[name] <= head}


class ReportBody(StrictSerializer):
    """How a device stands: how much it has not sent and how much waits for its person, never what."""

    unsent = serializers.IntegerField(min_value=0, max_value=100_000)
    needs_you = serializers.IntegerField(min_value=0, max_value=100_000)
    free_mb = serializers.IntegerField(min_value=0, max_value=2**31 - 1, allow_null=True)
    push = serializers.ChoiceField(Device.Push.choices)
    installed = serializers.BooleanField()
    ringer_heard = serializers.BooleanField(default=False)


class Report(DeclaredQueryView):
    """What a device says of itself. A last value, so it needs no key and leaves no op."""

    action = "device.report"
    body = ReportBody

    def post(self, request: Request, device_id: UUID) -> Response:
        """Keep it; nothing is answered."""
        actions.note_report(by=request.user, device_id=device_id, **checked(self.body, request.data))
        return Response(status=204)


class Presence(DeclaredQueryView):
    """Who of the programme can be reached now."""

    action = "presence.read"

    def get(self, request: Request) -> Response:
        """Last contact of each, and the position where this person may see it."""
        user: Any = request.user
        allow(user, self.action)
        return Response({"users": scope.presence(user)})
