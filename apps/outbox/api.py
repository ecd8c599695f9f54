"""A command over HTTP: parse, run one action through the runner, answer the envelope."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.utils.dateparse import parse_datetime
from rest_framework.request import Request
from rest_framework.response import Response

from apps.common.api import DeclaredQueryView, StrictSerializer, checked
from apps.common.errors import Busy, Code, Invalid
from apps.outbox import bell, projections
from apps.outbox.commands import Answer, Op, run
from apps.outbox.upgrade import CURRENT, upgrade


class NoBody(StrictSerializer):
    """A command that needs no words."""


class CommandView(DeclaredQueryView):
    """Subclasses name `command` (an action, wrapped in staticmethod) and `body` (its serializer)."""

    command: ClassVar[Callable[..., Any]]
    body: ClassVar[type[StrictSerializer]] = NoBody
    partial: ClassVar[bool] = False

    @property
    def action(self) -> str:
        """The action of the access table that this route does."""
        name: str = self.command.action_name  # type: ignore[attr-defined]
        return name

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """From a checked body and the URL to what the action takes."""
        return {**url, **data}

    def post(self, request: Request, **url: Any) -> Response:
        """Run the command once, however often it is sent."""
        raw = request._request.body
        op = read_op(request)
        data = upgrade(self.action, op.op_version, request.data if raw else {})
        arguments = self.arguments(checked(self.body, data, partial=self.partial), **url)
        key = _uuid(request, "Idempotency-Key")
        if key is None:
            raise Invalid(Code.KEY_MISSING, "A write needs a key.", fields=["Idempotency-Key"])
        fingerprint = request.path.encode() + b"\n" + raw
        answer = run(type(self).command, by=request.user, key=key, raw=fingerprint, op=op, **arguments)
        response = Response(envelope(request.user, answer), status=answer.status)
        if settings.BENCH:
            response["X-Committed-Ns"] = str(bell.rung_at_ns())  # a bench measures from here to the frame
        return response


def envelope(user: Any, answer: Answer) -> dict[str, Any]:
    """The answer with the object as this user may see it now, also on a repeat."""
    return {
        "outcome": answer.outcome,
        "code": answer.code,
        "message": answer.message,
        "data": answer.data,
        "kind": answer.object_kind,
        "id": str(answer.object_id) if answer.object_id else None,
        "version": answer.version,
        "object": projections.one(user, answer.object_kind, answer.object_id),
    }


def read_op(request: Request) -> Op:
    """The command's headers; raises Invalid naming a bad one, Busy for a phone newer than this server."""
    version = _number(request, "X-Op-Version") or CURRENT
    if version > CURRENT:
        raise Busy(Code.NEWER_CLIENT, "This server is older than the app. It will be sent again.")
    return Op(
        device_id=_uuid(request, "X-Device"),
        occurred_at=_time(request, "X-Occurred-At"),
        base_version=_number(request, "If-Match"),
        op_version=version,
    )


def _uuid(request: Request, header: str) -> UUID | None:
    value = request.headers.get(header)
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise _bad(header) from error


def _number(request: Request, header: str) -> int | None:
    value = request.headers.get(header)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise _bad(header)
    return int(value)


def _time(request: Request, header: str) -> datetime | None:
    value = request.headers.get(header)
    if not value:
        return None
    try:
        at = parse_datetime(value)
    except ValueError as error:
        raise _bad(header) from error
    if at is None or at.tzinfo is None:
        raise _bad(header)
    return at


def _bad(header: str) -> Invalid:
    return Invalid(Code.INVALID, f"Not right: {header}.", fields=[header])
